"""Chat: a question, the model thinking under a budget, its answer, and what that took."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import gradio as gr

from reasoning import AUTO, Budget, Decoding, Message, Problem, Run, reason
from reasoning.domains import question_text
from reasoning.errors import DeliberateError
from reasoning.events import Ending, Rung
from reasoning.problem import DOMAINS
from reasoning.strategies import EarlyStop, Vote
from ui import budgets, question, render, transcript, words
from ui.examples import examples, known_answer
from ui.services import Services
from ui.stream import Column, flush_seconds, gather

#: How this tab's runs are known to `Runs`.
PLACE = "chat"
SAMPLES = (1, 4, 8, 16)
STOP_EARLY = [
    ("after every sample", EarlyStop.NEVER.value),
    ("once no other answer can win", EarlyStop.CERTAIN.value),
    ("once another answer is unlikely to win", EarlyStop.BAYES.value),
]
INTERNAL = "something broke inside the app; its terminal says what. Your question is still there"

#: Endings whose text is part of the conversation that the model is told.
TOLD_ON = (Ending.ANSWERED, Ending.CUT, Ending.EMPTY)

_log = logging.getLogger(__name__)

#: What the events of one handler change: components and their new values.
Update = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns so far: as the model is told them (thoughts left out), and as they are shown."""

    turns: tuple[Message, ...] = ()
    shown: tuple[transcript.ChatMessage, ...] = ()


@dataclass(frozen=True, slots=True)
class _Controls:
    """The tab's components, for its handlers."""

    log: gr.Chatbot
    status: gr.HTML
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    clear: gr.Button
    question_error: gr.HTML
    options_error: gr.HTML
    budget_error: gr.HTML
    domain: gr.Radio
    options: gr.Textbox
    step: gr.Slider
    auto: gr.Checkbox
    samples: gr.Radio
    temperature: gr.Slider
    seed: gr.Number
    minimum: gr.Number
    stop_early: gr.Dropdown

    def asked(self) -> list[gr.components.Component]:
        """What Send reads, in the order of its handler's arguments."""
        return [
            self.question, self.domain, self.options, self.step, self.auto, self.samples,
            self.temperature, self.seed, self.minimum, self.stop_early,
        ]  # fmt: skip

    def errors(self) -> list[gr.HTML]:
        """The places where a line can say what is wrong."""
        return [self.question_error, self.options_error, self.budget_error]


def build(services: Services) -> None:
    """Lay the tab out and connect it."""
    conversation = gr.State(Conversation())
    with gr.Row(equal_height=False):
        with gr.Column(scale=5, min_width=320):
            log = gr.Chatbot(
                elem_id="chat-log", label="Conversation", show_label=False, min_height=280,
                height="max(280px, calc(100vh - 440px))", buttons=["copy", "copy_all"],
                allow_tags=False, layout="panel", feedback_options=None,
                allow_file_downloads=False, latex_delimiters=render.LATEX, placeholder=PLACEHOLDER,
            )  # fmt: skip
            status = gr.HTML(render.status("ready", "ready"), elem_id="chat-status")
            asked = gr.Textbox(
                elem_id="chat-question", label="Your question", lines=1, max_lines=12,
                placeholder="A case, a sum, a question. Enter sends, Shift+Enter is a new line.",
                autofocus=True,
            )  # fmt: skip
            question_error = _error_place("chat-question-error")
            with gr.Row():
                send = gr.Button("Send", elem_id="chat-send", variant="primary", scale=3)
                stop = gr.Button(
                    "Stop", elem_id="chat-stop", variant="stop", scale=3, visible=False
                )
                clear = gr.Button("New chat", elem_id="chat-new", scale=1, min_width=110)
            gr.HTML('<div class="legend">Examples</div>')
            with gr.Row(elem_classes="chips", elem_id="chat-examples"):
                chips = [gr.Button(e.title, size="sm", min_width=0) for e in examples()]
        with gr.Column(scale=2, min_width=300):
            domain = gr.Radio(
                [(name.capitalize(), name) for name in DOMAINS], value=DOMAINS[0],
                label="Domain", elem_id="chat-domain",
            )  # fmt: skip
            step, auto, budget_error = _budget_box(services)
            samples = gr.Radio(
                [n for n in SAMPLES if n <= services.most_samples], value=1,
                label="Samples", info="More than one: they vote", elem_id="chat-samples",
            )  # fmt: skip
            temperature, seed, minimum, stop_early, options, options_error = _more()
    controls = _Controls(
        log, status, asked, send, stop, clear, question_error, options_error, budget_error, domain,
        options, step, auto, samples, temperature, seed, minimum, stop_early,
    )  # fmt: skip
    _connect(services, controls, conversation)
    samples.input(
        None, [samples, temperature], temperature, js=_VOTES_NEED_HEAT, api_visibility="private"
    )
    for chip, example in zip(chips, examples(), strict=True):
        typed = (example.typed, example.problem.domain, "")
        chip.click(
            lambda typed=typed: typed, None, [asked, domain, options],
            queue=False, show_progress="hidden", api_visibility="private",
        )  # fmt: skip


PLACEHOLDER = "### Ask something, and set how long it may think\n\nOr click an example below."

#: Samples of a greedy model are all the same, so a vote needs some temperature.
_VOTES_NEED_HEAT = "(k, t) => k > 1 && t === 0 ? 0.7 : (k === 1 && t === 0.7 ? 0 : t)"


def _budget_box(services: Services) -> tuple[gr.Slider, gr.Checkbox, gr.HTML]:
    """The thinking budget: a slider over discrete steps, its value in words, presets, Auto."""
    steps = services.steps
    named = budgets.presets(steps)
    first = dict(named).get("Medium", len(steps) - 1)
    spoken = json.dumps([budgets.words(rung) for rung in steps])
    say = f"(step, auto) => (auto ? 'Auto, at most ' : '') + {spoken}[step]"
    with gr.Group(elem_id="chat-budget-box"):
        step = gr.Slider(
            0, len(steps) - 1, value=first, step=1, elem_id="chat-budget", buttons=[],
            label="Thinking budget", info="For each thought; the answer has a limit of its own",
        )  # fmt: skip
        said = gr.HTML(budgets.words(steps[first]), elem_id="chat-budget-words")
        with gr.Row(elem_classes="chips"):
            chips = [gr.Button(name, size="sm", min_width=0) for name, _ in named]
        auto = gr.Checkbox(
            False, label="Auto", info="Stops thinking when the answer has settled",
            elem_id="chat-auto",
        )  # fmt: skip
    problem = _error_place("chat-budget-error")
    gr.on([step.change, auto.change], None, [step, auto], said, js=say, api_visibility="private")
    for chip, (_, index) in zip(chips, named, strict=True):
        chip.click(None, None, step, js=f"() => {index}", api_visibility="private")
    return step, auto, problem


def _error_place(elem_id: str) -> gr.HTML:
    return gr.HTML(elem_id=elem_id, elem_classes="error-place")


def _more() -> tuple[gr.Slider, gr.Number, gr.Number, gr.Dropdown, gr.Textbox, gr.HTML]:
    """What most questions do not need."""
    with gr.Accordion("More", open=False, elem_id="chat-more"):
        temperature = gr.Slider(
            0, 1.5, value=0, step=0.1, label="Temperature", buttons=[], elem_id="chat-temperature",
            info="0 always takes the likeliest token",
        )  # fmt: skip
        seed = gr.Number(0, label="Seed", precision=0, elem_id="chat-seed")
        minimum = gr.Number(
            0, label="Minimum thinking (tokens)", precision=0, elem_id="chat-minimum",
            info="Stops before it are answered with “Wait”, at most twice",
        )  # fmt: skip
        stop_early = gr.Dropdown(
            STOP_EARLY, value=EarlyStop.NEVER.value, label="A vote ends", elem_id="chat-stop-early",
            info="With several samples",
        )  # fmt: skip
        options = gr.Textbox(
            label="Options", lines=3, max_lines=10, elem_id="chat-options",
            info="One a line; or paste them with the question as A) …",
        )  # fmt: skip
        options_error = _error_place("chat-options-error")
    return temperature, seed, minimum, stop_early, options, options_error


def _connect(services: Services, controls: _Controls, conversation: gr.State) -> None:
    """Send (or Enter), Stop and New chat."""

    # A text box that nobody has touched sends None.
    async def send(
        typed: str | None, domain: str, options: str | None, step: float, auto: bool, samples: int,
        temperature: float, seed: float | None, minimum: float | None, stop_early: str,
        before: Conversation, request: gr.Request,
    ) -> AsyncIterator[Update]:  # fmt: skip
        page = request.session_hash or ""
        if services.runs.busy(page, PLACE):
            yield _refusal(controls, controls.question_error, "it is still thinking; press Stop")
            return
        where = controls.options_error
        try:
            listed = question.read_options(options or "")
            where = controls.question_error
            problem = question.make_problem(
                typed or "", listed, domain, gold=known_answer(typed or ""), history=before.turns
            )
            where = controls.budget_error
            budget = budgets.make_budget(
                services.steps[int(step)], samples=samples, minimum=minimum,
                answer_tokens=services.answer_tokens, temperature=temperature,
            )  # fmt: skip
            decoding = Decoding(temperature, 1.0, budgets.read_seed(seed))
            run = reason(
                problem, budget, services.engine, decoding=decoding,
                strategy=AUTO if auto else Vote(EarlyStop(stop_early)), store=services.store,
            )  # fmt: skip
        except DeliberateError as error:
            yield _refusal(controls, where, str(error))
            return
        with services.runs.going(page, PLACE, run):
            updates = _answer(controls, conversation, before, problem, budget, run)
            async with aclosing(updates):
                async for update in updates:
                    yield update

    def stop(request: gr.Request) -> None:
        # Shows nothing: its answer could overtake the stream's own last word.
        services.runs.stop(request.session_hash or "", PLACE)

    gr.on(
        [controls.question.submit, controls.send.click],
        send, [*controls.asked(), conversation],
        [
            controls.log, controls.status, controls.question, controls.send, controls.stop,
            controls.clear, *controls.errors(), conversation,
        ],
        show_progress="hidden", trigger_mode="once", api_visibility="private",
    )  # fmt: skip
    controls.stop.click(stop, queue=False, show_progress="hidden", api_visibility="private")
    controls.clear.click(
        lambda: (Conversation(), [], render.status("ready", "ready"), "", "", "", ""),
        None,
        [conversation, controls.log, controls.status, controls.question, *controls.errors()],
        queue=False, show_progress="hidden", api_visibility="private",
    )  # fmt: skip


def _refusal(controls: _Controls, where: gr.HTML, line: str) -> Update:
    """Nothing was started, and one line beside the thing that is wrong says why."""
    lines = {place: render.error(line if place is where else "") for place in controls.errors()}
    return {controls.status: render.status("error", "not started"), **lines}


async def _answer(
    controls: _Controls,
    conversation: gr.State,
    before: Conversation,
    problem: Problem,
    budget: Budget,
    run: Run,
) -> AsyncGenerator[Update, None]:
    """The page while a run goes on, a few times a second, and when it is over."""
    rung: Rung = budget.thinking_tokens
    column, began = Column(), time.monotonic()
    shown = [*before.shown, transcript.question(problem)]

    def now() -> Update:
        seconds = time.monotonic() - began
        reply = transcript.reply(problem, column, rung, turn=len(before.turns), now=seconds)
        state = "done" if column.phase == "done" else "working"
        line = words.progress(column, rung, seconds)
        return {
            controls.log: [*shown, *reply],
            controls.status: render.status(state, line),
        }

    yield {
        **now(),
        **dict.fromkeys(controls.errors(), ""),
        controls.question: "",
        controls.send: gr.update(visible=False),
        controls.stop: gr.update(visible=True),
        controls.clear: gr.update(interactive=False),
    }
    try:
        async with aclosing(gather(run, flush_seconds(budget.samples))) as batches:
            async for batch in batches:
                for event in batch:
                    column.add(event, time.monotonic() - began)
                if column.phase != "done":
                    yield now()
    except DeliberateError as error:
        column.problem = str(error)
    except Exception:
        _log.exception("the chat's run broke")
        column.problem = INTERNAL
    last = now()
    yield {
        **last,
        controls.send: gr.update(visible=True),
        controls.stop: gr.update(visible=False),
        controls.clear: gr.update(interactive=True),
        conversation: _continued(before, problem, column, last[controls.log]),
    }


def _continued(
    before: Conversation,
    problem: Problem,
    column: Column,
    shown: Sequence[transcript.ChatMessage],
) -> Conversation:
    """The conversation with this turn; a turn that came to no answer is shown but not told on."""
    result = column.result
    turns = before.turns
    if result is not None and result.text and result.end in TOLD_ON:
        asked = question_text(problem)
        turns = (*turns, Message("user", asked), Message("assistant", result.text))
    return Conversation(turns, tuple(shown))
