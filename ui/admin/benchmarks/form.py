"""The form of a new run: its fields, and the request that they come to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import gradio as gr

from benchmarks.runner import Request, RequestError
from benchmarks.runner.commands import parse_budgets
from benchmarks.runner.preparing import refuse_approximate
from benchmarks.tasks import STANDARD, Generated, OwnFile, Task, task_of
from reasoning.decoding import Decoding
from reasoning.engines.base import Engine
from reasoning.errors import BudgetError
from ui.admin.benchmarks import question_files
from ui.budgets import read_seed
from ui.language import phrase, say, static
from ui.services import Services

Values = Mapping[str, Any]
"""What was filled in, by the names of `Fields`."""

#: Most samples of a run that is started here: a slip is found before the worker is at it for weeks.
MOST_SAMPLES = 500_000

BUDGETS = "0,64,256"
MODES = {
    "ladder": phrase("From one chain (ladder)"),
    "independent": phrase("Each budget on its own"),
}
THINKING_BUDGETS = phrase("Thinking budgets")
SAMPLES = phrase("Samples of each question")
LIMIT = phrase("First questions of each task")
SHUFFLE = phrase("Further orders of options")
TEMPERATURE = phrase("Temperature")
ANSWER_TOKENS = phrase("Answer tokens")
SELF_CHECK = phrase("Questions to check the ladder on")
JUDGE = phrase("Judge")
SKIP_IMAGES = phrase("Leave out questions that need images")
APPROXIMATE = phrase("Allow a model whose budgets are approximate")
#: The button that takes a file, which the tab lays out.
QUESTION_FILE = phrase("Bring a file of questions")


@dataclass(frozen=True, slots=True)
class Fields:
    """What is filled in."""

    tasks: gr.Dropdown
    file: gr.Textbox
    model: gr.Dropdown
    budgets: gr.Textbox
    mode: gr.Radio
    samples: gr.Number
    limit: gr.Textbox
    seed: gr.Number
    shuffle: gr.Number
    temperature: gr.Textbox
    answer_tokens: gr.Textbox
    self_check: gr.Number
    judge: gr.Dropdown
    skip_images: gr.Checkbox
    approximate: gr.Checkbox

    def all(self) -> set[Any]:
        """As an event's inputs, which a handler gets as one dictionary then."""
        return set(self._by_name().values())

    def read(self, filled: Mapping[Any, Any]) -> Values:
        """Such a dictionary by the fields' names."""
        return {name: filled[field] for name, field in self._by_name().items()}

    def _by_name(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def lay_out(tasks: gr.Dropdown, file: gr.Textbox) -> Fields:
    """The fields beside the tasks and their file, which the tab lays out itself."""
    with gr.Row():
        model = gr.Dropdown([], label=static("Model"), elem_id="benchmarks-model")
        budgets = gr.Textbox(
            BUDGETS, label=static(THINKING_BUDGETS), max_lines=1, elem_id="benchmarks-budgets",
            info=static("Tokens, with commas; 0 answers at once, “none” has no limit"),
        )  # fmt: skip
        mode = gr.Radio(
            [(static(word), mode) for mode, word in MODES.items()], value="ladder",
            label=static("Several budgets"), elem_id="benchmarks-mode",
            info=static("One chain costs as much as the longest budget alone"),
        )  # fmt: skip
    with gr.Row():
        samples = _number(SAMPLES, 1, "samples")
        limit = _optional(LIMIT, "limit", phrase("all of them"))
        seed = _number(phrase("Seed"), 0, "seed")
        shuffle = _number(SHUFFLE, 0, "shuffle", phrase("Asks again with options shuffled"))
    with gr.Row():
        temperature = _optional(
            TEMPERATURE, "temperature", phrase("0 for one sample, 0.7 for several")
        )
        answer_tokens = _optional(
            ANSWER_TOKENS, "answer-tokens", phrase("as the task or the settings say")
        )
        self_check = _number(SELF_CHECK, 3, "self-check", phrase("Against independent runs"))
        judge = gr.Dropdown(
            [], label=static(JUDGE), elem_id="benchmarks-judge",
            info=static("Grades open answers and rubrics; none leaves them without a score"),
        )  # fmt: skip
    with gr.Row():
        skip_images = gr.Checkbox(
            False, label=static(SKIP_IMAGES), elem_id="benchmarks-skip-images"
        )
        approximate = gr.Checkbox(
            False, label=static(APPROXIMATE), elem_id="benchmarks-approximate"
        )
    return Fields(
        tasks, file, model, budgets, mode, samples, limit, seed, shuffle, temperature,
        answer_tokens, self_check, judge, skip_images, approximate,
    )  # fmt: skip


def _optional(label: str, name: str, otherwise: str) -> gr.Textbox:
    """A number, or nothing; a `gr.Number` would show a 0 in place of nothing, and send it."""
    return gr.Textbox(
        label=static(label), placeholder=static(otherwise), max_lines=1,
        elem_id=f"benchmarks-{name}",
    )  # fmt: skip


def _number(label: str, value: int, name: str, info: str = "") -> gr.Number:
    return gr.Number(
        value, label=static(label), info=static(info) if info else None,
        elem_id=f"benchmarks-{name}",
    )  # fmt: skip


def judges(services: Services) -> dict[str, Engine]:
    """The engines that may judge, by their kind: the first model of each, as a run takes it."""
    found: dict[str, Engine] = {}
    for engine in services.engines.values():
        found.setdefault(engine.name, engine)
    return found


def read_form(services: Services, filled: Values) -> tuple[Request, Engine, Engine | None]:
    """What is asked for, with its engine and its judge, which are started.

    Raises:
        DeliberateError: one line for the first value that does not fit.
    """
    tasks, file, judge = filled["tasks"], filled["file"], filled["judge"] or None
    _refuse_tasks(tasks, file)
    engine, judging = services.engine(filled["model"]), judges(services)
    if judge is not None and judge not in judging:
        raise RequestError(
            say(
                "the judge {name} is not offered; choose one of: {judges}",
                name=judge,
                judges=", ".join(judging),
            )
        )
    samples = _whole(SAMPLES, filled["samples"]) or 0
    request = Request(
        tasks=tuple(str(task).strip() for task in tasks),
        engine=engine.name,
        model=engine.model.name,
        budgets=parse_budgets(filled["budgets"] or ""),
        samples=samples,
        limit=_whole(LIMIT, filled["limit"]),
        seed=read_seed(filled["seed"]),
        mode="independent" if filled["mode"] == "independent" else "ladder",
        shuffle=_whole(SHUFFLE, filled["shuffle"]) or 0,
        data=str(question_files.place(services.home, file)) if file else None,
        temperature=_temperature(filled["temperature"], samples),
        answer_tokens=_whole(ANSWER_TOKENS, filled["answer_tokens"]),
        self_check=_whole(SELF_CHECK, filled["self_check"]) or 0,
        judge=judge,
        skip_images=bool(filled["skip_images"]),
        approximate=bool(filled["approximate"]),
    )
    _refuse_too_many(request)
    refuse_approximate(request, engine)
    return request, engine, judging[judge] if judge else None


def _refuse_tasks(tasks: Sequence[str] | None, file: str | None) -> None:
    if not tasks:
        raise RequestError(say("no task is chosen; choose one or several"))
    if file and len(tasks) > 1:
        raise RequestError(
            say(
                "{count} tasks are chosen, and a file holds the questions of one; choose one task,"
                " or go on without the file",
                count=len(tasks),
            )
        )
    for name in tasks:
        if not file and isinstance(task_of(str(name).strip()).source, OwnFile):
            raise RequestError(
                say("task {name} has no questions of its own; bring a file of them", name=name)
            )


def _refuse_too_many(request: Request) -> None:
    """Before anything is loaded or made."""
    count = sum(questions(request)) * request.samples * (request.shuffle + 1)
    if count > MOST_SAMPLES:
        raise RequestError(
            say(
                "{count:,} samples would be asked; allowed here: at most {most:,}; lower the first"
                " questions, the samples or the orders of options",
                count=count,
                most=MOST_SAMPLES,
            )
        )


def questions(request: Request) -> list[int]:
    """How many questions a run has of each task; a usual number where nobody has counted them.

    Raises:
        TaskError: there is no such task, or its file cannot be read.
    """
    return [_questions(task_of(name), request) for name in request.tasks]


def _questions(task: Task, request: Request) -> int:
    limit = request.limit
    if request.data is not None:
        return question_files.count(request.data, limit)
    if isinstance(task.source, Generated):
        return STANDARD if limit is None else limit
    known = STANDARD if task.size is None else task.size
    return known if limit is None else min(limit, known)


def _temperature(given: str | float | None, samples: int) -> float | None:
    temperature = _number_in(TEMPERATURE, given)
    if temperature == 0 and samples > 1:
        raise BudgetError(
            say(
                "at temperature 0 all {samples} samples would be the same;"
                " raise the temperature, or ask for 1 sample",
                samples=samples,
            )
        )
    Decoding(temperature)  # refuses what is no temperature
    return temperature


def _whole(what: str, given: str | float | None) -> int | None:
    value = _number_in(what, given)
    if value is None:
        return None
    if not math.isfinite(value) or value != int(value):
        raise RequestError(
            say("{what}: {value} is not a whole number; enter one", what=say(what), value=given)
        )
    return int(value)


def _number_in(what: str, given: str | float | None) -> float | None:
    """A field's number; None where it is empty."""
    if given is None or not str(given).strip():
        return None
    try:
        return float(given)
    except ValueError:
        raise RequestError(
            say("{what}: {value} is not a number; enter one", what=say(what), value=given)
        ) from None
