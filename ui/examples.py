"""The examples to click: problems of the bundled model's world that it was never trained on.

Each is one of the problems beside the model. Most were chosen because more thinking turns a wrong
answer into the right one there; how often it does is in the model's card.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from data.problems import shipped_problems
from reasoning import Problem
from ui.language import phrase

#: Title, and the problem's id.
CHOSEN = (
    (phrase("Best answer, easy"), "vignettes-easy-test-1-0"),
    (phrase("Best answer, hard"), "vignettes-hard-test-11-0"),
    (phrase("Open case"), "cases-medium-test-7-0"),
    (phrase("Open case, hard"), "cases-hard-test-19-0"),
    (phrase("Next test"), "tests-medium-test-7-0"),
    (phrase("Treatment"), "treatments-medium-test-1-0"),
    (phrase("Sum, easy"), "sums-easy-test-2-0"),
    (phrase("Sum, hard"), "sums-hard-test-6-0"),
    (phrase("Modular chain"), "chains-medium-test-2-0"),
    (phrase("Equation"), "equations-medium-test-9-0"),
    (phrase("Fraction"), "fractions-medium-test-1-0"),
)


@dataclass(frozen=True, slots=True)
class Example:
    """One problem with the few words on its button."""

    title: str
    problem: Problem

    @property
    def typed(self) -> str:
        """The question as a person would paste it, options on lines of their own."""
        options = [f"{letter}) {text}" for letter, text in self.problem.options.items()]
        return "\n".join([self.problem.question, *([""] if options else []), *options])


@cache
def examples() -> tuple[Example, ...]:
    """Every example, in the order of `CHOSEN`."""
    shipped = {problem.id: problem for problem in shipped_problems()}
    return tuple(Example(title, shipped[id_]) for title, id_ in CHOSEN)


def known_answer(question: str) -> str | None:
    """The right answer, if this is an example's question to the letter."""
    for example in examples():
        if example.typed.strip() == question.strip():
            return example.problem.gold
    return None
