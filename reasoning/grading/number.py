"""NV, a number: exact wherever it is rational; a tolerance only where the caller states one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from reasoning.errors import GradingError
from reasoning.grading import reply
from reasoning.grading.compound import is_part
from reasoning.grading.evaluate import Irrational, Undefined, exact
from reasoning.grading.expression import Measure, read, same_reading, value_side
from reasoning.grading.kind import Kind, register
from reasoning.grading.latex import MAX_CHARS
from reasoning.grading.scale import BEHIND, thousands_in_figures
from reasoning.grading.tree import Call, variables
from reasoning.grading.units import read_unit, unit_behind
from reasoning.problem import AnswerType

if TYPE_CHECKING:
    from reasoning.grading.physical import Asked

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])[-+−]?\s?(?:\\?[$€£¥]\s?)?"
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,1000})(?:\.\d{1,1000})?"
    r"(?:[eE][-+]?\d{1,5}|\s?(?:×|\\times|\\cdot|\*|[xX])\s?10\s?\^\s?\{?\s?[-−]?\d{1,5}\s?\}?)?"
    rf"(?:\s?/\s?\d{{1,1000}})?(?:{BEHIND}|\s?\\?%)?"
)
_WORDED_MINUS = re.compile(r"(?<![A-Za-z\d)])(?:minus|negative)\s+$|负\s?$", re.I)
#: What a number is not the answer behind, or before: it is ruled out, compared with, or part of a
#: formula that is beyond the grammar.
_RULED_OUT = re.compile(
    r"(?:\bnot|n't|不是|不等于|[大小多少高低]于|至[少多]|最[少多]|超过"
    r"|[≠<≤≥∼+^√×÷]|(?<=[\w)}] )[/*]|(?<=[\w)}])[/*]"
    r"|\bat (?:least|most)|(?:^|\b(?:is|are|be|takes?|costs?|of|or|for)\s|\{)up to|_\s?\{"
    r"|\b(?:more|less|greater|fewer|higher|lower|larger|smaller|other) than"
    r"|(?<![-=])(?<!<\w)(?<!<\w\w)(?<!<\w{6})(?:>(?=[$({]*$)|(?<=[\w)}$] )>)"
    r"|\\(?:neq?|not\s*=|lt|gt|leq?|geq?|sim|times|cdot|div|pm|sqrt|b?mod)"
    r"|(?:\b[A-Za-z]|\\(?!boxed|text|math|mbox|left)[A-Za-z]+"
    r"|\b(?:gcd|lcm|min|max|sqrt|sin|cos|tan|log|ln|exp))[({])[\s$({]*$",
    re.I,
)
_REFUTED = re.compile(
    r"[\s$)}*,]*(?:\bwhich\s+)?(?:\b(?:is|was|would be|seems)\s+)?"
    r"(?:not (?:right|correct|the)|wrong|incorrect|false|isn't|不对|是?错)",
    re.I,
)
#: Typography, words and punctuation, which may stand around the one number of an answer.
_WORDS = re.compile(
    r"(?:\\(?:text\w*|mathrm|mathbf|boldsymbol|mbox|left|right|q?quad|approx)(?![A-Za-z])"
    r"|\\(?![A-Za-z])|[A-Za-z\u4e00-\u9fff'’-]|[\s{}$*_`.,:;!?()\"“”，。；：、（）%°€£¥≈])*"
)
_ENDS_IN_EQUALS = re.compile(r"[^=,;]{0,200}=\s*\$?\s*")
#: Where the reason for an answer begins, or another is ruled out; and where an answer follows.
_REASON = re.compile(r",?\s+(?:because|since|as)\b|[,\s(（]+not\b|[,，]?(?:因为|而不是)", re.I)
_THEREFORE = re.compile(r"\b(?:so|therefore|thus|hence|which (?:is|gives|makes))\b|所以|因此", re.I)
_DRESSED = re.compile(r"\\(?:text|textrm|mathrm|mbox)\s*\{([^{}]{0,80})\}")
#: What leads up to the second end of a range, which is no more the answer than the first.
_RANGE = re.compile(
    r"\bbetween\b[^.;\n]{1,40}(?:\b(?:and|to)|[-–—])\s*$|介于[^。；\n]{1,20}[和与到至]\s*$"
    r"|\d\s?[^\s\d]{0,6}\s?[~～∼]\s*$"
    r"|(?:^|\b(?:is|are|about|around|from|takes?|costs?|lasts?)\s)[\s$]*[-\d.,]+\s?[A-Za-z°%$]{0,12}"
    r"\s?(?:\bto|[到至])\s*$",
    re.I,
)
#: The values before the last one in a bracket: C(5, 2) is not 2.
_ARGUMENTS = re.compile(r"[(\[{]\s*[-\w.\\ ]{1,20}[,，]\s*$")
#: A number with its unit just before another number: both are parts of one value, 2 h 30 min.
_PART_BEFORE = re.compile(
    r"\d(?:\}|\s|\\[, ]|~)*(?:(?P<sign>°|\^\s*\{?\s*\\circ\s*\}?|['′″\"])"
    r"|(?P<unit>[A-Za-z]+|[\u4e00-\u9fff]+))(?:\s|\\[, ]|~)*(?P<joined>,|\band\b|和|零|又)?\s*$"
)
#: A reply that is nothing but values, and what leads to the one that is meant.
_BARE_VALUES = re.compile(
    r"[\s$({*_]{0,9}(?:about|around|roughly|approximately|from|between|大?约|从)?[\s$]{0,4}[-+−]?\d[^\n]{0,60}"
)
_LED = re.compile(
    r"(?:[=≈:：]|\b(?:is|are|answer|makes?|gives?|equals?|totals?|so|has|have|leaves?)|[是为得共剩])"
    r"[\s$({*_]*(?:\\boxed\{)?\s*$",
    re.I,
)
_MINUS_IS_A_SIGN = re.compile(r"(?:[\d)]\s?|\w)$")


def read_number(text: str) -> Fraction:
    """The exact value of a rational number in LaTeX or plain text; a unit is dropped, 60% is 3/5.

    Raises:
        GradingError: it is no number, not rational, or over a limit.
    """
    reading = read(thousands_in_figures(text), any_unit=True)
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
    first, second = thousands_in_figures(first), thousands_in_figures(second)
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
    text = _DRESSED.sub(r"\1", text[-reply.MAX_REPLY :])
    found = None
    for found in _NUMBER.finditer(text):  # noqa: B007  (the last is wanted)
        pass
    if found is None:
        return None, ""
    number = found[0].strip()
    before, behind = text[max(found.start() - 60, 0) : found.start()], text[found.end() :]
    if _is_one_of_several(before, behind):
        return None, ""
    if _MINUS_IS_A_SIGN.search(before[-2:]):
        if number.startswith("+"):  # the last term of a sum
            return None, ""
        number = number.lstrip("-−+ ")
    elif worded := _WORDED_MINUS.search(before):
        before, number = before[: worded.start()], f"-{number}"
    if _RULED_OUT.search(before) or _REFUTED.match(behind):
        return None, ""
    return number, behind


def _is_one_of_several(before: str, behind: str) -> bool:
    """Whether a number is the end of a range, the last argument, or a part of a compound value."""
    if _RANGE.search(before) or (_ARGUMENTS.search(before) and behind.lstrip()[:1] in set(")]}")):
        return True
    part = _PART_BEFORE.search(before)
    if part is None or part["sign"]:
        return part is not None and not part["joined"]
    whole = read_unit(part["unit"])
    return bool(whole) and (not part["joined"] or is_part(read_unit(unit_behind(behind)), whole))


def _last_measured(text: str) -> str | None:
    """The last number with its unit, as far as the unit is known."""
    number, behind = _last_number(text)
    unit = unit_behind(behind) if number else ""
    return f"{number} {unit}" if unit else number


def _only_measured(text: str) -> str | None:
    """The number of an answer that has one and else only words or a unit, or ends in "= 7"."""
    number = _last_measured(text)
    if number is None:
        return None
    text = _DRESSED.sub(r"\1", text)
    *_, found = _NUMBER.finditer(text)
    before, behind = text[: found.start()], text[found.end() :]
    bare = before.removesuffix("=") if before.rstrip().endswith("=") else before
    unit = unit_behind(behind)
    if not _WORDS.fullmatch(behind.replace(unit, "", 1)) or (not unit and behind[:1].isalpha()):
        return None
    return number if _WORDS.fullmatch(bare) or _ENDS_IN_EQUALS.fullmatch(before) else None


def _is_number(text: str) -> bool:
    try:
        values: tuple[Measure, ...] = read(thousands_in_figures(text), any_unit=True).values
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
            if number := _only_measured(candidate) or _in_clause(candidate):
                return number
            if any(map(str.isdigit, candidate)):
                return None  # what is stated is no number, and another would be a guess
    return None if _is_undecided(visible.strip()) else _last_measured(visible)


def _is_undecided(text: str) -> bool:
    """Whether a reply is only values, such as "10 to 20", and nothing leads to the last of them."""
    *others, last = _NUMBER.finditer(text) if _BARE_VALUES.fullmatch(text) else (None,)
    return bool(others) and last is not None and not _LED.search(text[: last.start()])


def _in_clause(text: str) -> str | None:
    """The number before the reason for it, as in "7 because 3+4=7", or after "so"."""
    clauses = []
    if reason := _REASON.search(text):
        clauses.append(text[: reason.start()])
    clauses += _THEREFORE.split(text)[:0:-1][:1]
    for clause in clauses:
        if _is_number(clause):
            return value_side(clause.strip().strip("$")).strip()
        if number := _only_measured(clause):
            return number
    return None


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    return same_number(first, second)


def _measured(first: str, second: str, asked: Asked) -> bool:
    first, second = thousands_in_figures(first), thousands_in_figures(second)
    return same_reading(first, second, any_unit=True, same=asked.same)


register(AnswerType.NV, Kind(_read, _same, _measured))
