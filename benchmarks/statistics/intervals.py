"""A mean over questions with its standard error and 95 % interval.

Samples cluster in questions: K samples of one question are worth less than K questions. With y_g
the mean score of question g of G, and y the mean of those,

    stderr = sqrt(G / (G - 1) * sum_g (y_g - y)^2) / G

which is the cluster-robust (sandwich) error of a mean with the correction G / (G - 1) for few
clusters (CR1). Where every question has as many samples, and without the correction (CR0), it is
the clustered error of Miller 2024, "Adding Error Bars to Evals" (arXiv 2411.00640). Where
they have not, questions count alike, and not samples: a question of which half the samples failed
is not half a question.

The interval is chosen by rule, and each result names the one it has:

- WILSON: each question has one answer that is right or wrong (Wilson 1927).
- BOOTSTRAP: anything else; questions are drawn anew with all their samples, and percentiles of the
  mean are taken at levels widened for few questions (Hesterberg 2015, "What Teachers Should Know
  About the Bootstrap", the expanded percentile interval).
- WILSON_QUESTIONS: several samples, but each question is right in all of them or in none, so that
  they are worth one; or every question came to the same mean, of which a bootstrap would say that
  it is certain. Wilson's with the number of questions, which is on the safe side.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from benchmarks.statistics.clusters import mean

LEVEL = 0.95
Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
#: Resamples of a bootstrap, half of them the mirror image of the other half.
DRAWS = 4_000

WILSON = "wilson"
BOOTSTRAP = "cluster bootstrap"
WILSON_QUESTIONS = "wilson, n = questions"
NO_INTERVAL = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions, 0 to 1, and how sure it is.

    All None where there is nothing to average; `stderr` is None for one question. `low` and `high`
    bound the 95 % interval that `interval` names. `questions` and `samples` are those averaged.
    `lower` and `upper` bound what the mean would be if the ungraded answers were graded, too (see
    `bounds`); they are the mean where none is missing.
    """

    mean: float | None
    stderr: float | None
    low: float | None
    high: float | None
    interval: str
    questions: int
    samples: int
    lower: float | None = None
    upper: float | None = None


NOTHING = Estimate(None, None, None, None, NO_INTERVAL, 0, 0)


def estimate(clusters: Iterable[Sequence[float]]) -> Estimate:
    """The mean of scores between 0 and 1, one sequence of them a question; empty ones are left out.

    Formulas and the choice of the interval: see the module.
    """
    groups = [group for group in clusters if group]
    if not groups:
        return NOTHING
    means = sorted(mean(group) for group in groups)
    samples = sum(map(len, groups))
    middle = mean(means)
    whole = all(m in (0.0, 1.0) for m in means)
    if whole or means[0] == means[-1]:
        low, high = wilson(middle, len(means))
        name = WILSON if whole and samples == len(means) else WILSON_QUESTIONS
    else:
        low, high = bootstrap(means)
        name = BOOTSTRAP
    error = standard_error(means)
    return Estimate(middle, error, low, high, name, len(means), samples, middle, middle)


def standard_error(means: Sequence[float]) -> float | None:
    """Standard error of the mean of question means (CR1; see the module); None for one question."""
    if len(means) < 2:
        return None
    middle = mean(means)
    squares = math.fsum((m - middle) ** 2 for m in means)
    return math.sqrt(squares / (len(means) - 1) / len(means))


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's score interval of a share of n (Wilson 1927, "Probable inference")."""
    centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


def bootstrap(means: Sequence[float]) -> tuple[float, float]:
    """Expanded percentile interval of the mean of two or more question means, resampled.

    With n questions the percentile is Phi(-sqrt(n / (n - 1)) * t), t the quantile of Student's t
    with n - 1 degrees of freedom, in place of 2.5 %. Deterministic, whatever the order of the
    means, and the interval of the negated means is the negated interval.
    """
    # Here, because scipy is slow to import and every start of a command would wait for it.
    from scipy.special import ndtr, stdtrit

    n = len(means)
    values, counts = np.unique(np.asarray(means), return_counts=True)
    drawn = np.concatenate(
        [
            np.random.default_rng(0).multinomial(n, counts[order] / n, DRAWS // 2) @ values[order]
            for order in (slice(None), slice(None, None, -1))
        ]
    )
    tail = float(ndtr(-math.sqrt(n / (n - 1)) * stdtrit(n - 1, (1 + LEVEL) / 2)))
    low, high = np.quantile(drawn / n, [tail, 1 - tail])
    middle = mean(means)
    # A very small sample of very unequal questions may have its mean outside.
    return min(float(low), middle), max(float(high), middle)
