"""Two runs over the same questions, compared at each of their budgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.graded import Graded
from benchmarks.statistics.clusters import by_budget, by_task
from benchmarks.statistics.paired import Paired, pair
from benchmarks.statistics.significance import benjamini_hochberg, holm
from reasoning.errors import DeliberateError
from reasoning.events import Rung, as_record
from reasoning.terminal import rung_name

_NAMED = 3


class ComparisonError(DeliberateError):
    """Two runs cannot be compared; one line says why."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Second against first on one task at one budget (two where each run has only its own).

    `holm_p` and `bh_p` are the permutation p corrected for all pairs of the comparison, or of those
    that `correct_together` was given (Holm; Benjamini-Hochberg); None where no question has a
    graded answer in both.
    """

    task: str
    first_budget: Rung
    second_budget: Rung
    paired: Paired
    holm_p: float | None
    bh_p: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every pair of two runs, and the budgets (task, budget) that only one of them has."""

    pairs: tuple[Compared, ...]
    first_only: tuple[tuple[str, Rung], ...]
    second_only: tuple[tuple[str, Rung], ...]

    def to_record(self) -> dict[str, Any]:
        """The JSON form."""
        record: dict[str, Any] = as_record(self)
        return record


def compare_runs(
    first: Sequence[Graded],
    second: Sequence[Graded],
    hashes: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
) -> Comparison:
    """Compare two runs of the same tasks at the budgets that both have.

    Two runs of one budget each, not the same, are compared with each other. `hashes` are of each
    task's questions in both runs: other questions may have the same ids.

    Raises:
        ComparisonError: one has no answers, their questions differ, or no budget is in both.
    """
    for name, graded in (("first", first), ("second", second)):
        if not graded:
            raise ComparisonError(f"the {name} run has no answers yet; finish it, then compare")
    _same_questions(first, second, "")
    _same_hashes(*hashes)
    found: list[Compared] = []
    only: tuple[list[tuple[str, Rung]], list[tuple[str, Rung]]] = ([], [])
    tasks, others = by_task(first), by_task(second)
    if tasks.keys() != others.keys():  # a task and a part of it have the same questions
        raise ComparisonError(
            f"the tasks are {', '.join(tasks)} in the first run and {', '.join(others)} in the"
            " second; compare runs of the same tasks"
        )
    for task, of_first in tasks.items():
        before, after = by_budget(of_first), by_budget(others[task])
        rungs = [(rung, rung) for rung in before if rung in after]
        if not rungs and len(before) == len(after) == 1:
            rungs = [(next(iter(before)), next(iter(after)))]
        for low, high in rungs:
            _same_questions(before[low], after[high], f" of {task} at budget {_budget(low, high)}")
            found.append(Compared(task, low, high, pair(before[low], after[high]), None, None))
        only[0].extend((task, r) for r in before if r not in {low for low, _ in rungs})
        only[1].extend((task, r) for r in after if r not in {high for _, high in rungs})
    if not found:
        raise ComparisonError(
            f"the runs have no budget in common: {_budgets(only[0])} in the first, "
            f"{_budgets(only[1])} in the second; run one of them with --budgets of the other"
        )
    (corrected,) = correct_together([Comparison(tuple(found), tuple(only[0]), tuple(only[1]))])
    return corrected


def correct_together(found: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """The same comparisons, their p-values corrected for the pairs of all of them."""
    p_values = [
        one.paired.permutation_p
        for comparison in found
        for one in comparison.pairs
        if one.paired.permutation_p is not None
    ]
    by_holm, by_bh = iter(holm(p_values)), iter(benjamini_hochberg(p_values))

    def corrected(one: Compared) -> Compared:
        if one.paired.permutation_p is None:
            return one
        return replace(one, holm_p=next(by_holm), bh_p=next(by_bh))

    return tuple(replace(one, pairs=tuple(map(corrected, one.pairs))) for one in found)


def _same_questions(first: Sequence[Graded], second: Sequence[Graded], where: str) -> None:
    """Refuse two sets of answers whose questions are not the same ones."""
    before, after = {one.item for one in first}, {one.item for one in second}
    if before == after:
        return
    parts = [
        f"{len(only)} only in the {name} ({_some(only)})"
        for name, only in (("first", before - after), ("second", after - before))
        if only
    ]
    raise ComparisonError(
        f"the runs' questions{where} are not the same: {len(before & after)} in both, "
        f"{', '.join(parts)}; compare finished runs of the same tasks, data, limit and seed"
    )


def _same_hashes(first: Mapping[str, str], second: Mapping[str, str]) -> None:
    """Refuse tasks whose questions are others under the same ids."""
    both = sorted(first.keys() & second.keys())
    if others := [task for task in both if first[task] != second[task]]:
        raise ComparisonError(
            f"the runs' questions of {', '.join(others)} have the same ids and are not the same;"
            " compare runs of the same data, limit and version of the task"
        )


def _some(items: set[str]) -> str:
    named = sorted(items)[:_NAMED]
    return ", ".join(named) + (", …" if len(items) > len(named) else "")


def _budget(first: Rung, second: Rung) -> str:
    return " against ".join(dict.fromkeys(map(rung_name, (first, second))))


def _budgets(only: Sequence[tuple[str, Rung]]) -> str:
    return ", ".join(dict.fromkeys(rung_name(rung) for _, rung in only))
