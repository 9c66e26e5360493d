"""What the answers at a budget cost: tokens, seconds, dollars.

Each answer has what it takes by itself (see `Graded`), also where several budgets come from one
chain. So the costs of budgets compare, and those of a ladder add up to more than the ladder took.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.graded import Graded
from benchmarks.statistics.clusters import by_budget, mean
from reasoning.events import Rung


@dataclass(frozen=True, slots=True)
class Spent:
    """An amount: the mean of a sample, and the total of all."""

    mean: float
    total: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What the samples at one budget took; `dollars` is None where nobody told a price."""

    budget: Rung
    thinking_tokens: Spent
    answer_tokens: Spent
    seconds: Spent
    dollars: Spent | None


def costs(graded: Sequence[Graded]) -> tuple[Cost, ...]:
    """The cost at each budget of a run, from the smallest to none."""
    return tuple(_cost(rung, samples) for rung, samples in by_budget(graded).items())


def _cost(rung: Rung, samples: Sequence[Graded]) -> Cost:
    priced = [one.dollars for one in samples if one.dollars is not None]
    return Cost(
        budget=rung,
        thinking_tokens=_spent(one.thinking_tokens for one in samples),
        answer_tokens=_spent(one.answer_tokens for one in samples),
        seconds=_spent(one.seconds for one in samples),
        dollars=_spent(priced) if priced else None,
    )


def _spent(amounts: Iterable[float]) -> Spent:
    values = [float(amount) for amount in amounts]
    return Spent(mean(values), math.fsum(values))
