"""What the parts share: how a figure is kept, and how two things are timed against each other."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from data.problems import MODEL as MODEL
from data.problems import shipped_problems
from reasoning.domains import domain_of, messages
from reasoning.engines.base import Engine, Sampling
from reasoning.engines.embedded import EmbeddedEngine
from reasoning.errors import DeliberateError
from reasoning.problem import Problem
from reasoning.scope import out_of_scope


class BenchmarkError(DeliberateError):
    """Something cannot be measured here; one line."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `goal` is what it should be at least (or at most); None: no goal."""

    part: str
    name: str
    value: float
    unit: str
    goal: float | None = None
    at_most: bool = False
    detail: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without one."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.at_most else self.value >= self.goal


async def hard_vignettes(engine: Engine, count: int) -> list[Problem]:
    """Fresh hard single-best-answer problems, the longest thoughts of the bundled model.

    One that the model takes for a question from outside its world, and so does not answer, is
    left out: it would count as no work at all.
    """
    assert engine.tokenizer is not None
    problems: list[Problem] = []
    for problem in hard("vignettes"):
        prompt = engine.tokenizer.prompt(messages(domain_of(problem), problem))
        if await out_of_scope(engine, prompt) is None:
            problems.append(problem)
        if len(problems) == count:
            return problems
    raise BenchmarkError(f"only {len(problems)} of {count} hard vignettes lie beside the model")


def hard(task: str) -> list[Problem]:
    """The hard problems of a task that lie beside the bundled model, examples to click aside."""
    timed = [p for p in shipped_problems() if p.task == task and p.difficulty == "hard"]
    return [p for p in timed if "-test-77-" in (p.id or "")]


@asynccontextmanager
async def bundled(threads: int | None = None) -> AsyncIterator[EmbeddedEngine]:
    """The embedded engine with the bundled model, started, in a cache of its own."""
    with tempfile.TemporaryDirectory() as cache:
        engine = EmbeddedEngine(MODEL, Path(cache), threads)
        await engine.start()
        try:
            yield engine
        finally:
            await engine.close()


async def drain(engine: Engine, prompt: Sequence[int], sampling: Sampling) -> int:
    """Read one stream to its end; how many tokens came."""
    tokens = 0
    async with aclosing(engine.stream(prompt, sampling)) as chunks:
        async for chunk in chunks:
            tokens += len(chunk.ids)
    return tokens


async def rate(work: Sequence[Callable[[], Awaitable[int]]]) -> float:
    """Tokens per second of several pieces of work at once, each giving its tokens."""
    start = time.perf_counter()
    tokens = await asyncio.gather(*[piece() for piece in work])
    return sum(tokens) / (time.perf_counter() - start)


async def steady_rate(streams: Sequence[Callable[[], AsyncIterator[int]]], seconds: float) -> float:
    """Tokens per second of streams that never end, each giving its tokens as they come."""
    tokens = 0

    async def follow(stream: AsyncIterator[int]) -> None:
        nonlocal tokens
        async for new in stream:
            tokens += new

    start = time.perf_counter()
    tasks = [asyncio.create_task(follow(stream())) for stream in streams]
    await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    rate = tokens / (time.perf_counter() - start)
    for task in tasks:
        if task.done():
            task.result()  # it broke
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return rate


async def paired(
    first: Callable[[], Awaitable[float]], second: Callable[[], Awaitable[float]], repeats: int
) -> tuple[float, float, float]:
    """Medians of two rates measured in turn, and the median of their ratios.

    In turn, so that a machine that gets busier slows both; the first pair warms up and is dropped.
    """
    await first()
    await second()
    pairs = [(await first(), await second()) for _ in range(repeats)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )
