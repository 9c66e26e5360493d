"""Two runs over the same questions, compared at each of their budgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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

    `holm_p` and `bh_p` are the permutation p corrected for all pairs of the comparison (Holm;
    Benjamini-Hochberg); None where no question has a graded answer in both.
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


def compare_runs(first: Sequence[Graded], second: Sequence[Graded]) -> Comparison:
    """Compare two runs of the same tasks at the budgets that both have.

    Two runs of one budget each, not the same, are compared with each other.

    Raises:
        ComparisonError: one has no answers, their questions differ, or no budget is in both.
    """
    for name, graded in (("first", first), ("second", second)):
        if not graded:
            raise ComparisonError(f"the {name} run has no answers yet; finish it, then compare")
    _same_questions(first, second, "")
    found: list[tuple[str, Rung, Rung, Paired]] = []
    only: tuple[list[tuple[str, Rung]], list[tuple[str, Rung]]] = ([], [])
    tasks = by_task(second)
    for task, of_first in by_task(first).items():
        before, after = by_budget(of_first), by_budget(tasks[task])
        rungs = [(rung, rung) for rung in before if rung in after]
        if not rungs and len(before) == len(after) == 1:
            rungs = [(next(iter(before)), next(iter(after)))]
        for low, high in rungs:
            _same_questions(before[low], after[high], f" of {task} at budget {_budget(low, high)}")
            found.append((task, low, high, pair(before[low], after[high])))
        only[0].extend((task, r) for r in before if r not in {low for low, _ in rungs})
        only[1].extend((task, r) for r in after if r not in {high for _, high in rungs})
    if not found:
        raise ComparisonError(
            f"the runs have no budget in common: {_budgets(only[0])} in the first, "
            f"{_budgets(only[1])} in the second; run one of them with --budgets of the other"
        )
    return Comparison(_corrected(found), tuple(only[0]), tuple(only[1]))


def _corrected(found: Sequence[tuple[str, Rung, Rung, Paired]]) -> tuple[Compared, ...]:
    tested = [one for one in found if one[3].permutation_p is not None]
    p_values = [one[3].permutation_p or 0.0 for one in tested]
    adjusted = dict(
        zip(
            [one[:3] for one in tested],
            zip(holm(p_values), benjamini_hochberg(p_values), strict=True),
            strict=True,
        )
    )
    return tuple(Compared(*one, *adjusted.get(one[:3], (None, None))) for one in found)


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


def _some(items: set[str]) -> str:
    named = sorted(items)[:_NAMED]
    return ", ".join(named) + (", …" if len(items) > len(named) else "")


def _budget(first: Rung, second: Rung) -> str:
    return " against ".join(dict.fromkeys(map(rung_name, (first, second))))


def _budgets(only: Sequence[tuple[str, Rung]]) -> str:
    return ", ".join(dict.fromkeys(rung_name(rung) for _, rung in only))
