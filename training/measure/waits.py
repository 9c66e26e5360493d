"""Does "Wait," mean anything: does it follow mistakes, and does thinking on after it help?"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from data.generators import TASKS
from data.generators.base import WAIT
from reasoning import Budget, Decoding, reason
from reasoning.problem import Problem
from reasoning.run import Run
from training.measure.bench import (
    ANSWER_TOKENS,
    BUDGETS,
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
    rows = []
    for task in THOUGHT_TASKS:
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
        rows.append(
            {
                "task": task,
                "without": rate(without),
                "with_wait": rate(with_wait),
                "wrong_to_right": sum(b > a for a, b in pairs),
                "right_to_wrong": sum(a > b for a, b in pairs),
            }
        )
        print(json.dumps(rows[-1]), flush=True)
    return rows


async def measure_own(bench: Bench, n: int) -> dict[str, Any]:
    """How often the model itself writes "Wait," after a mistake, and without one.

    Thoughts at temperature 1 on the hard tiers; a mistake is a line of work that the family's
    checker finds false before the first "Wait,". `put_right`: the answer is right although there
    was a mistake, with a "Wait," and without.
    """
    decoding = Decoding(temperature=1.0)
    counts = {(fault, waited): [0, 0] for fault in (True, False) for waited in (True, False)}
    for task in THOUGHT_TASKS:
        problems = problems_of(task, "hard", n, "wait")
        for problem, (result, trace) in zip(
            problems,
            await gathered(bench.traced(_run(bench, p, FREE, decoding)) for p in problems),
            strict=True,
        ):
            thought = trace["thoughts"][0]["text"]
            first, waited, _ = thought.partition(f"\n{WAIT}")
            fault = bool(TASKS[task].faults(problem, first))
            cell = counts[fault, bool(waited)]
            cell[0] += 1
            cell[1] += bool(result.correct)
    return {
        "with_mistake": sum(counts[True, w][0] for w in (True, False)),
        "wait_after_mistake": counts[True, True][0],
        "without_mistake": sum(counts[False, w][0] for w in (True, False)),
        "wait_without_mistake": counts[False, True][0],
        "right_after_mistake_and_wait": counts[True, True][1],
        "right_after_mistake_without_wait": counts[True, False][1],
        "right_without_mistake_with_wait": counts[False, True][1],
        "temperature": 1.0,
        "budget": BUDGETS[-1],
    }


def _run(bench: Bench, problem: Problem, budget: Budget, decoding: Decoding) -> Callable[[], Run]:
    return lambda: reason(problem, budget, bench.engine, decoding=decoding)
