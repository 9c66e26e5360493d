"""The examples to click: a few problems of the bundled model's world, kept in `examples.json`.

Each is a line of `python -m data sample TASK --difficulty …` (vignettes, cases, sums, chains) with
a short title added; none of them was in the training set.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reasoning import Problem, from_record

PATH = Path(__file__).with_name("examples.json")


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
    """Every example, in the order of the file."""
    records = json.loads(PATH.read_text("utf-8"))
    return tuple(Example(record["title"], from_record(record)) for record in records)


def known_answer(question: str) -> str | None:
    """The right answer, if this is an example's question to the letter."""
    for example in examples():
        if example.typed.strip() == question.strip():
            return example.problem.gold
    return None
