"""The chat tab's components: laid out here, connected in the modules beside."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import gradio as gr
from gradio.i18n import I18nData

from reasoning.problem import DOMAINS
from reasoning.strategies import EarlyStop
from ui import render
from ui.domains import domains
from ui.examples import examples
from ui.language import say, static
from ui.question import LONGEST_QUESTION
from ui.services import Services
from ui.tabs.chat.budget import budget_box
from ui.tabs.chat.view import View

SAMPLES = (1, 4, 8, 16)
STOP_EARLY = [
    (static("after every sample"), EarlyStop.NEVER.value),
    (static("once no other answer can win"), EarlyStop.CERTAIN.value),
    (static("once another answer is unlikely to win"), EarlyStop.BAYES.value),
]
QUESTION = static("A case, a sum, a question. Enter sends, Shift+Enter is a new line.")
PLACEHOLDER = static(
    "### Ask something, and set how long it may think\n\nOr click an example below."
)

#: Samples of a greedy model are all the same, so a vote needs some temperature.
_VOTES_NEED_HEAT = "(k, t) => k > 1 && t === 0 ? 0.7 : (k === 1 && t === 0.7 ? 0 : t)"


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question is asked with."""

    question: gr.MultimodalTextbox
    domain: gr.Radio
    options: gr.Textbox
    model: gr.Dropdown
    step: gr.Slider
    auto: gr.Checkbox
    samples: gr.Radio
    temperature: gr.Slider
    seed: gr.Number
    minimum: gr.Number
    stop_early: gr.Dropdown

    def inputs(self) -> set[Any]:
        """All of it; a handler gets their values by component."""
        return {getattr(self, part.name) for part in fields(self)}


@dataclass(frozen=True, slots=True)
class Errors:
    """The places where a line can say what is wrong, each beside what it is about."""

    question: gr.HTML
    options: gr.HTML
    model: gr.HTML
    budget: gr.HTML
    history: gr.HTML

    def all(self) -> list[gr.HTML]:
        """Every one."""
        return [self.question, self.options, self.model, self.budget, self.history]


@dataclass(frozen=True, slots=True)
class History:
    """Past conversations, and what can be done with the open one."""

    search: gr.Textbox
    listed: gr.Radio
    new: gr.Button
    title: gr.Textbox
    rename: gr.Button
    delete: gr.Button
    sure: gr.Row
    really: gr.Button
    keep: gr.Button
    export: gr.HTML
    upload: gr.UploadButton


@dataclass(frozen=True, slots=True)
class Controls:
    """Everything of the tab."""

    view: gr.State
    here: gr.Textbox  # the open conversation's id, for the address of the page
    log: gr.Chatbot
    status: gr.HTML
    send: gr.Button
    stop: gr.Button
    earlier: gr.Button
    later: gr.Button
    bring_back: gr.Button
    branch: gr.Button
    comment_row: gr.Row
    comment: gr.Textbox
    save_comment: gr.Button
    asking: Asking
    errors: Errors
    history: History

    def outputs(self) -> list[Any]:
        """What any handler may change."""
        h = self.history
        return [
            self.here, self.log, self.status, self.send, self.stop, self.earlier, self.later,
            self.bring_back, self.branch, self.comment_row, self.comment, self.asking.question,
            self.asking.model, *self.errors.all(), h.listed, h.new, h.title, h.rename, h.delete,
            h.sure, h.export, self.view,
        ]  # fmt: skip


def lay_out(services: Services) -> Controls:
    """Build the tab's components."""
    view = gr.State(View())
    here = gr.Textbox(visible="hidden", elem_id="chat-here")
    with gr.Row(equal_height=False):
        with gr.Column(scale=5, min_width=320):
            log = gr.Chatbot(
                elem_id="chat-log", label=static("Conversation"), show_label=False, min_height=280,
                height="max(280px, calc(100vh - 440px))", buttons=["copy", "copy_all"],
                allow_tags=False, layout="panel", feedback_options=("Like", "Dislike"),
                allow_file_downloads=False, latex_delimiters=render.LATEX,
                placeholder=str(PLACEHOLDER),
                editable="user",
            )  # fmt: skip
            status = gr.HTML(
                static.of(lambda: render.status("ready", say("ready"))), elem_id="chat-status"
            )
            with gr.Row(elem_classes="chips", elem_id="chat-versions"):
                earlier = _small(static("‹ Earlier version"), "chat-earlier", visible=False)
                later = _small(static("Later version ›"), "chat-later", visible=False)
                bring_back = _small(static("Bring back"), "chat-bring-back", visible=False)
                branch = _small(static("Branch"), "chat-branch", visible=False)
            with gr.Row(visible=False, elem_id="chat-comment-row") as comment_row:
                comment = gr.Textbox(
                    label=static("What was good or bad about it?"),
                    elem_id="chat-comment",
                    max_lines=3,
                    scale=4,
                )
                save_comment = gr.Button(static("Save"), elem_id="chat-save-comment", min_width=90)
            # Told apart by content, so any file may be picked.
            question = gr.MultimodalTextbox(
                elem_id="chat-question", label=static("Your question"), lines=1, max_lines=12,
                placeholder=str(QUESTION), autofocus=True, submit_btn=False, sources=["upload"],
                file_count="multiple", max_plain_text_length=LONGEST_QUESTION,
            )  # fmt: skip
            question_error = error_place("chat-question-error")
            with gr.Row():
                send = gr.Button(static("Send"), elem_id="chat-send", variant="primary", scale=3)
                stop = gr.Button(
                    static("Stop"), elem_id="chat-stop", variant="stop", scale=3, visible=False
                )
                new = gr.Button(static("New chat"), elem_id="chat-new", scale=1, min_width=110)
            gr.HTML(static.of(lambda: f'<div class="legend">{say("Examples")}</div>'))
            with gr.Row(elem_classes="chips", elem_id="chat-examples"):
                chips = [gr.Button(static(e.title), size="sm", min_width=0) for e in examples()]
        with gr.Column(scale=2, min_width=300):
            domain = gr.Radio(
                domains(), value=DOMAINS[0],
                label=static("Domain"), elem_id="chat-domain",
            )  # fmt: skip
            box = budget_box(services)
            model_error = error_place("chat-model-error")
            budget_error = error_place("chat-budget-error")
            samples = gr.Radio(
                [n for n in SAMPLES if n <= services.most_samples],
                value=1,
                label=static("Samples"),
                info=static("More than one: they vote"),
                elem_id="chat-samples",
            )
            temperature, seed, minimum, stop_early, options, options_error = _more()
        with gr.Column(scale=2, min_width=230, elem_id="chat-history"):
            history, history_error = _history(new)
    samples.input(
        None, [samples, temperature], temperature, js=_VOTES_NEED_HEAT, api_visibility="private"
    )
    for chip, example in zip(chips, examples(), strict=True):
        typed = (example.typed, example.problem.domain, "")
        chip.click(
            lambda typed=typed: typed, None, [question, domain, options],
            queue=False, show_progress="hidden", api_visibility="private",
        )  # fmt: skip
    asking = Asking(
        question, domain, options, box.model, box.step, box.auto, samples, temperature, seed,
        minimum, stop_early,
    )  # fmt: skip
    errors = Errors(question_error, options_error, model_error, budget_error, history_error)
    return Controls(
        view, here, log, status, send, stop, earlier, later, bring_back, branch, comment_row,
        comment, save_comment, asking, errors, history,
    )  # fmt: skip


def error_place(elem_id: str) -> gr.HTML:
    """Where a line can say what is wrong."""
    return gr.HTML(elem_id=elem_id, elem_classes="error-place")


def _small(text: I18nData, elem_id: str, *, visible: bool = True) -> gr.Button:
    return gr.Button(text, size="sm", min_width=0, elem_id=elem_id, visible=visible)


def _history(new: gr.Button) -> tuple[History, gr.HTML]:
    """Past conversations, left of the chat where there is room, else under it (by style)."""
    search = gr.Textbox(
        label=static("Search"), elem_id="chat-search", max_lines=1,
        placeholder=static("Words of a title or a question"),
    )  # fmt: skip
    listed = gr.Radio(
        [],
        label=static("Conversations"),
        elem_id="chat-list",
        info=static("None yet: ask something"),
    )
    with gr.Accordion(static("This conversation"), open=False, elem_id="chat-this"):
        title = gr.Textbox(
            label=static("Title"), elem_id="chat-title", max_lines=1, interactive=False
        )
        with gr.Row():
            rename = _small(static("Rename"), "chat-rename")
            delete = _small(static("Delete"), "chat-delete")
        with gr.Row(visible=False, elem_id="chat-sure") as sure:
            really = gr.Button(
                static("Delete for good"), size="sm", variant="stop", elem_id="chat-really"
            )
            keep = _small(static("Keep it"), "chat-keep")
        export = gr.HTML(elem_id="chat-export")
    upload = gr.UploadButton(
        str(static("Import a conversation (JSON)")),
        file_types=[".json"],
        file_count="single",
        size="sm",
        type="binary",
        elem_id="chat-import",
    )
    error = error_place("chat-history-error")
    return (
        History(search, listed, new, title, rename, delete, sure, really, keep, export, upload),
        error,
    )


def _more() -> tuple[gr.Slider, gr.Number, gr.Number, gr.Dropdown, gr.Textbox, gr.HTML]:
    """What most questions do not need."""
    with gr.Accordion(static("More"), open=False, elem_id="chat-more"):
        temperature = gr.Slider(
            0,
            1.5,
            value=0,
            step=0.1,
            label=static("Temperature"),
            buttons=[],
            elem_id="chat-temperature",
            info=static("0 always takes the likeliest token"),
        )
        seed = gr.Number(0, label=static("Seed"), precision=0, elem_id="chat-seed")
        minimum = gr.Number(
            0, label=static("Minimum thinking (tokens)"), precision=0, elem_id="chat-minimum",
            info=static("Stops before it are answered with “Wait”, at most twice"),
        )  # fmt: skip
        stop_early = gr.Dropdown(
            STOP_EARLY,
            value=EarlyStop.NEVER.value,
            label=static("A vote ends"),
            elem_id="chat-stop-early",
            info=static("With several samples"),
        )
        options = gr.Textbox(
            label=static("Options"), lines=3, max_lines=10, elem_id="chat-options",
            info=static("One a line; or paste them with the question as A) …"),
        )  # fmt: skip
        options_error = error_place("chat-options-error")
    return temperature, seed, minimum, stop_early, options, options_error
