"""What a report says of two runs: paired by question, at each budget that both have."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.document import Listed, Part, Section, Table, Text
from benchmarks.report.run_data import RunData
from benchmarks.report.words import DASH, amount, bounds, p_value, percent, span
from benchmarks.statistics import (
    Compared,
    Comparison,
    ComparisonError,
    Paired,
    compare_runs,
    correct_together,
)
from reasoning.terminal import rung_name

_BRACKETS = (
    " In square brackets: the bounds of the difference, every ungraded answer counted against the"
    " second and for the first, and the other way round."
)


def comparisons(first: RunData, others: Sequence[RunData]) -> tuple[Section, ...]:
    """Each of the others against the first; a line that says why where they cannot be compared.

    The p-values are corrected for all of them together.
    """
    found = [_compared(first, one) for one in others]
    possible = [one for one in found if isinstance(one, Comparison)]
    tests = sum(pair.holm_p is not None for one in possible for pair in one.pairs)
    corrected = iter(correct_together(possible))
    return tuple(
        Section(
            f"{other.short} against {first.short}",
            tuple(_parts(next(corrected), tests))
            if isinstance(one, Comparison)
            else (Text(f"Not compared: {one}."),),
        )
        for other, one in zip(others, found, strict=True)
    )


def _compared(first: RunData, second: RunData) -> Comparison | str:
    """The comparison, or why there is none."""
    try:
        return compare_runs(first.graded, second.graded, (first.hashes, second.hashes))
    except ComparisonError as error:
        return str(error)


def _parts(found: Comparison, tests: int) -> list[Part]:
    parts: list[Part] = [_differences(found.pairs), _tests(found.pairs, tests)]
    parts += [part for one in found.pairs for part in _flips(one)]
    return [*parts, *_left_out(found)]


def _differences(pairs: Sequence[Compared]) -> Table:
    head = ("task", "budget", "questions", "left out", "first", "second", "second − first")
    rows = []
    for one in pairs:
        pair = one.paired
        counts = (amount(pair.questions), amount(pair.ungraded))
        means = (percent(pair.first), percent(pair.second), _difference(pair))
        interval = (span(pair.low, pair.high, "+"), pair.interval or DASH)
        rows.append((one.task, _budget(one), *counts, *means, percent(pair.stderr), *interval))
    return Table(
        "Differences on the same questions (%, points)",
        (*head, "standard error", "95 % interval", "interval by"),
        tuple(rows),
        "Left out: questions without a graded answer in one of the two."
        + _BRACKETS * any(one.paired.lower != one.paired.upper for one in pairs),
        words=2,
    )


def _difference(pair: Paired) -> str:
    return percent(pair.difference, "+") + bounds(pair.lower, pair.upper, "+")


def _tests(pairs: Sequence[Compared], tests: int) -> Table:
    head = ("task", "budget", "gained", "lost", "McNemar p", "permutation p", "how", "Holm", "BH")
    rows = []
    for one in pairs:
        pair = one.paired
        p_values = (p_value(pair.mcnemar_p), p_value(pair.permutation_p), pair.permutation or DASH)
        rows.append(
            (
                one.task,
                _budget(one),
                str(len(pair.gained)),
                str(len(pair.lost)),
                *p_values,
                p_value(one.holm_p),
                p_value(one.bh_p),
                amount(pair.needed_questions),
            )
        )
    return Table(
        "Tests",
        (*head, "needed questions"),
        tuple(rows),
        "Gained and lost: right in the second only, in the first only; by majority vote where there"
        f" are several samples. Holm and BH (Benjamini-Hochberg) correct the permutation p for"
        f" all {tests} tests of this report. Needed questions: to show 2 points with 80 % power.",
        words=2,
    )


def _flips(one: Compared) -> list[Part]:
    return [
        Listed(f"{one.task} at {_budget(one)}: {name} ({len(items)})", items)
        for name, items in (("gained", one.paired.gained), ("lost", one.paired.lost))
        if items
    ]


def _left_out(found: Comparison) -> list[Part]:
    return [
        Text(
            f"Only in the {name} run, so not compared: "
            + ", ".join(f"{task} at {rung_name(rung)}" for task, rung in only)
            + "."
        )
        for name, only in (("first", found.first_only), ("second", found.second_only))
        if only
    ]


def _budget(one: Compared) -> str:
    return " against ".join(dict.fromkeys(map(rung_name, (one.first_budget, one.second_budget))))
