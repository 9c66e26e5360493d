"""pass@k: the probability that at least one of k samples is right."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from benchmarks.graded import Graded
from benchmarks.statistics.bounds import any_ungraded, at_best, at_worst
from benchmarks.statistics.clusters import by_question, mean
from benchmarks.statistics.intervals import standard_error


@dataclass(frozen=True, slots=True)
class AtK:
    """pass@k or maj@k at one k: the mean over the questions that have at least k graded samples.

    `stderr` is over questions (see `intervals`). `error` is the standard error of the computation
    itself: 0 where it is exact, above 0 where subsets of the samples were drawn by lot. `lower` and
    `upper` are the same of all samples, the ungraded ones counted as in `bounds`; None for k beyond
    what any question has.
    """

    k: int
    value: float
    stderr: float | None
    questions: int
    error: float = 0.0
    lower: float | None = None
    upper: float | None = None


def pass_at_k(graded: Sequence[Graded]) -> tuple[AtK, ...]:
    """pass@k at every k up to the most samples that a question has; give it one budget's answers.

    Unbiased: 1 - C(n - c, k) / C(n, k) for a question with c of n samples right (Chen et al. 2021,
    "Evaluating Large Language Models Trained on Code", equation 1). Answers that could not be
    graded are left out; a score below 1 is not right.
    """
    return with_bounds(_graded_at_k, graded)


def with_bounds(
    at_k: Callable[[Sequence[Graded]], Sequence[AtK]], graded: Sequence[Graded]
) -> tuple[AtK, ...]:
    """pass@k or maj@k with what it is at worst and at best at each k."""
    known = at_k(graded)
    if not any_ungraded(graded):
        return tuple(replace(one, lower=one.value, upper=one.value) for one in known)
    worst, best = ({one.k: one.value for one in at_k(w(graded))} for w in (at_worst, at_best))
    return tuple(replace(one, lower=worst.get(one.k), upper=best.get(one.k)) for one in known)


def _graded_at_k(graded: Sequence[Graded]) -> tuple[AtK, ...]:
    counts = [
        (sum(one.right for one in answers), sum(one.score is not None for one in answers))
        for answers in by_question(graded).values()
    ]
    return tuple(
        _at(k, [chance_of_one(right, n, k) for right, n in counts if n >= k])
        for k in range(1, max((n for _, n in counts), default=0) + 1)
    )


def chance_of_one(right: int, samples: int, k: int) -> float:
    """Probability that k of the samples, drawn without putting back, hold one that is right."""
    return 1 - math.comb(samples - right, k) / math.comb(samples, k)


def _at(k: int, values: Sequence[float]) -> AtK:
    return AtK(k, mean(values), standard_error(values), len(values))
