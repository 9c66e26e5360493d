"""MA, several correct answers: all of them, in any order; each a value, a point or an interval.

A value counts as often as it is given: a double root is two answers. A point that is listed twice
is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reasoning.errors import GradingError
from reasoning.grading.expression import Same, plain, same_measure
from reasoning.grading.items import Item, read_items, same_item, same_items
from reasoning.grading.kind import Kind, register
from reasoning.grading.matching import matched
from reasoning.grading.stated import read_stated
from reasoning.problem import AnswerType

if TYPE_CHECKING:
    from reasoning.grading.physical import Asked


def read_answers(text: str) -> list[Item]:
    """The single answers. Braces around them are left out; (1, 2) is one point.

    Raises:
        GradingError: one of them is beyond the grammar, or there are too many.
    """
    return read_items(text, wrapped="{")


def _read(text: str, options: Mapping[str, str]) -> str | None:
    return read_stated(text, read_answers)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    return _agree(first, second, same_measure)


def _measured(first: str, second: str, asked: Asked) -> bool:
    return _agree(first, second, asked.same)


def _each(first: str, second: str, asked: Sequence[Asked | None]) -> bool:
    try:
        given, right = read_answers(first), read_answers(second)
    except GradingError:
        return False
    if len(right) != len(asked):
        return False
    pairs: list[tuple[Item, Asked | None]] = list(zip(right, asked, strict=True))
    return matched(
        [(item, None) for item in given],
        pairs,
        lambda a, b: same_item(a[0], b[0], b[1].same if b[1] else same_measure),
    )


def _agree(first: str, second: str, measure: Same) -> bool:
    if plain(first) == plain(second):
        return True
    try:
        return same_items(read_answers(first), read_answers(second), "any", measure)
    except GradingError:
        return False


register(AnswerType.MA, Kind(_read, _same, _measured, _each))
