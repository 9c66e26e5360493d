"""What is asked in a comparison, and what the store keeps of one: enough to show it all again."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError, field_validator

from reasoning import AUTO, Budget, Decoding, Problem, Run, curve, from_record, reason
from reasoning.errors import BudgetError, DeliberateError
from reasoning.events import Result, Started
from reasoning.rows import row
from ui import budgets
from ui.comparison import Comparison, Ran, Setting
from ui.kept import Kept, KeptThought, kept_thoughts, shown_thoughts
from ui.language import phrase, say
from ui.language.lines import say_line
from ui.services import NotOffered
from ui.stream import Column

if TYPE_CHECKING:
    from ui.services import Services

APP_ENDED = phrase("the app ended while this was running; run it again")
ELSEWHERE = phrase("running in another process of the app; reload the page to see how far it is")

_RESULT: TypeAdapter[Result] = TypeAdapter(Result)
_RESULT_FIELDS = {field.name for field in fields(Result)}


class Asked(Kept):
    """A question with everything that was set. `temperature` None: 0, or 0.7 for a vote."""

    problem: dict[str, Any]
    one_chain: bool
    columns: Annotated[
        tuple[Setting, ...],
        Field(min_length=budgets.FEWEST_COLUMNS, max_length=budgets.MOST_COLUMNS),
    ]
    temperature: float | None = None
    seed: int = 0

    def stated(self) -> Problem:
        """The problem.

        Raises:
            ProblemError: the record fits no problem.
        """
        return from_record(self.problem)

    def comparison(self, services: Services, owner: str) -> Comparison:
        """Its runs, not started yet, kept as the owner's; those apart can be stopped apart.

        Raises:
            DeliberateError: the question or a column is impossible here; nothing was spent.
        """
        problem, decoding = self.stated(), Decoding(self.temperature, 1.0, self.seed)
        traces = services.traces(owner)
        price = None
        if self.one_chain:
            rungs = [column.thinking for column in self.columns]
            spend = Budget(answer_tokens=services.answer_tokens)
            engine = services.engine(self.columns[0].model)
            price = engine.model.price
            runs = {
                "compare": curve(
                    problem, rungs, engine, budget=spend, decoding=decoding, store=traces
                )
            }
        else:
            runs = {}
            for number, column in enumerate(self.columns):
                try:
                    runs[f"compare-{number}"] = self._run(
                        services, problem, decoding, column, owner
                    )
                except (BudgetError, NotOffered) as error:
                    line = say("column {number}: {error}", number=number + 1, error=say_line(error))
                    raise BudgetError(line) from None
        return Comparison(problem, self.columns, self.one_chain, runs, price=price)

    def _run(
        self, services: Services, problem: Problem, decoding: Decoding, column: Setting, owner: str
    ) -> Run:
        budget = budgets.make_budget(
            column.thinking,
            samples=column.samples,
            minimum=0,
            answer_tokens=services.answer_tokens,
            temperature=decoding.temperature_for(column.samples),
        )
        return reason(
            problem, budget, services.engine(column.model), decoding=decoding,
            strategy=AUTO if column.auto else None, store=services.traces(owner),
        )  # fmt: skip


class _Column(Kept):
    """`row` is the result as `reasoning.rows` gives it; `problem` the line of an error instead."""

    started: Started | None = None
    ran: Ran | None = None
    row: dict[str, Any] | None = None
    thoughts: tuple[KeptThought, ...] = ()
    problem: str = ""

    @field_validator("row")
    @classmethod
    def _holds_a_result(cls, row: dict[str, Any] | None) -> dict[str, Any] | None:
        if row is not None:
            _result(row)
        return row

    def column(self) -> Column:
        """As the page shows it."""
        result = _result(self.row) if self.row is not None else None
        column = Column(started=self.started, result=result, problem=self.problem)
        column.votes = result.votes if result else ()
        column.samples = shown_thoughts(self.thoughts)
        return column


class Body(Kept):
    """A comparison as far as it came. `over`: to its end; else it runs, or the app ended before it.

    `dollars` is what all of it cost. `key` is in records of earlier versions.
    """

    format: Literal[1] = 1
    key: str = ""
    asked: Asked
    over: bool = True
    columns: tuple[_Column, ...]
    generated_tokens: int
    seconds: float
    dollars: float | None = None

    def comparison(self, unfinished: str = APP_ENDED) -> Comparison:
        """As the page shows it, when it does not go on here; `unfinished` says why not."""
        columns = [column.column() for column in self.columns]
        for column in columns:
            if not self.over and column.phase != "done":
                column.problem = unfinished
        return Comparison(
            self.asked.stated(),
            self.asked.columns,
            self.asked.one_chain,
            columns=columns,
            ran=[column.ran for column in self.columns],
            took=self.seconds,
            generated_before=self.generated_tokens,
            dollars=self.dollars,
        )


def body_of(asked: Asked, comparison: Comparison) -> dict[str, Any]:
    """The record of a comparison as it stands."""
    now = comparison.elapsed()
    columns = tuple(
        _Column(
            started=column.started,
            ran=comparison.ran[number],
            row=_row(comparison, number),
            thoughts=kept_thoughts(column, now),
            problem=column.problem,
        )
        for number, column in enumerate(comparison.columns)
    )
    body = Body(
        asked=asked,
        over=comparison.took is not None,
        columns=columns,
        generated_tokens=comparison.generated(),
        seconds=now,
        dollars=comparison.dollars,
    )
    return body.model_dump(mode="json")


def read_body(record: dict[str, Any]) -> Body | None:
    """A kept comparison; None where the record, of a later version perhaps, cannot be read."""
    try:
        body = Body.model_validate(record)
        body.asked.stated()
    except (ValidationError, DeliberateError):
        return None
    return body if len(body.columns) == len(body.asked.columns) else None


def _row(comparison: Comparison, number: int) -> dict[str, Any] | None:
    column = comparison.columns[number]
    if column.started is None or column.result is None:
        return None
    rung = comparison.settings[number].thinking
    return row(comparison.problem, column.started, rung, column.result)


def _result(row: dict[str, Any]) -> Result:
    return _RESULT.validate_python({k: v for k, v in row.items() if k in _RESULT_FIELDS})
