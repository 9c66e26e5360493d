"""Maths: a boxed number or expression, graded by value."""

from __future__ import annotations

from reasoning import grading
from reasoning.domains.general import CHOICE
from reasoning.problem import AnswerType, Problem

BOXED = (
    "Solve the problem step by step in your thoughts. Answer with the result alone: $\\boxed{…}$"
)


class Maths:
    """Word problems, equations, chains of arithmetic."""

    name = "maths"

    def instructions(self, problem: Problem) -> str:
        """The system turn."""
        return CHOICE if problem.answer_type is AnswerType.SC else BOXED

    def read(self, problem: Problem, text: str) -> str | None:
        """The letter, number or expression."""
        return grading.read_answer(text, problem.answer_type, problem.options)

    def same(self, problem: Problem, first: str, second: str) -> bool:
        """Equivalence by value, never by evaluating model text."""
        return grading.same_answer(first, second, problem.answer_type, problem.options)
