"""TUP, a tuple: its entries in order, (3, 2); or several tuples, in any order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reasoning.errors import GradingError
from reasoning.grading.expression import Same, plain, same_measure
from reasoning.grading.items import Group, Item, Named, bare, read_items, same_items
from reasoning.grading.kind import Kind, register
from reasoning.grading.stated import read_stated
from reasoning.problem import AnswerType

if TYPE_CHECKING:
    from reasoning.grading.physical import Asked


def read_tuples(text: str) -> list[Item]:
    """The tuples in an answer; "3, 2" and [3, 2] are read as (3, 2), {3, 2} is none.

    Raises:
        GradingError: it holds something else beside tuples, or is over a limit.
    """
    items: list[Item] = read_items(text)
    if len(items) == 1 and isinstance(bare(items[0]), tuple):
        raise GradingError(f"{text[:40]!r} is an interval; a tuple was expected")
    if not all(isinstance(bare(item), Group) for item in items):
        items = [Group("(", tuple(items))]
    return [_rounded(item) for item in items]


def _rounded(item: Item) -> Item:
    """A list in square brackets as a tuple."""
    if isinstance(item, Named):
        return Named(item.name, bare(_rounded(item.item)))
    return Group("(", item.items) if isinstance(item, Group) and item.opening == "[" else item


def _read(text: str, options: Mapping[str, str]) -> str | None:
    return read_stated(text, read_tuples)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    return _agree(first, second, same_measure)


def _measured(first: str, second: str, asked: Asked) -> bool:
    return _agree(first, second, asked.same)


def _agree(first: str, second: str, measure: Same) -> bool:
    if plain(first) == plain(second):
        return True
    try:
        return same_items(read_tuples(first), read_tuples(second), "set", measure)
    except GradingError:
        return False


register(AnswerType.TUP, Kind(_read, _same, _measured))
