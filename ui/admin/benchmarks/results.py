"""Results of chosen runs: a table, curves, measures of them, calibration, and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import gradio as gr

from benchmarks.graded import Graded
from benchmarks.report.plots import accuracy_figure, reliability_figure
from benchmarks.statistics import Summary, summaries
from reasoning.errors import DeliberateError
from store import Benchmarks
from ui.accounts import require_admin
from ui.admin.benchmarks import answers, files, tables
from ui.admin.benchmarks.answers import RunAnswers
from ui.admin.benchmarks.pictures import picture, under
from ui.language import phrase, say, static
from ui.render import error, status
from ui.services import Services

Update = dict[Any, Any]

#: What answers are told apart by: a field of `Graded`, and what it is called.
FILTERS = {
    "task": phrase("Task"),
    "subject": phrase("Subject"),
    "difficulty": phrase("Difficulty"),
    "language": phrase("Language"),
    "modality": phrase("Modality"),
    "answer_type": phrase("Answer type"),
}
NOTHING_FINISHED = phrase("No run has a finished sample yet; start one, and its figures are here.")
CHOOSE_RUNS = phrase("Choose one run or more.")
NOTHING_LEFT = phrase("No answer is of all the kinds chosen; take one of them back.")
NOT_TOLD = phrase("not told")

Kinds = tuple[tuple[str, ...], ...]
"""Of each of `FILTERS` the values that are asked for; none means any."""


@dataclass(frozen=True)
class _Controls:
    """What a handler may show."""

    runs: gr.Dropdown
    filters: tuple[gr.Dropdown, ...]
    said: gr.HTML
    table: gr.HTML
    plot: gr.HTML
    measures: gr.HTML
    calibration: gr.HTML
    downloads: gr.HTML

    def all(self) -> list[Any]:
        return [self.runs, *self.filters, *self.shown()]

    def shown(self) -> list[gr.HTML]:
        """What depends on the choice."""
        return [
            self.said, self.table, self.plot, self.measures, self.calibration, self.downloads,
        ]  # fmt: skip


def build(page: gr.Blocks, services: Services, *opened: Any) -> None:
    """The choice of runs and of kinds of questions, and below it what they came to.

    `opened` are events at which the runs are listed anew, as when somebody comes here.
    """
    with gr.Row(elem_classes="admin-acts"):
        runs = gr.Dropdown(
            [], value=[], multiselect=True, label=static("Benchmark runs"), scale=4,
            elem_id="benchmarks-results-runs",
        )  # fmt: skip
        refresh = gr.Button(static("Refresh"), elem_id="benchmarks-results-refresh")
    with gr.Row():
        filters = tuple(
            gr.Dropdown(
                [], value=[], multiselect=True, label=static(words), min_width=140,
                elem_id=f"benchmarks-results-{name.replace('_', '-')}",
            )
            for name, words in FILTERS.items()
        )  # fmt: skip
    shown = [
        gr.HTML(elem_id=f"benchmarks-results-{name}")
        for name in ("said", "table", "plot", "measures", "calibration", "downloads")
    ]
    events = [page.load, refresh.click, *opened]
    _connect(events, services.store.benchmarks, _Controls(runs, filters, *shown))


def _connect(events: Sequence[Any], benchmarks: Benchmarks, controls: _Controls) -> None:
    def list_result_runs(chosen: list[str] | None, request: gr.Request) -> Update:
        """Runs to choose from; those that are chosen stay so, if they are there still."""
        require_admin(request)
        try:
            found = answers.choices(benchmarks)
        except DeliberateError as problem:
            return {controls.said: error(str(problem))}
        ids = [id for _, id in found]
        kept = [id for id in chosen or () if id in ids]
        return {controls.runs: gr.update(choices=found, value=kept)}

    def show_results(
        chosen: list[str] | None,
        task: list[str] | None,
        subject: list[str] | None,
        difficulty: list[str] | None,
        language: list[str] | None,
        modality: list[str] | None,
        answer_type: list[str] | None,
        request: gr.Request,
    ) -> Update:
        require_admin(request)
        asked = (task, subject, difficulty, language, modality, answer_type)
        kinds = tuple(tuple(sorted(one or ())) for one in asked)
        empty: Update = dict.fromkeys(controls.shown(), "")
        try:
            if not chosen:
                said = say(CHOOSE_RUNS if answers.choices(benchmarks) else NOTHING_FINISHED)
                return empty | {controls.said: status("ready", said)}
            read = [answers.read(benchmarks, id) for id in chosen]
            return empty | _shown(benchmarks, controls, read, kinds)
        except DeliberateError as problem:
            return empty | {controls.said: error(str(problem))}

    # Not preprocessed: after a new start of the app Gradio would refuse every choice.
    quiet: dict[str, Any] = {
        "queue": False, "show_progress": "hidden", "api_visibility": "private",
        "preprocess": False,
    }  # fmt: skip
    # The figures of a large run take seconds.
    slow = {**quiet, "show_progress": "minimal", "show_progress_on": controls.runs}
    listed = gr.on(events, list_result_runs, controls.runs, controls.all(), **quiet)
    inputs = [controls.runs, *controls.filters]
    listed.then(show_results, inputs, controls.all(), **slow)
    gr.on([one.input for one in inputs], show_results, inputs, controls.all(), **slow)


def _shown(
    benchmarks: Benchmarks, controls: _Controls, read: Sequence[RunAnswers], kinds: Kinds
) -> Update:
    """Everything of the chosen runs; kinds that none of them has are not asked for any more."""
    offered = [sorted({v for one in read for v in one.named(field)}) for field in FILTERS]
    kinds = tuple(
        tuple(value for value in wanted if value in values)
        for wanted, values in zip(kinds, offered, strict=True)
    )
    update: Update = {
        control: gr.update(choices=[(v or say(NOT_TOLD), v) for v in values], value=list(wanted))
        for control, values, wanted in zip(controls.filters, offered, kinds, strict=True)
    }
    update[controls.downloads] = files.links([one.run for one in read])
    graded = {answers.short_name(one.run): of_kinds(one.graded, kinds) for one in read}
    if not any(graded.values()):
        return update | {controls.said: status("ready", say(NOTHING_LEFT))}
    runs = {answers.short_name(one.run): _summaries(benchmarks, *one.state, kinds) for one in read}
    return update | {
        controls.said: _unfinished(read),
        controls.table: tables.results(runs),
        controls.plot: under(
            say("Accuracy against thinking tokens, with 95 % intervals"),
            picture(accuracy_figure({n: g for n, g in graded.items() if g})),
        ),
        controls.measures: tables.measures(runs),
        controls.calibration: tables.calibration(runs) + _reliability(graded),
    }


def of_kinds(graded: Sequence[Graded], kinds: Kinds) -> list[Graded]:
    """The answers of all the kinds that are asked for."""
    wanted = [(field, values) for field, values in zip(FILTERS, kinds, strict=True) if values]
    return [one for one in graded if all(getattr(one, field) in v for field, v in wanted)]


@lru_cache(maxsize=32)
def _summaries(benchmarks: Benchmarks, id: str, done: int, kinds: Kinds) -> tuple[Summary, ...]:
    """`done` is part of what is remembered only: figures of many answers take seconds."""
    return summaries(of_kinds(answers.read(benchmarks, id).graded, kinds))


def _unfinished(read: Sequence[RunAnswers]) -> str:
    """A line for each run whose figures are of a part of it."""
    lines = [
        f"{answers.short_name(one.run)}: {answers.unfinished(one.run)}"
        for one in read
        if answers.unfinished(one.run)
    ]
    return "".join(status("working", line) for line in lines)


def _reliability(graded: Mapping[str, Sequence[Graded]]) -> str:
    """A plot a run that has forecasts, under the run's name."""
    parts = []
    for name, found in graded.items():
        figure = reliability_figure(found) if found else None
        if figure is not None:
            parts.append(under(say("Reliability of {run}", run=name), picture(figure)))
    return "".join(parts)
