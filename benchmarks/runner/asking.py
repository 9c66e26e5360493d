"""One unit from its question to its graded answers: what every executor does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from benchmarks.runner.metered import Metered, Spent
from benchmarks.runner.plan import Plan
from benchmarks.runner.scoring import JUDGE_FAILED, Score, score
from benchmarks.runner.units import Unit
from reasoning.budget import Budget
from reasoning.decoding import Decoding
from reasoning.engines.base import Chunk, Engine, Sampling, TextChunk
from reasoning.errors import BudgetError, EngineError, EngineUnavailable
from reasoning.events import (
    Answer,
    End,
    Ending,
    Result,
    Rung,
    SampleResult,
    Started,
    Thought,
    Usage,
)
from reasoning.problem import Message
from reasoning.run import Run, curve, reason

#: Longest wait between two tries of a unit, in seconds; the first is half of one.
MAX_WAIT = 10.0


class EngineGone(EngineUnavailable):
    """The engine (or the judge) answers nobody, so no unit can be asked for now."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A unit that is to be kept: its graded answers, its trace, and what it took.

    `tokens` were generated, `dollars` (None without a price) paid for it: by tries that failed and
    by the judge, too.
    """

    graded: dict[str, Any]
    trace: dict[str, Any] | None
    tokens: int
    dollars: float | None


@dataclass(slots=True)
class _Asked:
    """What came of asking once."""

    results: dict[Rung, Result] = field(default_factory=dict)
    prompt_tokens: int = 0  # of the prompt
    sent: int = 0  # in all requests
    generated: int = 0
    trace: dict[str, Any] | None = None

    @property
    def failed(self) -> str:
        """Why it failed; "" where it did not."""
        broken = (r for r in self.results.values() if r.end is Ending.FAILED)
        return next((r.reason or "it broke off" for r in broken), "")


@dataclass(slots=True)
class Asker:
    """Asks units of an engine, tries those again that fail, and grades what comes out.

    `drawn` counts the tokens that were drawn so far. `sleep` takes seconds.
    """

    plan: Plan
    engine: Engine
    judge: Engine | None
    retries: int
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    drawn: int = 0

    async def finish(self, unit: Unit) -> Finished:
        """Ask a unit until it does not fail, or no try is left; then grade it.

        Raises:
            EngineGone: the engine or the judge cannot be reached; the unit is to be asked again.
        """
        spent = Spent()
        for wait in self._waits():
            try:
                asked = await self._ask(unit)
            except BudgetError as error:
                # It does not fit the model, and would not the next time either.
                return self._impossible(unit, str(error))
            spent.add(asked.generated, self._dollars(asked))
            if not asked.failed:
                break
            if fault := await unreachable(self.engine):
                raise EngineGone(fault)
            if wait is None:
                break
            await self.sleep(wait)
        graded = await self._graded(unit, asked, spent)
        return Finished(graded, asked.trace, spent.tokens, spent.dollars)

    def _waits(self) -> Iterator[float | None]:
        """For each try, how long to wait until the next, in seconds; None for the last."""
        for number in range(self.retries):
            yield min(MAX_WAIT, 0.5 * 2**number)
        yield None

    async def fault(self) -> str:
        """Why units cannot be asked now; "" where they can."""
        for engine in (self.engine, self.judge):
            if engine is not None and (fault := await unreachable(engine)):
                return fault
        return ""

    async def _ask(self, unit: Unit) -> _Asked:
        asked = _Asked()
        run = self._run(unit)
        # Not `async for event in run`: whoever cancels this wants the engine's work ended by then.
        async with aclosing(aiter(run)) as events:  # type: ignore[type-var]
            async for event in events:
                match event:
                    case Started():
                        asked.prompt_tokens = event.prompt_tokens
                    case Thought() | Answer():
                        self.drawn += len(event.ids)
                    case Usage():
                        asked.sent, asked.generated = event.prompt_tokens, event.generated_tokens
                    case End():
                        asked.results[event.rung] = event.result
        asked.trace = run.trace.record if run.trace else None
        return asked

    def _run(self, unit: Unit) -> Run:
        plan = self.plan
        decoding = Decoding(plan.temperature, 1.0, unit.seed)
        budget = Budget(thinking_tokens=plan.budgets[0], answer_tokens=unit.answer_tokens)
        if plan.mode == "single":
            return reason(unit.problem, budget, self.engine, decoding=decoding)
        return curve(
            unit.problem,
            plan.budgets,
            self.engine,
            budget=budget,
            method=plan.mode,
            decoding=decoding,
        )

    async def _graded(self, unit: Unit, asked: _Asked, spent: Spent) -> dict[str, Any]:
        scores: dict[tuple[Ending, str | None, str], Score] = {}
        rows = []
        # Rungs end in any order; what is kept of two runs of a plan is in one.
        for rung in (rung for rung in self.plan.budgets if rung in asked.results):
            result = asked.results[rung]
            (sample,) = result.samples
            # Rungs above the length at which the model stopped share its answer, and its score.
            same = (sample.end, sample.answer, sample.text)
            if same not in scores:
                scores[same] = await self._score(unit, sample, spent)
            rows.append(self._row(unit, rung, result.seconds, sample, scores[same], asked))
        return {"about": about(unit), "rows": rows}

    async def _score(self, unit: Unit, sample: SampleResult, spent: Spent) -> Score:
        """Grade an answer; a judge that broke off is asked again, as a model is."""
        if self.judge is None:
            return await score(unit, sample, None)
        for wait in self._waits():
            judge = Metered(self.judge)
            found = await score(unit, sample, judge)
            spent.add(judge.spent.tokens, judge.spent.dollars)
            if not judge.broke:
                return found
            if fault := await unreachable(self.judge):
                raise EngineGone(f"the judge: {fault}")
            if wait is not None:
                await self.sleep(wait)
        return Score(None, f"{JUDGE_FAILED}: {judge.broke}")

    def _row(
        self,
        unit: Unit,
        rung: Rung,
        seconds: float,
        sample: SampleResult,
        found: Score,
        asked: _Asked,
    ) -> dict[str, Any]:
        return {
            "budget": rung,
            "end": str(sample.end),
            "answer": unit.as_it_came(sample.answer),
            "score": found.value,
            "thinking_tokens": sample.thinking_tokens,
            "answer_tokens": sample.answer_tokens,
            "seconds": seconds,
            "dollars": self._alone(rung, sample, asked),
            "probability": sample.probability,
            "reason": found.reason,
        }

    def _dollars(self, asked: _Asked) -> float | None:
        price = self.engine.model.price
        if price is None:
            return None
        return (asked.sent * price.prompt + asked.generated * price.generated) / 1_000_000

    def _alone(self, rung: Rung, sample: SampleResult, asked: _Asked) -> float | None:
        """What this answer would have cost in a run of its own budget: see `reasoning.run`."""
        price = self.engine.model.price
        if price is None or not asked.sent or len(asked.results) == 1:
            return self._dollars(asked)
        tokenizer = self.engine.tokenizer
        closing = len(tokenizer.close_ids) if tokenizer else 0
        # The prompt is sent to think, if there is any thinking, and once more to answer.
        prompts = 1 if rung == 0 else 2
        sent = prompts * asked.prompt_tokens + sample.thinking_tokens + closing
        generated = sample.thinking_tokens + sample.answer_tokens
        return (sent * price.prompt + generated * price.generated) / 1_000_000

    def _impossible(self, unit: Unit, why: str) -> Finished:
        row = {"end": str(Ending.FAILED), "answer": None, "score": None, "thinking_tokens": 0,
               "answer_tokens": 0, "seconds": 0.0, "dollars": None, "probability": None,
               "reason": why}  # fmt: skip
        rows = [{"budget": rung, **row} for rung in self.plan.budgets]
        return Finished({"about": about(unit), "rows": rows}, None, 0, None)


def about(unit: Unit) -> dict[str, Any]:
    """What answers are counted under and compared by, which a row keeps of its question."""
    problem = unit.problem
    return {
        "domain": problem.domain,
        "answer_type": str(problem.answer_type),
        "unit": problem.unit,
        "subject": problem.subject,
        "difficulty": problem.difficulty,
        "language": problem.language,
        "modality": unit.item.modality,
    }


async def unreachable(engine: Engine) -> str:
    """Why an engine cannot be asked, found out by saying hello; "" where it can.

    One that refuses even that (its key was withdrawn, its model unloaded) would refuse all units.
    """
    hello = [Message("user", "Hello")]
    # Some servers refuse a chat that leaves no room to think; only the first piece is waited for.
    sampling = Sampling(max_tokens=1 if engine.tokenizer else 256, logprobs=False)
    stream: AsyncGenerator[Chunk, None] | AsyncGenerator[TextChunk, None]
    if engine.tokenizer is not None:
        stream = engine.stream(engine.tokenizer.prompt(hello), sampling)
    else:
        stream = engine.chat(hello, sampling)
    try:
        async with aclosing(stream) as chunks:
            async for _ in chunks:
                break
    except EngineError as error:
        return str(error)
    return ""
