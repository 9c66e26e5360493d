"""Numbers in Chinese characters: 三十五, 百分之五点二, 三又二分之一, 负三点一四, 3.5万."""

from __future__ import annotations

import re
from fractions import Fraction

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_TENS = {"十": 10, "百": 100, "千": 1_000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
_UNITS = frozenset("克米瓦帕焦卡伏赫牛升")
_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
#: Longer runs of numerals are no number that anybody writes.
_MAX = 40

_WRITTEN = re.compile(
    rf"(?P<minus>负)?(?:(?P<below>[{_NUMERAL}]{{1,{_MAX}}}|\d{{1,{_MAX}}})分之"
    rf"(?P<above>(?:[{_NUMERAL}]{{1,{_MAX}}}|\d{{1,{_MAX}}})"
    rf"(?:点[零〇一二三四五六七八九]{{1,{_MAX}}}|\.\d{{1,{_MAX}}})?)"
    rf"|(?P<whole>[{_NUMERAL}]{{1,{_MAX}}})(?:点(?P<part>[零〇一二三四五六七八九]{{1,{_MAX}}}))?)"
)
#: 3又1/2 is a mixed fraction, whichever way its numbers are written.
_AND = re.compile(r"(?<=\d)\s*又\s*(?=\d{1,40}\s*/|\\[dt]?frac)")
_SCALED = re.compile(rf"(?P<number>\d{{1,{_MAX}}}(?:\.\d{{1,{_MAX}}})?)\s*(?P<scale>[万亿])")


def read_numeral(text: str) -> int:
    """The integer that a run of Chinese numerals stands for.

    Raises:
        ValueError: a character that is no numeral.
    """
    if all(c in _DIGITS for c in text):  # digit by digit, as a year is written
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _TENS:
            section += (digit or 1) * _TENS[c]
            digit = 0
        elif c in _GROUPS:
            group = _GROUPS[c]
            # 一亿三千万: the smaller group adds to the larger; 三千万亿: the larger takes it all.
            smaller = total % group == 0 and total > group
            total = (
                total + (section + digit) * group if smaller else (total + section + digit) * group
            )
            section = digit = 0
        else:
            raise ValueError(f"{c!r} is no Chinese numeral")
    return total + section + digit


def spell_out(text: str) -> str:
    """The text with its Chinese numbers in digits; 三分之二 becomes a fraction, 百分之五 5%."""
    if text.isascii():
        return text
    text = _SCALED.sub(_scaled, text)
    return _AND.sub(" ", _WRITTEN.sub(_written, text))


def _scaled(match: re.Match[str]) -> str:
    value = Fraction(match["number"]) * _GROUPS[match["scale"]]
    return str(value) if value.denominator == 1 else f"({value})"


def _written(match: re.Match[str]) -> str:
    if match[0] in _TENS and match.string[match.end() : match.end() + 1] in _UNITS:
        return match[0]  # the 千 of 5千克 is a prefix
    sign = "-" if match["minus"] else ""
    if match["below"]:
        above, below = (_decimal(match[name]) for name in ("above", "below"))
        return (
            f"{sign}{above}%" if match["below"] == "百" else f"{sign}\\frac{{{above}}}{{{below}}}"
        )
    return f"{sign}{_decimal(match['whole'], match['part'])}"


def _decimal(whole: str, part: str | None = None) -> str:
    """A number in digits, from numerals or digits, with or without a fraction part."""
    if part is None:
        whole, _, part = whole.replace(".", "点").partition("点")
    digits = whole.lstrip("0") or "0" if whole.isdecimal() else str(read_numeral(whole))
    part = "".join(str(_DIGITS.get(c, c)) for c in part)
    return f"{digits}.{part}" if part else digits
