"""A verdict on one reply, with the reason in words: for the command line, reports and people."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from reasoning import grading
from reasoning.errors import GradingError
from reasoning.grading import reply
from reasoning.grading.equation import read_equations
from reasoning.grading.expression import plain, read
from reasoning.grading.finite_set import read_set
from reasoning.grading.interval import read_region
from reasoning.grading.kind import kind_of
from reasoning.grading.limits import OutOfTime, limited
from reasoning.grading.matrix import read_matrix
from reasoning.grading.multiple_answers import read_answers
from reasoning.grading.physical import TOLERANCE, Asked, asked_for
from reasoning.grading.quantities import read_quantities
from reasoning.grading.tuples import read_tuples
from reasoning.grading.value import by_rounding
from reasoning.problem import AnswerType

#: Longest quotation in a reason, in characters.
QUOTED = 60

_WHEN_SAME = {
    AnswerType.SC: "the same option",
    AnswerType.MC: "the same options",
    AnswerType.TF: "the same truth value",
    AnswerType.EQ: "the same equation, its terms moved or scaled",
    AnswerType.IN: "the same set of numbers",
    AnswerType.SET: "the same elements after ordering",
    AnswerType.TUP: "the same entries in order",
    AnswerType.MATRIX: "the same entries",
    AnswerType.MPV: "the same quantities in order",
    AnswerType.MA: "the same answers after ordering",
    AnswerType.TEXT: "the same but for case, spaces and punctuation",
    AnswerType.DDX: "the same diagnosis by name",
    AnswerType.REFUSAL: "both decline, or neither does",
    AnswerType.OT: "the reference itself",
    AnswerType.CODE: "the reference itself",
}
_DIFFER = {
    AnswerType.SC: "options differ",
    AnswerType.MC: "options differ",
    AnswerType.TF: "truth values differ",
    AnswerType.EQ: "equations differ",
    AnswerType.IN: "intervals differ",
    AnswerType.MATRIX: "matrices differ",
    AnswerType.TEXT: "texts differ",
    AnswerType.DDX: "diagnoses differ",
    AnswerType.REFUSAL: "one declines and the other does not",
}
_UNDECIDED = {
    AnswerType.OT: "an open answer is graded by a judge model, not by comparing",
    AnswerType.CODE: "a program is graded by its tests in the sandbox, not by comparing",
}
_READERS: Mapping[AnswerType, Callable[[str], object]] = {
    AnswerType.NV: lambda text: read(text, any_unit=True),
    AnswerType.EX: read,
    AnswerType.EQ: lambda text: read_equations(text) if "=" in text else read(text),
    AnswerType.IN: read_region,
    AnswerType.SET: read_set,
    AnswerType.TUP: read_tuples,
    AnswerType.MATRIX: read_matrix,
    AnswerType.MPV: read_quantities,
    AnswerType.MA: read_answers,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a reply is right, and why; None where that cannot be told by comparing."""

    equal: bool | None
    reason: str


def verdict(
    prediction: str,
    gold: str,
    answer_type: AnswerType | str,
    options: Mapping[str, str] | None = None,
    unit: str = "",
) -> Verdict:
    """Grade a whole reply, or a bare answer, against the known right answer, which may be boxed.

    Raises:
        GradingError: the answer type is not graded.
    """
    kind_of(answer_type)
    kind = AnswerType(answer_type)
    right = _gold(gold, kind, options)
    if kind in _READERS and _is_bare(prediction) and prediction.strip():
        with limited():  # both may be beyond the grammar, and are equal all the same
            if plain(prediction) == plain(right):
                return Verdict(True, _why_same(prediction, right, kind, unit))
    answer = grading.read_answer(prediction, kind, options)
    if answer is None:
        # Beyond what is read from a whole reply, but perhaps the right answer and nothing else.
        answer = prediction.strip()
        same = bool(answer) and _is_bare(answer)
        if not same or grading.is_correct(answer, right, kind, options, unit) is False:
            return Verdict(False, _why_unread(answer, kind))
    return compared(answer, right, kind, options, unit)


def compared(
    answer: str,
    gold: str,
    answer_type: AnswerType | str,
    options: Mapping[str, str] | None = None,
    unit: str = "",
) -> Verdict:
    """Grade an answer, as `grading.read_answer` gives it, against the known right one.

    Raises:
        GradingError: the answer type is not graded.
    """
    kind_of(answer_type)
    kind, right = AnswerType(answer_type), gold
    equal = grading.is_correct(answer, right, kind, options, unit)
    if equal:
        return Verdict(True, _why_same(answer, right, kind, unit))
    if equal is None:
        return Verdict(None, _UNDECIDED[kind])
    try:
        with limited():
            return Verdict(False, _why_not(answer, right, kind, unit))
    except OutOfTime:
        return Verdict(False, "comparing the two takes too long")


def _why_unread(text: str, kind: AnswerType) -> str:
    """Why a reply has no answer: a limit that it breaks, or none that could be read."""
    reader = _READERS.get(kind)
    stated = (reply.conclusion(text) or text.strip()) if reader else ""
    if reader and any(map(str.isdigit, stated)):
        try:
            with limited():
                reader(stated)
        except GradingError as error:
            if "allowed:" in str(error) or "nested" in str(error):
                return f"the prediction cannot be read: {error}"
        except OutOfTime:
            return "reading the prediction takes too long"
    return "no answer can be read in the prediction"


def _gold(text: str, kind: AnswerType, options: Mapping[str, str] | None) -> str:
    """The right answer itself, where it stands in a box."""
    read_out = grading.read_answer(text, kind, options) if reply.last_boxes(text) else None
    return read_out or text


def _is_bare(text: str) -> bool:
    return len(text) <= reply.MAX_STATEMENT and "\n" not in text.strip() and "think>" not in text


def _why_same(answer: str, gold: str, kind: AnswerType, unit: str) -> str:
    if answer.strip() == gold.strip():
        return "the same text"
    if kind in _WHEN_SAME:
        return _WHEN_SAME[kind]
    asked = asked_for(unit)
    if asked and not grading.same_answer(answer, gold, kind, unit=unit):
        return f"within {float(TOLERANCE):.0%} of each other: {_both(answer, gold)}"
    if plain(answer) == plain(gold):
        return "the same but for typography"
    same = "equal when rounded" if _is_rounded(answer, gold, kind) else "the same value"
    return f"{same}: {_both(answer, gold)}"


def _is_rounded(answer: str, gold: str, kind: AnswerType) -> bool:
    """Whether one of two equal values is a decimal that stands for the other only by rounding."""
    try:
        first, second = (read(text, kind is AnswerType.NV).values for text in (answer, gold))
    except GradingError:
        return False
    return len(first) == len(second) == 1 and by_rounding(first[0].tree, second[0].tree)


def _why_not(answer: str, gold: str, kind: AnswerType, unit: str) -> str:
    reader = _READERS.get(kind)
    if reader is not None:
        for whose, text in (("prediction", answer), ("row's own answer", gold)):
            try:
                reader(text)
            except GradingError as error:
                return f"texts differ, and the {whose} cannot be compared by value: {error}"
    asked = asked_for(unit)
    if asked and kind in {AnswerType.NV, AnswerType.EX} and not _fits(answer, kind, asked):
        return f"the unit of {_quoted(answer)} does not fit the unit asked for, {_quoted(unit)}"
    if kind in {AnswerType.SET, AnswerType.TUP, AnswerType.MPV, AnswerType.MA} and reader:
        first, second = reader(answer), reader(gold)
        assert isinstance(first, Sequence) and isinstance(second, Sequence)
        if len(first) != len(second):
            return f"the numbers of values differ: {len(first)} and {len(second)}"
    return f"{_DIFFER.get(kind, 'values differ')}: {_both(answer, gold)}"


def _fits(answer: str, kind: AnswerType, asked: Asked) -> bool:
    return all(asked.fits(m) for m in read(answer, any_unit=kind is AnswerType.NV).values)


def _both(answer: str, gold: str) -> str:
    return f"{_quoted(answer)} and {_quoted(gold)}"


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= QUOTED else f"{line[: QUOTED - 1]}…"


def grade_row(row: Mapping[str, Any]) -> Verdict:
    """The verdict on a row with `answer`, `answer_type` and `prediction`, whatever they hold.

    `answer` may be a list of parts; `options` maps letters to texts, or lists the texts in order;
    `unit` is the unit asked for, or a list with one for each quantity. A prediction that is missing
    or no text is wrong. What else does not fit gives a verdict of None that says so.
    """
    missing = [name for name in ("answer", "answer_type") if name not in row]
    if missing:
        return Verdict(None, f"the row has no {' and no '.join(missing)}")
    kind = row["answer_type"]
    if not isinstance(kind, str):
        return Verdict(None, f"answer_type is {type(kind).__name__}; a code such as NV is needed")
    options = _options(row.get("options"))
    if options is None:
        return Verdict(None, "options do not fit; a letter for each text, or a list of texts")
    gold, prediction, unit = (
        _text(row["answer"]),
        _text(row.get("prediction")),
        row.get("unit") or "",
    )
    if isinstance(unit, list) and all(isinstance(one, str) for one in unit):
        unit = ", ".join(unit)
    if not isinstance(unit, str):
        return Verdict(
            None, f"unit is {type(unit).__name__}; a text, or a list of texts, is needed"
        )
    try:
        if row.get("prediction") is None:
            kind_of(kind)
            return Verdict(False, "there is no prediction")
        if prediction is None:
            kind_of(kind)
            return Verdict(False, "prediction is no text, number or list of them")
        if kind in _UNDECIDED and row["answer"] is None:
            return Verdict(None, _UNDECIDED[AnswerType(kind)])
        if gold is None or not gold.strip():
            kind_of(kind)
            return Verdict(None, "the row has no right answer to compare with")
        return verdict(prediction, gold, kind, options, unit)
    except GradingError as error:
        return Verdict(None, str(error))


def _options(given: object) -> dict[str, str] | None:
    if given is None:
        return {}
    if isinstance(given, list) and len(given) <= len(ascii_uppercase):
        given = dict(zip(ascii_uppercase, given, strict=False))
    if not isinstance(given, dict):
        return None
    texts = {str(letter).strip(): _text(text) for letter, text in given.items()}
    if not all(text is not None and len(letter) == 1 for letter, text in texts.items()):
        return None
    return {letter.upper(): text or "" for letter, text in texts.items()}


def _text(given: object) -> str | None:
    """A value of JSON as the text that it was meant as; None where it is no such value."""
    match given:
        case str():
            return given
        case bool():
            return str(given)
        case int():
            return str(given)
        case float():
            return repr(given) if math.isfinite(given) else None
        case list():
            parts = [_text(part) for part in given if not isinstance(part, list)]
            whole = len(parts) == len(given) and None not in parts
            return ", ".join(part or "" for part in parts) if whole else None
    return None
