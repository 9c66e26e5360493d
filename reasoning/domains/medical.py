"""Medicine: single-best-answer questions, and open cases answered by a ranked differential."""

from __future__ import annotations

from reasoning import grading
from reasoning.domains.differential import FORM, read_differential
from reasoning.domains.general import CHOICE, FREE
from reasoning.problem import AnswerType, Problem

OPEN_CASE = (
    "Work through the case: hypotheses, evidence for and against each, what would be dangerous to "
    f"miss. Then answer in exactly this form, with up to five diagnoses:\n{FORM}"
)


class Medical:
    """Clinical questions and cases. Teaching and testing, never care."""

    name = "medical"

    def instructions(self, problem: Problem) -> str:
        """The system turn."""
        if problem.answer_type is AnswerType.DDX:
            return OPEN_CASE
        return CHOICE if problem.answer_type is AnswerType.SC else FREE

    def read(self, problem: Problem, text: str) -> str | None:
        """The letter; for an open case the first diagnosis of the differential."""
        if problem.answer_type is AnswerType.DDX:
            differential = read_differential(text)
            return differential.diagnoses[0].name if differential else None
        return grading.read_answer(text, problem.answer_type, problem.options)

    def same(self, problem: Problem, first: str, second: str) -> bool:
        """Equivalence by answer type; open cases by their first diagnosis."""
        return grading.same_answer(
            first, second, problem.answer_type, problem.options, problem.unit
        )
