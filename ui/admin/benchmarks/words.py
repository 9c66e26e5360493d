"""What figures and ends are called on the benchmark pages."""

from __future__ import annotations

from benchmarks.graded import Graded
from benchmarks.report import words as reports
from benchmarks.statistics.ends import (
    ANSWERED_RIGHT,
    ANSWERED_WRONG,
    CUT_RIGHT,
    CUT_WRONG,
    UNGRADED,
    Ends,
)
from benchmarks.statistics.intervals import Estimate
from reasoning.events import Ending
from ui.comparison import ENDS
from ui.language import phrase, say

#: Where there is nothing to say.
NONE = "–"

#: How a sample came out; ends by other names are in `ENDS`.
OUTCOMES = {
    ANSWERED_RIGHT: phrase("right"),
    ANSWERED_WRONG: phrase("wrong"),
    CUT_RIGHT: phrase("cut and right"),
    CUT_WRONG: phrase("cut and wrong"),
    UNGRADED: phrase("not graded"),
}


def percent(share: float | None, *, sign: str = "") -> str:
    """0 to 1 as per cent, with one decimal."""
    return NONE if share is None else f"{100 * share:{sign}.1f}%"


def points(difference: float | None) -> str:
    """A difference of shares (-1 to 1) in points, with its sign; a typographic minus."""
    if difference is None:
        return NONE
    shown = f"{100 * difference:+.1f}"
    return shown[1:] if shown in ("+0.0", "-0.0") else shown.replace("-", "−")


def between(low: float | None, high: float | None) -> str:
    """The ends of an interval of a share."""
    if low is None or high is None:
        return NONE
    return f"{100 * low:.1f} – {100 * high:.1f}%"


def bounds(lower: float | None, upper: float | None) -> str:
    """The bounds of a share in square brackets; as in reports only where they differ."""
    return f"[{between(lower, upper)}]" if reports.bounds(lower, upper) else NONE


def accuracy(found: Estimate) -> str:
    """An estimate with its interval: "62.5% (48.1 – 75.0%)"."""
    if found.mean is None:
        return NONE
    return f"{percent(found.mean)} ({between(found.low, found.high)})"


def number(value: float | None, digits: int = 1) -> str:
    """A number with so many decimals."""
    return NONE if value is None else f"{value:,.{digits}f}"


def dollars(value: float | None) -> str:
    """An amount of money."""
    return NONE if value is None else f"${value:,.4f}"


def p_value(value: float | None) -> str:
    """A p-value."""
    if value is None:
        return NONE
    return "<0.0001" if value < 0.0001 else f"{value:.4f}"


def outcomes(ends: Ends) -> str:
    """How the samples came out, in counts: "right 31, wrong 7, cut and wrong 2"."""
    return ", ".join(
        f"{say(OUTCOMES[one.name]) if one.name in OUTCOMES else end(Ending(one.name))} {one.count}"
        for one in ends.outcomes
        if one.count
    )


def cut(ends: Ends) -> str:
    """The share of the samples that the budget cut and that then answered."""
    if not ends.samples:
        return NONE
    counts = sum(one.count for one in ends.outcomes if one.name in (CUT_RIGHT, CUT_WRONG))
    return percent(counts / ends.samples)


def end(ending: Ending) -> str:
    """How a sample ended, in a word."""
    return say(ENDS[ending])


def verdict(one: Graded) -> str:
    """Right or wrong; a part of 1 as it is."""
    if one.score is None:
        return say("not graded")
    if 0 < one.score < 1:
        return percent(one.score)
    return say("right") if one.right else say("wrong")
