"""The examples to click: problems of the bundled model's world that it was never trained on.

Each is what `python -m data sample TASK --difficulty … --seed … --n 1` prints. Seeds were chosen so
that the hard ones show what more thinking buys; how often it does is in the model's card.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from data import generators
from reasoning import Problem
from ui.language import phrase

#: Title, task, difficulty, seed.
CHOSEN = (
    (phrase("Best answer, easy"), "vignettes", "easy", 1),
    (phrase("Best answer, hard"), "vignettes", "hard", 5),
    (phrase("Open case"), "cases", "medium", 2),
    (phrase("Open case, hard"), "cases", "hard", 2),
    (phrase("Next test"), "tests", "medium", 1),
    (phrase("Treatment"), "treatments", "medium", 1),
    (phrase("Sum, hard"), "sums", "hard", 3),
    (phrase("Modular chain"), "chains", "medium", 3),
    (phrase("Equation"), "equations", "medium", 1),
    (phrase("Geometry"), "geometry", "hard", 1),
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
    return tuple(
        Example(title, example.problem)
        for title, task, difficulty, seed in CHOSEN
        for example in generators.examples(task, 1, seed, difficulty)
    )


def known_answer(question: str) -> str | None:
    """The right answer, if this is an example's question to the letter."""
    for example in examples():
        if example.typed.strip() == question.strip():
            return example.problem.gold
    return None
