r"""EX, an expression: whether two of them are the same by value, never by evaluating model text.

An answer is read into a small tree (`grammar`), or several, each with its unit; `value` compares
two trees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reasoning.errors import GradingError
from reasoning.grading import reply
from reasoning.grading.compound import read_sum
from reasoning.grading.grammar import parse_tidy
from reasoning.grading.kind import Kind, register
from reasoning.grading.latex import tidy
from reasoning.grading.matching import matched
from reasoning.grading.tree import Call, Tree, branches, variables
from reasoning.grading.units import compatible, converted, letter_behind, peel
from reasoning.grading.value import same_value
from reasoning.problem import AnswerType

if TYPE_CHECKING:
    from reasoning.grading.physical import Asked

#: Most values in one answer, such as the roots of an equation.
MAX_VALUES = 12
#: Two words side by side: letters that are no product.
PROSE = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,} (?!sin|cos|tan|log|ln|sqrt)[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Measure:
    """One value with its unit; an equation that defines nothing keeps its left side."""

    tree: Tree
    unit: str | None = None
    left: Tree | None = None


Same = Callable[[Measure, Measure], bool]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer says: one value, or several in order or in no order."""

    values: tuple[Measure, ...]
    form: Literal["one", "set", "(", "["]


def equivalent(first: str, second: str) -> bool:
    """Whether two expressions, in LaTeX or plain text, have the same value.

    Reflexive and symmetric. An answer that is no expression equals only the same text.
    """
    return same_reading(first, second, any_unit=False)


def same_reading(first: str, second: str, any_unit: bool, same: Same | None = None) -> bool:
    """`equivalent`; with `any_unit`, any word behind a number is taken for its unit.

    `same` compares two values, where that is not to be done by `same_measure`.
    """
    same = same or same_measure
    if plain(first) == plain(second):
        return True
    try:
        a, b = read(first, any_unit), read(second, any_unit)
    except GradingError:
        return False
    if a.form != b.form or len(a.values) != len(b.values):
        return False
    if a.form in "([":
        return all(same(x, y) for x, y in zip(a.values, b.values, strict=True))
    return matched(a.values, b.values, same)


def plain(text: str) -> str:
    """A text without the white space that means nothing."""
    with suppress(GradingError):
        text = tidy(text)
    if _GROUPED.search(text):  # a space tells 5, 100,200 from 5, 100, 200
        return " ".join(text.split())
    return _SPACE.sub("", text.strip())


#: White space that means nothing; "2 3" is not 23.
_SPACE = re.compile(r"\s+(?!\d)|(?<!\d)\s+")


def read(text: str, any_unit: bool = False) -> Reading:
    """The values in an answer.

    Raises:
        GradingError: it is no expression, or over a limit.
    """
    whole = tidy(text)
    if any_unit and (summed := read_sum(whole)):  # "2 hours and 30 minutes" is one number
        return Reading((Measure(*summed),), "one")
    form: Literal["one", "set", "(", "["] = "one"
    parts = split(whole, ",")
    if len(parts) == 1 and (inner := unwrapped(whole)) and len(split(inner[1], ",")) > 1:
        opening, whole = inner
        form = "(" if opening == "(" else "[" if opening == "[" else "set"
        parts = split(whole, ",")
    if len(parts) > MAX_VALUES:
        raise GradingError(f"answer has {len(parts)} values; allowed: {MAX_VALUES}")
    measures: list[Measure] = []
    for part in parts:
        measures.extend(measures_in(part, any_unit))
    if form == "one" and len(measures) > 1:
        form = "set"
    return Reading(tuple(measures), form)


def split(text: str, separator: str) -> list[str]:
    """The parts of a text between separators that stand outside brackets and long numbers."""
    parts, depth, start = [], 0, 0
    kept = _thousands(text) if separator == "," else frozenset()
    for at, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character == separator and depth == 0 and at not in kept:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)")


def _thousands(text: str) -> frozenset[int]:
    """Where commas separate thousands: "12,500, 300", but none in "1,2, 100,200".

    None does where another comma stands without a space: then a space tells nothing.
    """
    grouped = frozenset(
        at
        for number in _GROUPED.finditer(text)
        for at in range(number.start(), number.end())
        if text[at] == ","
    )
    depth = 0
    for at, character in enumerate(text if grouped else ""):
        depth += (character in "([{") - (character in ")]}")
        spaced = " " in text[max(at - 1, 0) : at + 2] or at + 1 == len(text)
        if character == "," and depth == 0 and at not in grouped and not spaced:
            return frozenset()
    return grouped


def unwrapped(text: str) -> tuple[str, str] | None:
    """The opening bracket and the inside of a text that is one bracket."""
    for opening, closing in ((r"\{", r"\}"), ("{", "}"), ("(", ")"), ("[", "]")):
        if text.startswith(opening) and text.endswith(closing):
            return opening, text[len(opening) : -len(closing)]
    return None


def measures_in(text: str, any_unit: bool) -> Iterator[Measure]:
    """The one value of a part, or both values of a part with a plus-minus sign."""
    left, value = sides(text.strip())
    if left is not None:
        tree, left_tree = parse_tidy(value), parse_tidy(left)
        if variables(left_tree):
            yield Measure(tree, left=left_tree)
            return
    if summed := read_sum(value):
        yield Measure(*summed)
        return
    bare, unit = peel(value, any_unit)
    if PROSE.search(bare):
        raise GradingError(f"{bare[:40]!r} is prose; a number or an expression was expected")
    try:
        tree = parse_tidy(bare)
    except GradingError:
        if bare == value:
            raise
        tree, unit = parse_tidy(value), None  # what looked like a unit was none
    tree, sign = _sign_taken_off(tree)
    for branch in branches(tree):
        yield Measure(branch, unit or sign)


def _sign_taken_off(tree: Tree) -> tuple[Tree, str | None]:
    """A percentage or an angle in degrees as a number with a unit."""
    if isinstance(tree, Call) and tree.function in {"percent", "degree"}:
        return tree.args[0], tree.function
    if isinstance(tree, Call) and tree.function == "neg":
        inner, sign = _sign_taken_off(tree.args[0])
        return Call("neg", (inner,)), sign
    return tree, None


_SUBSCRIPT = re.compile(r"_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[a-zA-Z]+|\w)")
_DECORATION = re.compile(
    r"\^\{-1\}|\\(?:sin|cos|tan|overline|overrightarrow|vec|hat|bar|widehat|angle|triangle|mathbf|mathrm|text)"
    r"(?![a-zA-Z])|[{}|'∠△\s]"
)
_DEFINED = re.compile(
    r"(?:\\?[A-Za-z]|\\[A-Za-z][a-z]{1,7}|[A-Z]{2,4}|[A-Za-z]{3,}|[\u4e00-\u9fff\u0370-\u03ff]+)"
    r"(?:\([^()=]{1,40}\))?"
)


def defines(left: str) -> bool:
    r"""Whether the left side of an equation only gives a name: x, f(x), |AB|, S_1:S_2."""
    bare = _DECORATION.sub("", _SUBSCRIPT.sub("", left))
    return all(_DEFINED.fullmatch(name) for name in bare.split(":"))


def value_side(text: str) -> str:
    """What an answer gives as the value: "x = 5" gives 5; anything else is left as it is."""
    left, value = sides(text)
    return value if left is None and len(split(text, ",")) == 1 else text


def sides(text: str) -> tuple[str | None, str]:
    """An equation's left side, unless it says nothing, and what stands right of the last "="."""
    *lefts, value = split(text, "=")
    if not lefts or not value.strip() or any(defines(left) for left in lefts):
        return None, value if value.strip() else text
    return lefts[-1], value


def name_given(text: str) -> str | None:
    """The name that an equation gives to its value, in one spelling: "a_{3} = 2" gives a_3."""
    *lefts, value = split(text, "=")
    names = [left for left in lefts if defines(left)]
    if len(names) != 1 or names[0] != lefts[0] or not value.strip():
        return None
    return spelled(names[0])


def spelled(name: str) -> str:
    """One spelling of a name."""
    return re.sub(r"\\(?:mathrm|mathbf|text|textrm)(?![a-zA-Z])|[{}\\\s]", "", name)


def same_measure(a: Measure, b: Measure) -> bool:
    """Whether two values are the same, in whatever units; 60% is 0.6, and 45 degrees are pi/4."""
    if a.left is not None or b.left is not None:
        return a.left is not None and b.left is not None and _same_equation(a, b)
    if compatible(a.unit, b.unit) and same_value(a.tree, b.tree):
        return True
    for one, other in ((a, b), (b, a)):
        if one.unit in {"percent", "degree"} and not other.unit:
            return same_value(Call(one.unit or "", (one.tree,)), other.tree)
        if one.unit and other.unit is None and (found := letter_behind(other.tree)):
            # "5000 g" alone is a product; beside 5 kg it is a mass.
            return _same_converted(one.tree, one.unit, Measure(*found))
    if not a.unit or not b.unit or a.unit == b.unit:
        return False
    return _same_converted(a.tree, a.unit, b) or _same_converted(b.tree, b.unit, a)


def _same_converted(tree: Tree, unit: str, other: Measure) -> bool:
    """Whether a value is another one in another unit: 5 kg and 5000 g."""
    turned = converted(other.tree, other.unit or "", unit)
    return turned is not None and same_value(tree, turned)


def _same_equation(a: Measure, b: Measure) -> bool:
    if a.left is None or b.left is None:
        return False
    difference_a, difference_b = (
        Call("+", (left, Call("neg", (right,))))
        for left, right in ((a.left, a.tree), (b.left, b.tree))
    )
    return same_value(difference_a, difference_b) or same_value(
        difference_a, Call("neg", (difference_b,))
    )


def _read(text: str, options: Mapping[str, str]) -> str | None:
    """The expression that a reply ends on: what it states, its last formula, or its last line."""
    stated, line = reply.conclusion(text), reply.last_line(text)
    formulas = (reply.last_formula(stated or ""), reply.last_formula(text))
    for candidate in (stated, *formulas, line):
        if candidate and _is_expression(candidate):
            return candidate
    # "$f(x)=ax$ for some $a>0$" is beyond the grammar, and still equals the same text.
    return stated or (line if line and "$" in line else None)


def _is_expression(text: str) -> bool:
    try:
        read(text)
    except GradingError:
        return False
    return True


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    return equivalent(first, second)


def _measured(first: str, second: str, asked: Asked) -> bool:
    return same_reading(first, second, any_unit=False, same=asked.same)


register(AnswerType.EX, Kind(_read, _same, _measured))
