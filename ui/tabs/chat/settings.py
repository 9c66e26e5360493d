"""Between the tab's controls and what is asked of which model: read when a question is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reasoning import Problem
from reasoning.domains import question_text
from reasoning.strategies import EarlyStop
from ui import budgets, question
from ui.examples import known_answer
from ui.images import read_images, refuse_where_none_is_taken
from ui.replies import Asked
from ui.services import Services
from ui.tabs.chat.controls import Asking

#: What a handler gets: the value of each control.
Values = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, before it is a problem: as typed, or as it was asked before.

    `files` are uploaded images; `images` are those of an earlier question, as it has them.
    """

    text: str
    domain: str
    options: str = ""
    files: tuple[str, ...] = ()
    images: tuple[str, ...] = ()

    def listed(self) -> dict[str, str]:
        """The options that were listed apart.

        Raises:
            ProblemError: they are no options.
        """
        return question.read_options(self.options)

    def problem(self, listed: Mapping[str, str]) -> Problem:
        """The problem.

        Raises:
            ProblemError: nothing was asked, too much was, or what is attached is no image.
        """
        return question.make_problem(
            self.text,
            listed,
            self.domain,
            gold=known_answer(self.text),
            images=self.images + read_images(self.files),
        )


def typed(asking: Asking, values: Values) -> Question:
    """What stands in the boxes. One that nobody has touched sends None."""
    box = values[asking.question] or {}
    return Question(
        box.get("text") or "",
        values[asking.domain],
        values[asking.options] or "",
        tuple(box.get("files") or ()),
    )


def asked_before(problem: Problem) -> Question:
    """An earlier question, to be asked again."""
    return Question(question_text(problem), problem.domain, images=problem.images)


def read_asked(asking: Asking, values: Values, problem: Problem, services: Services) -> Asked:
    """The problem with everything that is set.

    Raises:
        NotOffered: the model is gone.
        ProblemError: the model takes no images.
        BudgetError: the seed or the minimum is impossible.
    """
    model = values[asking.model]
    steps = services.steps(model)
    refuse_where_none_is_taken(problem.images, services, model)
    return Asked(
        question=problem.question,
        problem=problem.to_record(),
        model=model,
        thinking=steps[min(int(values[asking.step]), len(steps) - 1)],
        auto=values[asking.auto],
        samples=values[asking.samples],
        temperature=values[asking.temperature],
        seed=budgets.read_seed(values[asking.seed]),
        minimum=budgets.read_minimum(values[asking.minimum]),
        stop_early=EarlyStop(values[asking.stop_early]),
    )
