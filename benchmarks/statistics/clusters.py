"""How graded answers hang together: by budget, by question, by chain.

The samples of one question (and the orders of its options) are not independent of each other, the
questions are. So every figure here is a mean over questions of what each question came to.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from benchmarks.graded import Graded
from reasoning.events import Rung

Key = TypeVar("Key")
Chain = tuple[str, int, int]
"""One chain of thought: its question, sample and order of the options."""


def rung_order(rung: Rung) -> float:
    """Sorts budgets from small to large; none, which is no limit, comes last."""
    return math.inf if rung is None else rung


def _grouped(
    graded: Iterable[Graded], key: Callable[[Graded], Key]
) -> dict[Key, tuple[Graded, ...]]:
    groups: dict[Key, list[Graded]] = {}
    for one in graded:
        groups.setdefault(key(one), []).append(one)
    return {name: tuple(group) for name, group in groups.items()}


def by_task(graded: Iterable[Graded]) -> dict[str, tuple[Graded, ...]]:
    """The answers of each task, tasks by name."""
    groups = _grouped(graded, lambda one: one.task)
    return {task: groups[task] for task in sorted(groups)}


def by_budget(graded: Iterable[Graded]) -> dict[Rung, tuple[Graded, ...]]:
    """The answers at each thinking budget, from the smallest to none."""
    groups = _grouped(graded, lambda one: one.budget)
    return {rung: groups[rung] for rung in sorted(groups, key=rung_order)}


def by_question(graded: Iterable[Graded]) -> dict[str, tuple[Graded, ...]]:
    """The answers of each question, questions by id."""
    groups = _grouped(graded, lambda one: one.item)
    return {item: groups[item] for item in sorted(groups)}


def by_chain(graded: Iterable[Graded]) -> dict[Chain, dict[Rung, Graded]]:
    """The answer of each chain at each budget."""
    chains: dict[Chain, dict[Rung, Graded]] = {}
    for one in graded:
        chains.setdefault((one.item, one.sample, one.order), {})[one.budget] = one
    return chains


def scores(graded: Iterable[Graded]) -> dict[str, list[float]]:
    """The scores of each question that has any; answers that could not be graded are left out."""
    found: dict[str, list[float]] = {}
    for item, answers in by_question(graded).items():
        if of_item := [one.score for one in answers if one.score is not None]:
            found[item] = of_item
    return found


def mean(values: Sequence[float]) -> float:
    """The mean, the same to the last bit in whatever order the values come."""
    return math.fsum(values) / len(values)
