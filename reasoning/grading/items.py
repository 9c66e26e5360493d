"""What a list answer is made of: values, points, intervals; in order or in any order.

Shared by the types that hold several of them (SET, TUP, MPV, MA); which of them minds the order,
and how an answer may be wrapped, is told in their own files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reasoning.errors import GradingError
from reasoning.grading.expression import Measure, measures_in, same_measure, split, unwrapped
from reasoning.grading.interval import Region, looks_like_region, read_region, same_region
from reasoning.grading.latex import tidy
from reasoning.grading.matching import distinct, matched

#: Most items of one answer, on each level and in all, and deepest nesting.
MAX_ITEMS = 24
MAX_LEAVES = 60
MAX_DEPTH = 3

_NAMES_FIRST = re.compile(
    r"^\s*[(\[]?\s*[A-Za-z][A-Za-z0-9_, ]{0,24}[)\]]?\s*(?:=|\\in(?![a-zA-Z]))"
)
_EMPTY = re.compile(r"\\(?:emptyset|varnothing)|∅")


@dataclass(frozen=True, slots=True)
class Group:
    """Items in brackets: a point (1, 2), a list [1, 2], a set {1, 2}."""

    opening: str
    items: tuple[Item, ...]


Item = Measure | Group | Region


def same_item(a: Item, b: Item) -> bool:
    """Whether two items are of one kind and equal."""
    match a, b:
        case Measure(), Measure():
            return same_measure(a, b)
        case Group(), Group():
            return a.opening == b.opening and same_items(a.items, b.items, a.opening != "{")
        case tuple(), tuple():
            return same_region(a, b)
    return False


def same_items(first: Sequence[Item], second: Sequence[Item], in_order: bool) -> bool:
    """Whether two lists agree; without an order, an item counts once however often it is said."""
    if in_order:
        return len(first) == len(second) and all(
            same_item(a, b) for a, b in zip(first, second, strict=True)
        )
    return matched(distinct(first, same_item), distinct(second, same_item), same_item)


def read_items(text: str, wrapped: str = "") -> list[Item]:
    """The items of an answer; one bracket around all of them is left out if `wrapped` names it.

    Raises:
        GradingError: an item is beyond the grammar, or there are too many.
    """
    whole = tidy(text).replace(";", ",").replace(r"\langle", "(").replace(r"\rangle", ")")
    if _EMPTY.fullmatch(whole.strip()):
        return []
    inner = unwrapped(_without_names(whole))
    if inner and inner[0].removeprefix("\\") in wrapped and _is_one_bracket(_without_names(whole)):
        whole = inner[1]
    if not whole.strip():
        return []
    items = [item for part in listed(whole) for item in _items(part, 0)]
    if sum(map(_leaves, items)) > MAX_LEAVES:
        raise GradingError(f"answer has over {MAX_LEAVES} values")
    return items


def _without_names(text: str) -> str:
    r"""A text without a leading "(x, y) =" or "x \in"."""
    return _NAMES_FIRST.sub("", text, count=1).strip()


def _is_one_bracket(text: str) -> bool:
    """Whether the first bracket is closed by the last, as in (1, 2) but not in (1), (2)."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and character in ")]}":
            return at == len(text) - 1
    return False


def listed(text: str) -> list[str]:
    """The parts between commas; where all of them could also separate thousands, they do not."""
    parts = split(text, ",")
    if len(parts) == 1:
        parts, depth, start = [], 0, 0
        for at, character in enumerate(text):
            depth += (character in "([{") - (character in ")]}")
            if character == "," and depth == 0:
                parts.append(text[start:at])
                start = at + 1
        parts.append(text[start:])
    if len(parts) > MAX_ITEMS:
        raise GradingError(f"answer has {len(parts)} items; allowed: {MAX_ITEMS}")
    return parts


def _items(text: str, depth: int) -> list[Item]:
    """One part; two values where it has a plus-minus sign."""
    if depth > MAX_DEPTH:
        raise GradingError(f"answer is nested deeper than {MAX_DEPTH}")
    text = text.strip()
    bare = _without_names(text)
    inner = unwrapped(bare) if _is_one_bracket(bare) else None
    if inner and len(parts := listed(inner[1])) > 1:
        opening = inner[0].removeprefix("\\")
        return [Group(opening, tuple(i for part in parts for i in _items(part, depth + 1)))]
    if looks_like_region(bare):
        return [read_region(bare)]
    return list(measures_in(text, any_unit=False))


def _leaves(item: Item) -> int:
    if isinstance(item, Group):
        return sum(map(_leaves, item.items))
    return max(1, 2 * len(item)) if isinstance(item, tuple) else 1
