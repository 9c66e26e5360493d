"""Anything else: a choice where there are options, free text where there are none."""

from __future__ import annotations

from reasoning import grading
from reasoning.problem import AnswerType, Problem

CHOICE = (
    "Answer the single-best-answer question. Think first. Then write one line with the letter "
    "and the text of the best option, such as: B) the option's text"
)
PROGRAM = (
    "Think first. Then answer with one whole program in a fenced code block; it reads standard "
    "input and prints the result alone."
)
FREE = "Think first, then answer in plain words, as short as the question allows."


class General:
    """Questions of no particular field."""

    name = "general"

    def instructions(self, problem: Problem) -> str:
        """The system turn."""
        return {AnswerType.SC: CHOICE, AnswerType.CODE: PROGRAM}.get(problem.answer_type, FREE)

    def read(self, problem: Problem, text: str) -> str | None:
        """The letter, or the text itself."""
        return grading.read_answer(text, problem.answer_type, problem.options)

    def same(self, problem: Problem, first: str, second: str) -> bool:
        """Equivalence by answer type."""
        return grading.same_answer(
            first, second, problem.answer_type, problem.options, problem.unit
        )
