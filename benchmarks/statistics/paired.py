"""Two sets of answers to the same questions, compared question by question.

Differences are the second's mean score of a question minus the first's. What both find easy or hard
cancels, so the interval is narrower than two intervals apart would suggest (Miller 2024, paired
differences). Its form is chosen by the rule of `intervals`, and named:

- TANGO: one answer a question in both, right or wrong: the score interval for paired shares (Tango
  1998, Statistics in Medicine 17:891), which is to a difference what Wilson's is to a share.
- BOOTSTRAP: anything else; questions are drawn anew with all samples of both.
- TANGO_QUESTIONS: several samples, but each question differs in all of them or in none; or every
  question differs by the same amount.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

from benchmarks.graded import Graded
from benchmarks.statistics.bounds import bounds
from benchmarks.statistics.clusters import by_question, mean, scores
from benchmarks.statistics.intervals import NO_INTERVAL, Z, bootstrap, standard_error
from benchmarks.statistics.majority import majority_score
from benchmarks.statistics.significance import mcnemar, sign_flip

TANGO = "tango"
BOOTSTRAP = "paired cluster bootstrap"
TANGO_QUESTIONS = "tango, n = questions"
#: The difference (2 percentage points) and power that `needed_questions` is about.
SMALLEST = 0.02
POWER = 0.8


@dataclass(frozen=True, slots=True)
class Paired:
    """Second against first on the same questions; None where there is nothing to say.

    `first`, `second` and `difference` are mean scores (0 to 1) over the `questions` that both have
    graded answers to; `ungraded` questions have none in one or both and are left out. `stderr` is
    clustered by question. `lower` and `upper` bound the difference over all questions: the ungraded
    answers counted against the second and for the first, and the other way round. `gained` are the
    ids of questions right in the second only, `lost` in the first only: by their one answer, or by
    the majority vote of several (more than an even chance that it is right). `mcnemar_p` is of
    these flips, None where scores are parts of 1; `permutation_p` is of all differences.
    `needed_questions` is how many would show a difference of 2 points with 80 % power at 5 %, None
    where nothing differs.
    """

    questions: int
    ungraded: int
    first: float | None
    second: float | None
    difference: float | None
    stderr: float | None
    low: float | None
    high: float | None
    interval: str
    lower: float | None
    upper: float | None
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    mcnemar_p: float | None
    permutation_p: float | None
    permutation: str
    needed_questions: int | None


def pair(first: Sequence[Graded], second: Sequence[Graded]) -> Paired:
    """Compare two sets of answers, each at one budget; only questions in both are looked at."""
    of_first, of_second = scores(first), scores(second)
    both = sorted(of_first.keys() & of_second.keys())
    asked = {one.item for one in first} | {one.item for one in second}
    lower, upper = _bounds(first, second)
    if not both:
        return replace(_nothing(len(asked)), lower=lower, upper=upper)
    means = [(mean(of_first[item]), mean(of_second[item])) for item in both]
    # Rounded, so that thirds that differ in their last bit are the same difference.
    differences = [round(after - before, 12) for before, after in means]
    every = [score for item in both for score in (*of_first[item], *of_second[item])]
    whole = all(score in (0.0, 1.0) for score in every)
    single = whole and len(every) == 2 * len(both)
    low, high, name = _interval(differences, single)
    gained, lost = _flips(first, second, both)
    p, how = sign_flip(differences)
    return Paired(
        questions=len(both),
        ungraded=len(asked) - len(both),
        first=mean([before for before, _ in means]),
        second=mean([after for _, after in means]),
        difference=mean(differences),
        stderr=standard_error(sorted(differences)),
        low=low,
        high=high,
        interval=name,
        lower=lower,
        upper=upper,
        gained=gained,
        lost=lost,
        mcnemar_p=mcnemar(len(gained), len(lost)) if whole else None,
        permutation_p=p,
        permutation=how,
        needed_questions=needed_questions(differences),
    )


def _bounds(
    first: Sequence[Graded], second: Sequence[Graded]
) -> tuple[float, float] | tuple[None, None]:
    shared = {one.item for one in first} & {one.item for one in second}
    low_1, high_1 = bounds([one for one in first if one.item in shared])
    low_2, high_2 = bounds([one for one in second if one.item in shared])
    if low_1 is None or high_1 is None or low_2 is None or high_2 is None:
        return None, None
    return low_2 - high_1, high_2 - low_1


def _nothing(ungraded: int) -> Paired:
    return Paired(
        questions=0,
        ungraded=ungraded,
        first=None,
        second=None,
        difference=None,
        stderr=None,
        low=None,
        high=None,
        interval=NO_INTERVAL,
        lower=None,
        upper=None,
        gained=(),
        lost=(),
        mcnemar_p=None,
        permutation_p=None,
        permutation="",
        needed_questions=None,
    )


def _flips(
    first: Sequence[Graded], second: Sequence[Graded], items: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before, after = by_question(first), by_question(second)
    rights = {item: (_mostly_right(before[item]), _mostly_right(after[item])) for item in items}
    return (
        tuple(item for item, (was, now) in rights.items() if now and not was),
        tuple(item for item, (was, now) in rights.items() if was and not now),
    )


def _mostly_right(answers: Sequence[Graded]) -> bool:
    score = majority_score(answers)
    return score is not None and score > 0.5


def _interval(differences: Sequence[float], single: bool) -> tuple[float, float, str]:
    n = len(differences)
    whole = all(d in (-1.0, 0.0, 1.0) for d in differences)
    if whole or min(differences) == max(differences):
        gained = math.fsum(d for d in differences if d > 0)
        lost = -math.fsum(d for d in differences if d < 0)
        low, high = tango(gained, lost, n)
        return low, high, TANGO if single else TANGO_QUESTIONS
    low, high = bootstrap(differences)
    return low, high, BOOTSTRAP


def tango(gained: float, lost: float, n: int) -> tuple[float, float]:
    """Tango's score interval of (gained - lost) / n, of n pairs of which so many flipped.

    Without flips it is plus and minus z^2 / (n + z^2), and not the point 0.
    """
    return -_upper(lost, gained, n), _upper(gained, lost, n)


def _upper(gained: float, lost: float, n: int) -> float:
    """The largest difference that the score test does not reject, by bisection."""
    inside, outside = (gained - lost) / n, 1.0
    for _ in range(60):
        middle = (inside + outside) / 2
        if _rejected(middle, gained, lost, n):
            outside = middle
        else:
            inside = middle
    return inside


def _rejected(difference: float, gained: float, lost: float, n: int) -> bool:
    """Whether the score statistic of a difference is past z; `q` is P(lost) under it, fitted."""
    b = (2 * n - gained + lost) * difference - gained - lost
    c = -lost * difference * (1 - difference)
    q = (math.sqrt(max(0.0, b**2 - 8 * n * c)) - b) / (4 * n)
    variance = n * (2 * q + difference * (1 - difference))
    return (gained - lost - n * difference) ** 2 > Z**2 * variance


def needed_questions(differences: Sequence[float]) -> int | None:
    """How many questions would show a true difference of 2 points with 80 % power, at 5 %.

    n = (z_0.975 + z_0.8)^2 * variance / 0.02^2, with the observed variance of the question-level
    differences, which holds that of their samples (Miller 2024, power analysis). None where they
    do not vary, or there is one.
    """
    error = standard_error(differences)
    if not error:
        return None
    variance = error**2 * len(differences)
    reach = Z + NormalDist().inv_cdf(POWER)
    return math.ceil(reach**2 * variance / SMALLEST**2)
