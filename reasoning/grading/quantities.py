"""MPV, several quantities in the order in which they are asked for: 14, 40."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reasoning.errors import GradingError
from reasoning.grading.expression import Same, plain, same_measure
from reasoning.grading.items import Item, read_items, same_items
from reasoning.grading.kind import Kind, register
from reasoning.grading.stated import read_stated
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
    return _agree(first, second, same_measure)


def _measured(first: str, second: str, asked: Asked) -> bool:
    return _agree(first, second, asked.same)


def _agree(first: str, second: str, measure: Same) -> bool:
    if plain(first) == plain(second):
        return True
    try:
        return same_items(read_quantities(first), read_quantities(second), "fixed", measure)
    except GradingError:
        return False


register(AnswerType.MPV, Kind(_read, _same, _measured))
