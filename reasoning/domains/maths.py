"""Maths: a boxed number, expression or other form of answer, graded by value."""

from __future__ import annotations

from collections.abc import Mapping

from reasoning import grading
from reasoning.domains.general import CHOICE, FREE, PROGRAM
from reasoning.problem import AnswerType, Problem

SOLVE = "Solve the problem step by step in your thoughts."
BOXED = f"{SOLVE} Answer with the result alone: $\\boxed{{…}}$"
#: What is asked for in place of a number or an expression, and how it is written.
FORMS: Mapping[AnswerType, str] = {
    AnswerType.MC: "the letters of all correct options alone: $\\boxed{A, C}$",
    AnswerType.TF: "True or False alone: $\\boxed{True}$",
    AnswerType.EQ: "the equation alone: $\\boxed{y = 2x + 1}$",
    AnswerType.IN: "the interval or union alone: $\\boxed{(-\\infty, 1] \\cup (2, 5)}$",
    AnswerType.SET: "the set alone: $\\boxed{\\{1, 2, 3\\}}$",
    AnswerType.TUP: "the tuple alone, its entries in order: $\\boxed{(3, 2)}$",
    AnswerType.MATRIX: "the matrix alone, row by row: $\\boxed{[[1, 2], [3, 4]]}$",
    AnswerType.MPV: "the quantities alone, in the order asked for: $\\boxed{14, 40}$",
    AnswerType.MA: "all correct answers alone, in any order: $\\boxed{1, 2}$",
}


class Maths:
    """Word problems, equations, chains of arithmetic."""

    name = "maths"

    def instructions(self, problem: Problem) -> str:
        """The system turn."""
        others = {AnswerType.SC: CHOICE, AnswerType.OT: FREE, AnswerType.CODE: PROGRAM}
        if problem.answer_type in others:
            return others[problem.answer_type]
        form = FORMS.get(problem.answer_type)
        return f"{SOLVE} Answer with {form}" if form else BOXED

    def read(self, problem: Problem, text: str) -> str | None:
        """The letter, number or expression."""
        return grading.read_answer(text, problem.answer_type, problem.options)

    def same(self, problem: Problem, first: str, second: str) -> bool:
        """Equivalence by value, never by evaluating model text."""
        return grading.same_answer(
            first, second, problem.answer_type, problem.options, problem.unit
        )
