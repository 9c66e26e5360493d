"""What a domain is: its prompt, how its answer is read, how two answers are the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from reasoning.problem import Message, Problem


class Domain(Protocol):
    """One kind of problem. A domain is one file; `reasoning.domains.domain_of` finds it."""

    name: str

    def instructions(self, problem: Problem) -> str:
        """The system turn: what is asked for and the form of the answer."""

    def read(self, problem: Problem, text: str) -> str | None:
        """The answer in an answer text, in a short canonical form; None if none can be read."""

    def same(self, problem: Problem, first: str, second: str) -> bool:
        """Whether two answers (as `read` gives them) are equivalent; votes are counted by this."""


def question_text(problem: Problem) -> str:
    """The question as a model sees it, options below it.

    The bundled model is trained on exactly this text; change it and it has to be trained again.
    """
    if not problem.options:
        return problem.question
    options = "\n".join(f"{letter}) {text}" for letter, text in problem.options.items())
    return f"{problem.question}\n\n{options}"


def messages(domain: Domain, problem: Problem) -> Sequence[Message]:
    """The chat turns of a problem: instructions, earlier turns, the question."""
    return (
        Message("system", domain.instructions(problem)),
        *problem.history,
        Message("user", question_text(problem), problem.images),
    )
