"""The answers of a run as these pages read them, each state of a run only once.

A run's finished units never change, and there are only ever more of them: so what was read is as
good as new while their number is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from benchmarks.graded import Graded
from benchmarks.runner.results import graded_of
from benchmarks.statistics.clusters import by_budget
from reasoning.errors import DeliberateError
from reasoning.events import Rung
from reasoning.terminal import rung_name
from store import BenchmarkRun, Benchmarks, Status
from store.text import fold
from ui.language import phrase, say

GONE = phrase("this run is not there any more; refresh the list")
CHOOSE = phrase("choose a run first")

T = TypeVar("T")

#: Characters of an id that tell runs apart.
_SHORT = 8


class NoRun(DeliberateError):
    """No run is chosen, or the one that is has been deleted."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A finished unit: a question, in one order of its options, asked once.

    `answers` has one a budget, in the order in which they were kept.
    """

    answers: tuple[Graded, ...]

    @property
    def one(self) -> Graded:
        """Any of its answers: what is true of all of them."""
        return self.answers[0]

    def at(self, budget: Rung) -> Graded | None:
        """Its answer at a budget; None where it has none there."""
        return next((one for one in self.answers if one.budget == budget), None)


@dataclass(frozen=True, slots=True)
class RunAnswers:
    """A run as it stands, and what of it is finished, in order of task, question and sample.

    `budgets` are from small to none.
    """

    run: BenchmarkRun
    graded: tuple[Graded, ...]
    chains: tuple[Chain, ...]
    budgets: tuple[Rung, ...]

    @property
    def state(self) -> tuple[str, int]:
        """What the run is and how far: the same state has the same answers."""
        return self.run.id, self.run.done

    def named(self, field: str) -> list[str]:
        """The different values that a field of its answers has, such as "subject"."""
        return sorted({str(getattr(one, field)) for one in self.graded})


def read(benchmarks: Benchmarks, id: str | None) -> RunAnswers:
    """A run with its answers so far.

    Raises:
        NoRun: there is none of this id, or it is None.
        StoreError: the store cannot be read.
    """
    if not id:
        raise NoRun(say(CHOOSE))
    run = benchmarks.get(id)
    if run is None:
        raise NoRun(say(GONE))
    return RunAnswers(run, *_answers(benchmarks, run.id, run.done))


@lru_cache(maxsize=6)
def _answers(
    benchmarks: Benchmarks, id: str, done: int
) -> tuple[tuple[Graded, ...], tuple[Chain, ...], tuple[Rung, ...]]:
    """`done` is part of what is remembered only."""
    graded = tuple(graded_of(benchmarks, id))
    chains: dict[tuple[str, str, int, int], list[Graded]] = {}
    for one in graded:
        chains.setdefault((one.task, one.item, one.order, one.sample), []).append(one)
    return graded, tuple(Chain(tuple(each)) for each in chains.values()), tuple(by_budget(graded))


@lru_cache(maxsize=4)
def folded_questions(benchmarks: Benchmarks, id: str, done: int) -> dict[str, str]:
    """The texts of a run's questions in the form that searches compare, by the questions' ids.

    Raises:
        StoreError: the store cannot be read.
    """
    return {item: fold(text) for item, text in benchmarks.samples.questions(id).items()}


def choices(benchmarks: Benchmarks) -> list[tuple[str, str]]:
    """Runs to choose from, the newest first: what they are called, and their ids.

    Raises:
        StoreError: the store cannot be read.
    """
    return [(label(run), run.id) for run in benchmarks.list(10_000) if run.done]


def label(run: BenchmarkRun) -> str:
    """A run in a line; one that is not finished says so."""
    parts = [run.title, f"{run.created[:16].replace('T', ' ')} UTC", run.id[:_SHORT]]
    return " · ".join([*parts, *filter(None, [unfinished(run)])])


def unfinished(run: BenchmarkRun) -> str:
    """How much of a run is there where it is not all; "" where it is."""
    if run.status is Status.DONE:
        return ""
    return say("unfinished: {done} of {total} samples", done=run.done, total=run.total)


def short_name(run: BenchmarkRun) -> str:
    """A run where there is little room: its model, and the beginning of its id."""
    return f"{run.plan.get('model') or run.title} {run.id[:_SHORT]}"


def budget_key(budget: Rung) -> str:
    """A budget as a choice's value."""
    return rung_name(budget)


def budget_of(key: str | None, budgets: Sequence[Rung], otherwise: T) -> Rung | T:
    """The budget of a choice's value; something else where it is none of these."""
    named: dict[str, Rung | T] = {budget_key(one): one for one in budgets}
    return named.get(key or "", otherwise)
