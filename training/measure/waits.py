"""Does "Wait," mean anything: does it follow mistakes, and does thinking on after it help?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from data.generators import TASKS
from data.generators.base import WAIT
from reasoning import Budget, Decoding, reason
from reasoning.problem import Problem
from reasoning.run import Run
from training.measure.bench import (
    ANSWER_TOKENS,
    THOUGHT_TASKS,
    Bench,
    gathered,
    problems_of,
    rate,
)

#: More than any thought takes, with a second look.
FREE = Budget(thinking_tokens=1024, answer_tokens=ANSWER_TOKENS)
#: The minimum is out of reach, so that exactly one "Wait" is forced on every problem.
FORCED = Budget(
    thinking_tokens=1024, min_thinking_tokens=1024, waits=1, answer_tokens=ANSWER_TOKENS
)


async def measure_forced(bench: Bench, n: int) -> list[dict[str, Any]]:
    """The hard tiers with and without one forced "Wait", paired."""
    return [
        await bench.draft.once(f"wait/{task}", partial(_forced, bench, task, n))
        for task in THOUGHT_TASKS
    ]


async def _forced(bench: Bench, task: str, n: int) -> dict[str, Any]:
    problems = problems_of(task, "hard", n, "wait")
    without, with_wait = [
        [
            bool(next(iter(result.values())).correct)
            for result in await gathered(
                bench.results(_run(bench, problem, budget, Decoding(temperature=0.0)))
                for problem in problems
            )
        ]
        for budget in (FREE, FORCED)
    ]
    pairs = list(zip(without, with_wait, strict=True))
    return {
        "task": task,
        "without": rate(without),
        "with_wait": rate(with_wait),
        "wrong_to_right": sum(b > a for a, b in pairs),
        "right_to_wrong": sum(a > b for a, b in pairs),
    }


async def measure_own(bench: Bench, n: int) -> dict[str, Any]:
    """How often the model itself writes "Wait," after a mistake, and without one.

    Thoughts at temperature 1 on the hard tiers; a mistake is a line of work before the first
    "Wait," that the family's checker finds false. Each cell has how many thoughts there were and
    how many of them led to the right answer.
    """
    counts: Counter[tuple[bool, bool]] = Counter()
    right: Counter[tuple[bool, bool]] = Counter()
    for task in THOUGHT_TASKS:
        problems = problems_of(task, "hard", n, "wait")
        runs = (bench.traced(_run(bench, p, FREE, Decoding(temperature=1.0))) for p in problems)
        for problem, (result, trace) in zip(problems, await gathered(runs), strict=True):
            first, waited, _ = trace["thoughts"][0]["text"].partition(f"\n{WAIT}")
            cell = bool(TASKS[task].faults(problem, first)), bool(waited)
            counts[cell] += 1
            right[cell] += bool(result.correct)

    def found(fault: bool, waited: bool) -> dict[str, int]:
        return {"n": counts[fault, waited], "right": right[fault, waited]}

    return {
        "mistake": {"wait": found(True, True), "no_wait": found(True, False)},
        "no_mistake": {"wait": found(False, True), "no_wait": found(False, False)},
        "temperature": 1.0,
        "budget": FREE.thinking_tokens,
    }


def _run(bench: Bench, problem: Problem, budget: Budget, decoding: Decoding) -> Callable[[], Run]:
    return lambda: reason(problem, budget, bench.engine, decoding=decoding)
