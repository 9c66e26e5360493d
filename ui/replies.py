"""What a turn keeps: what was asked and how, and what came of it; enough to show it all again.

A run's trace has every token; this is what the page needs without it, in a conversation's export
and after an import too. Thoughts and answers are kept as the text that the model wrote, and are
made safe where they are shown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationError

from reasoning import AUTO, Decoding, Message, Problem, Run, from_record, reason
from reasoning.domains import question_text
from reasoning.errors import DeliberateError
from reasoning.events import Ending, Result, Rung, Started
from reasoning.strategies import EarlyStop, Vote
from ui import budgets
from ui.evidence import KeptEvidence
from ui.images import decode
from ui.kept import Kept, KeptThought, kept_thoughts, shown_thoughts
from ui.language import phrase
from ui.stream import Column, SampleView

if TYPE_CHECKING:
    from ui.services import Services

#: Endings whose text is part of the conversation that the model is told.
TOLD_ON = (Ending.ANSWERED, Ending.CUT, Ending.EMPTY)


ELSEWHERE = phrase("This is being answered in another process of the app. Reload the page.")
APP_ENDED = phrase("The app ended while this was being answered. Press retry.")
UNREADABLE = phrase("This reply was kept in a form that this version cannot read.")


class Asked(Kept):
    """A question with everything that was set when it was sent.

    `model` is a name on offer; None, as in records from before there was a choice, the default one.
    """

    question: str
    problem: dict[str, Any]
    model: str | None = None
    thinking: Rung
    auto: bool = False
    samples: Annotated[int, Field(ge=1)] = 1
    temperature: float = 0.0
    seed: int = 0
    minimum: Annotated[int, Field(ge=0)] = 0
    stop_early: EarlyStop = EarlyStop.NEVER

    def stated(self) -> Problem:
        """The problem without what went before it.

        Raises:
            ProblemError: the record fits no problem.
        """
        return from_record(self.problem)

    def run(self, services: Services, owner: str, history: tuple[Message, ...]) -> Run:
        """A run of it that follows `history`, kept as the owner's.

        Raises:
            DeliberateError: the question or the budget is impossible here; nothing was spent.
        """
        problem = replace(self.stated(), history=history)
        budget = budgets.make_budget(
            self.thinking,
            samples=self.samples,
            minimum=self.minimum,
            answer_tokens=services.answer_tokens,
            temperature=self.temperature,
        )
        return reason(
            problem,
            budget,
            services.engine(self.model),
            decoding=Decoding(self.temperature, 1.0, self.seed),
            strategy=AUTO if self.auto else Vote(self.stop_early),
            store=services.traces(owner),
        )


class Reply(Kept):
    """What came of a turn. `problem` is the line of an error that ended it before its end came.

    `evidence` is found after the answer, and is added then.
    """

    started: Started | None = None
    result: Result | None = None
    thoughts: tuple[KeptThought, ...] = ()
    problem: str = ""
    evidence: KeptEvidence | None = None

    def column(self) -> Column:
        """As the page shows it."""
        column = Column(started=self.started, result=self.result, problem=self.problem)
        column.samples = shown_thoughts(self.thoughts)
        for sample in self.result.samples if self.result else ():
            column.samples.setdefault(sample.sample, SampleView()).result = sample
        return column

    @property
    def told_on(self) -> str | None:
        """The answer as a later turn's prompt repeats it; None where there was none."""
        result = self.result
        return result.text if result and result.text and result.end in TOLD_ON else None


def reply_of(column: Column, now: float) -> dict[str, Any]:
    """The record of a column that is over, `now` seconds after it began."""
    kept = Reply(
        started=column.started,
        result=column.result,
        thoughts=kept_thoughts(column, now),
        problem=column.problem,
    )
    return kept.model_dump(mode="json")


def read_asked(record: dict[str, Any]) -> Asked | None:
    """A kept question; None where the record, imported perhaps, is none."""
    try:
        asked = Asked.model_validate(record)
        if not all(decode(image) for image in asked.stated().images):
            return None
    except (ValidationError, DeliberateError):
        return None
    return asked


def read_reply(record: dict[str, Any] | None, missing: str = APP_ENDED) -> Reply:
    """A kept reply; one that says what is wrong where there is none, or an unreadable one."""
    if record is None:
        return Reply(problem=missing)
    try:
        return Reply.model_validate(record)
    except ValidationError:
        return Reply(problem=UNREADABLE)


def told(asked: Asked, reply: Reply) -> tuple[Message, ...]:
    """A turn as later prompts repeat it, thoughts left out; nothing if it came to no answer."""
    if reply.told_on is None:
        return ()
    problem = asked.stated()
    return (
        Message("user", question_text(problem), problem.images),
        Message("assistant", reply.told_on),
    )
