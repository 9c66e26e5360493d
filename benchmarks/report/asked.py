"""What was asked and said, out of the traces: for exports that hold more than graded answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from benchmarks.graded import Graded
from benchmarks.report.exports import ExportError, Traces
from benchmarks.report.run_data import RunData
from benchmarks.statistics.clusters import by_budget, by_task
from reasoning.events import Rung
from reasoning.terminal import rung_name


@dataclass(frozen=True, slots=True)
class Said:
    """One answer with what its trace holds; empty where there is none.

    Letters of options are those of the order in which they were shown, in `problem` as in `answer`.
    `thought` is what there was of it when the answer was given.
    """

    graded: Graded
    problem: Mapping[str, Any]
    messages: Sequence[Mapping[str, Any]]
    thought: str
    text: str
    answer: str | None
    prompt_tokens: int

    @property
    def gold(self) -> str:
        """The right answer, "" where it is not known."""
        return str(self.problem.get("answer") or "")


@dataclass(frozen=True, slots=True)
class Variant:
    """A task at one budget: what other harnesses, which know no budgets, take for a task."""

    task: str
    budget: Rung
    graded: tuple[Graded, ...]

    @property
    def name(self) -> str:
        """The task's name with its budget."""
        return f"{self.task}_budget_{rung_name(self.budget)}"


def variants(graded: Iterable[Graded]) -> list[Variant]:
    """Every task at every budget."""
    return [
        Variant(task, rung, answers)
        for task, of_task in by_task(graded).items()
        for rung, answers in by_budget(of_task).items()
    ]


def only_variant(data: RunData) -> Variant:
    """The one task at one budget of a run, for a file that holds no more.

    Raises:
        ExportError: the run has several.
    """
    found = variants(data.graded)
    if len(found) != 1:
        raise ExportError(
            f"run {data.short} has {len(found)} tasks and budgets, each a file of its own; name a"
            " file that ends in .zip"
        )
    return found[0]


def prompts(variant: Variant) -> Iterator[tuple[str, int, tuple[Graded, ...]]]:
    """The samples of each question in each order of its options: question, order, samples."""
    ordered = sorted(variant.graded, key=lambda one: (one.item, one.order, one.sample))
    for (item, order), samples in groupby(ordered, key=lambda one: (one.item, one.order)):
        yield item, order, tuple(samples)


def said(one: Graded, traces: Traces) -> Said:
    """An answer with its trace."""
    trace = traces(one.trace_id) if one.trace_id else None
    if trace is None:
        return Said(one, {}, (), "", "", one.answer, 0)
    found = next((rung for rung in trace["rungs"] if rung["rung"] == one.budget), None)
    nothing = {"text": "", "answer": one.answer}
    sample: Mapping[str, Any] = found["samples"][0] if found else nothing
    return Said(
        graded=one,
        problem=trace["problem"],
        messages=trace["messages"],
        thought=_thought(trace, one),
        text=sample["text"],
        answer=sample["answer"],
        prompt_tokens=len(trace["prompt_ids"]),
    )


def golds(graded: Iterable[Graded], traces: Traces) -> dict[str, str]:
    """The right answer of each question that has a trace of its options as they came."""
    first = {one.item: one.trace_id for one in graded if one.order == 0 and one.trace_id}
    found = {}
    for item, id in first.items():
        trace = traces(id)
        if trace is not None and trace["problem"]["answer"] is not None:
            found[item] = str(trace["problem"]["answer"])
    return found


def _thought(trace: Mapping[str, Any], one: Graded) -> str:
    """The thought up to the tokens that this answer had of it."""
    for thought in trace["thoughts"]:
        if thought["rung"] in ("all", one.budget):
            tokens = thought["tokens"]
            if one.thinking_tokens >= len(tokens):
                return str(thought["text"])
            return "".join(str(token[1]) for token in tokens[: one.thinking_tokens])
    return ""
