"""What a list answer is made of: values, points, intervals; in order or in any order.

Shared by the types that hold several of them (SET, TUP, MPV, MA); which of them minds the order,
and how an answer may be wrapped, is told in their own files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from reasoning.errors import GradingError
from reasoning.grading.expression import (
    Measure,
    Same,
    measures_in,
    name_given,
    same_measure,
    spelled,
    split,
    unwrapped,
)
from reasoning.grading.interval import looks_like_region, read_region, subject
from reasoning.grading.latex import tidy
from reasoning.grading.matching import distinct, matched
from reasoning.grading.region import Region, same_region

#: Most items of one answer, on each level and in all, and deepest nesting.
MAX_ITEMS = 48
MAX_LEAVES = 96
MAX_DEPTH = 3

_NAMES_FIRST = re.compile(
    r"^\s*[(\[]?\s*[A-Za-z][A-Za-z0-9_, ]{0,24}[)\]]?\s*(?:=|\\in(?![a-zA-Z]))"
)
#: Solutions that are only counted: x_1 and x_2 may change places.
_COUNTED = re.compile(r"[xyzt]_?\d")
_EMPTY = re.compile(r"\\(?:emptyset|varnothing)|∅")


@dataclass(frozen=True, slots=True)
class Group:
    """Items in brackets: a point (1, 2), a list [1, 2], a set {1, 2}."""

    opening: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """An item with the name that the answer gives it: x = 1, A = (1, 2), y > 0."""

    name: str
    item: Measure | Group | Region


#: In this order; in any order, a value as often as it is given (a double root) but a point or an
#: interval once; in any order and each once, however often it is said.
Order = Literal["fixed", "any", "set"]

Item = Measure | Group | Region | Named


def bare(item: Item) -> Measure | Group | Region:
    """An item without its name."""
    return item.item if isinstance(item, Named) else item


def same_item(a: Item, b: Item, same: Same = same_measure) -> bool:
    """Whether two items are of one kind and equal, whatever their names.

    `same` compares two values.
    """
    match bare(a), bare(b):
        case Measure() as one, Measure() as other:
            return same(one, other)
        case Group() as one, Group() as other:
            order: Order = "set" if one.opening == "{" else "fixed"
            return one.opening == other.opening and same_items(one.items, other.items, order, same)
        case tuple() as one, tuple() as other:
            return same_region(one, other)
    return False


def _name(item: Item) -> str | None:
    return item.name if isinstance(item, Named) else None


def _told_by_name(first: Sequence[Item], second: Sequence[Item]) -> bool:
    """Whether both sides name all their items and mean something by it.

    Other names on each side (roots x = 1, x = 2 and a = 1, b = 2) say nothing, nor does a count.
    """
    names = [{_name(item) for item in items} for items in (first, second)]
    told = set().union(*names)
    if None in told or names[0].isdisjoint(names[1]):
        return False
    return not all(_COUNTED.fullmatch(name or "") for name in told)


def same_items(
    first: Sequence[Item],
    second: Sequence[Item],
    order: Order,
    measure: Same = same_measure,
) -> bool:
    """Whether two lists agree: as sequences, as multisets, or as sets.

    Where both give every item a name, the names pair them off. `measure` compares two values.
    """
    told = _told_by_name(first, second)

    def same(a: Item, b: Item) -> bool:
        return (not told or _name(a) == _name(b)) and same_item(a, b, measure)

    if told and all(len({_name(i) for i in items}) == len(items) for items in (first, second)):
        order = "any" if order == "fixed" else order
    if order == "fixed":
        return len(first) == len(second) and all(
            same(a, b) for a, b in zip(first, second, strict=True)
        )
    first, second = (_counted(items, order, same) for items in (first, second))
    return matched(first, second, same)


def _counted(items: Sequence[Item], order: Order, same: Callable[[Item, Item], bool]) -> list[Item]:
    """The items as often as they count."""
    if order == "set":
        return distinct(items, same)
    values = [item for item in items if isinstance(bare(item), Measure)]
    return values + distinct([item for item in items if item not in values], same)


def read_items(text: str, wrapped: str = "") -> list[Item]:
    """The items of an answer; one bracket around all of them is left out if `wrapped` names it.

    Raises:
        GradingError: an item is beyond the grammar, or there are too many.
    """
    whole = tidy(text).replace(";", ", ").replace(r"\langle", "(").replace(r"\rangle", ")")
    if _EMPTY.fullmatch(whole.strip()):
        return []
    inner = unwrapped(_without_names(whole))
    names: list[str] = []
    if inner and inner[0].removeprefix("\\") in wrapped and _is_one_bracket(_without_names(whole)):
        whole, names = inner[1], _names_first(whole)
    if not whole.strip():
        return []
    items = [item for part in listed(whole) for item in _items(part, 0)]
    items = _given(names, items)
    if sum(map(_leaves, items)) > MAX_LEAVES:
        raise GradingError(f"answer has over {MAX_LEAVES} values")
    return items


def _without_names(text: str) -> str:
    r"""A text without a leading "(x, y) =" or "x \in"."""
    return _NAMES_FIRST.sub("", text, count=1).strip()


def _names_first(text: str) -> list[str]:
    """The names in a leading "(x, y) ="; none where there is only one."""
    match = _NAMES_FIRST.match(text)
    names = spelled(match[0].rstrip("= ").strip(" ([)]")).split(",") if match else []
    return names if len(names) > 1 and match and match[0].endswith("=") else []


def _given(names: Sequence[str], items: Sequence[Item]) -> list[Item]:
    """The items with these names, if there are as many of both."""
    if len(names) != len(items):
        return list(items)
    return [Named(name, bare(item)) for name, item in zip(names, items, strict=True)]


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
    unnamed = _without_names(text)
    name = name_given(text)
    items: list[Item] = []
    inner = unwrapped(unnamed) if _is_one_bracket(unnamed) else None
    if inner and len(parts := listed(inner[1])) > 1:
        opening = inner[0].removeprefix("\\")
        inside = [i for part in parts for i in _items(part, depth + 1)]
        items = [Group(opening, tuple(_given(_names_first(text), inside)))]
    elif looks_like_region(unnamed):
        items, name = [read_region(unnamed)], name or subject(text)
    else:
        items = list(measures_in(text, any_unit=False))
    return [Named(name, bare(item)) for item in items] if name else items


def _leaves(item: Item) -> int:
    item = bare(item)
    if isinstance(item, Group):
        return sum(map(_leaves, item.items))
    return max(1, 2 * len(item)) if isinstance(item, tuple) else 1
