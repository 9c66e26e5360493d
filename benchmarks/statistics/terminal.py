"""A comparison of two runs in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from benchmarks.statistics.comparison import Compared, Comparison
from benchmarks.statistics.paired import Paired
from reasoning.terminal import rung_name

_LISTED = 8


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Print differences and tests, the flips by question, and what was not compared."""
    differences = _table(
        "task", "budget", "questions", "first", "second", "second − first", "95 % interval"
    )
    tests = _table(
        "task", "budget", "gained", "lost", "McNemar p", "permutation p", "Holm", "BH", "needed n"
    )
    for one in comparison.pairs:
        pair, where = one.paired, (escape(one.task), _budget(one))
        differences.add_row(
            *where,
            str(pair.questions),
            _percent(pair.first),
            _percent(pair.second),
            _percent(pair.difference, sign="+") + _bounds(pair),
            "-"
            if pair.low is None
            else f"{_percent(pair.low, sign='+')} to {_percent(pair.high, sign='+')}",
        )
        p_values = (pair.mcnemar_p, pair.permutation_p, one.holm_p, one.bh_p)
        needed = "-" if pair.needed_questions is None else f"{pair.needed_questions:,}"
        flips = (str(len(pair.gained)), str(len(pair.lost)))
        tests.add_row(*where, *flips, *map(_p, p_values), needed)
    console.print(differences)
    console.print(tests)
    console.print(_methods(comparison))
    for one in comparison.pairs:
        _show_flips(one, console)
    _show_left_out(comparison, console)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="left" if column == "task" else "right")
    return table


def _methods(comparison: Comparison) -> str:
    intervals = sorted({one.paired.interval for one in comparison.pairs} - {""})
    ways = sorted({one.paired.permutation for one in comparison.pairs} - {""})
    corrected = sum(one.holm_p is not None for one in comparison.pairs)
    return (
        f"Accuracies in %, differences in points. Interval: {', '.join(intervals) or 'none'}. "
        f"Permutation of mean scores: {', '.join(ways) or 'none'}; McNemar of gained and lost, by "
        "majority vote where there are several samples. Holm and BH (Benjamini-Hochberg) correct "
        f"the permutation p for {corrected} comparison{'' if corrected == 1 else 's'}. Needed n: "
        "questions to show a difference of 2 points with 80 % power. In brackets: bounds of a "
        "difference, were the ungraded answers graded against the second, and for it."
    )


def _show_flips(one: Compared, console: Console) -> None:
    for name, items in (("gained", one.paired.gained), ("lost", one.paired.lost)):
        if items:
            console.print(f"{escape(one.task)} at {_budget(one)}, {name}: {_some(items)}")
    if one.paired.ungraded:
        console.print(
            f"{escape(one.task)} at {_budget(one)}: {one.paired.ungraded} questions left out, "
            "for one of the runs has no graded answer to them"
        )


def _show_left_out(comparison: Comparison, console: Console) -> None:
    for name, only in (("first", comparison.first_only), ("second", comparison.second_only)):
        if only:
            places = ", ".join(f"{escape(task)} at {rung_name(rung)}" for task, rung in only)
            console.print(f"Only in the {name} run, so not compared: {places}")


def _budget(one: Compared) -> str:
    if one.first_budget == one.second_budget:
        return rung_name(one.first_budget)
    return f"{rung_name(one.first_budget)} against {rung_name(one.second_budget)}"


def _some(items: Sequence[str]) -> str:
    more = len(items) - _LISTED
    return escape(", ".join(items[:_LISTED])) + (f" and {more} more" if more > 0 else "")


def _percent(share: float | None, sign: str = "") -> str:
    return "-" if share is None else f"{100 * share:{sign}.1f}"


def _bounds(pair: Paired) -> str:
    if pair.lower == pair.upper:
        return ""
    return f" [{_percent(pair.lower, sign='+')} to {_percent(pair.upper, sign='+')}]"


def _p(value: float | None) -> str:
    if value is None:
        return "-"
    return "<0.0001" if value < 0.0001 else f"{value:.4f}"
