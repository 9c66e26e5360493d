"""A new run: the form, what it would take, and its way into the queue.

Nothing is worked on here, and no questions are loaded but for an estimate. What is asked for is put
into the store, and the worker, a process of its own, takes it from there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from benchmarks.runner import Request, ask_run
from reasoning.errors import DeliberateError
from ui.accounts import LARGEST_FILE, require_admin, uploads_of
from ui.admin.benchmarks import estimate as estimating
from ui.admin.benchmarks import question_files, queue
from ui.admin.benchmarks.flags import in_fields
from ui.admin.benchmarks.form import (
    MOST_SAMPLES,
    QUESTION_FILE,
    Fields,
    judges,
    lay_out,
    read_form,
)
from ui.admin.benchmarks.task_cards import cards as cards_of
from ui.admin.benchmarks.task_cards import label, names
from ui.language import phrase, say, static
from ui.render import error, escape, status
from ui.services import Services

Update = dict[Any, Any]

# Not queued: the guard has looked at the very request that acts. Not preprocessed: after a new
# start of the app Gradio would refuse every choice, for it has offered this page none.
_QUIET: dict[str, Any] = {
    "queue": False,
    "show_progress": "hidden",
    "api_visibility": "private",
    "preprocess": False,
}

ABOUT = phrase(
    "Runs are worked on outside this page, one after the other, also while it is closed; at most"
    " {waiting} wait, each of at most {samples:,} samples. The model is loaded once more for as"
    " long as there is work. A task of the hub is downloaded once. A file of questions: JSON lines"
    " or parquet, at most {bytes:,} bytes."
)
NO_FILE = phrase("No file: the task's own questions.")
BUSY = phrase("another estimate is being made; try again when it is there")
ESTIMATING = phrase("Loading the questions and asking a few of them…")
QUEUED = phrase("{title} is queued; the list of runs shows how it goes")


@dataclass(frozen=True, slots=True)
class _Controls:
    """What a handler may show, beside the fields."""

    cards: gr.HTML
    upload: gr.UploadButton
    kept: gr.HTML
    remove: gr.Button
    said: gr.HTML
    fields: Fields

    def all(self) -> list[Any]:
        fields = self.fields
        return [
            self.cards, self.upload, self.kept, self.remove, self.said,
            fields.tasks, fields.file, fields.model, fields.judge,
        ]  # fmt: skip


def build(page: gr.Blocks, services: Services) -> None:
    """The form, its two buttons, and what they have come to."""
    gr.HTML(static.of(_about), elem_classes="legend")
    with gr.Column(elem_id="benchmarks-form", elem_classes="admin-box"):
        tasks = gr.Dropdown(
            [], label=static("Tasks"), multiselect=True, allow_custom_value=True,
            elem_id="benchmarks-tasks",
            info=static("One part alone: its name after a colon, such as `vignettes:hard`"),
        )  # fmt: skip
        cards = gr.HTML(elem_id="benchmarks-cards", elem_classes="when-filled")
        # No state: the server would forget it before the page does, and run other questions.
        file = gr.Textbox(visible="hidden", elem_id="benchmarks-file")
        with gr.Row(elem_classes="admin-acts"):
            # Told apart by content, so any file may be picked.
            upload = gr.UploadButton(
                str(static(QUESTION_FILE)), type="filepath",
                elem_id="benchmarks-file-add",
            )  # fmt: skip
            remove = gr.Button(
                static("Without the file"), elem_id="benchmarks-file-remove", visible=False
            )
        kept = gr.HTML(
            static.of(lambda: status("ready", say(NO_FILE))), elem_id="benchmarks-file-kept"
        )
        fields = lay_out(tasks, file)
        with gr.Row(elem_classes="admin-acts"):
            estimate = gr.Button(static("Estimate"), elem_id="benchmarks-estimate")
            begin = gr.Button(static("Start"), variant="primary", elem_id="benchmarks-begin")
        said = gr.HTML(elem_id="benchmarks-said")
    controls = _Controls(cards, upload, kept, remove, said, fields)
    _connect(page, services, controls, estimate, begin)


def _about() -> str:
    about = say(ABOUT, waiting=queue.MOST_WAITING, samples=MOST_SAMPLES, bytes=LARGEST_FILE)
    return f"<p>{escape(about)}</p>"


def _connect(
    page: gr.Blocks,
    services: Services,
    controls: _Controls,
    estimate: gr.Button,
    begin: gr.Button,
) -> None:
    """Every event; each handler asks first whether an administrator sends it."""
    c, fields = controls, controls.fields
    estimates = _OneAtATime()

    def show_form(request: gr.Request) -> Update:
        require_admin(request)
        return {
            fields.tasks: gr.update(choices=[(label(name), name) for name in names()]),
            fields.model: gr.update(choices=list(services.engines), value=services.default),
            fields.judge: gr.update(
                choices=[
                    (say("none"), ""),
                    *(
                        (f"{one.model.name} ({kind})", kind)
                        for kind, one in judges(services).items()
                    ),
                ],
                value="",
            ),
        }

    def show_cards(chosen: Sequence[str] | None, request: gr.Request) -> Update:
        require_admin(request)
        return {c.cards: cards_of(chosen or ())}

    def take_file(path: str | None, request: gr.Request) -> Update:
        person = require_admin(request)
        if not path:
            return {c.upload: None}
        try:
            name = question_files.keep(services.home, Path(path))
            question_files.sweep(services.home, services.store.benchmarks)
        except DeliberateError as problem:
            return {c.said: error(in_fields(problem)), c.upload: None}
        finally:
            uploads_of(request).forget([path], person)
        return {
            fields.file: name,
            c.kept: status("done", say("Questions from {file}", file=name)),
            c.remove: gr.update(visible=True),
            c.said: "",
            c.upload: None,
        }

    def drop_file(request: gr.Request) -> Update:
        require_admin(request)
        return {
            fields.file: "",
            c.kept: status("ready", say(NO_FILE)),
            c.remove: gr.update(visible=False),
        }

    def note_estimating(request: gr.Request) -> Update:
        require_admin(request)
        return {c.said: status("working", say(ESTIMATING))}

    def estimate_run(filled: dict[Any, Any], request: gr.Request) -> Update:
        require_admin(request)

        values = fields.read(filled)
        return {c.said: estimates.said(lambda: estimating.estimate(services, values))}

    def start_run(filled: dict[Any, Any], request: gr.Request) -> Update:
        owner = require_admin(request).id

        try:
            queue.refuse_if_full(services.store.benchmarks)
            asked, _, _ = read_form(services, fields.read(filled))
            return {c.said: _queued(services, asked, owner)}
        except DeliberateError as problem:
            return {c.said: error(in_fields(problem))}

    page.load(show_form, None, c.all(), **_QUIET)
    fields.tasks.change(show_cards, [fields.tasks], c.all(), **_QUIET)
    c.upload.upload(take_file, [c.upload], c.all(), **{**_QUIET, "preprocess": True})
    c.remove.click(drop_file, None, c.all(), **_QUIET)
    estimate.click(note_estimating, None, c.all(), **_QUIET).then(
        estimate_run, fields.all(), c.all(), **_QUIET
    )
    begin.click(start_run, fields.all(), c.all(), **_QUIET)


class _OneAtATime:
    """Estimates are made one at a time: each may have many questions to load."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def said(self, make: Callable[[], str]) -> str:
        """What it has come to, or the one line that says why there is none."""
        if not self._lock.acquire(blocking=False):
            return error(say(BUSY))
        try:
            return make()
        except DeliberateError as problem:
            return error(in_fields(problem))
        finally:
            self._lock.release()


def _queued(services: Services, request: Request, owner: str) -> str:
    """Put a run into the queue; what is the same as another goes on where that one is."""
    run = ask_run(services.store.benchmarks, request, owner)
    queue.put(services, run)
    return status("done", say(QUEUED, title=run.title))
