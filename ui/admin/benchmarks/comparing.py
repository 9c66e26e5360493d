"""Two runs against each other, question by question; each flip opens both samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import gradio as gr

from benchmarks.runner.results import question_hashes
from benchmarks.statistics import Compared, Comparison, ComparisonError, compare_runs
from reasoning.errors import DeliberateError
from reasoning.events import Rung
from store import Benchmarks, Store
from ui.accounts import require_admin
from ui.admin.benchmarks import answers, comparison_tables, sample_view
from ui.admin.benchmarks.answers import Chain, RunAnswers
from ui.admin.benchmarks.flags import in_fields
from ui.admin.benchmarks.sample_filter import verdict
from ui.language import phrase, say, static
from ui.render import error, escape, status
from ui.services import Services

Update = dict[Any, Any]

GAINED = phrase("Right in the second only")
LOST = phrase("Right in the first only")
NO_FLIPS = phrase("No question is right in one and wrong in the other here.")
CHOOSE_TWO = phrase("Choose two runs of the same questions.")
NOT_COMPARED = phrase("these two runs cannot be compared: {why}")

#: Flips that are listed at a time.
AT_ONCE = 20


@dataclass(frozen=True)
class _Controls:
    """What is asked for, and what a handler may show."""

    first: gr.Dropdown
    second: gr.Dropdown
    pair: gr.Dropdown
    direction: gr.Radio
    page: gr.State
    flip: gr.Radio
    pages: gr.Row
    said: gr.HTML
    tables: gr.HTML
    flips_said: gr.HTML
    before: gr.HTML
    after: gr.HTML

    def all(self) -> list[Any]:
        return list(vars(self).values())

    def asked(self) -> list[Any]:
        """What every handler that shows flips is given."""
        return [self.first, self.second, self.pair, self.direction]

    def nothing(self) -> Update:
        """An empty page below the choice of runs."""
        texts = (self.said, self.tables, self.flips_said, self.before, self.after)
        return {
            **dict.fromkeys(texts, ""),
            self.pair: gr.update(choices=[], value=None),
            self.flip: gr.update(choices=[], value=None, visible=False),
            self.pages: gr.update(visible=False),
            self.page: 0,
        }


def build(page: gr.Blocks, services: Services, *opened: Any) -> None:
    """The choice of two runs, the tables, the flips, and the two samples of the one clicked.

    `opened` are events at which the runs are listed anew, as when somebody comes here.
    """
    with gr.Row(elem_classes="admin-acts"):
        first, second = (
            gr.Dropdown([], label=label, elem_id=f"benchmarks-comparing-{name}", scale=4)
            for name, label in (("first", static("First run")), ("second", static("Second run")))
        )
        refresh = gr.Button(static("Refresh"), elem_id="benchmarks-comparing-refresh")
    said = gr.HTML(elem_id="benchmarks-comparing-said")
    tables = gr.HTML(elem_id="benchmarks-comparing-tables")
    with gr.Row():
        pair = gr.Dropdown(
            [], label=static("Flips of task and budget"), elem_id="benchmarks-comparing-pair"
        )
        direction = gr.Radio(
            [(static(GAINED), "gained"), (static(LOST), "lost")], value="gained",
            label=static("Which way"), elem_id="benchmarks-comparing-direction",
        )  # fmt: skip
    flips_said = gr.HTML(elem_id="benchmarks-comparing-flips-said")
    flip = gr.Radio(
        [], label=static("A click opens both samples"), elem_id="benchmarks-comparing-flip",
        visible=False,
    )  # fmt: skip
    with gr.Row(elem_classes="admin-acts", visible=False) as pages:
        back = gr.Button(static("‹ Previous flips"), elem_id="benchmarks-comparing-back")
        on = gr.Button(static("Next flips ›"), elem_id="benchmarks-comparing-next")
    with gr.Row():
        with gr.Column(min_width=320):
            before = gr.HTML(elem_id="benchmarks-comparing-before")
        with gr.Column(min_width=320):
            after = gr.HTML(elem_id="benchmarks-comparing-after")
    controls = _Controls(
        first,
        second,
        pair,
        direction,
        gr.State(0),
        flip,
        pages,
        said,
        tables,
        flips_said,
        before,
        after,
    )
    _connect(page, services.store, controls, refresh, back, on, opened)


def _connect(
    page: gr.Blocks,
    store: Store,
    controls: _Controls,
    refresh: gr.Button,
    back: gr.Button,
    on: gr.Button,
    opened: Sequence[Any],
) -> None:
    benchmarks = store.benchmarks

    def list_runs_to_compare(first: str | None, second: str | None, request: gr.Request) -> Update:
        """Runs to choose from; those that are chosen stay so, if they are there still."""
        require_admin(request)
        try:
            found = answers.choices(benchmarks)
        except DeliberateError as problem:
            return {controls.said: error(str(problem))}
        ids = {id for _, id in found}
        return {
            controls.first: gr.update(choices=found, value=first if first in ids else None),
            controls.second: gr.update(choices=found, value=second if second in ids else None),
        }

    def compare_two_runs(first: str | None, second: str | None, request: gr.Request) -> Update:
        require_admin(request)
        if not first or not second:
            return controls.nothing() | {controls.said: status("ready", say(CHOOSE_TWO))}
        try:
            runs = answers.read(benchmarks, first), answers.read(benchmarks, second)
            found = _compared(benchmarks, *runs[0].state, *runs[1].state)
        except ComparisonError as problem:
            line = say(NOT_COMPARED, why=in_fields(problem))
            return controls.nothing() | {controls.said: error(line)}
        except DeliberateError as problem:
            return controls.nothing() | {controls.said: error(str(problem))}
        return controls.nothing() | _shown(controls, runs, found)

    def list_flips(
        first: str | None,
        second: str | None,
        pair: str | None,
        direction: str | None,
        at: int | None,
        step: int,
        request: gr.Request,
    ) -> Update:
        """The page of flips a step further on; the first one for a step of 0."""
        require_admin(request)
        try:
            runs = answers.read(benchmarks, first), answers.read(benchmarks, second)
            found = _compared(benchmarks, *runs[0].state, *runs[1].state)
        except DeliberateError as problem:
            return {controls.flips_said: error(str(problem))}
        one = _pair(found, pair)
        return _flips(controls, one, direction, (at or 0) + step if step else 0)

    def open_flip(
        first: str | None,
        second: str | None,
        pair: str | None,
        direction: str | None,
        item: str | None,
        request: gr.Request,
    ) -> Update:
        """The samples of both runs, side by side."""
        require_admin(request)
        if not item:
            return {controls.before: "", controls.after: ""}
        try:
            runs = answers.read(benchmarks, first), answers.read(benchmarks, second)
            one = _pair(_compared(benchmarks, *runs[0].state, *runs[1].state), pair)
            gained = direction != "lost"
            return {
                controls.before: _side(
                    store, runs[0], one.task, item, one.first_budget, not gained
                ),
                controls.after: _side(store, runs[1], one.task, item, one.second_budget, gained),
            }
        except DeliberateError as problem:
            return {controls.before: error(str(problem)), controls.after: ""}

    # Not preprocessed: after a new start of the app Gradio would refuse every choice.
    quiet: dict[str, Any] = {
        "queue": False, "show_progress": "hidden", "api_visibility": "private",
        "preprocess": False,
    }  # fmt: skip
    # The first look at two large runs takes seconds.
    slow = {**quiet, "show_progress": "minimal", "show_progress_on": controls.second}
    both = [controls.first, controls.second]
    listed = gr.on([page.load, refresh.click], list_runs_to_compare, both, controls.all(), **quiet)
    for event in opened:  # the flip that is being read stays
        event(list_runs_to_compare, both, controls.all(), **quiet)
    listed.then(compare_two_runs, both, controls.all(), **slow)
    gr.on([one.input for one in both], compare_two_runs, both, controls.all(), **slow)
    for changed, step in (
        (controls.pair.input, 0), (controls.direction.input, 0), (back.click, -1), (on.click, 1),
    ):  # fmt: skip
        # Only the server says what a state is, so the step is a constant.
        inputs = [*controls.asked(), controls.page, gr.State(step)]
        changed(list_flips, inputs, controls.all(), **quiet)
    controls.flip.input(open_flip, [*controls.asked(), controls.flip], controls.all(), **quiet)


@lru_cache(maxsize=8)
def _compared(
    benchmarks: Benchmarks, first: str, first_done: int, second: str, second_done: int
) -> Comparison:
    """Two states of two runs; how far they are is part of what is remembered only."""
    runs = answers.read(benchmarks, first), answers.read(benchmarks, second)
    hashes = question_hashes(runs[0].run), question_hashes(runs[1].run)
    return compare_runs(runs[0].graded, runs[1].graded, hashes)


def _shown(controls: _Controls, runs: tuple[RunAnswers, RunAnswers], found: Comparison) -> Update:
    shown = (
        comparison_tables.differences(found)
        + comparison_tables.tests(found)
        + comparison_tables.notes(found)
    )
    unfinished = "".join(
        status("working", f"{answers.short_name(one.run)}: {answers.unfinished(one.run)}")
        for one in runs
        if answers.unfinished(one.run)
    )
    pairs = [(_pair_name(one), str(number)) for number, one in enumerate(found.pairs)]
    # Of the largest budget that has flips, for they are what one comes for.
    first = next((pair for pair in reversed(found.pairs) if _flipped(pair)), found.pairs[-1])
    direction = "gained" if first.paired.gained else "lost"
    return {
        controls.said: unfinished,
        controls.tables: shown,
        controls.pair: gr.update(choices=pairs, value=pairs[found.pairs.index(first)][1]),
        controls.direction: direction if _flipped(first) else "gained",
        **_flips(controls, first, direction, 0),
    }


def _flipped(one: Compared) -> int:
    return len(one.paired.gained) + len(one.paired.lost)


def _pair_name(one: Compared) -> str:
    return say(
        "{task} · {budget} · {gained:,} gained, {lost:,} lost",
        task=one.task,
        budget=comparison_tables.budget_words(one),
        gained=len(one.paired.gained),
        lost=len(one.paired.lost),
    )


def _pair(found: Comparison, key: str | None) -> Compared:
    """The task and budget that are chosen; the last, of the largest budget, for anything else."""
    numbered = {str(number): one for number, one in enumerate(found.pairs)}
    return numbered.get(key or "", found.pairs[-1])


def _flips(controls: _Controls, one: Compared, direction: str | None, page: int) -> Update:
    """One page of the questions that flipped one way."""
    items = one.paired.lost if direction == "lost" else one.paired.gained
    page = min(max(0, page), max(0, len(items) - 1) // AT_ONCE)
    listed = items[page * AT_ONCE : (page + 1) * AT_ONCE]
    line = status("ready", say(NO_FLIPS))
    if listed:
        first = page * AT_ONCE + 1
        line = status(
            "done",
            say(
                "questions {first:,} to {last:,} of {count:,} that flipped",
                first=first,
                last=first + len(listed) - 1,
                count=len(items),
            ),
        )
    return {
        controls.flips_said: line,
        controls.flip: gr.update(choices=list(listed), value=None, visible=bool(listed)),
        controls.pages: gr.update(visible=len(items) > AT_ONCE),
        controls.page: page,
        controls.before: "",
        controls.after: "",
    }


def _side(store: Store, run: RunAnswers, task: str, item: str, budget: Rung, right: bool) -> str:
    """A run's sample of a question: the first that is right, or is not, as the flip says."""
    asked = [chain for chain in run.chains if (chain.one.task, chain.one.item) == (task, item)]
    if not asked:
        return error(say("this run has no sample of that question"))
    chain = _telling(asked, budget, right)
    trace = store.trace(chain.one.trace_id) if chain.one.trace_id else None
    head = f'<p class="column-head">{escape(answers.label(run.run))}</p>'
    return head + sample_view.sample(chain, trace, budget)


def _telling(asked: Sequence[Chain], budget: Rung, right: bool) -> Chain:
    for chain in asked:
        one = chain.at(budget)
        if one is not None and (verdict(one) == "right") == right:
            return chain
    return asked[0]
