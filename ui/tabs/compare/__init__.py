"""Compare: one question at several thinking budgets side by side, and what more thinking bought."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from typing import Any, Literal

import gradio as gr

from reasoning import Budget, Decoding, Problem, Run, curve, reason
from reasoning.errors import DeliberateError
from reasoning.events import Rung
from reasoning.problem import DOMAINS
from ui import budgets, question, render, words
from ui.comparison import HEAD, Comparison
from ui.examples import examples
from ui.plot import curve_svg
from ui.services import Services
from ui.stream import gather, merge

#: How this tab's runs are known to `Runs`; a column's own is "compare-0", "compare-1", …
PLACE = "compare"
ONE_CHAIN, INDEPENDENT = "ladder", "independent"
DEFAULT_COLUMNS: tuple[Rung, ...] = (0, 64, 256, None)


#: What the events of one handler change: components and their new values.
Update = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class _Panel:
    """One column of the page."""

    box: gr.Column
    head: gr.HTML
    status: gr.HTML
    thought: gr.HTML
    answer: gr.Markdown
    stop: gr.Button

    def parts(self) -> list[Any]:
        return [self.box, self.head, self.status, self.thought, self.answer, self.stop]


@dataclass(frozen=True, slots=True)
class _Controls:
    """The tab's components, for its handlers."""

    question: gr.Textbox
    domain: gr.Radio
    options: gr.Textbox
    gold: gr.Textbox
    chosen: gr.CheckboxGroup
    method: gr.Radio
    temperature: gr.Slider
    seed: gr.Number
    run: gr.Button
    stop: gr.Button
    status: gr.HTML
    question_error: gr.HTML
    budget_error: gr.HTML
    panels: tuple[_Panel, ...]
    table: gr.HTML
    plot: gr.HTML

    def asked(self) -> list[Any]:
        """What Run reads, in the order of its handler's arguments."""
        return [
            self.question, self.domain, self.options, self.gold, self.chosen, self.method,
            self.temperature, self.seed,
        ]  # fmt: skip

    def outputs(self) -> list[Any]:
        """What Run writes."""
        parts = [part for panel in self.panels for part in panel.parts()]
        return [
            self.run, self.stop, self.status, self.question_error, self.budget_error,
            *parts, self.table, self.plot,
        ]  # fmt: skip


def build(services: Services) -> None:
    """Lay the tab out and connect it."""
    steps = services.steps
    default = [budgets.words(rung) for rung in DEFAULT_COLUMNS if rung in steps]
    with gr.Row(equal_height=False):
        with gr.Column(scale=5, min_width=320):
            asked = gr.Textbox(
                elem_id="compare-question", label="Question", lines=1, max_lines=12,
                placeholder="It goes to every budget. Enter runs, Shift+Enter starts a new line.",
            )  # fmt: skip
            question_error = gr.HTML(elem_id="compare-question-error", elem_classes="error-place")
            with gr.Row(elem_classes="chips", elem_id="compare-examples"):
                chips = [gr.Button(e.title, size="sm", min_width=0) for e in examples()]
            chosen = gr.CheckboxGroup(
                [budgets.words(rung) for rung in steps], value=default, elem_id="compare-budgets",
                label="Thinking budgets", info="2 to 6, one a column",
            )  # fmt: skip
            budget_error = gr.HTML(elem_id="compare-budget-error", elem_classes="error-place")
        with gr.Column(scale=2, min_width=300):
            domain = gr.Radio(
                [(name.capitalize(), name) for name in DOMAINS], value=DOMAINS[0],
                label="Domain", elem_id="compare-domain",
            )  # fmt: skip
            method = gr.Radio(
                [("Independent runs", INDEPENDENT), ("One chain", ONE_CHAIN)], value=ONE_CHAIN,
                label="How", elem_id="compare-method",
                info="One chain: every budget cuts the same thought, for the price of the longest",
            )  # fmt: skip
            gold = gr.Textbox(
                label="Right answer, if you know it", elem_id="compare-gold", max_lines=1
            )
            with gr.Accordion("More", open=False, elem_id="compare-more"):
                temperature = gr.Slider(
                    0, 1.5, value=0, step=0.1, label="Temperature", buttons=[],
                    elem_id="compare-temperature",
                )  # fmt: skip
                seed = gr.Number(0, label="Seed", precision=0, elem_id="compare-seed")
                options = gr.Textbox(
                    label="Options", lines=3, max_lines=10, elem_id="compare-options",
                    info="One a line; or paste them with the question as A) …",
                )  # fmt: skip
    with gr.Row():
        run = gr.Button("Run", elem_id="compare-run", variant="primary")
        stop = gr.Button("Stop all", elem_id="compare-stop", variant="stop", visible=False)
    status = gr.HTML(render.status("ready", "ready"), elem_id="compare-status")
    with gr.Row(equal_height=False, elem_id="compare-columns"):
        panels = tuple(_panel(number) for number in range(budgets.MOST_COLUMNS))
    table = gr.HTML(elem_id="compare-table", elem_classes="when-filled")
    plot = gr.HTML(elem_id="compare-plot", elem_classes="when-filled")
    _connect(
        services,
        _Controls(
            asked, domain, options, gold, chosen, method, temperature, seed, run, stop, status,
            question_error, budget_error, panels, table, plot,
        ),
    )  # fmt: skip
    for chip, example in zip(chips, examples(), strict=True):
        typed = (example.typed, example.problem.domain, "", example.problem.gold or "")
        chip.click(
            lambda typed=typed: typed, None, [asked, domain, options, gold],
            queue=False, show_progress="hidden", api_visibility="private",
        )  # fmt: skip


def _panel(number: int) -> _Panel:
    with gr.Column(
        min_width=230,
        visible=False,
        elem_id=f"compare-column-{number}",
        elem_classes="compare-panel",
    ) as box:
        head = gr.HTML(elem_id=f"compare-head-{number}")
        status = gr.HTML(elem_id=f"compare-status-{number}")
        gr.HTML('<div class="legend">Thought</div>')
        thought = gr.HTML(elem_id=f"compare-thought-{number}", elem_classes="thought-text")
        answer = gr.Markdown(
            elem_id=f"compare-answer-{number}", elem_classes="compare-answer", line_breaks=True,
            latex_delimiters=render.LATEX,
        )  # fmt: skip
        stop = gr.Button("Stop", size="sm", visible=False, elem_id=f"compare-stop-{number}")
    return _Panel(box, head, status, thought, answer, stop)


def _connect(services: Services, controls: _Controls) -> None:
    # A text box that nobody has touched sends None.
    async def run(
        typed: str | None, domain: str, options: str | None, gold: str | None, chosen: list[str],
        method: Literal["ladder", "independent"], temperature: float, seed: float | None,
        request: gr.Request,
    ) -> AsyncIterator[Update]:  # fmt: skip
        page = request.session_hash or ""
        if services.runs.busy(page, PLACE):
            yield _refusal(controls, controls.question_error, "it is still running; stop it first")
            return
        where = controls.question_error
        try:
            listed = question.read_options(options or "")
            problem = question.make_problem(typed or "", listed, domain, gold=gold)
            where = controls.budget_error
            rungs = budgets.read_columns(chosen, services.steps)
            decoding = Decoding(temperature, 1.0, budgets.read_seed(seed))
            runs = _start(services, problem, rungs, decoding, method)
        except DeliberateError as error:
            yield _refusal(controls, where, str(error))
            return
        comparison = Comparison(problem, rungs, runs, one_chain=method == ONE_CHAIN)
        with ExitStack() as going:
            for place, one in runs.items():
                going.enter_context(services.runs.going(page, place, one))
            updates = _show(controls, comparison)
            async with aclosing(updates):
                async for update in updates:
                    yield update

    gr.on(
        [controls.question.submit, controls.run.click],
        run, controls.asked(), controls.outputs(),
        show_progress="hidden", trigger_mode="once", api_visibility="private",
    )  # fmt: skip

    def stop_all(request: gr.Request) -> None:
        services.runs.stop(request.session_hash or "", PLACE)

    controls.stop.click(stop_all, queue=False, show_progress="hidden", api_visibility="private")
    for number, panel in enumerate(controls.panels):

        def stop_one(request: gr.Request, number: int = number) -> None:
            services.runs.stop(request.session_hash or "", f"{PLACE}-{number}")

        panel.stop.click(stop_one, queue=False, show_progress="hidden", api_visibility="private")


def _start(
    services: Services,
    problem: Problem,
    rungs: Sequence[Rung],
    decoding: Decoding,
    method: Literal["ladder", "independent"],
) -> dict[str, Run]:
    """The runs of a comparison by their place; independent ones apart, so that each can stop."""
    spend = Budget(answer_tokens=services.answer_tokens)
    if method == ONE_CHAIN:
        one = curve(
            problem, rungs, services.engine, budget=spend, decoding=decoding, store=services.store
        )
        return {PLACE: one}
    return {
        f"{PLACE}-{number}": reason(
            problem, Budget(thinking_tokens=rung, answer_tokens=services.answer_tokens),
            services.engine, decoding=decoding, store=services.store,
        )
        for number, rung in enumerate(rungs)
    }  # fmt: skip


def _refusal(controls: _Controls, where: gr.HTML, line: str) -> Update:
    places = (controls.question_error, controls.budget_error)
    lines = {place: render.error(line if place is where else "") for place in places}
    return {controls.status: render.status("error", "not started"), **lines}


async def _show(controls: _Controls, comparison: Comparison) -> AsyncGenerator[Update, None]:
    """The page while a comparison goes on, a few times a second, and when it is over."""
    yield _cleared(controls, comparison)
    async with aclosing(gather(merge(comparison.runs))) as batches:
        async for batch in batches:
            changed: set[int] = set()
            for place, event in batch:
                changed |= comparison.add(place, event)
            update: Update = {
                controls.status: render.status(
                    "working",
                    f"{words.count(comparison.generated())} generated"
                    f" · {comparison.elapsed():.1f} s",
                )
            }
            for number in changed:
                update |= _column(controls.panels[number], comparison, number)
            yield update
    yield _over(controls, comparison)


def _cleared(controls: _Controls, comparison: Comparison) -> Update:
    update: Update = {
        controls.run: gr.update(visible=False),
        controls.stop: gr.update(visible=True),
        controls.status: render.status("working", "starting"),
        controls.question_error: "",
        controls.budget_error: "",
        controls.table: "",
        controls.plot: "",
    }
    for number, panel in enumerate(controls.panels):
        used = number < len(comparison.rungs)
        update[panel.box] = gr.update(visible=used)
        if used:
            name = render.escape(budgets.words(comparison.rungs[number]).capitalize())
            update[panel.head] = f'<div class="column-head">{name}</div>'
            update[panel.stop] = gr.update(visible=not comparison.one_chain)
            update |= _column(panel, comparison, number)
    return update


def _column(panel: _Panel, comparison: Comparison, number: int) -> Update:
    """One column as it stands."""
    column, rung = comparison.columns[number], comparison.rungs[number]
    view = column.samples.get(0)
    thought = view.thought if view else ""
    if view and view.cut and view.thinking_tokens:
        thought += f"\n✂ cut at {words.count(view.thinking_tokens)}"
    text = column.result.text if column.result else (view.answer if view else "")
    over = column.phase == "done"
    update: Update = {
        panel.status: render.status(
            "done" if over else "working", words.progress(column, rung, comparison.elapsed())
        ),
        panel.thought: render.escape(thought),
        panel.answer: render.answer(
            comparison.problem, text, over=over, ranking=render.ranking_list
        ),
    }
    if over:
        update[panel.stop] = gr.update(visible=False)
    return update


def _over(controls: _Controls, comparison: Comparison) -> Update:
    points = comparison.points()
    total = words.count(comparison.generated())
    return {
        controls.run: gr.update(visible=True),
        controls.stop: gr.update(visible=False),
        controls.status: render.status(
            "done", f"done · {total} generated in all · {comparison.elapsed():.1f} s"
        ),
        controls.table: render.html_table(HEAD, comparison.rows(), "Results by thinking budget"),
        controls.plot: f'{curve_svg(points)}<div class="legend">{LEGEND}</div>' if points else "",
    }


LEGEND = (
    "Each mark is a budget: its answer, how sure the model was, and the thinking it spent. Green "
    "disc: right; red cross: wrong; blue: no known answer; hollow: no confidence to show."
)
