"""A value in several units of one dimension, as one: 45°30′15″, 2 h 30 min, 5 ft 3 in, 2小时30分钟.

Only units that get smaller from part to part make one value: "1 m 2 s" is two quantities.
"""

from __future__ import annotations

import re
from fractions import Fraction

from reasoning.grading.tree import Call, Number, Tree
from reasoning.grading.units import conversion, read_unit

_NUMBER = r"\d{1,12}(?:\.\d{1,12})?"
_ANGLE = re.compile(
    rf"(-?)\s*({_NUMBER})\s*\^\s*\{{?\s*\\circ\s*\}}?\s*(?:({_NUMBER})\s*['′](?!['′]))?"
    rf"\s*(?:({_NUMBER})\s*(?:['′]{{2}}|[\"″]))?"
)
_DRESSING = re.compile(r"\\(?:text|textrm|mathrm|mbox|rm)(?![A-Za-z])|[{}]")
_PART = rf"({_NUMBER})\s*([A-Za-z]+|[\u4e00-\u9fff]+)\.?"
_PARTS = re.compile(rf"(-?)\s*((?:{_PART}[\s,]*){{2,4}})")
_ONE_PART = re.compile(_PART)


def read_sum(text: str) -> tuple[Tree, str] | None:
    """The value of a tidy text, and its unit: degrees, else the smallest unit that it names.

    None where the text is not such a sum.
    """
    if angle := _ANGLE.fullmatch(text.strip()):
        sign, degrees, minutes, seconds = angle.groups()
        if not minutes and not seconds:
            return None
        parts = [Fraction(part or 0) for part in (degrees, minutes, seconds)]
        return _signed(sign, sum((p / 60**n for n, p in enumerate(parts)), Fraction(0))), "degree"
    match = _PARTS.fullmatch(_DRESSING.sub(" ", text).strip())
    if match is None:
        return None
    parts_read = [(Fraction(n), read_unit(unit)) for n, unit in _ONE_PART.findall(match[2])]
    total, before = parts_read[0]
    for number, unit in parts_read[1:]:
        if not is_part(unit, before):
            return None
        total, before = total * _factor(before, unit) + number, unit
    return _signed(match[1], total), before


def is_part(unit: str, whole: str) -> bool:
    """Whether one unit is a smaller one of the dimension of another: minutes of hours."""
    return bool(unit and whole) and _factor(whole, unit) > 1


def _factor(unit: str, to: str) -> Fraction:
    """How many of a unit make another; 0 where none do."""
    found = conversion(unit, to)
    return found[0] if found and not found[1] else Fraction(0)


def _signed(sign: str, value: Fraction) -> Tree:
    return Call("neg", (Number(value),)) if sign else Number(value)
