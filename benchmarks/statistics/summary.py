"""All the figures of one run on one task: what the report and the admin tab show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.graded import Graded
from benchmarks.statistics.accuracy import Slice, accuracy, slices
from benchmarks.statistics.bounds import bounds
from benchmarks.statistics.calibration import Calibration, of_probabilities, of_votes
from benchmarks.statistics.clusters import by_budget, by_task
from benchmarks.statistics.cost import Cost, costs
from benchmarks.statistics.curve import Curve, curve
from benchmarks.statistics.ends import Ends, ends
from benchmarks.statistics.intervals import Estimate
from benchmarks.statistics.majority import majority_at_k
from benchmarks.statistics.option_order import OrderSpread, order_spread
from benchmarks.statistics.pass_at_k import AtK, pass_at_k
from reasoning.events import Ending, Rung, as_record


@dataclass(frozen=True, slots=True)
class AtBudget:
    """The figures at one thinking budget."""

    budget: Rung
    questions: int
    samples: int
    accuracy: Estimate
    ends: Ends
    cost: Cost
    pass_at_k: tuple[AtK, ...]
    majority_at_k: tuple[AtK, ...]
    option_order: OrderSpread | None
    vote_calibration: Calibration | None
    probability_calibration: Calibration | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one run on one task."""

    task: str
    questions: int
    samples: int
    budgets: tuple[AtBudget, ...]
    curve: Curve
    slices: tuple[Slice, ...]

    def to_record(self) -> dict[str, Any]:
        """The JSON form; its keys are the names of the fields."""
        record: dict[str, Any] = as_record(self)
        return record


def summarise(graded: Sequence[Graded]) -> Summary:
    """All figures of one run; answers to several tasks are taken together."""
    spent = {cost.budget: cost for cost in costs(graded)}
    return Summary(
        task=", ".join(by_task(graded)),
        questions=len({one.item for one in graded}),
        samples=len(graded),
        budgets=tuple(_at(spent[rung], answers) for rung, answers in by_budget(graded).items()),
        curve=curve(graded),
        slices=slices(graded),
    )


def summaries(graded: Sequence[Graded]) -> tuple[Summary, ...]:
    """All figures of one run, task by task."""
    return tuple(summarise(answers) for answers in by_task(graded).values())


def _at(cost: Cost, answers: Sequence[Graded]) -> AtBudget:
    return AtBudget(
        budget=cost.budget,
        questions=len({one.item for one in answers}),
        samples=len(answers),
        accuracy=accuracy(answers),
        ends=ends(answers),
        cost=cost,
        pass_at_k=pass_at_k(answers),
        majority_at_k=majority_at_k(answers),
        option_order=order_spread(answers),
        vote_calibration=of_votes(answers),
        probability_calibration=of_probabilities(answers),
    )


def rows(graded: Sequence[Graded]) -> list[dict[str, Any]]:
    """The `rows` of `run --json`: one a task and budget, as JSON values.

    `n` counts questions and `samples` their answers, `graded` the questions that have a score.
    `accuracy`, `stderr`, `low` and `high` are None where nothing was graded; `interval` names the
    interval. `lower` and `upper` bound the accuracy, every ungraded answer counted as wrong, and as
    right. `accuracy_answered` and its bounds are of the samples whose end is answered, None where
    there are none. `ends` counts the samples by their end, and `outcomes` by end and score. Tokens,
    seconds and dollars are a mean of a sample and a total (see `cost`); dollars are None without a
    price.
    """
    return [
        _row(task, cost, answers[cost.budget])
        for task, of_task in by_task(graded).items()
        for answers in (by_budget(of_task),)
        for cost in costs(of_task)
    ]


def _row(task: str, cost: Cost, answers: Sequence[Graded]) -> dict[str, Any]:
    found, told = accuracy(answers), ends(answers)
    counts = Counter(one.end for one in answers)
    lower, upper = bounds(answers)
    return {
        "task": task,
        "budget": cost.budget,
        "n": len({one.item for one in answers}),
        "samples": len(answers),
        "graded": found.questions,
        "accuracy": found.mean,
        "stderr": found.stderr,
        "low": found.low,
        "high": found.high,
        "interval": found.interval,
        "lower": lower,
        "upper": upper,
        "accuracy_answered": told.answered.mean,
        "accuracy_answered_lower": told.answered.lower,
        "accuracy_answered_upper": told.answered.upper,
        "ends": {str(end): counts[end] for end in Ending},
        "outcomes": {one.name: one.count for one in told.outcomes},
        "thinking_tokens": as_record(cost.thinking_tokens),
        "answer_tokens": as_record(cost.answer_tokens),
        "seconds": as_record(cost.seconds),
        "dollars": as_record(cost.dollars),
    }
