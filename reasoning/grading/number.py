"""NV, a number: exact wherever it is rational; a tolerance only where the caller states one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from reasoning.errors import GradingError
from reasoning.grading import reply
from reasoning.grading.evaluate import Irrational, Undefined, exact
from reasoning.grading.expression import Measure, read, same_reading, value_side
from reasoning.grading.kind import Kind, register
from reasoning.grading.latex import MAX_CHARS
from reasoning.grading.tree import Call, variables
from reasoning.grading.units import unit_behind
from reasoning.problem import AnswerType

if TYPE_CHECKING:
    from reasoning.grading.physical import Asked

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])[-+−]?\s?(?:\\?[$€£¥]\s?)?"
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,1000})(?:\.\d{1,1000})?"
    r"(?:[eE][-+]?\d{1,5}|\s?(?:×|\\times|\\cdot|\*|[xX])\s?10\s?\^\s?\{?\s?[-−]?\d{1,5}\s?\}?)?"
    r"(?:\s?/\s?\d{1,1000})?\s?\\?%?"
)
#: What leads up to the second end of a range, which is no more the answer than the first.
_RANGE = re.compile(r"\bbetween\b[^.;\n]{1,40}\band\s*$|介于[^。；\n]{1,20}[和与]\s*$", re.I)
_MINUS_IS_A_SIGN = re.compile(r"(?:[\d)]\s?|\w)$")


def read_number(text: str) -> Fraction:
    """The exact value of a rational number in LaTeX or plain text; a unit is dropped, 60% is 3/5.

    Raises:
        GradingError: it is no number, not rational, or over a limit.
    """
    reading = read(text, any_unit=True)
    if reading.form != "one" or reading.values[0].left is not None:
        raise GradingError(f"{text[:40]!r} is not one number")
    measure = reading.values[0]
    tree = Call("percent", (measure.tree,)) if measure.unit == "percent" else measure.tree
    try:
        return exact(tree)
    except (Irrational, Undefined):
        raise GradingError(f"{text[:40]!r} is no rational number within the limits") from None


def same_number(first: str, second: str, relative: Fraction = Fraction(0)) -> bool:
    """Whether two numbers are the same, or no further apart than a stated share of the larger.

    Without a tolerance the comparison is exact, but for a decimal with at least six significant
    digits, which stands for the value that it rounds.
    """
    if same_reading(first, second, any_unit=True):
        return True
    if not relative:
        return False
    try:
        a, b = read_number(first), read_number(second)
    except GradingError:
        return False
    return abs(a - b) <= relative * max(abs(a), abs(b))


def last_number(text: str) -> str | None:
    """The last number that stands by itself in a text; the 2 of "K2A" does not."""
    return _last_number(text)[0]


def _last_number(text: str) -> tuple[str | None, str]:
    """The last number, and what stands behind it."""
    text = text[-reply.MAX_REPLY :]
    found = None
    for found in _NUMBER.finditer(text):  # noqa: B007  (the last is wanted)
        pass
    if found is None or _RANGE.search(text[max(found.start() - 60, 0) : found.start()]):
        return None, ""
    number = found[0].strip()
    if _MINUS_IS_A_SIGN.search(text[max(found.start() - 2, 0) : found.start()]):
        number = number.lstrip("-−+ ")
    return number, text[found.end() :]


def _last_measured(text: str) -> str | None:
    """The last number with its unit, as far as the unit is known."""
    number, behind = _last_number(text)
    unit = unit_behind(behind) if number else ""
    return f"{number} {unit}" if unit else number


def _is_number(text: str) -> bool:
    try:
        values: tuple[Measure, ...] = read(text, any_unit=True).values
    except GradingError:
        return False
    return all(m.left is None and not variables(m.tree) for m in values)


def _read(text: str, options: Mapping[str, str]) -> str | None:
    """The number that a reply ends on."""
    visible = reply.visible(text)
    for candidate in (
        reply.conclusion(text),
        visible if len(visible) <= MAX_CHARS else None,
        reply.last_formula(text),
    ):
        if candidate and _is_number(candidate):
            return value_side(candidate.strip().strip("$")).strip()
        if candidate is not None and candidate is not visible:
            formula = reply.last_formula(candidate)
            if formula and _is_number(formula) and candidate.rstrip(" .$").endswith(formula):
                return formula
            if number := _last_measured(candidate):
                return number
    return _last_measured(visible)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    return same_number(first, second)


def _measured(first: str, second: str, asked: Asked) -> bool:
    return same_reading(first, second, any_unit=True, same=asked.same)


register(AnswerType.NV, Kind(_read, _same, _measured))
