"""Grading: what answer a reply gives, and whether two answers are the same.

    read_answer(reply, "NV")            the number that a reply ends on
    same_answer("0.5", "\\\\frac12", "NV")  True
    is_correct(answer, gold, "SC", options)
    is_correct("5000 g", "5", "NV", unit="kg")  True

One file an answer type; each registers itself (`kind`), and adding a type is one file and its
name in the import below. Model text is parsed, never evaluated, and every comparison ends in a
known time whatever the text is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from reasoning.grading import (  # each registers
    choice,
    differential,
    equation,
    expression,
    finite_set,
    interval,
    matrix,
    multiple_answers,
    multiple_choice,
    number,
    open_answer,
    program,
    quantities,
    refusal,
    text,
    true_false,
    tuples,
)
from reasoning.grading.choice import read_choice
from reasoning.grading.expression import equivalent
from reasoning.grading.kind import Kind, kind_of, register
from reasoning.grading.limits import OutOfTime, limited
from reasoning.grading.number import read_number, same_number
from reasoning.grading.physical import TOLERANCE, asked_for
from reasoning.grading.scale import in_scale
from reasoning.problem import AnswerType

__all__ = [
    "Kind",
    "equivalent",
    "is_correct",
    "kind_of",
    "read_answer",
    "read_choice",
    "read_number",
    "register",
    "same_answer",
    "same_number",
]

_MODULES = (
    choice, differential, equation, expression, finite_set, interval, matrix, multiple_answers,
    multiple_choice, number, open_answer, program, quantities, refusal, text, true_false,
    tuples,
)  # fmt: skip


def read_answer(
    reply: str, answer_type: AnswerType | str, options: Mapping[str, str] | None = None
) -> str | None:
    """The answer in a whole reply, short, as written; None when none can be read in time.

    Raises:
        GradingError: the answer type is not graded.
    """
    kind = kind_of(answer_type)
    try:
        with limited():
            return kind.read(reply, options or {})
    except OutOfTime:
        return None


def same_answer(
    first: str,
    second: str,
    answer_type: AnswerType | str,
    options: Mapping[str, str] | None = None,
    unit: str = "",
) -> bool:
    """Whether two answers (as `read_answer` gives them) are equivalent; votes are counted by this.

    `unit` is the unit asked for, if there is one: 5, 5 kg and 5000 g are then one answer. There is
    no tolerance here, since a vote needs an equivalence. What takes too long is not the same.

    Raises:
        GradingError: the answer type is not graded.
    """
    try:
        with limited():
            return _same(first, second, answer_type, options, unit, Fraction(0))
    except OutOfTime:
        return False


def is_correct(
    answer: str | None,
    gold: str,
    answer_type: AnswerType | str,
    options: Mapping[str, str] | None = None,
    unit: str = "",
) -> bool | None:
    """Whether an answer is equivalent to the known right one; no answer is never right.

    With a `unit` asked for, values may differ by `physical.TOLERANCE`. None means that comparing
    does not tell: an open answer (OT) other than the reference needs a judge, a program (CODE) its
    tests.

    Raises:
        GradingError: the answer type is not graded.
    """
    if answer is None:
        return False
    try:
        with limited():
            if _same(answer, gold, answer_type, options, unit, TOLERANCE):
                return True
    except OutOfTime:
        return False
    return False if kind_of(answer_type).compared else None


def _same(
    first: str,
    second: str,
    answer_type: AnswerType | str,
    options: Mapping[str, str] | None,
    unit: str,
    tolerance: Fraction,
) -> bool:
    kind = kind_of(answer_type)
    if first == second:
        return True
    units = [part.strip() for part in re.split("[,，、;]", unit)] if kind.each else []
    if kind.each and len(units) > 1:
        return kind.each(first, second, [asked_for(one, tolerance) for one in units])
    asked = asked_for(unit, tolerance) if kind.measured else None
    if kind.measured and unit:
        first, second = in_scale(first, unit), in_scale(second, unit)
    if asked and kind.measured:
        return kind.measured(first, second, asked)
    return kind.same(first, second, options or {})
