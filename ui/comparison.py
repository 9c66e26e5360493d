"""One question in several columns: how each is set, what each really ran, and what it came to."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from reasoning import Decoding, Problem, Run
from reasoning.engines.base import Price
from reasoning.errors import DeliberateError
from reasoning.events import Ending, Event, Result, Rung, Started
from ui import budgets, render, words
from ui.kept import Kept
from ui.language import phrase, say
from ui.language.lines import say_line
from ui.plot import Point
from ui.stream import Column

HEAD = (
    phrase("Column"),
    phrase("Answer"),
    phrase("Right?"),
    phrase("How it ended"),
    phrase("Thinking"),
    phrase("Answer tokens"),
    phrase("Seconds"),
)
COST = phrase("Cost")
INTERNAL = phrase("something broke inside the app; its terminal says what")

#: What a trace's strategy is called on the page.
STRATEGIES = {
    "vote": phrase("majority vote"),
    "adaptive": phrase("Auto"),
    "ladder": phrase("one chain for all columns"),
    "approximate": phrase("by chat messages, counts approximate"),
}

#: An end in a word, where there is no room for more.
ENDS = {
    Ending.ANSWERED: phrase("answered"),
    Ending.CUT: phrase("cut"),
    Ending.EMPTY: phrase("empty"),
    Ending.ESCAPED: phrase("escaped"),
    Ending.REFUSED: phrase("refused"),
    Ending.CANCELLED: phrase("cancelled"),
    Ending.FAILED: phrase("failed"),
}

_log = logging.getLogger(__name__)


class Setting(Kept):
    """What a column was set to. `thinking` is its budget in tokens, None for no limit.

    `model` is a name on offer; None, as in records from before there was a choice, the default one.
    """

    thinking: Annotated[int, Field(ge=0)] | None
    samples: Annotated[int, Field(ge=1)] = 1
    auto: bool = False
    model: str | None = None

    @property
    def label(self) -> str:
        """In a few words: "Auto, at most 256 tokens, 4 samples"."""
        named = budgets.words(self.thinking)
        if self.auto:
            limited = self.thinking is not None
            named = say("Auto, at most {budget}", budget=named) if limited else say("Auto")
        if self.samples > 1:
            return say("{budget}, {samples} samples", budget=named, samples=self.samples)
        return named


class Ran(Kept):
    """What a column really ran, from its run's first event, and at its end from its trace.

    `strategy`, `seed` and `temperature` are None until the trace is there.
    """

    trace_id: str
    model: str
    revision: str
    thinking: Annotated[int, Field(ge=0)] | None
    samples: int
    strategy: str | None = None
    seed: int | None = None
    temperature: float | None = None

    @property
    def told(self) -> str:
        """In one line."""
        limit = say("no limit")
        if self.thinking is not None:
            limit = say("at most {tokens}", tokens=words.count(self.thinking))
        samples = phrase("{samples} sample") if self.samples == 1 else phrase("{samples} samples")
        parts = [
            say("{model}, revision {revision}", model=self.model, revision=self.revision),
            limit,
            say(samples, samples=self.samples),
        ]
        if self.strategy is not None:
            parts.append(self.strategy_words)
        if self.temperature is not None:
            parts.append(say("temperature {temperature:g}", temperature=self.temperature))
        if self.seed is not None:
            parts.append(say("seed {seed}", seed=self.seed))
        return " · ".join(parts)

    @property
    def strategy_words(self) -> str:
        """The strategy as the page calls it."""
        if self.strategy == "vote" and self.samples == 1:
            return say("one thought")
        return say(STRATEGIES.get(self.strategy or "", self.strategy or ""))


def ran(started: Started, rung: Rung, trace: dict[str, Any] | None) -> Ran:
    """What ran at one rung, by the run's own word."""
    known: dict[str, Any] = {}
    if trace is not None:
        decoding = Decoding(**trace["decoding"])
        known = {
            "strategy": trace["strategy"],
            "seed": decoding.seed,
            "temperature": decoding.temperature_for(started.samples),
        }
    return Ran(
        trace_id=started.trace_id,
        model=started.model,
        revision=started.revision,
        thinking=rung if len(started.rungs) > 1 else started.rungs[0],
        samples=started.samples,
        **known,
    )


@dataclass
class Comparison:
    """A comparison as it goes on, or as it was kept: a column for each setting.

    `runs` by place: "compare" for one chain, else "compare-0", "compare-1", …; none once it is over
    and read from the store. `took`: its seconds, once it is over. `price`: of one chain's tokens.
    """

    problem: Problem
    settings: tuple[Setting, ...]
    one_chain: bool
    runs: dict[str, Run] = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)
    ran: list[Ran | None] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    took: float | None = None
    generated_before: int = 0
    dollars: float | None = None
    price: Price | None = None

    def __post_init__(self) -> None:
        self.columns = self.columns or [
            Column(one.thinking if self.one_chain else "all") for one in self.settings
        ]
        self.ran = self.ran or [None] * len(self.settings)

    def elapsed(self) -> float:
        """Seconds since it began, or that it took."""
        return time.monotonic() - self.began if self.took is None else self.took

    @property
    def over(self) -> bool:
        """Whether every column has come to its end."""
        return all(column.phase == "done" for column in self.columns)

    def add(self, place: str, event: Event | Exception) -> set[int]:
        """Take an event of the run at `place`; the numbers of the columns that it changed."""
        mine = range(len(self.columns))
        if not self.one_chain:
            mine = range(number := int(place.rpartition("-")[2]), number + 1)
        if isinstance(event, Exception):
            for number in mine:
                self.columns[number].problem = _line(event)
            return set(mine)
        now = self.elapsed()
        changed = {number for number in mine if self.columns[number].add(event, now)}
        for number in changed:
            self._note(number, place)
        return changed

    def _note(self, number: int, place: str) -> None:
        """Keep what the run says of itself; its trace is there before its last end is told."""
        before, started = self.ran[number], self.columns[number].started
        if started is None or (before is not None and before.strategy is not None):
            return
        run = self.runs.get(place)
        trace = run.trace.record if run is not None and run.trace else None
        if before is None or trace is not None:
            self.ran[number] = ran(started, self.settings[number].thinking, trace)

    def label(self, number: int) -> str:
        """What a column was set to, in a few words; with its model where another has another."""
        setting = self.settings[number]
        if setting.model is None or len({one.model for one in self.settings}) == 1:
            return setting.label
        return f"{setting.label}, {setting.model}"

    def finish(self) -> None:
        """It is over."""
        self.took = self.elapsed()
        for number in range(len(self.columns)):
            self._note(number, self.place(number))
        self.dollars = self._chain_dollars() if self.one_chain else _sum(self.results())

    def _chain_dollars(self) -> float | None:
        """What one chain cost, by the tokens that its engine counted; it is no single column's."""
        usage = self.columns[0].usage
        if self.price is None or usage is None:
            return None
        prompt, generated = usage.prompt_tokens, usage.generated_tokens
        return (prompt * self.price.prompt + generated * self.price.generated) / 1_000_000

    def place(self, number: int) -> str:
        """The place of a column's run."""
        return "compare" if self.one_chain else f"compare-{number}"

    def generated(self) -> int:
        """Tokens that all its runs had the engine generate."""
        return self.generated_before + sum(run.generated_tokens for run in self.runs.values())

    def results(self) -> list[Result | None]:
        """What every column came to, as far as it has."""
        return [column.result for column in self.columns]

    def points(self) -> list[Point]:
        """The marks of the plot, a mark a column that came to an end."""
        return [
            Point(
                column.result.thinking_tokens.spent,
                column.result.answer or say(ENDS[column.result.end]),
                column.result.confidence,
                None if column.result.answer is None else column.result.correct,
            )
            for column in self.columns
            if column.result is not None
        ]

    @property
    def priced(self) -> bool:
        """Whether any column knows what it cost."""
        return any(result is not None and result.dollars is not None for result in self.results())

    def head(self) -> tuple[str, ...]:
        """The head of the table; the cost only where there are prices."""
        return tuple(map(say, (*HEAD, COST) if self.priced else HEAD))

    def rows(self) -> list[tuple[str, ...]]:
        """The table, a line a column."""
        rows: list[tuple[str, ...]] = []
        for number, column in enumerate(self.columns):
            result = column.result
            name = f"{number + 1}: {self.label(number)}"
            if result is None:
                empty = ("–",) * (len(self.head()) - 4)
                rows.append((name, "–", "–", say_line(column.problem) or "–", *empty))
                continue
            row = (
                name,
                render.in_full(self.problem, result.answer),
                words.verdict(result) or "–",
                words.ending(result),
                words.spent(result.thinking_tokens),
                str(result.answer_tokens),
                f"{result.seconds:.1f}",
            )
            cost = "–" if result.dollars is None else f"${result.dollars:.4f}"
            rows.append((*row, cost) if self.priced else row)
        return rows


def _sum(results: list[Result | None]) -> float | None:
    known = [r.dollars for r in results if r is not None and r.dollars is not None]
    return sum(known) if known else None


def _line(error: Exception) -> str:
    if isinstance(error, DeliberateError):
        return str(error)
    _log.error("a comparison's run broke", exc_info=error)
    return INTERNAL
