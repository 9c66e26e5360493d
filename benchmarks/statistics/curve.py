"""What the curve of accuracy against thinking budget says of a run, in a few numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from benchmarks.graded import Graded
from benchmarks.statistics.accuracy import accuracy
from benchmarks.statistics.bounds import bounded, bounds
from benchmarks.statistics.clusters import by_budget, by_chain, by_question, mean, rung_order
from benchmarks.statistics.cost import Cost, costs
from benchmarks.statistics.ends import starvation
from benchmarks.statistics.intervals import Estimate, estimate
from reasoning.events import Rung


@dataclass(frozen=True, slots=True)
class Starvation:
    """Share of the samples at one budget that it cut and that were then wrong."""

    budget: Rung
    share: Estimate


@dataclass(frozen=True, slots=True)
class Step:
    """From one budget to the next: what more accuracy cost, each a sample's mean.

    `points` are percentage points of accuracy. Tokens, seconds and dollars a point are None where
    there was no gain (no amount buys a point), where no more was spent (the point cost nothing), or
    where the amount is not known.
    """

    smaller: Rung
    larger: Rung
    points: float
    thinking_tokens: float
    seconds: float
    dollars: float | None
    thinking_tokens_a_point: float | None
    seconds_a_point: float | None
    dollars_a_point: float | None


@dataclass(frozen=True, slots=True)
class Length:
    """Mean thinking tokens and accuracy at one budget of the questions of one difficulty."""

    difficulty: str
    budget: Rung
    thinking_tokens: float
    accuracy: Estimate


@dataclass(frozen=True, slots=True)
class Knee:
    """The budget past which more thinking buys less, and how far above the chord it lies."""

    budget: Rung
    height: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Measures of one run's curve; `area` is None with one budget, `knee` where there is none.

    `area_lower` and `area_upper` are the area at worst and at best (see `bounds`).

    `overthinking` is the share, by question, of chains right at some budget and wrong at a
    larger one.
    """

    area: float | None
    area_lower: float | None
    area_upper: float | None
    knee: Knee | None
    overthinking: Estimate
    starvation: tuple[Starvation, ...]
    steps: tuple[Step, ...]
    lengths: tuple[Length, ...]


def curve(graded: Sequence[Graded]) -> Curve:
    """Everything about the curve of one run."""
    spent = {cost.budget: cost for cost in costs(graded)}
    budgets = by_budget(graded)
    accuracies = {
        rung: found
        for rung, answers in budgets.items()
        if (found := accuracy(answers).mean) is not None
    }
    points = _points(accuracies, spent)
    lowest, highest = (
        {rung: worth for rung in accuracies if (worth := bounds(budgets[rung])[side]) is not None}
        for side in (0, 1)
    )
    return Curve(
        area=area(points),
        area_lower=area(_points(lowest, spent)),
        area_upper=area(_points(highest, spent)),
        knee=_knee(accuracies, points),
        overthinking=overthinking(graded),
        starvation=tuple(Starvation(rung, starvation(found)) for rung, found in budgets.items()),
        steps=steps(accuracies, spent),
        lengths=lengths(graded),
    )


def _points(
    accuracies: Mapping[Rung, float], spent: Mapping[Rung, Cost]
) -> list[tuple[float, float]]:
    """(log2(1 + budget), accuracy); no limit stands at the tokens spent there.

    Budgets and not spent tokens, so that runs over the same budgets have areas to compare.
    """
    largest = max((rung for rung in accuracies if rung is not None), default=0)
    return [
        (
            math.log2(
                1 + (max(largest, spent[None].thinking_tokens.mean) if rung is None else rung)
            ),
            value,
        )
        for rung, value in accuracies.items()
    ]


def area(points: Sequence[tuple[float, float]]) -> float | None:
    """Area under accuracy against log2(1 + tokens) by the trapezoid rule, over the width.

    That is the mean accuracy along the axis, 0 to 1. None where the points have no width.
    """
    width = points[-1][0] - points[0][0] if points else 0.0
    if width <= 0:
        return None
    pairs = pairwise(points)
    return math.fsum((x1 - x0) * (y0 + y1) / 2 for (x0, y0), (x1, y1) in pairs) / width


def knee(points: Sequence[tuple[float, float]]) -> tuple[int, float] | None:
    """Where more thinking begins to buy less: the point highest above the chord, and its height.

    The chord joins the first and the last point: the criterion of Kneedle (Satopää et al. 2011)
    without its smoothing. None with fewer than three points, without a rise from first to last, or
    where no point lies above the chord.
    """
    if len(points) < 3 or points[-1][1] <= points[0][1] or points[-1][0] <= points[0][0]:
        return None
    (x0, y0), (x1, y1) = points[0], points[-1]
    above = [y - y0 - (y1 - y0) * (x - x0) / (x1 - x0) for x, y in points]
    at = max(range(len(points)), key=above.__getitem__)
    return (at, above[at]) if above[at] > 1e-12 else None


def _knee(accuracies: Mapping[Rung, float], points: Sequence[tuple[float, float]]) -> Knee | None:
    found = knee(points)
    return None if found is None else Knee(list(accuracies)[found[0]], found[1])


def overthinking(graded: Sequence[Graded]) -> Estimate:
    """Share of chains right at some budget and wrong at a larger one.

    Chains with fewer than two scores are left out, but for the bounds: those take what is ungraded
    for a loss where it may be one, and where it need not be, for none. In independent runs a chain
    is a sample number, and part of the share is only that the answer was drawn again. Nothing with
    one budget.
    """
    lost: dict[str, list[float]] = {}
    least: dict[str, list[float]] = {}
    most: dict[str, list[float]] = {}
    for (item, _, _), chain in sorted(by_chain(graded).items()):
        if len(chain) < 2:
            continue
        answers = [chain[rung] for rung in sorted(chain, key=rung_order)]
        pairs = list(combinations(answers, 2))
        known = any(one.right and _wrong(later) for one, later in pairs)
        perhaps = any((one.right or one.score is None) and not later.right for one, later in pairs)
        least.setdefault(item, []).append(float(known))
        most.setdefault(item, []).append(float(perhaps))
        if sum(one.score is not None for one in answers) >= 2:
            lost.setdefault(item, []).append(float(known))
    return bounded(estimate(lost.values()), list(least.values()), list(most.values()))


def _wrong(one: Graded) -> bool:
    return one.score is not None and not one.right


def steps(accuracies: Mapping[Rung, float], spent: Mapping[Rung, Cost]) -> tuple[Step, ...]:
    """What a point cost from each budget to the next larger one."""
    rungs = sorted(accuracies, key=rung_order)
    return tuple(
        _step(low, high, 100 * (accuracies[high] - accuracies[low]), spent[low], spent[high])
        for low, high in pairwise(rungs)
    )


def _step(smaller: Rung, larger: Rung, points: float, before: Cost, after: Cost) -> Step:
    tokens = after.thinking_tokens.mean - before.thinking_tokens.mean
    seconds = after.seconds.mean - before.seconds.mean
    dollars = None
    if before.dollars and after.dollars:
        dollars = after.dollars.mean - before.dollars.mean
    return Step(
        smaller=smaller,
        larger=larger,
        points=points,
        thinking_tokens=tokens,
        seconds=seconds,
        dollars=dollars,
        thinking_tokens_a_point=_a_point(tokens, points),
        seconds_a_point=_a_point(seconds, points),
        dollars_a_point=None if dollars is None else _a_point(dollars, points),
    )


def _a_point(amount: float, points: float) -> float | None:
    return amount / points if points > 1e-9 and amount > 0 else None


def lengths(graded: Sequence[Graded]) -> tuple[Length, ...]:
    """Thinking tokens and accuracy by difficulty and budget; nothing where no question tells it."""
    names = sorted({one.difficulty for one in graded})
    if not any(names):
        return ()
    return tuple(
        Length(name, rung, _mean_tokens(answers), accuracy(answers))
        for name in names
        for rung, answers in by_budget(o for o in graded if o.difficulty == name).items()
    )


def _mean_tokens(answers: Sequence[Graded]) -> float:
    questions = by_question(answers).values()
    return mean([mean([o.thinking_tokens for o in question]) for question in questions])
