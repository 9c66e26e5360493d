"""One engine that is measured, and the problems that it is given."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from data.generators import AT_ONCE, examples, maths, medical, olympiad
from data.generators.base import Example
from reasoning import Budget, Decoding, Problem, curve
from reasoning.domains import domain_of, messages
from reasoning.engines.embedded import EmbeddedEngine
from reasoning.events import End, Result
from reasoning.run import Run
from reasoning.scope import surprise
from training.measure.draft import Draft
from training.tokenizer import GAP

T = TypeVar("T")

#: Thinking budgets of the curves, in tokens; the last is more than a thought ever takes.
BUDGETS = (0, 32, 64, 128, 256, 512, 1024)
#: Seeds of the test problems, one for each part.
SEEDS = {"curve": 101, "votes": 202, "wait": 303, "scope": 404, "scope check": 505, "far": 606}
ANSWER_TOKENS = 256
#: Pieces of medical knowledge, asked and answered without a thought.
FACTS = "facts"
#: Whatever is thought about, by subject.
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "medicine": tuple(task for task in medical.FAMILIES if task not in AT_ONCE),
    "mathematics": tuple(maths.FAMILIES),
    "Olympiad-like": tuple(olympiad.FAMILIES),
}
THOUGHT_TASKS = tuple(task for tasks in SUBJECTS.values() for task in tasks)


def rate(hits: Sequence[bool]) -> dict[str, float | int]:
    """Share of hits and its standard error, 0 to 1."""
    share = sum(hits) / len(hits)
    error = math.sqrt(share * (1 - share) / len(hits))
    return {"accuracy": round(share, 4), "se": round(error, 4), "n": len(hits)}


def examples_of(task: str, difficulty: str, n: int, part: str) -> list[Example]:
    """Fresh test examples."""
    return list(examples(task, n, SEEDS[part], difficulty, "test"))


def problems_of(task: str, difficulty: str, n: int, part: str) -> list[Problem]:
    """Fresh test problems."""
    return [e.problem for e in examples_of(task, difficulty, n, part)]


def spread(subject: str, difficulty: str, n: int, part: str) -> list[Problem]:
    """About `n` fresh test problems of a subject, as many of each task."""
    tasks = SUBJECTS[subject]
    each = max(1, round(n / len(tasks)))
    return [p for task in tasks for p in problems_of(task, difficulty, each, part)]


class Bench:
    """One engine, how many problems at once it is given, and what it has come to so far."""

    def __init__(
        self, engine: EmbeddedEngine, draft: Draft | None = None, at_once: int = 32
    ) -> None:
        self.engine = engine
        self.draft = draft or Draft()
        self._slots = asyncio.Semaphore(at_once)

    async def results(self, make: Callable[[], Run]) -> dict[int | None, Result]:
        """Run one to its end: the result at each rung."""
        async with self._slots:
            return {e.rung: e.result async for e in make() if isinstance(e, End)}

    async def traced(self, make: Callable[[], Run]) -> tuple[Result, dict[str, Any]]:
        """Run one to its end: the result of its only rung, and the trace."""
        async with self._slots:
            run = make()
            ends = [e async for e in run if isinstance(e, End)]
        assert run.trace is not None
        return ends[-1].result, run.trace.record

    async def curves(
        self,
        problems: Iterable[Problem],
        rungs: Sequence[int] = BUDGETS,
        samples: int = 1,
        temperature: float = 0.0,
    ) -> list[dict[int | None, Result]]:
        """A ladder for each problem."""
        budget = Budget(answer_tokens=ANSWER_TOKENS, samples=samples)
        decoding = Decoding(temperature=temperature)

        def run(problem: Problem) -> Callable[[], Run]:
            return lambda: curve(problem, rungs, self.engine, budget=budget, decoding=decoding)

        return await gathered(self.results(run(problem)) for problem in problems)

    async def curve_row(
        self, problems: Sequence[Problem], rungs: Sequence[int] = BUDGETS
    ) -> dict[str, Any]:
        """Greedy accuracy at each budget, and how long thoughts are when nothing cuts them."""
        found = await self.curves(problems, rungs)
        natural = [f[rungs[-1]].thinking_tokens.spent for f in found]
        return {
            "mean_thought_tokens": round(sum(natural) / len(natural), 1),
            "budgets": {str(b): rate([bool(f[b].correct) for f in found]) for b in rungs},
        }

    async def likeliest(self, problem: Problem) -> str:
        """The letter of the option that is likeliest a token as an answer without a thought."""
        assert self.engine.tokenizer is not None
        tokenizer = self.engine.tokenizer
        prompt = [*tokenizer.prompt(messages(domain_of(problem), problem)), *tokenizer.close_ids]

        async def score(text: str) -> float:
            answer = tokenizer.encode(GAP + text)
            async with self._slots:
                logprobs = await self.engine.score([*prompt, *answer])
            return sum(logprobs[-len(answer) :]) / len(answer)

        scores = await gathered(score(text) for text in problem.options.values())
        return max(zip(problem.options, scores, strict=True), key=lambda pair: pair[1])[0]

    def asked(self, problem: Problem) -> str:
        """The whole text that the model is asked with, as it reads it."""
        assert self.engine.tokenizer is not None
        tokenizer = self.engine.tokenizer
        return tokenizer.decode(tokenizer.prompt(messages(domain_of(problem), problem)))

    async def surprises(
        self, problems: Iterable[Problem], windows: Sequence[int]
    ) -> list[list[float]]:
        """For each problem, the score at each window; each prompt is computed once."""
        assert self.engine.tokenizer is not None
        tokenizer = self.engine.tokenizer
        prompts = [tokenizer.prompt(messages(domain_of(p), p)) for p in problems]

        async def one(prompt: list[int]) -> list[float]:
            async with self._slots:
                logprobs = await self.engine.score(prompt)
            return [surprise(logprobs, window).score for window in windows]

        return await gathered(one(prompt) for prompt in prompts)


async def gathered(work: Iterable[Awaitable[T]]) -> list[T]:
    """The results of all, in their order."""
    return list(await asyncio.gather(*work))
