"""What somebody asks for: the command line, or the form of the admin tab, as one record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from reasoning.errors import DeliberateError
from reasoning.events import Rung, as_record
from reasoning.strategies.ladder import sorted_rungs

Mode = Literal["ladder", "independent", "single"]

#: Most units that are asked at once.
MAX_CONCURRENCY = 1024
#: Most shufflings of a question's options.
MAX_SHUFFLES = 100


class RequestError(DeliberateError):
    """A benchmark run is not possible as asked for; the line says what to change."""


@dataclass(frozen=True, slots=True)
class Request:
    """A benchmark run to be.

    `engine` and `model` None are those of the settings. `mode` None is the ladder where there is
    more than one budget. `limit` takes the first questions of each task, `shuffle` asks each
    question again so often with its options in another order. `judge` names the engine that
    grades open answers. `self_check` is how many questions the ladder is checked on. `temperature`
    None is greedy for one sample, 0.7 for several.

    `executor`, `concurrency` (units at once, of each Ray worker), `cache` (take over what other
    runs have finished) and `retries` (of a unit that failed) change how fast a run is, and not
    what comes out.

    Raises:
        RequestError: a number is outside what is allowed.
        BudgetError: as `sorted_rungs`.
    """

    tasks: tuple[str, ...]
    engine: str | None = None
    model: str | None = None
    budgets: tuple[Rung, ...] = (None,)
    samples: int = 1
    limit: int | None = None
    seed: int = 0
    mode: Literal["ladder", "independent"] | None = None
    shuffle: int = 0
    data: str | None = None
    temperature: float | None = None
    answer_tokens: int | None = None
    judge: str | None = None
    skip_images: bool = False
    approximate: bool = False
    self_check: int = 3
    executor: Literal["local", "ray"] = "local"
    concurrency: int = 8
    cache: bool = True
    retries: int = 2

    def __post_init__(self) -> None:
        if not self.tasks or len(set(self.tasks)) < len(self.tasks):
            raise RequestError(f"tasks are {', '.join(self.tasks) or 'none'}; name each task once")
        if self.data is not None and len(self.tasks) > 1:
            raise RequestError(
                f"--data {self.data} is one file and {len(self.tasks)} tasks were named; run them"
                " one by one"
            )
        for name, value, low, high in (
            ("samples", self.samples, 1, 100_000),
            ("limit", 1 if self.limit is None else self.limit, 1, 10**9),
            ("shuffle-options", self.shuffle, 0, MAX_SHUFFLES),
            ("answer-tokens", 1 if self.answer_tokens is None else self.answer_tokens, 1, 10**9),
            ("self-check", self.self_check, 0, 10_000),
            ("concurrency", self.concurrency, 1, MAX_CONCURRENCY),
            ("retries", self.retries, 0, 100),
        ):
            if not low <= value <= high:
                raise RequestError(f"{name} is {value}; allowed: {low} to {high}")
        object.__setattr__(self, "budgets", sorted_rungs(self.budgets))

    @property
    def way(self) -> Mode:
        """How the budgets are run."""
        return "single" if len(self.budgets) == 1 else self.mode or "ladder"

    def to_record(self) -> dict[str, Any]:
        """The JSON form, readable by `from_record`."""
        record: dict[str, Any] = as_record(self)
        return record


_ADAPTER = TypeAdapter(Request)


def from_record(record: dict[str, Any]) -> Request:
    """A request from its JSON form.

    Raises:
        RequestError: one line naming the first field that does not fit.
    """
    try:
        return _ADAPTER.validate_python(record)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the request"
        raise RequestError(f"{place}: {first['msg']}") from None
