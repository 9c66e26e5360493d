"""The compare tab's components: laid out here, connected in the modules beside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr
from gradio.i18n import I18nData

from reasoning.events import Rung
from reasoning.problem import DOMAINS
from ui import budgets, models, render
from ui.domains import domains
from ui.examples import examples
from ui.language import phrase, say, static
from ui.services import Services

ONE_CHAIN, INDEPENDENT = "ladder", "independent"
BUDGETS, OWN = "budgets", "own"
PLAIN, AUTO = "plain", "auto"
SAMPLES = (1, 2, 4, 8, 16)
DEFAULT_COLUMNS: tuple[Rung, ...] = (0, 64, 256, None)

SHARING = static(
    "Off: only you can open it. On: everybody with an account here who has its link can see the "
    "question, the right answer, every thought and every answer, and can change nothing."
)
NONE_YET = phrase("None yet: run one")
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass(slots=True)
class View:
    """The comparison that a page shows. `serial` grows whenever that changes."""

    comparison: str | None = None
    serial: int = 0

    def show(self, comparison: str | None) -> int:
        """Turn to another; the serial of what is shown from now on."""
        self.comparison = comparison
        self.serial += 1
        return self.serial


@dataclass(frozen=True, slots=True)
class Panel:
    """One column of the page."""

    box: gr.Column
    head: gr.HTML
    status: gr.HTML
    thought: gr.HTML
    answer: gr.Markdown
    stop: gr.Button

    def parts(self) -> list[Any]:
        """All of it."""
        return [self.box, self.head, self.status, self.thought, self.answer, self.stop]


@dataclass(frozen=True, slots=True)
class Own:
    """What one column of one's own is set to."""

    box: gr.Column
    model: gr.Dropdown
    thinking: gr.Dropdown
    samples: gr.Dropdown
    strategy: gr.Dropdown

    def inputs(self) -> list[Any]:
        """What Run reads."""
        return [self.model, self.thinking, self.samples, self.strategy]


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question is asked with."""

    question: gr.Textbox
    domain: gr.Radio
    options: gr.Textbox
    gold: gr.Textbox
    way: gr.Radio
    model: gr.Dropdown
    chosen: gr.CheckboxGroup
    method: gr.Radio
    count: gr.Slider
    own_box: gr.Group
    own: tuple[Own, ...]
    temperature: gr.Number
    seed: gr.Number

    def inputs(self) -> list[Any]:
        """What Run reads."""
        return [
            self.question, self.domain, self.options, self.gold, self.way, self.model,
            self.chosen, self.method, self.count, self.temperature, self.seed,
            *(part for own in self.own for part in own.inputs()),
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keeping:
    """Past comparisons, and what can be done with the open one."""

    listed: gr.Radio
    new: gr.Button
    row: gr.Row
    share: gr.Checkbox
    link: gr.HTML
    export: gr.HTML
    delete: gr.Button
    sure: gr.Row
    really: gr.Button
    keep: gr.Button
    error: gr.HTML


@dataclass(frozen=True, slots=True)
class Controls:
    """Everything of the tab."""

    view: gr.State
    here: gr.Textbox  # the open comparison's id, for the address of the page
    asking: Asking
    run: gr.Button
    stop: gr.Button
    status: gr.HTML
    question_error: gr.HTML
    budget_error: gr.HTML
    panels: tuple[Panel, ...]
    findings: gr.HTML
    table: gr.HTML
    plot: gr.HTML
    keeping: Keeping

    def errors(self) -> tuple[gr.HTML, ...]:
        """Where a line can say what is wrong."""
        return self.question_error, self.budget_error, self.keeping.error

    def outputs(self) -> list[Any]:
        """What a handler that shows a comparison may change."""
        k = self.keeping
        return [
            self.here, self.run, self.stop, self.status, *self.errors(),
            *(part for panel in self.panels for part in panel.parts()),
            self.findings, self.table, self.plot,
            k.listed, k.row, k.share, k.link, k.export, k.delete, k.sure,
            *self.asking.inputs(), *(own.box for own in self.asking.own), self.asking.own_box,
            self.view,
        ]  # fmt: skip


def lay_out(services: Services) -> Controls:
    """Build the tab's components."""
    view, here = gr.State(View()), gr.Textbox(visible="hidden", elem_id="compare-here")
    with gr.Row(equal_height=False):
        with gr.Column(scale=5, min_width=320):
            asked = gr.Textbox(
                elem_id="compare-question",
                label=static("Question"),
                lines=1,
                max_lines=12,
                placeholder=static(
                    "It goes to every column. Enter runs, Shift+Enter starts a new line."
                ),
            )
            question_error = _error_place("compare-question-error")
            with gr.Row(elem_classes="chips", elem_id="compare-examples"):
                chips = [gr.Button(static(e.title), size="sm", min_width=0) for e in examples()]
            way, model, chosen, own_box, count, own = _columns(services)
            budget_error = _error_place("compare-budget-error")
        with gr.Column(scale=2, min_width=300):
            domain = gr.Radio(
                domains(), value=DOMAINS[0],
                label=static("Domain"), elem_id="compare-domain",
            )  # fmt: skip
            method = gr.Radio(
                [(static("Independent runs"), INDEPENDENT), (static("One chain"), ONE_CHAIN)],
                value=ONE_CHAIN,
                label=static("How"),
                elem_id="compare-method",
                info=static(
                    "One chain: every budget cuts the same thought, for the price of the longest"
                ),
            )
            gold = gr.Textbox(
                label=static("Right answer, if you know it"), elem_id="compare-gold", max_lines=1
            )
            temperature, seed, options = _more()
            listed, new, history_error = _past()
    with gr.Row():
        run = gr.Button(static("Run"), elem_id="compare-run", variant="primary")
        stop = gr.Button(static("Stop all"), elem_id="compare-stop", variant="stop", visible=False)
    status = gr.HTML(
        static.of(lambda: render.status("ready", say("ready"))), elem_id="compare-status"
    )
    with gr.Row(equal_height=False, elem_id="compare-columns"):
        panels = tuple(_panel(number) for number in range(budgets.MOST_COLUMNS))
    findings = gr.HTML(elem_id="compare-findings", elem_classes="when-filled")
    table = gr.HTML(elem_id="compare-table", elem_classes="when-filled")
    plot = gr.HTML(elem_id="compare-plot", elem_classes="when-filled")
    keeping = _keeping(listed, new, history_error)
    _fill_in(chips, [asked, domain, options, gold])
    by_budgets = [model, chosen, method]
    way.change(
        lambda way: [*(gr.update(visible=way == BUDGETS) for _ in by_budgets),
                     gr.update(visible=way == OWN)],
        way, [*by_budgets, own_box], queue=False, **_QUIET,
    )  # fmt: skip
    count.change(
        lambda count: [gr.update(visible=number < count) for number in range(len(own))],
        count, [one.box for one in own], queue=False, **_QUIET,
    )  # fmt: skip
    asking = Asking(
        asked, domain, options, gold, way, model, chosen, method, count, own_box, own, temperature,
        seed,
    )  # fmt: skip
    return Controls(
        view, here, asking, run, stop, status, question_error, budget_error, panels, findings,
        table, plot, keeping,
    )  # fmt: skip


def _fill_in(chips: list[gr.Button], boxes: list[Any]) -> None:
    for chip, example in zip(chips, examples(), strict=True):
        typed = (example.typed, example.problem.domain, "", example.problem.gold or "")
        chip.click(lambda typed=typed: typed, None, boxes, queue=False, **_QUIET)


def _error_place(elem_id: str) -> gr.HTML:
    return gr.HTML(elem_id=elem_id, elem_classes="error-place")


def _columns(
    services: Services,
) -> tuple[gr.Radio, gr.Dropdown, gr.CheckboxGroup, gr.Group, gr.Slider, tuple[Own, ...]]:
    """The two ways to set the columns."""
    steps = services.steps()
    names = [(static.of(partial(budgets.words, rung)), budgets.key(rung)) for rung in steps]
    default = [budgets.key(rung) for rung in DEFAULT_COLUMNS if rung in steps]
    way = gr.Radio(
        [(static("By thinking budgets"), BUDGETS), (static("Each on its own"), OWN)], value=BUDGETS,
        label=static("Columns"), elem_id="compare-way",
        info=static("Each on its own: a model, a budget, samples and a strategy for every column"),
    )  # fmt: skip
    model = models.chooser(services, "compare-model")
    chosen = gr.CheckboxGroup(
        names, value=default, elem_id="compare-budgets",
        label=static("Thinking budgets"), info=static("2 to 6, one a column"),
    )  # fmt: skip
    with gr.Group(visible=False, elem_id="compare-own") as own_box:
        count = gr.Slider(
            budgets.FEWEST_COLUMNS, budgets.MOST_COLUMNS, value=3, step=1, buttons=[],
            label=static("How many columns"), elem_id="compare-count",
        )  # fmt: skip
        with gr.Row(equal_height=False):
            own = tuple(_own(number, names, services) for number in range(budgets.MOST_COLUMNS))
    if len(services.engines) > 1:
        _fit_budgets(services, model, chosen)
        for one in own:
            _fit_budgets(services, one.model, one.thinking)
    return way, model, chosen, own_box, count, own


def budget_names(services: Services, model: str | None) -> list[tuple[str, str]]:
    """What a model's context has room for: in words, and as the choice's value.

    Raises:
        NotOffered: there is no such model now.
    """
    return [(budgets.words(rung), budgets.key(rung)) for rung in services.steps(model)]


def _fit_budgets(
    services: Services, model: gr.Dropdown, chosen: gr.CheckboxGroup | gr.Dropdown
) -> None:
    """Offer the budgets of the chosen model; what was chosen stays where it fits."""

    def fit(model: str, chosen: list[str] | str | None) -> Any:
        names = budget_names(services, model)
        keys = [key for _, key in names]
        if isinstance(chosen, str):
            return gr.update(choices=names, value=chosen if chosen in keys else keys[-1])
        return gr.update(choices=names, value=[name for name in chosen or () if name in keys])

    model.change(fit, [model, chosen], chosen, queue=False, **_QUIET)


def _own(number: int, names: list[tuple[I18nData, str]], services: Services) -> Own:
    first = min(number * 2, len(names) - 1)
    samples = [n for n in SAMPLES if n <= services.most_samples]
    with gr.Column(
        min_width=160, visible=number < 3, elem_id=f"compare-own-{number}"
    ) as box:  # fmt: skip
        model = models.chooser(
            services,
            f"compare-own-model-{number}",
            label=static("Column {number}: model", number=number + 1),
        )
        thinking = gr.Dropdown(
            names,
            value=names[first][1],
            label=static("Budget"),
            elem_id=f"compare-own-budget-{number}",
        )
        count = gr.Dropdown(
            samples,
            value=samples[0],
            label=static("Samples"),
            elem_id=f"compare-own-samples-{number}",
        )
        strategy = gr.Dropdown(
            [(static("Plain, or a vote"), PLAIN), (static("Auto"), AUTO)],
            value=PLAIN,
            label=static("Strategy"),
            elem_id=f"compare-own-strategy-{number}",
        )
    return Own(box, model, thinking, count, strategy)


def _more() -> tuple[gr.Number, gr.Number, gr.Textbox]:
    """What most comparisons do not need."""
    with gr.Accordion(static("More"), open=False, elem_id="compare-more"):
        temperature = gr.Number(
            None, label=static("Temperature"), elem_id="compare-temperature", step=0.1,
            info=static("Empty: 0 for one sample, 0.7 for a vote"),
        )  # fmt: skip
        seed = gr.Number(0, label=static("Seed"), precision=0, elem_id="compare-seed")
        options = gr.Textbox(
            label=static("Options"), lines=3, max_lines=10, elem_id="compare-options",
            info=static("One a line; or paste them with the question as A) …"),
        )  # fmt: skip
    return temperature, seed, options


def _past() -> tuple[gr.Radio, gr.Button, gr.HTML]:
    """The list of one's past comparisons."""
    with gr.Accordion(static("My comparisons"), open=False, elem_id="compare-past"):
        new = gr.Button(static("New comparison"), size="sm", elem_id="compare-new")
        listed = gr.Radio(
            [], label=static("Newest first"), elem_id="compare-list", info=static(NONE_YET)
        )
    error = _error_place("compare-history-error")
    return listed, new, error


def _panel(number: int) -> Panel:
    with gr.Column(
        min_width=230,
        visible=False,
        elem_id=f"compare-column-{number}",
        elem_classes="compare-panel",
    ) as box:
        head = gr.HTML(elem_id=f"compare-head-{number}")
        status = gr.HTML(elem_id=f"compare-status-{number}")
        gr.HTML(static.of(lambda: f'<div class="legend">{say("Thought")}</div>'))
        thought = gr.HTML(elem_id=f"compare-thought-{number}", elem_classes="thought-text")
        answer = gr.Markdown(
            elem_id=f"compare-answer-{number}", elem_classes="compare-answer", line_breaks=True,
            latex_delimiters=render.LATEX,
        )  # fmt: skip
        stop = gr.Button(static("Stop"), size="sm", visible=False, elem_id=f"compare-stop-{number}")
    return Panel(box, head, status, thought, answer, stop)


def _keeping(listed: gr.Radio, new: gr.Button, error: gr.HTML) -> Keeping:
    export = gr.HTML(elem_id="compare-export", elem_classes="when-filled")
    with gr.Row(visible=False, elem_id="compare-keeping", equal_height=False) as row:
        with gr.Column(scale=4, min_width=300):
            share = gr.Checkbox(False, label=static("Share"), info=SHARING, elem_id="compare-share")
            link = gr.HTML(elem_id="compare-link")
        with gr.Column(scale=1, min_width=160):
            delete = gr.Button(static("Delete"), size="sm", elem_id="compare-delete")
            with gr.Row(visible=False, elem_id="compare-sure") as sure:
                really = gr.Button(
                    static("Delete for good"), size="sm", variant="stop", elem_id="compare-really",
                    min_width=0,
                )  # fmt: skip
                keep = gr.Button(static("Keep it"), size="sm", elem_id="compare-keep", min_width=0)
    return Keeping(listed, new, row, share, link, export, delete, sure, really, keep, error)
