"""Figures as a report writes them: shares in percent with one digit, a dash for what is unknown."""

from __future__ import annotations

from benchmarks.statistics import Estimate
from benchmarks.statistics.pass_at_k import AtK

DASH = "–"


def percent(share: float | None, sign: str = "") -> str:
    """A share from 0 to 1 as percent without the sign: "66.7"; with sign "+" always signed."""
    return DASH if share is None else f"{100 * share:{sign}.1f}"


def span(low: float | None, high: float | None, sign: str = "") -> str:
    """Two shares: "35.4 to 87.9"."""
    if low is None or high is None:
        return DASH
    return f"{percent(low, sign)} to {percent(high, sign)}"


def bounds(lower: float | None, upper: float | None, sign: str = "") -> str:
    """Bounds after a figure: " [60.0 to 70.0]"; "" where nothing is ungraded."""
    return "" if lower == upper else f" [{span(lower, upper, sign)}]"


def estimate(found: Estimate) -> str:
    """A mean with its interval and, where they differ, its bounds: "66.7 (35.4 to 87.9)"."""
    told = bounds(found.lower, found.upper)
    if found.mean is None:
        return f"{DASH}{told}"
    return f"{percent(found.mean)} ({span(found.low, found.high)}){told}"


def at_k(found: AtK) -> str:
    """pass@k or maj@k with its standard error, and its bounds where they differ: "66.7 ± 4.2"."""
    error = "" if found.stderr is None else f" ± {percent(found.stderr)}"
    return f"{percent(found.value)}{error}{bounds(found.lower, found.upper)}"


def amount(value: float | None, digits: int = 0) -> str:
    """A number with thousands set apart: "1,204"."""
    return DASH if value is None else f"{value:,.{digits}f}"


def seconds(value: float | None) -> str:
    """Seconds, with more digits where there are few: "0.042", "3.1", "212"."""
    if value is None:
        return DASH
    return amount(value, 0 if abs(value) >= 100 else 1 if abs(value) >= 1 else 3)


def dollars(value: float | None) -> str:
    """Dollars to the cent, or to three figures where that is less: "12.40", "0.00312"."""
    if value is None:
        return DASH
    return f"{value:,.2f}" if abs(value) >= 1 or value == 0 else f"{value:.3g}"


def p_value(value: float | None) -> str:
    """A p-value: "0.0413"."""
    if value is None:
        return DASH
    return "<0.0001" if value < 0.0001 else f"{value:.4f}"


def printable(text: str) -> str:
    """Text on one line, in which every character shows and none turns the reading around."""
    return as_typed(" ".join(text.split()))


def as_typed(text: str) -> str:
    """The same with its spaces and lines as they are: what is copied and typed again."""
    return "".join(
        c if c.isprintable() or c in "\n\t" else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )
