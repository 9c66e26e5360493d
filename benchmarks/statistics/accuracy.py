"""Accuracy at each budget, of all questions and of their kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.graded import Graded
from benchmarks.statistics.bounds import bounds
from benchmarks.statistics.clusters import by_budget, scores
from benchmarks.statistics.intervals import Estimate, estimate
from reasoning.events import Rung

#: What accuracy is sliced by: fields of `Graded`.
DIMENSIONS = ("subject", "difficulty", "language", "modality", "answer_type")


@dataclass(frozen=True, slots=True)
class Slice:
    """Accuracy at one budget of the questions of one kind; `name` is "" where none is told.

    `lower` and `upper` are its bounds, every ungraded answer counted as wrong, and as right.
    """

    dimension: str
    name: str
    budget: Rung
    accuracy: Estimate
    lower: float | None
    upper: float | None


def accuracy(graded: Sequence[Graded]) -> Estimate:
    """Mean score of the answers that could be graded, questions counting alike.

    Give it the answers at one budget. Its bounds say what the ungraded ones could change.
    """
    lower, upper = bounds(graded)
    return replace(estimate(scores(graded).values()), lower=lower, upper=upper)


def slices(graded: Sequence[Graded]) -> tuple[Slice, ...]:
    """Accuracy at each budget by each of `DIMENSIONS` that any question tells."""
    found: list[Slice] = []
    for dimension in DIMENSIONS:
        names = sorted({str(getattr(one, dimension)) for one in graded})
        if not any(names):
            continue
        for name in names:
            chosen = [one for one in graded if getattr(one, dimension) == name]
            found += [
                Slice(dimension, name, rung, accuracy(answers), *bounds(answers))
                for rung, answers in by_budget(chosen).items()
            ]
    return tuple(found)
