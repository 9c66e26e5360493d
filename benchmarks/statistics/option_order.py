"""How much the order of the options changes: a model that reads them well does not care."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.graded import Graded
from benchmarks.statistics.bounds import bounds
from benchmarks.statistics.clusters import by_question, mean
from benchmarks.statistics.intervals import Estimate, estimate
from benchmarks.statistics.majority import vote_of


@dataclass(frozen=True, slots=True)
class OrderAccuracy:
    """Accuracy with the options in one order: 0 as they came, r their r-th shuffling."""

    order: int
    accuracy: Estimate


@dataclass(frozen=True, slots=True)
class OrderSpread:
    """Accuracy by order of the options, over the `questions` graded in every order.

    `range` is the best order's accuracy minus the worst's, which chance alone makes positive;
    `deviation` is the standard deviation of an order's true accuracy that is left when chance is
    taken off, None where it cannot be told. `changed` is the share of questions whose vote is
    another one in some order.
    """

    questions: int
    orders: tuple[OrderAccuracy, ...]
    range: float | None
    deviation: float | None
    changed: Estimate


def order_spread(graded: Sequence[Graded]) -> OrderSpread | None:
    """The spread over option orders of one budget's answers; None with fewer than two orders."""
    orders = sorted({one.order for one in graded})
    if len(orders) < 2:
        return None
    questions = {
        item: {order: [one for one in answers if one.order == order] for order in orders}
        for item, answers in by_question(graded).items()
    }
    complete = [
        row for asked in questions.values() if all(row := [_scores(asked[o]) for o in orders])
    ]
    accuracies = [
        _bounded(estimate(column), order, graded)
        for order, column in zip(orders, zip(*complete, strict=True), strict=False)
    ]
    found = [one.mean for one in accuracies if one.mean is not None]
    changed = [
        [float(_changes(leaders))]
        for asked in questions.values()
        if len(leaders := [_leaders(one) for one in asked.values() if _scores(one)]) > 1
    ]
    return OrderSpread(
        questions=len(complete),
        orders=tuple(map(OrderAccuracy, orders, accuracies)),
        range=max(found) - min(found) if found else None,
        deviation=_beyond_chance([[mean(cell) for cell in row] for row in complete]),
        changed=estimate(changed),
    )


def _bounded(found: Estimate, order: int, graded: Sequence[Graded]) -> Estimate:
    """With the bounds of all answers in this order, also to questions that lack another."""
    lower, upper = bounds([one for one in graded if one.order == order])
    return replace(found, lower=lower, upper=upper)


def _scores(answers: Sequence[Graded]) -> list[float]:
    return [one.score for one in answers if one.score is not None]


def _leaders(answers: Sequence[Graded]) -> frozenset[str | None]:
    """The answers with the most votes; {None} where no sample has an answer."""
    counts = Counter(
        vote_of(one, one.answer)
        for one in answers
        if one.score is not None and one.answer is not None
    )
    most = max(counts.values(), default=0)
    return frozenset(vote for vote, n in counts.items() if n == most) or frozenset({None})


def _changes(leaders: Sequence[frozenset[str | None]]) -> bool:
    """Whether no answer leads in every order; a tie that holds the same answer is no change."""
    return not frozenset.intersection(*leaders)


def _beyond_chance(table: Sequence[Sequence[float]]) -> float | None:
    """Standard deviation of the orders' own effect in a table of questions by orders.

    The variance component of a two-way layout without replication: with G questions,
    sqrt(max(0, (MS_order - MS_residual) / G)) (Searle, Casella and McCulloch 1992, chapter 4).
    """
    if len(table) < 2:
        return None
    questions, orders = len(table), len(table[0])
    by_row = [mean(row) for row in table]
    by_column = [mean(column) for column in zip(*table, strict=True)]
    grand = mean(by_row)
    of_orders = questions * math.fsum((c - grand) ** 2 for c in by_column) / (orders - 1)
    rest = math.fsum(
        (value - row - column + grand) ** 2
        for row, values in zip(by_row, table, strict=True)
        for column, value in zip(by_column, values, strict=True)
    ) / ((orders - 1) * (questions - 1))
    return math.sqrt(max(0.0, of_orders - rest) / questions)
