"""Pairing off two lists in any order: roots of an equation, elements of a set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def matched(first: Sequence[T], second: Sequence[T], same: Callable[[T, T], bool]) -> bool:
    """Whether every item has a partner of its own on the other side (augmenting paths)."""
    if len(first) != len(second):
        return False
    partner: dict[int, int] = {}

    def pair(i: int, tried: set[int]) -> bool:
        for j, other in enumerate(second):
            if j not in tried and same(first[i], other):
                tried.add(j)
                if j not in partner or pair(partner[j], tried):
                    partner[j] = i
                    return True
        return False

    return all(pair(i, set()) for i in range(len(first)))


def distinct(items: Sequence[T], same: Callable[[T, T], bool]) -> list[T]:
    """The items without those that are the same as an earlier one."""
    kept: list[T] = []
    for item in items:
        if not any(same(item, earlier) for earlier in kept):
            kept.append(item)
    return kept
