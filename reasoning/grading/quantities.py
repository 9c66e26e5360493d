"""MPV, several quantities in the order in which they are asked for: 14, 40."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reasoning.errors import GradingError
from reasoning.grading.expression import Measure, Same, plain, same_measure
from reasoning.grading.items import Item, read_items, same_item, same_items
from reasoning.grading.kind import Kind, register
from reasoning.grading.stated import read_stated
from reasoning.grading.tree import variables
from reasoning.grading.units import letter_behind
from reasoning.grading.value import same_value
from reasoning.problem import AnswerType

if TYPE_CHECKING:
    from reasoning.grading.physical import Asked


def read_quantities(text: str) -> list[Item]:
    """The quantities; one bracket around all of them says nothing.

    Raises:
        GradingError: one of them is beyond the grammar, or there are too many.
    """
    return read_items(text, wrapped="([{")


def _read(text: str, options: Mapping[str, str]) -> str | None:
    return read_stated(text, read_quantities)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    return _agree(first, second, _same_or_unitless)


def _same_or_unitless(a: Measure, b: Measure) -> bool:
    """Whether two values are the same; a unit of one letter is dropped where the other has none."""
    if same_measure(a, b):
        return True
    for one, other in ((a, b), (b, a)):
        found = letter_behind(one.tree) if one.unit is None and one.left is None else None
        bare = other.unit is None and other.left is None and not variables(other.tree)
        if found and bare:
            return same_value(found[0], other.tree)
    return False


def _each(first: str, second: str, asked: Sequence[Asked | None]) -> bool:
    try:
        given, right = read_quantities(first), read_quantities(second)
    except GradingError:
        return False
    return len(given) == len(right) == len(asked) and all(
        same_item(a, b, one.same if one else _same_or_unitless)
        for a, b, one in zip(given, right, asked, strict=True)
    )


def _measured(first: str, second: str, asked: Asked) -> bool:
    return _agree(first, second, asked.same)


def _agree(first: str, second: str, measure: Same) -> bool:
    if plain(first) == plain(second):
        return True
    try:
        return same_items(read_quantities(first), read_quantities(second), "fixed", measure)
    except GradingError:
        return False


register(AnswerType.MPV, Kind(_read, _same, _measured, _each))
