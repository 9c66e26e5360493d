"""One question at several thinking budgets: who thinks where, and what it all came to."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field

from reasoning import Problem, Run
from reasoning.errors import DeliberateError
from reasoning.events import Event, Rung
from ui import budgets, render, words
from ui.plot import Point
from ui.stream import Column

HEAD = ("Budget", "Answer", "Right?", "How it ended", "Thinking", "Answer tokens", "Seconds")
INTERNAL = "something broke inside the app; its terminal says what"

_log = logging.getLogger(__name__)


@dataclass
class Comparison:
    """A comparison as it goes on: its runs by place, and a column for each budget."""

    problem: Problem
    rungs: tuple[Rung, ...]
    runs: dict[str, Run]
    one_chain: bool
    began: float = field(default_factory=time.monotonic)
    columns: list[Column] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.columns = [Column(rung if self.one_chain else "all") for rung in self.rungs]

    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began

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
        return {number for number in mine if self.columns[number].add(event, now)}

    def generated(self) -> int:
        """Tokens that all its runs had the engine generate."""
        return sum(run.generated_tokens for run in self.runs.values())

    def points(self) -> list[Point]:
        """The marks of the plot, a mark a budget that came to an end."""
        return [
            Point(
                column.result.thinking_tokens.spent,
                column.result.answer or column.result.end.value,
                column.result.confidence,
                None if column.result.answer is None else column.result.correct,
            )
            for column in self.columns
            if column.result is not None
        ]

    def rows(self) -> list[tuple[str, ...]]:
        """The table, a line a budget; the columns are `HEAD`."""
        rows: list[tuple[str, ...]] = []
        for column, rung in zip(self.columns, self.rungs, strict=True):
            result = column.result
            if result is None:
                rows.append((budgets.words(rung), "–", "–", column.problem or "–", "–", "–", "–"))
                continue
            rows.append(
                (
                    budgets.words(rung),
                    render.in_full(self.problem, result.answer),
                    words.verdict(result) or "–",
                    words.ending(result),
                    words.spent(result.thinking_tokens),
                    str(result.answer_tokens),
                    f"{result.seconds:.1f}",
                )
            )
        return rows


def _line(error: Exception) -> str:
    if isinstance(error, DeliberateError):
        return str(error)
    _log.error("a comparison's run broke", exc_info=error)
    return INTERNAL
