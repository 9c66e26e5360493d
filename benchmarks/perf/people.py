"""(g) Many people chatting at the same moment, over the page's real protocol.

Every one has an account, a session and a page of their own, and all press Send in the same instant:
50 through the app as `make run` starts it, with its bundled engine, and 100 on a stand-in that
gives each of them 50 tokens a second (`paced`), so that what is late is the page's doing.

A question has failed if a request fails, if its stream ends early, or if the store does not have
its answer in the end (a refusal is one). Tokens are those that the store has. CPU is the server's
own process, the core's work in it included; the details say what of it is not the page's.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import numpy as np

from benchmarks.perf.measure import Figure, bundled
from benchmarks.perf.paced import TOKENS_A_SECOND, PacedEngine
from benchmarks.perf.served import Served, running
from benchmarks.perf.visitor import Asked, Visitor
from data.generators import examples
from reasoning import Budget, Problem, Run, reason
from reasoning.domains import question_text
from reasoning.engines.base import Engine
from reasoning.events import Ending
from ui.replies import read_reply

REAL, PACED = 50, 100
#: Questions that each of them asks, one after the other, each on a page opened anew.
EACH_REAL, EACH_PACED = 3, 2
#: What the page offers first: the budget that everybody thinks under here.
THINKING = 256
GOAL_FIRST_EVENT = 500.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """What happened to all questions. `generated`: tokens of each answer that the store has.

    `seconds`: from the first Send to the last end, summed over rounds; `cpu`: the server's seconds
    in that time, `engine_cpu` those of its engine's processes.
    """

    asked: tuple[Asked, ...]
    generated: tuple[int, ...]
    seconds: float
    cpu: float
    engine_cpu: float

    @property
    def failed(self) -> int:
        """Questions without an answer."""
        lost = len(self.asked) - len(self.generated)
        return max(lost, sum(bool(one.fault) for one in self.asked))

    @property
    def faults(self) -> str:
        """Why, in a few words."""
        said = sorted({one.fault for one in self.asked if one.fault})
        lost = len(self.asked) - len(self.generated)
        return "; ".join(said[:3]) or (f"{lost} not in the store" if lost else "")

    @property
    def tokens(self) -> int:
        """Of all answers."""
        return sum(self.generated)

    @property
    def bytes(self) -> int:
        """Streamed to all of them."""
        return sum(one.streamed_bytes for one in self.asked)


@dataclass(frozen=True, slots=True)
class Alone:
    """The same work without a page: tokens per second of all, and CPU seconds a token."""

    rate: float
    cpu: float


async def measure() -> list[Figure]:
    """Failures, first events, completion, CPU and bytes a token, of both crowds."""
    return [*await _real(), *await _paced()]


async def _real() -> list[Figure]:
    problems = _questions(REAL * EACH_REAL)
    with running(["app.py"]) as served:
        crowd = await _crowd(served, problems, REAL)
    async with bundled() as engine:
        alone = await _alone(engine, problems, REAL)
    name = f"{REAL} people at once, bundled engine"
    through = crowd.tokens / crowd.seconds
    return [
        *_common(name, crowd),
        Figure(
            "people",
            f"{name}: tokens/s through the page against the core alone",
            through / alone.rate,
            "x",
            detail=f"{through:.0f} against {alone.rate:.0f} tokens/s",
        ),
        Figure(
            "people",
            f"{name}: server CPU a token",
            1000 * crowd.cpu / crowd.tokens,
            "ms",
            detail=f"{100 * crowd.cpu / crowd.seconds:.0f}% of a core; core alone"
            f" {1000 * alone.cpu:.2f} ms, the engine's own processes"
            f" {1000 * crowd.engine_cpu / crowd.tokens:.2f} ms",
        ),
    ]


async def _paced() -> list[Figure]:
    problems = _questions(PACED * EACH_PACED)
    with running(["-m", "benchmarks.perf.paced"]) as served:
        crowd = await _crowd(served, problems, PACED)
    engine = PacedEngine()
    await engine.start()
    alone = await _alone(engine, problems[:PACED], PACED)
    name = f"{PACED} people at once, a stand-in of {TOKENS_A_SECOND} tokens/s each"
    ideal = crowd.tokens / len(crowd.generated) / TOKENS_A_SECOND
    taken = [one.seconds / ideal for one in crowd.asked]
    return [
        *_common(name, crowd, GOAL_FIRST_EVENT),
        Figure(
            "people",
            f"{name}: time to the end of an answer against the ideal, median",
            percentile(taken, 50),
            "x",
            detail=f"p99 {percentile(taken, 99):.2f}x of {ideal:.1f} s",
        ),
        Figure(
            "people",
            f"{name}: server CPU a token",
            1000 * crowd.cpu / crowd.tokens,
            "ms",
            detail=f"{100 * crowd.cpu / crowd.seconds:.0f}% of a core; stand-in and core without"
            f" the page {1000 * alone.cpu:.2f} ms",
        ),
    ]


def _common(name: str, crowd: Crowd, goal: float | None = None) -> list[Figure]:
    events = [1000 * one.first_event for one in crowd.asked if one.first_event is not None]
    thoughts = [1000 * one.first_thought for one in crowd.asked if one.first_thought is not None]
    return [
        Figure(
            "people",
            f"{name}: questions that failed, of {len(crowd.asked)}",
            crowd.failed,
            "",
            0,
            at_most=True,
            detail=crowd.faults,
        ),
        Figure(
            "people",
            f"{name}: first event, p99",
            percentile(events, 99),
            "ms",
            goal,
            at_most=True,
            detail=f"p50 {percentile(events, 50):.0f} ms; first thought p50"
            f" {percentile(thoughts, 50):.0f}, p99 {percentile(thoughts, 99):.0f} ms",
        ),
        Figure(
            "people",
            f"{name}: bytes streamed a token",
            crowd.bytes / max(1, crowd.tokens),
            "bytes",
            detail=f"{crowd.bytes / 1000 / len(crowd.asked):.0f} kB and"
            f" {crowd.tokens / max(1, len(crowd.generated)):.0f} tokens an answer",
        ),
    ]


def percentile(values: Sequence[float], percent: float) -> float:
    """Of values that came; infinity where none ever did."""
    return float(np.percentile(values, percent)) if values else math.inf


def _questions(count: int) -> list[Problem]:
    """Hard open cases, no two the same."""
    return [e.problem for e in examples("cases", count, 77, "hard")]


async def _alone(engine: Engine, problems: Sequence[Problem], at_once: int) -> Alone:
    """As many questions at once, each as the page would ask it, without a page or a store."""
    tokens, wall, cpu = 0, time.perf_counter(), time.process_time()
    for begin in range(0, len(problems), at_once):
        runs = [reason(p, Budget(THINKING), engine) for p in problems[begin : begin + at_once]]
        await asyncio.gather(*[_to_the_end(run) for run in runs])
        tokens += sum(run.generated_tokens for run in runs)
    return Alone(tokens / (time.perf_counter() - wall), (time.process_time() - cpu) / tokens)


async def _to_the_end(run: Run) -> None:
    async for _ in run:
        pass


async def _crowd(served: Served, problems: Sequence[Problem], people: int) -> Crowd:
    """All of them ask, wait for their answers, and ask again, until all problems are asked."""
    names = ["who warms up", *[f"person {n}" for n in range(people)]]
    made = await asyncio.to_thread(served.accounts, names)
    owners, tokens = list(made)[1:], list(made.values())
    asked: list[Asked] = []
    seconds = cpu = engine_cpu = 0.0
    async with AsyncExitStack() as stack:
        first, *visitors = [
            await stack.enter_async_context(Visitor(served.address, token)) for token in tokens
        ]
        # A process imports and caches at its first question what all others then find.
        await first.open()
        await first.ask(question_text(problems[0]))
        for begin in range(0, len(problems), people):
            await asyncio.gather(*[visitor.open() for visitor in visitors])
            before = time.perf_counter(), served.cpu_seconds(), served.engine_cpu_seconds()
            now = problems[begin : begin + people]
            asked += await asyncio.gather(
                *[v.ask(question_text(p)) for v, p in zip(visitors, now, strict=True)]
            )
            seconds += time.perf_counter() - before[0]
            cpu += served.cpu_seconds() - before[1]
            engine_cpu += served.engine_cpu_seconds() - before[2]
    return Crowd(tuple(asked), tuple(_kept(served, owners)), seconds, cpu, engine_cpu)


def _kept(served: Served, owners: Sequence[str]) -> list[int]:
    """The tokens of every answer that the store has of these people."""
    tokens = []
    with served.store() as store:
        chats = store.conversations
        for owner in owners:
            for conversation in chats.list(owner):
                for turn in chats.path(conversation.id, owner):
                    result = read_reply(turn.reply).result
                    if result is not None and result.end not in (Ending.FAILED, Ending.CANCELLED):
                        tokens.append(result.thinking_tokens.spent + result.answer_tokens)
    return tokens
