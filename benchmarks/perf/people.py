"""(g) Many people chatting at the same moment, over the page's real protocol.

Every one has an account, a session and a page of their own: 50 on the app as `make run` starts it,
with its bundled engine, and 100 on a stand-in that gives each of them 50 tokens a second (`paced`),
so that what is late is the page's doing. All press Send in the same instant, which is the worst
that can happen; the 100 also one after the other within the time of one answer.

A question has failed if a request fails, if its stream ends early, or if the store does not have
its answer in the end (a refusal is one). Tokens are those that the store has. CPU is the server's
own process, the core's work in it included; the details say what of it is not the page's.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import numpy as np

from benchmarks.perf.measure import BenchmarkError, Figure, bundled, hard
from benchmarks.perf.paced import TOKENS_A_SECOND, PacedEngine
from benchmarks.perf.served import Served, running
from benchmarks.perf.visitor import Asked, Visitor
from reasoning import Budget, Problem, Run, reason
from reasoning.domains import question_text
from reasoning.engines.base import Engine
from reasoning.events import Ending
from ui.replies import read_reply

REAL, PACED = 50, 100
#: Questions that each of the 50 asks, one after the other, each on a page opened anew.
EACH_REAL = 3
#: About as long as an answer of the stand-in takes, so that all 100 are answered together.
SPREAD_SECONDS = 5.0
#: What the page offers first: the budget that everybody thinks under here.
THINKING = 256
GOAL_FIRST_EVENT = 500.0
_UNANSWERED = (Ending.FAILED, Ending.CANCELLED)


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
        async with _people(served, REAL) as people:
            crowd = await people.ask(problems)
    async with bundled() as engine:
        alone = await _alone(engine, problems, REAL)
    name = f"{REAL} people on the bundled engine"
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
        _cpu(
            name,
            crowd,
            f"core alone {1000 * alone.cpu:.2f} ms, the engine's own processes"
            f" {1000 * crowd.engine_cpu / crowd.tokens:.2f} ms",
        ),
    ]


async def _paced() -> list[Figure]:
    problems = _questions(PACED)
    with running(["-m", "benchmarks.perf.paced"]) as served:
        async with _people(served, PACED) as people:
            spread = await people.ask(problems, over=SPREAD_SECONDS)
            instant = await people.ask(problems)
    engine = PacedEngine()
    await engine.start()
    alone = await _alone(engine, problems, PACED)
    name = f"{PACED} people at {TOKENS_A_SECOND} tokens/s each"
    figures: list[Figure] = []
    for when, crowd in ((f"{name}, within {SPREAD_SECONDS:g} s", spread), (name, instant)):
        ideal = crowd.tokens / len(crowd.generated) / TOKENS_A_SECOND
        taken = [one.seconds / ideal for one in crowd.asked]
        figures += [
            *_common(when, crowd, GOAL_FIRST_EVENT),
            Figure(
                "people",
                f"{when}: time to the end of an answer against the ideal, median",
                percentile(taken, 50),
                "x",
                detail=f"p99 {percentile(taken, 99):.2f}x of {ideal:.1f} s",
            ),
            _cpu(when, crowd, f"stand-in and core without the page {1000 * alone.cpu:.2f} ms"),
        ]
    return figures


def _cpu(name: str, crowd: Crowd, beside: str) -> Figure:
    return Figure(
        "people",
        f"{name}: server CPU a token",
        1000 * crowd.cpu / crowd.tokens,
        "ms",
        detail=f"{100 * crowd.cpu / crowd.seconds:.0f}% of a core; {beside}",
    )


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
            crowd.bytes / crowd.tokens,
            "bytes",
            detail=f"{crowd.bytes / 1000 / len(crowd.asked):.0f} kB and"
            f" {crowd.tokens / len(crowd.generated):.0f} tokens an answer",
        ),
    ]


def percentile(values: Sequence[float], percent: float) -> float:
    """Of values that came; infinity where none ever did."""
    return float(np.percentile(values, percent)) if values else math.inf


def _questions(count: int) -> list[Problem]:
    """Hard open cases, no two the same."""
    return hard("cases")[:count]


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


@asynccontextmanager
async def _people(served: Served, count: int) -> AsyncIterator[_People]:
    """People with accounts, on a server that has answered once.

    A process imports and caches at its first question what all others then find.
    """
    names = [f"person {n}" for n in range(count)]
    made = await asyncio.to_thread(served.accounts, ["who warms up", *names])
    async with AsyncExitStack() as stack:
        first, *visitors = [
            await stack.enter_async_context(Visitor(served.address, token))
            for token in made.values()
        ]
        await first.open()
        await first.ask("How many are left?")
        yield _People(served, visitors, list(made)[1:])


class _People:
    def __init__(self, served: Served, visitors: list[Visitor], owners: list[str]) -> None:
        self._served, self._visitors, self._owners = served, visitors, owners

    async def ask(self, problems: Sequence[Problem], over: float = 0.0) -> Crowd:
        """All of them ask, wait for their answers, and ask again, until all problems are asked.

        `over`: the seconds over which they press Send, evenly; 0: in the same instant.

        Raises:
            BenchmarkError: nobody was answered.
        """
        before, people = self._kept(), len(self._visitors)
        asked: list[Asked] = []
        seconds = cpu = engine_cpu = 0.0
        for begin in range(0, len(problems), people):
            await asyncio.gather(*[visitor.open() for visitor in self._visitors])
            start = time.perf_counter(), self._served.cpu_seconds()
            engine_start = self._served.engine_cpu_seconds()
            asked += await asyncio.gather(
                *[
                    _asked(visitor, problem, over * n / people)
                    for n, (visitor, problem) in enumerate(
                        zip(self._visitors, problems[begin : begin + people], strict=True)
                    )
                ]
            )
            seconds += time.perf_counter() - start[0]
            cpu += self._served.cpu_seconds() - start[1]
            engine_cpu += self._served.engine_cpu_seconds() - engine_start
        generated = [n for turn, n in self._kept().items() if turn not in before]
        crowd = Crowd(tuple(asked), tuple(generated), seconds, cpu, engine_cpu)
        if crowd.tokens == 0:
            raise BenchmarkError(
                f"nobody was answered: {crowd.faults}; the server said: {self._served.said()}"
            )
        return crowd

    def _kept(self) -> dict[str, int]:
        """The tokens of every answer that the store has of them, by turn."""
        tokens = {}
        with self._served.store() as store:
            chats = store.conversations
            for owner in self._owners:
                for conversation in chats.list(owner):
                    for turn in chats.path(conversation.id, owner):
                        result = read_reply(turn.reply).result
                        if result is not None and result.end not in _UNANSWERED:
                            spent = result.thinking_tokens.spent + result.answer_tokens
                            tokens[turn.id] = spent
        return tokens


async def _asked(visitor: Visitor, problem: Problem, wait: float) -> Asked:
    await asyncio.sleep(wait)
    return await visitor.ask(question_text(problem))
