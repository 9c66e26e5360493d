"""The real app in a process of its own, and a real browser that looks at it.

Skipped, with one line, where there is no Chromium.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from store import Role, Store
from tests.fake_server import FakeServer
from ui.accounts import cookie_name, new_account

ROOT = Path(__file__).resolve().parents[2]
SHOTS = Path(__file__).with_name("shots")

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

#: Tokens after which a rambling model says no more; far above the budget of 256.
SILENT_AFTER = 600

#: Seconds that the start may take on a busy machine.
START_SECONDS = 100


@dataclass(frozen=True)
class App:
    """A running app: its address and its home."""

    address: str
    home: Path

    def store(self) -> Store:
        """The store that the app has open, opened once more."""
        return Store(f"sqlite:///{self.home / 'deliberate.db'}")

    def account(self, name: str, role: Role = "user") -> str:
        """A new person's session token."""
        with self.store() as store:
            return new_account(store.people, name, "a long password", role)[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def environment(home: Path, **settings: str) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("DELIBERATE_")}
    return {**clean, "DELIBERATE_HOME": str(home), **settings}


@contextmanager
def running(
    folder: Path, **settings: str
) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """`python app.py` on a free port, its home in `folder`: process, address, printed lines."""
    port = free_port()
    settings["DELIBERATE_PORT"] = str(port)
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment(folder / "home", **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    lines: list[str] = []
    # Read all the while, or the app would wait for room in the pipe.
    reader = threading.Thread(target=lambda: lines.extend(process.stdout or ()), daemon=True)
    reader.start()
    try:
        wait_until_healthy(process, address, lines)
        yield process, address, lines
    finally:
        process.terminate()
        process.wait(timeout=20)
        reader.join(timeout=5)
        assert process.stdout
        process.stdout.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app that all tests share: a home of its own and the bundled model."""
    folder = tmp_path_factory.mktemp("app")
    with running(folder) as (_, address, _):
        yield App(address, folder / "home")


@dataclass(frozen=True)
class Furnished:
    """An administrator who has asked something: session token, and where it is kept."""

    token: str
    chat: str
    comparison: str


@pytest.fixture(scope="session")
def furnished(app: App, chromium: Browser) -> Furnished:
    """An administrator with one conversation and one comparison in the app that all share."""
    token = app.account("Ada Furnished", "admin")
    visitor = Visitor(chromium, app.address, token)
    page = visitor.open()
    fill_example(page, "chat", "Open case")
    page.click("#chat-send")
    page.wait_for_url("**/?c=*")
    wait_done(page, "chat-status")
    chat = page.url
    page.goto(app.address)
    page.get_by_role("tab", name="Compare").click()
    fill_example(page, "compare", "Best answer, hard")
    page.click("#compare-run")
    wait_done(page, "compare-status")
    page.wait_for_url("**/?compare=*")
    comparison = page.url
    page.context.close()
    assert (visitor.outside, visitor.faults) == ([], [])
    return Furnished(token, chat, comparison)


@pytest.fixture(scope="session")
def unclaimed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The one-time link of an app in which nobody has an account."""
    with running(tmp_path_factory.mktemp("unclaimed")) as (_, _, lines):
        deadline = time.monotonic() + 30
        while not lines and time.monotonic() < deadline:
            threading.Event().wait(0.05)
        yield lines[0].removeprefix("Deliberate is ready: ").strip()


@contextmanager
def rambling_server() -> Iterator[tuple[FakeServer, dict[str, str]]]:
    """A server whose model thinks on until it is stopped, and an app's settings for it.

    A thought of at most 256 tokens, if no more were asked for, comes to its end. A longer one goes
    no further than `SILENT_AFTER`, and takes no time of the processor meanwhile.
    """
    with FakeServer() as server:
        server.quirks.thought = ("Or else",) + (" it is another",) * 999
        server.quirks.max_model_len = 16_384
        server.quirks.answers_when_told = True
        server.quirks.silent_after = SILENT_AFTER
        yield (
            server,
            {
                "DELIBERATE_ENGINE": "openai",
                "DELIBERATE_OPENAI_BASE_URL": server.url,
                "DELIBERATE_OPENAI_MODEL": server.quirks.models[0],
                "DELIBERATE_TIMEOUT_SECONDS": "600",
            },
        )


@pytest.fixture(scope="session")
def rambling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app with such a server's model, and the bundled one."""
    folder = tmp_path_factory.mktemp("rambling")
    with rambling_server() as (_, settings), running(folder, **settings) as (_, address, _):
        yield App(address, folder / "home")


@pytest.fixture
def rambler(rambling: App, chromium: Browser) -> Iterator[Visitor]:
    """A visitor of that app."""
    yield from visit(chromium, rambling)


def wait_until_healthy(process: subprocess.Popen[str], address: str, lines: list[str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"app.py ended with {process.returncode}: {''.join(lines)[-2000:]}")
        try:
            with urlopen(f"{address}/healthz", timeout=5):
                return
        except (URLError, OSError):
            # Not listening yet, or 503; the process's own exit is looked for above.
            threading.Event().wait(0.2)
    pytest.fail(f"app.py did not answer in {START_SECONDS} s: {''.join(lines)[-2000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no chromium, so the page is not looked at (apt-get install chromium)")
    playwright: Playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


#: What runs in every page first: a script that sets `window.hit` is told as a fault of the page.
TRIPWIRE = """Object.defineProperty(window, "hit", {
    set() { setTimeout(() => { throw new Error("a script in a text was run"); }); },
});"""


class Visitor:
    """One person's browser: opens the page in a given size and colour, and watches its requests."""

    def __init__(self, browser: Browser, address: str, token: str, name: str = "") -> None:
        self._browser, self.address, self._token, self.name = browser, address, token, name
        self.outside: list[str] = []
        self.faults: list[str] = []

    def open(
        self, width: int = 1280, height: int = 900, colour: str = "light", query: str = ""
    ) -> Page:
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=colour,  # type: ignore[arg-type]
        )
        name = cookie_name(self.address)
        cookie = {"name": name, "value": self._token, "url": self.address}
        context.add_cookies([cookie])  # type: ignore[list-item]
        context.add_init_script(TRIPWIRE)
        page = context.new_page()
        self.watch(page)
        page.goto(f"{self.address}/{query}")
        page.wait_for_selector("#chat-question textarea")
        return page

    def watch(self, page: Page) -> None:
        """Keep what the page does that it should not."""
        page.set_default_timeout(60_000)
        page.on("request", self._watch)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", self._refuse)
        page.on("console", self._listen)

    def _refuse(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _listen(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.faults.append(message.text)

    def _watch(self, request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if not url.startswith((self.address, "data:", "blob:")):
            self.outside.append(url)


@pytest.fixture
def visitor(app: App, chromium: Browser) -> Iterator[Visitor]:
    """A visitor; after every test: nothing was asked of the outside, and no script broke."""
    yield from visit(chromium, app)


def visit(chromium: Browser, app: App) -> Iterator[Visitor]:
    name = f"visitor {secrets.token_hex(4)}"
    visitor = Visitor(chromium, app.address, app.account(name), name)
    yield visitor
    for context in chromium.contexts:
        context.close()
    assert visitor.outside == []
    assert visitor.faults == []


ADMIN_TABS = ("Health", "Models", "People", "Benchmarks", "Stored")


def open_admin(page: Page, address: str) -> None:
    page.goto(f"{address}/admin/")
    page.wait_for_selector("#health-table table")


def open_admin_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    page.wait_for_selector(f"#{name.lower()}-tab :is(table, #benchmarks-tabs):visible")


def shoot(page: Page, name: str) -> None:
    """A screenshot for people to look at; the folder is not kept in git."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def fill_example(page: Page, tab: str, title: str) -> None:
    page.locator(f"#{tab}-examples").get_by_role("button", name=title, exact=True).click()
    page.wait_for_function(
        "tab => document.querySelector(`#${tab}-question textarea`).value.length > 20", arg=tab
    )


def wait_done(page: Page, status: str) -> str:
    page.wait_for_selector(f'#{status} [data-state="done"]')
    return page.inner_text(f"#{status}")


def choose(page: Page, element: str, name: str) -> None:
    """Choose from a dropdown."""
    page.click(f"#{element} input")
    page.locator(f"#{element}").get_by_role("option", name=name, exact=True).click()
    expect(page.locator(f"#{element} input")).to_have_value(name)
