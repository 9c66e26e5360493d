r"""SET, a finite set: its elements in any order, with or without braces: \{1, 2, 3\}."""

from __future__ import annotations

import re
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

#: A union of sets in braces.
_BETWEEN = re.compile(r"(?<=\})\s*(?:\\cup|∪)\s*(?=\\\{)")


def read_set(text: str) -> list[Item]:
    """The elements of a set.

    Raises:
        GradingError: one of them is beyond the grammar, or there are too many.
    """
    parts = _BETWEEN.split(text.strip(" $"))
    if len(parts) > 1 and all(p.startswith(r"\{") and p.endswith(r"\}") for p in parts):
        return [element for part in parts for element in read_items(part, wrapped="{")]
    return read_items(text, wrapped="{[")


def _read(text: str, options: Mapping[str, str]) -> str | None:
    return read_stated(text, read_set)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    return _agree(first, second, same_measure)


def _measured(first: str, second: str, asked: Asked) -> bool:
    return _agree(first, second, asked.same)


def _agree(first: str, second: str, measure: Same) -> bool:
    if plain(first) == plain(second):
        return True
    try:
        return same_items(read_set(first), read_set(second), "set", measure)
    except GradingError:
        return False


register(AnswerType.SET, Kind(_read, _same, _measured))
