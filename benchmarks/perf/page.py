"""(f) The page in a real browser: the first thought, its weight, and the time until it is usable.

The app runs as `make run` starts it and is looked at by the machine's Chromium, all on loopback:
what a network adds is left out. The first thought is timed from pressing Send to its first text in
the document, against the first token of the engine alone for the same question, in turn. Weight is
what comes over the wire until a page has nothing more to load. Usable is the moment, counted from
the start of the navigation, at which a browser that types and presses Send as soon as it can has
pressed it; the answer has to come. "Cached" is a second visit with the first one's cache.
"""

from __future__ import annotations

import asyncio
import shutil
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.perf.measure import BenchmarkError, Figure, bundled, hard_vignettes
from benchmarks.perf.served import Served, running
from reasoning import Problem
from reasoning.domains import domain_of, messages, question_text
from reasoning.engines.base import Engine, Sampling
from ui.accounts import cookie_name

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page

ASKED = 7  # questions timed to their first thought
VISITS = 3  # visits timed until usable, cold and cached each
#: Seconds without anything arriving after which a page has loaded.
QUIET = 1.5
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
_BOX, _SEND, _LOG = "#chat-question textarea", "#chat-send", "#chat-log"
#: Runs before the page's own scripts; `performance.now()` counts from the navigation's start.
_WATCH = """
document.addEventListener('click', (event) => {
    if (event.target.closest('#chat-send')) {
        window.pressed = performance.now();
        window.thought = undefined;
    }
}, true);
new MutationObserver(() => {
    const text = document.querySelector('#chat-log .thought-group .message-content');
    if (window.thought === undefined && text && text.textContent.trim()) {
        window.thought = performance.now();
    }
}).observe(document, { childList: true, subtree: true, characterData: true });
"""


async def measure() -> list[Figure]:
    """What the page adds to the first token, its weight and time to usable, cold and cached.

    Raises:
        BenchmarkError: there is no browser here, or the page did not do as expected.
    """
    try:
        from playwright.async_api import Error as PlaywrightError
    except ImportError:
        raise BenchmarkError(
            "there is no playwright to drive a browser with; pip install -r requirements-dev.txt"
        ) from None
    async with bundled() as engine:
        problems = await hard_vignettes(engine, ASKED + 1)
    with running(["app.py"]) as served:
        (token,) = served.accounts(["who looks"]).values()
        async with _chromium() as browser:
            visitors = _Visitors(browser, served, token)
            try:
                weights = await visitors.weights()
                usable = await visitors.usable(problems[0])
                async with bundled() as engine:
                    firsts = await visitors.first_thoughts(problems, engine)
            except PlaywrightError as error:
                line = " ".join(str(error).split())[:300]
                raise BenchmarkError(f"the page did not do as expected: {line}") from None
    return [_first(firsts), *_weights(weights), *_usable(usable)]


def _first(firsts: Sequence[tuple[float, float]]) -> Figure:
    page = 1000 * statistics.median(page for page, _ in firsts)
    engine = 1000 * statistics.median(engine for _, engine in firsts)
    return Figure(
        "page",
        "first thought in the page after Send, beyond the engine's own first token",
        1000 * statistics.median(page - engine for page, engine in firsts),
        "ms",
        detail=f"{page:.0f} ms against {engine:.0f} ms, median of {len(firsts)} questions",
    )


def _weights(weights: Sequence[Weight]) -> list[Figure]:
    return [
        Figure(
            "page",
            f"weight of the page over the wire, {visit}",
            weight.wire / 1000,
            "kB",
            detail=f"{weight.requests} requests, {weight.decoded / 1000:.0f} kB before compression",
        )
        for visit, weight in zip(("cold", "cached"), weights, strict=True)
    ]


def _usable(usable: Sequence[Sequence[float]]) -> list[Figure]:
    return [
        Figure(
            "page",
            f"time until the page is usable, {visit}",
            statistics.median(times),
            "s",
            detail=f"{min(times):.2f} to {max(times):.2f} s over {len(times)} visits",
        )
        for visit, times in zip(("cold", "cached"), usable, strict=True)
    ]


@asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        raise BenchmarkError("there is no chromium to look at the page with; apt-get install it")
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        await browser.close()


@dataclass  # without slots: playwright puts its own attribute on an object with handlers
class Weight:
    """What a visit fetched: bytes on the wire with headers, bytes of content, requests.

    Takes the browser's own records; what came from its cache was not fetched.
    """

    wire: float = 0
    decoded: float = 0
    _fetched: set[str] = field(default_factory=set)
    _cached: set[str] = field(default_factory=set)
    last: float = field(default_factory=time.monotonic)

    @property
    def requests(self) -> int:
        """How many went to the server."""
        return len(self._fetched - self._cached)

    def responded(self, record: dict[str, Any]) -> None:
        """Network.responseReceived"""
        self._arrived()
        self._fetched.add(record["requestId"])
        if record["response"].get("fromDiskCache"):
            self._cached.add(record["requestId"])

    def from_memory(self, record: dict[str, Any]) -> None:
        """Network.requestServedFromCache"""
        self._cached.add(record["requestId"])

    def received(self, record: dict[str, Any]) -> None:
        """Network.dataReceived"""
        self._arrived()
        if record["requestId"] not in self._cached:
            self.decoded += record["dataLength"]

    def finished(self, record: dict[str, Any]) -> None:
        """Network.loadingFinished"""
        self._arrived()
        if record["requestId"] not in self._cached:
            self.wire += record["encodedDataLength"]

    def _arrived(self) -> None:
        self.last = time.monotonic()


class _Visitors:
    """One person's browsers; each context begins with an empty cache."""

    def __init__(self, browser: Browser, served: Served, token: str) -> None:
        self._browser, self._address, self._token = browser, served.address, token

    @asynccontextmanager
    async def _context(self) -> AsyncIterator[BrowserContext]:
        context = await self._browser.new_context(viewport={"width": 1280, "height": 900})
        await context.add_cookies(
            [{"name": cookie_name(self._address), "value": self._token, "url": self._address}]
        )
        await context.add_init_script(_WATCH)
        context.set_default_timeout(60_000)
        yield context
        await context.close()

    async def weights(self) -> list[Weight]:
        """Of a cold visit, and of a second one."""
        async with self._context() as context:
            return [await self._weight(context), await self._weight(context)]

    async def _weight(self, context: BrowserContext) -> Weight:
        page, weight = await context.new_page(), Weight()
        session = await context.new_cdp_session(page)
        session.on("Network.responseReceived", weight.responded)
        session.on("Network.requestServedFromCache", weight.from_memory)
        session.on("Network.dataReceived", weight.received)
        session.on("Network.loadingFinished", weight.finished)
        await session.send("Network.enable")
        await page.goto(self._address)
        await page.wait_for_selector(_BOX)
        while time.monotonic() - weight.last < QUIET:
            await asyncio.sleep(QUIET / 10)
        await page.close()
        return weight

    async def usable(self, problem: Problem) -> tuple[list[float], list[float]]:
        """Seconds of cold visits, and of cached ones."""
        cold, cached = [], []
        for _ in range(VISITS):
            async with self._context() as context:
                cold.append(await self._until_sent(context, problem))
                cached.append(await self._until_sent(context, problem))
        return cold, cached

    async def _until_sent(self, context: BrowserContext, problem: Problem) -> float:
        page = await context.new_page()
        await page.goto(self._address, wait_until="commit")
        await _ask(page, problem)
        pressed = await page.evaluate("window.pressed")
        await page.close()
        return float(pressed) / 1000

    async def first_thoughts(
        self, problems: Sequence[Problem], engine: Engine
    ) -> list[tuple[float, float]]:
        """Seconds in the page and of the engine alone, for each problem but the first.

        The first warms both up.
        """
        firsts = []
        async with self._context() as context:
            page = await context.new_page()
            await page.goto(self._address)
            for number, problem in enumerate(problems):
                alone = await _first_token(engine, problem)
                if number > 0:
                    await page.click("#chat-new")
                    await page.wait_for_selector(f"{_LOG} [data-testid=user]", state="detached")
                await _ask(page, problem)
                shown = await page.evaluate("window.thought - window.pressed")
                firsts.append((float(shown) / 1000, alone))
        return firsts[1:]


async def _ask(page: Page, problem: Problem) -> None:
    """Ask as soon as the page lets one, and wait for the end of the answer."""
    await page.fill(_BOX, question_text(problem))
    await page.click(_SEND)
    await page.wait_for_selector(f"{_LOG} [data-testid=user]")
    await page.wait_for_selector('#chat-status [data-state="done"]')


async def _first_token(engine: Engine, problem: Problem) -> float:
    """Seconds from asking the engine until its first token."""
    assert engine.tokenizer is not None
    prompt = engine.tokenizer.prompt(messages(domain_of(problem), problem))
    begin = time.perf_counter()
    async with aclosing(engine.stream(prompt, Sampling(256))) as chunks:
        async for chunk in chunks:
            if chunk.ids:
                break
    return time.perf_counter() - begin
