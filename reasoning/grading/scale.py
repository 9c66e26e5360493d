"""Scale words and worded signs in figures: 3.2 million, 7‰, minus 7; for numbers alone, 7k."""

from __future__ import annotations

import re
from fractions import Fraction

_SCALES = {
    "hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_WORD = rf"(?:{'|'.join(_SCALES)})s?(?![A-Za-z])"
#: What may stand behind the digits of a number and belongs to it.
BEHIND = rf"(?:(?:\s?{_WORD}){{1,3}}|\s?‰|\s?k(?![\w^*/]))"
_NUMBER = r"(?P<number>(?<![\w.])(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,40})(?:\.\d{1,40})?)"
_DRESSED = r"\s*(?P<dress>\\(?:text|textrm|mathrm|mbox|rm)\s*\{)?\s*"
_SCALED = re.compile(
    rf"{_NUMBER}{_DRESSED}(?:(?P<words>{_WORD}(?:\s{{1,3}}{_WORD}){{0,2}})|(?P<permille>‰"
    r"|\\(?:permil|textperthousand)(?![A-Za-z])))",
    re.I,
)
_THOUSANDS = re.compile(rf"{_NUMBER}{_DRESSED}k(?![\w^*/])")
_SIGN = re.compile(
    r"^(?P<before>[\s$]*)(?:\\(?:text|textrm|mathrm)\s*\{\s*(?:minus|negative)\s*\}"
    r"|(?:minus|negative)(?![A-Za-z])|负(?=\s*\d))\s*(?=[\d.\\$(])",
    re.I,
)


def in_figures(text: str) -> str:
    """The text with its scale words multiplied out and a sign that is a word before it as one."""
    return _SCALED.sub(_multiplied, _SIGN.sub(r"\g<before>-", text))


def thousands_in_figures(text: str) -> str:
    """The text with 7k as 7000; for a number only, since k may be a variable."""
    return _THOUSANDS.sub(lambda m: _times(m, Fraction(1_000)), text)


def in_scale(text: str, unit: str) -> str:
    """A text without the scale word that is part of the unit asked for: 7 in 7k, in thousands."""
    scale = re.search(rf"(?<![A-Za-z])(?:{_WORD}|k(?![A-Za-z]))", unit)
    if scale is None:
        return text
    word = re.escape(scale[0].removesuffix("s"))
    return re.sub(rf"(?<=\d)(\s*(?:\\(?:text|mathrm)\s*\{{)?\s*){word}s?(?![\w^*/])", r"\1", text)


def _multiplied(match: re.Match[str]) -> str:
    factor = Fraction(1, 1_000)
    if match["words"]:
        factor = Fraction(1)
        for word in match["words"].lower().split():
            factor *= _SCALES[word.removesuffix("s")]
    return _times(match, factor)


def _times(match: re.Match[str], factor: Fraction) -> str:
    value = Fraction(match["number"].replace(",", "")) * factor
    return (str(value) if value.denominator == 1 else f"({value})") + (match["dress"] or "")
