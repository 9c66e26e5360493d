"""The runs: how each stands, and stopping, resuming and deleting one.

To resume a run that is done is to ask its failed samples again.

All of it is read from the store every other moment, so nothing is lost by a reload of the page or
a new start of the app, and runs of the command line are shown like those of the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from benchmarks.runner.holder import free_if_gone
from benchmarks.runner.session import ask_failed_again
from reasoning.errors import DeliberateError, StoreError
from store import BenchmarkRun, Benchmarks, Status
from ui.accounts import Refused, require_admin
from ui.admin.benchmarks import question_files, queue, run_table
from ui.language import phrase, say, static
from ui.language.lines import say_line
from ui.render import error, status
from ui.services import Services

Update = dict[Any, Any]

#: How often the list is read anew, in seconds; how many runs it has, and how many more at a time.
TICK_SECONDS = 2.0
AT_ONCE = 50

CHOOSE = phrase("choose a run first")
GOING_ON = phrase("the run is going on; stop it first, then delete it")
GONE = phrase("this run was deleted already")
QUEUED = phrase("{title} is queued")
RESUME = phrase("Resume")
ASK_AGAIN = phrase("Ask failed samples again")
FAILED_QUEUED = phrase("{title} is queued; its {count:,} failed samples are asked again")
NOTHING_FAILED = phrase(
    "the run is done and none of its samples failed; change a setting to start another"
)
WORKING = phrase("A worker is at work on the queue.")
IDLE = phrase("Nothing is queued; a worker starts as soon as something is.")
GIVEN_UP = phrase(
    "The worker broke off {count} times in a row, the last time because: {why}. What is queued"
    " waits; start or resume a run to try again."
)


@dataclass(frozen=True, slots=True)
class _Controls:
    """What a handler may show."""

    worker: gr.HTML
    listed: gr.HTML
    counted: gr.HTML
    older: gr.Button
    most: gr.State
    said: gr.HTML
    chosen: gr.Dropdown
    resume: gr.Button
    offered: gr.State
    confirm: gr.Column
    question: gr.HTML
    to_delete: gr.State

    def all(self) -> list[Any]:
        return [
            self.worker, self.listed, self.counted, self.older, self.most, self.said, self.chosen,
            self.resume, self.offered, self.confirm, self.question, self.to_delete,
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Buttons:
    """What an administrator may press."""

    stop: gr.Button
    delete: gr.Button
    delete_yes: gr.Button
    delete_no: gr.Button


def build(page: gr.Blocks, services: Services) -> None:
    """The worker's line, the list, and what can be done with the run chosen."""
    worker = gr.HTML(elem_id="benchmarks-worker")
    listed = gr.HTML(elem_id="benchmarks-list")
    with gr.Row(elem_classes="admin-acts"):
        counted = gr.HTML(elem_id="benchmarks-counted")
        older = gr.Button(static("Show older runs"), elem_id="benchmarks-older", visible=False)
    said = gr.HTML(elem_id="benchmarks-runs-said")
    with gr.Column(elem_id="benchmarks-change", elem_classes="admin-box"):
        chosen = gr.Dropdown([], label=static("Run"), elem_id="benchmarks-chosen")
        with gr.Row(elem_classes="admin-acts"):
            stop = gr.Button(static("Stop"), elem_id="benchmarks-stop")
            resume = gr.Button(static(RESUME), elem_id="benchmarks-resume")
            delete = gr.Button(static("Delete…"), variant="stop", elem_id="benchmarks-delete")
    with gr.Column(
        visible=False, elem_id="benchmarks-confirm", elem_classes="admin-box"
    ) as confirm:
        question = gr.HTML(elem_id="benchmarks-question")
        with gr.Row(elem_classes="admin-acts"):
            yes = gr.Button(
                static("Delete for good"), variant="stop", elem_id="benchmarks-delete-yes"
            )
            no = gr.Button(static("Keep"), elem_id="benchmarks-delete-no")
    controls = _Controls(
        worker,
        listed,
        counted,
        older,
        gr.State(AT_ONCE),
        said,
        chosen,
        resume,
        gr.State([]),
        confirm,
        question,
        gr.State(None),
    )
    _connect(page, services, controls, _Buttons(stop, delete, yes, no))


def _connect(page: gr.Blocks, services: Services, controls: _Controls, buttons: _Buttons) -> None:
    """Every event; each handler asks first whether an administrator sends it."""
    c, benchmarks = controls, services.store.benchmarks

    def show_runs(chosen: str | None, offered: Any, most: int, request: gr.Request) -> Update:
        require_admin(request)
        return _shown(c, services, chosen, offered, most)

    def show_older(chosen: str | None, offered: Any, most: int, request: gr.Request) -> Update:
        require_admin(request)
        more = most + AT_ONCE
        return {c.most: more, **_shown(c, services, chosen, offered, more)}

    def stop_run(id: str | None, most: int, request: gr.Request) -> Update:
        require_admin(request)

        def change() -> str:
            run = _free(benchmarks, id)
            if run.status in (Status.DONE, Status.FAILED, Status.STOPPED):
                word = run_table.status_word(run)
                raise Refused(400, say("the run is over already ({status})", status=word))
            benchmarks.ask_to_stop(run.id)
            return say("{title} stops", title=run.title)

        return _changed(c, services, id, most, change)

    def resume_run(id: str | None, most: int, request: gr.Request) -> Update:
        require_admin(request)

        def change() -> str:
            run = _free(benchmarks, id)
            queue.refuse_if_full(benchmarks, but=run.id)
            failed = ask_failed_again(benchmarks, run, services.engines.values())
            run = _free(benchmarks, id)  # as it is by now, whoever resumed it
            if run.status is Status.DONE:
                raise Refused(400, NOTHING_FAILED)
            queue.put(services, run)
            if failed:
                return say(FAILED_QUEUED, title=run.title, count=failed)
            if not run.plan:
                return say(QUEUED, title=run.title)
            return say(
                "{title} is queued; {done:,} of {total:,} samples are there",
                title=run.title,
                done=run.done,
                total=run.total,
            )

        return _changed(c, services, id, most, change)

    def ask_to_delete_run(id: str | None, request: gr.Request) -> Update:
        require_admin(request)
        try:
            run = _free(benchmarks, id)
            if run.held:
                raise Refused(400, GOING_ON)
        except DeliberateError as problem:
            return {c.said: error(str(problem))}
        question = say(
            "Delete {title} with its {done:,} samples? Nothing brings them back.",
            title=run.title,
            done=run.done,
        )
        return {
            c.said: "",
            c.confirm: gr.update(visible=True),
            c.question: status("ready", question),
            c.to_delete: run.id,
        }

    def delete_run(id: str | None, most: int, request: gr.Request) -> Update:
        require_admin(request)

        def change() -> str:
            run = _free(benchmarks, id)
            benchmarks.delete(run.id)
            question_files.sweep(services.home, benchmarks)
            return say("{title} is deleted", title=run.title)

        return {
            **_changed(c, services, id, most, change),
            c.confirm: gr.update(visible=False),
            c.to_delete: None,
        }

    def keep_run(request: gr.Request) -> Update:
        require_admin(request)
        return {c.confirm: gr.update(visible=False), c.to_delete: None}

    timer = gr.Timer(TICK_SECONDS)
    listing, chosen = [c.chosen, c.offered, c.most], [c.chosen, c.most]
    for event, handler, inputs in (
        (page.load, show_runs, listing),
        (timer.tick, show_runs, listing),
        (c.chosen.input, show_runs, listing),
        (c.older.click, show_older, listing),
        (buttons.stop.click, stop_run, chosen),
        (c.resume.click, resume_run, chosen),
        (buttons.delete.click, ask_to_delete_run, [c.chosen]),
        (buttons.delete_yes.click, delete_run, [c.to_delete, c.most]),
        (buttons.delete_no.click, keep_run, []),
    ):
        # Not preprocessed: after a new start of the app Gradio would refuse the run that is chosen
        # on an open page, every other moment, for it has offered this page none.
        event(
            handler, inputs, c.all(),
            queue=False, show_progress="hidden", api_visibility="private", preprocess=False,
        )  # fmt: skip


def _free(benchmarks: Benchmarks, id: str | None) -> BenchmarkRun:
    """The run chosen, as nobody holds it who is known to be gone.

    Raises:
        Refused: none is chosen, or it was deleted.
    """
    if not id:
        raise Refused(400, CHOOSE)
    if (found := benchmarks.get(id)) is not None:
        free_if_gone(benchmarks, found)
    if (run := benchmarks.get(id)) is None:
        raise Refused(404, GONE)
    return run


def _changed(
    c: _Controls, services: Services, id: str | None, most: int, change: Callable[[], str]
) -> Update:
    """Make a change; then the list as it is now, with a line that says what was done."""
    try:
        said = status("done", change())
    except DeliberateError as problem:
        return {c.said: error(str(problem))}
    return {c.said: said, **_shown(c, services, id, None, most)}


def _shown(c: _Controls, services: Services, chosen: str | None, offered: Any, most: int) -> Update:
    """The list as it is now; the box to choose from only where other runs are in it.

    A box that is changed closes under the hand of whoever chooses from it.
    """
    try:
        runs, more = _listed(services.store.benchmarks, most)
    except StoreError as problem:
        return {c.listed: error(str(problem))}
    done = any(run.id == chosen and run.status is Status.DONE for run in runs)
    choices = [(f"{run.id[:8]} · {run.title}", run.id) for run in runs]
    counted = say("{shown:,} of {count:,} runs", shown=len(runs), count=len(runs) + more)
    shown: Update = {
        c.worker: _worker(services),
        c.listed: run_table.table(runs),
        c.counted: status("ready", counted) if more else "",
        c.older: gr.update(visible=more > 0),
        c.resume: say(ASK_AGAIN if done else RESUME),
    }
    if choices != [tuple(one) for one in offered or ()]:
        value = chosen if any(run.id == chosen for run in runs) else None
        shown |= {c.chosen: gr.update(choices=choices, value=value), c.offered: choices}
    return shown


def _listed(benchmarks: Benchmarks, most: int) -> tuple[list[BenchmarkRun], int]:
    """What goes on or waits first, then the newest, at most `most`; how many more there are."""
    active = benchmarks.active()
    going = {run.id for run in active}
    others = [run for run in benchmarks.list(most) if run.id not in going]
    runs = [*active, *others][: max(most, len(active))]
    return runs, max(0, benchmarks.count() - len(runs))


def _worker(services: Services) -> str:
    worker = services.worker
    if worker is None:
        return ""
    if worker.given_up:
        return error(say(GIVEN_UP, count=worker.broken, why=say_line(worker.problem)))
    return status("working", say(WORKING)) if worker.works else status("ready", say(IDLE))
