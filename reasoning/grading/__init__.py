"""Grading: what answer a reply gives, and whether two answers are the same.

    read_answer(reply, "NV")            the number that a reply ends on
    same_answer("0.5", "\\\\frac12", "NV")  True
    is_correct(answer, gold, "SC", options)

One file an answer type; each registers itself (`kind`), and adding a type is one file and its
name in the import below. Model text is parsed, never evaluated, and every comparison ends in a
known time whatever the text is.
"""

from __future__ import annotations

from collections.abc import Mapping

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
    quantities,
    text,
    true_false,
    tuples,
)
from reasoning.grading.choice import read_choice
from reasoning.grading.expression import equivalent
from reasoning.grading.kind import Kind, kind_of, register
from reasoning.grading.number import read_number, same_number
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
    multiple_choice, number, quantities, text, true_false, tuples,
)  # fmt: skip


def read_answer(
    reply: str, answer_type: AnswerType | str, options: Mapping[str, str] | None = None
) -> str | None:
    """The answer in a whole reply, short, as written; None when none can be read.

    Raises:
        GradingError: the answer type is not graded.
    """
    return kind_of(answer_type).read(reply, options or {})


def same_answer(
    first: str, second: str, answer_type: AnswerType | str, options: Mapping[str, str] | None = None
) -> bool:
    """Whether two answers (as `read_answer` gives them) are equivalent; votes are counted by this.

    Raises:
        GradingError: the answer type is not graded.
    """
    kind = kind_of(answer_type)
    return first == second or kind.same(first, second, options or {})


def is_correct(
    answer: str | None,
    gold: str,
    answer_type: AnswerType | str,
    options: Mapping[str, str] | None = None,
) -> bool:
    """Whether an answer is equivalent to the known right one; no answer is never right.

    Raises:
        GradingError: the answer type is not graded.
    """
    return answer is not None and same_answer(answer, gold, answer_type, options)
