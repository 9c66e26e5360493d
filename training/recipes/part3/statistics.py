"""Paired intervals and tests for scores of several seeds on the same problems.

A score is a matrix: a row a seed, a column a problem. What could have come out otherwise is both
which problems were drawn and which examples and weights a seed gave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95% interval, and the p-value of its being 0 (nan where not asked)."""

    mean: float
    low: float
    high: float
    p: float

    @property
    def excludes_zero(self) -> bool:
        """Whether 0 is outside."""
        return self.low > 0 or self.high < 0


def interval(scores: Scores, draws: int = DRAWS) -> Interval:
    """Percentiles of the mean when problems and seeds are drawn anew.

    Problems are resampled with all their seeds (bootstrap). Three seeds are too few to
    resample, which would understate their spread, so the seeds' part is drawn from Student's t with
    their own standard error, shrunk by what of their spread is only the problems' noise (the mean
    squares of a two-way layout). One seed: problems only, and the report says so.
    """
    rng = np.random.default_rng(0)
    seeds, problems = scores.shape
    by_problem = scores.mean(axis=0)
    means = by_problem[rng.integers(problems, size=(draws, problems))].mean(axis=1)
    if seeds > 1:
        error = float(scores.mean(axis=1).std(ddof=1)) / np.sqrt(seeds)
        means += error * _seeds_own_share(scores) * rng.standard_t(seeds - 1, size=draws)
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(float(scores.mean()), float(low), float(high), float("nan"))


def paired(first: Scores, second: Scores, draws: int = DRAWS) -> Interval:
    """First minus second on the same problems, with its interval and a permutation p-value.

    A matrix of one row (an arm that is not trained) is paired with every seed of the other. The p
    is of the sign test by permutation over problems: were the arms the same, each problem's
    difference would be as likely with the other sign.
    """
    seeds = max(len(first), len(second))
    shape = (seeds, first.shape[1])
    difference = np.broadcast_to(first, shape) - np.broadcast_to(second, shape)
    found = interval(difference, draws)
    by_problem = difference.mean(axis=0)
    rng = np.random.default_rng(1)
    signs = 2.0 * rng.integers(2, size=(draws, by_problem.size)) - 1
    as_far = np.abs(signs @ by_problem) >= abs(by_problem.sum()) - 1e-9
    # The observed signs are one of the permutations: p is never 0.
    p = (1 + int(as_far.sum())) / (1 + draws)
    return Interval(found.mean, found.low, found.high, p)


def majority(groups: Sequence[int], k: int) -> float:
    """Probability that the majority of `k` of the samples is right: mean over disjoint groups.

    Group 0 is the right answer, -1 no answer, which does not vote. A tie is drawn by lot, so it
    counts by its chance.
    """
    parts = [groups[i : i + k] for i in range(0, len(groups) - k + 1, k)]
    return sum(_wins(part) for part in parts) / len(parts)


def _wins(part: Sequence[int]) -> float:
    counts = np.bincount([g for g in part if g >= 0], minlength=1)
    best = counts.max()
    return float(counts[0] == best) / float((counts == best).sum()) if best else 0.0


def _seeds_own_share(scores: Scores) -> float:
    """Factor on the seeds' standard error that leaves what is not the problems' noise."""
    seeds, problems = scores.shape
    grand = scores.mean()
    by_seed, by_problem = scores.mean(axis=1), scores.mean(axis=0)
    of_seeds = problems * float(((by_seed - grand) ** 2).sum()) / (seeds - 1)
    rest = scores - by_seed[:, None] - by_problem[None, :] + grand
    noise = float((rest**2).sum()) / ((seeds - 1) * (problems - 1)) if problems > 1 else 0.0
    return float(np.sqrt(max(0.0, 1 - noise / of_seeds))) if of_seeds > 0 else 0.0
