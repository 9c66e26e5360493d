"""How answers came about, told apart: what went wrong is not always a wrong answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.graded import Graded
from benchmarks.statistics.bounds import bounded, bounds
from benchmarks.statistics.clusters import by_question, scores
from benchmarks.statistics.intervals import Estimate, estimate
from reasoning.events import Ending

ANSWERED_RIGHT = "answered_right"
ANSWERED_WRONG = "answered_wrong"
CUT_RIGHT = "cut_right"
CUT_WRONG = "cut_wrong"
UNGRADED = "ungraded"
#: Every sample has exactly one of these. Right is a score of 1; "ungraded" answered, by itself or
#: cut, and got no score. The ends after that are counted whatever their score.
OUTCOMES = (
    ANSWERED_RIGHT,
    ANSWERED_WRONG,
    CUT_RIGHT,
    CUT_WRONG,
    UNGRADED,
    *(str(end) for end in Ending if end not in (Ending.ANSWERED, Ending.CUT)),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many samples came out so, and their share (0 to 1) of all."""

    name: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Ends:
    """How the samples at one budget came out.

    `lower` and `upper` bound the accuracy: every answer that could not be graded counted as wrong,
    and as right; None without samples. `answered` is the accuracy among the samples whose end is
    answered, those that the budget cut not among them; its mean is None where there are none.
    """

    samples: int
    ungraded: int
    outcomes: tuple[Outcome, ...]
    lower: float | None
    upper: float | None
    answered: Estimate


def outcome(one: Graded) -> str:
    """Which of `OUTCOMES` a sample has."""
    if one.end not in (Ending.ANSWERED, Ending.CUT):
        return str(one.end)
    if one.score is None:
        return UNGRADED
    if one.end is Ending.CUT:
        return CUT_RIGHT if one.right else CUT_WRONG
    return ANSWERED_RIGHT if one.right else ANSWERED_WRONG


def ends(graded: Sequence[Graded]) -> Ends:
    """The ends of one budget's samples."""
    counts = Counter(map(outcome, graded))
    lower, upper = bounds(graded)
    return Ends(
        samples=len(graded),
        ungraded=sum(one.score is None for one in graded),
        outcomes=tuple(
            Outcome(name, counts[name], counts[name] / len(graded) if graded else 0.0)
            for name in OUTCOMES
        ),
        lower=lower,
        upper=upper,
        answered=_answered(graded),
    )


def starvation(graded: Sequence[Graded]) -> Estimate:
    """Share of the samples that the budget cut and that were then wrong: too little thinking.

    Those that were cut and could not be graded count from `upper` on.
    """
    questions = by_question(graded).values()
    known = [[float(outcome(one) == CUT_WRONG) for one in question] for question in questions]
    most = [[float(_may_starve(one)) for one in question] for question in questions]
    return bounded(estimate(known), known, most)


def _may_starve(one: Graded) -> bool:
    return outcome(one) == CUT_WRONG or (one.end is Ending.CUT and one.score is None)


def _answered(graded: Sequence[Graded]) -> Estimate:
    """Accuracy of the samples that ended by themselves with an answer."""
    chosen = [one for one in graded if one.end is Ending.ANSWERED]
    lower, upper = bounds(chosen)
    return replace(estimate(scores(chosen).values()), lower=lower, upper=upper)
