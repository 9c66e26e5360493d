"""The runs: how each stands, and stopping, resuming and deleting one.

All of it is read from the store every other moment, so nothing is lost by a reload of the page or
a new start of the app, and runs of the command line are shown like those of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from benchmarks.runner.holder import free_if_gone
from reasoning.errors import DeliberateError, StoreError
from reasoning.terminal import rung_name
from store import BenchmarkRun, Benchmarks, Status
from ui.accounts import Refused, require_admin
from ui.admin.benchmarks import question_files, queue
from ui.admin.benchmarks.amounts import dollars, span
from ui.language import phrase, say, static
from ui.language.lines import say_line
from ui.render import error, escape, status
from ui.services import Services

Update = dict[Any, Any]

#: How often the list is read anew, in seconds; how many runs it has, and how many more at a time.
TICK_SECONDS = 2.0
AT_ONCE = 50

STATUS_WORDS = {
    Status.QUEUED: phrase("queued"),
    Status.RUNNING: phrase("running"),
    Status.PAUSED: phrase("paused"),
    Status.STOPPED: phrase("stopped"),
    Status.DONE: phrase("done"),
    Status.FAILED: phrase("failed"),
}
BROKEN_OFF = phrase("broken off")
#: What the runner says of how a run ended.
MESSAGES = (phrase("interrupted"), phrase("stopped on request"))
ENGINE_GONE = "the engine is gone: "

NO_RUNS = phrase("No run yet; “New run” starts one.")
CHOOSE = phrase("choose a run first")
GOING_ON = phrase("the run is going on; stop it first, then delete it")
GONE = phrase("this run was deleted already")
QUEUED = phrase("{title} is queued")
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
    offered: gr.State
    confirm: gr.Column
    question: gr.HTML
    to_delete: gr.State

    def all(self) -> list[Any]:
        return [
            self.worker, self.listed, self.counted, self.older, self.most, self.said, self.chosen,
            self.offered, self.confirm, self.question, self.to_delete,
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Buttons:
    """What an administrator may press."""

    stop: gr.Button
    resume: gr.Button
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
            resume = gr.Button(static("Resume"), elem_id="benchmarks-resume")
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
        gr.State([]),
        confirm,
        question,
        gr.State(None),
    )
    _connect(page, services, controls, _Buttons(stop, resume, delete, yes, no))


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
                raise Refused(400, say("the run is over already ({status})", status=_status(run)))
            benchmarks.ask_to_stop(run.id)
            return say("{title} stops", title=run.title)

        return _changed(c, services, id, most, change)

    def resume_run(id: str | None, most: int, request: gr.Request) -> Update:
        require_admin(request)

        def change() -> str:
            run = _free(benchmarks, id)
            queue.refuse_if_full(benchmarks, but=run.id)
            queue.put(services, run)
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
        (c.older.click, show_older, listing),
        (buttons.stop.click, stop_run, chosen),
        (buttons.resume.click, resume_run, chosen),
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
    choices = [(f"{run.id[:8]} · {run.title}", run.id) for run in runs]
    counted = say("{shown:,} of {count:,} runs", shown=len(runs), count=len(runs) + more)
    shown: Update = {
        c.worker: _worker(services),
        c.listed: _table(runs),
        c.counted: status("ready", counted) if more else "",
        c.older: gr.update(visible=more > 0),
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


def _table(runs: Sequence[BenchmarkRun]) -> str:
    if not runs:
        return status("ready", say(NO_RUNS))
    head = (say("Run"), say("Tasks"), say("Model"), say("Budgets"), say("Status"), say("Samples"),
            say("Speed"), say("Time"), say("Tokens"), say("Money"), say("Begun"))  # fmt: skip
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(_row(run) for run in runs)
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(say("Runs"))}">'
        f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(run: BenchmarkRun) -> str:
    tasks, model, budgets = _plan(run)
    lines = [_message(run), *map(say_line, run.note.splitlines())]
    message = "".join(
        f'<div class="benchmarks-message">{escape(line)}</div>' for line in lines if line
    )
    cells = (
        escape(run.id[:8]),
        escape(tasks),
        escape(model),
        escape(budgets),
        f'<span data-status="{escape(run.status)}">{escape(_status(run))}</span>{message}',
        _progress(run),
        escape("" if run.rate is None else say("{rate:,.0f} tok/s", rate=run.rate)),
        escape(_time(run)),
        escape(f"{run.tokens:,}"),
        escape("" if run.dollars is None else dollars(run.dollars)),
        escape(f"{run.created[:16].replace('T', ' ')} UTC"),
    )
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr data-run="{escape(run.id)}">{row}</tr>'


def _plan(run: BenchmarkRun) -> tuple[str, str, str]:
    """Tasks, model and budgets; of a run that another version began its title alone."""
    asked = run.plan or run.request
    try:
        tasks = [one["name"] if isinstance(one, dict) else str(one) for one in asked["tasks"]]
        return ", ".join(tasks), str(asked["model"]), ", ".join(map(rung_name, asked["budgets"]))
    except (KeyError, TypeError):
        return run.title, "", ""


def _progress(run: BenchmarkRun) -> str:
    if not run.plan:
        return ""
    text = say("{done:,} of {total:,}", done=run.done, total=run.total)
    if run.cached:
        text += say(", {cached:,} from other runs", cached=run.cached)
    return (
        f'<progress value="{run.done}" max="{max(1, run.total)}" aria-label="{escape(text)}">'
        f"</progress> <span>{escape(text)}</span>"
    )


def _time(run: BenchmarkRun) -> str:
    """What is left of a run that goes on; what one took that does not."""
    if run.held:
        left = run.seconds_left
        return "" if left is None else say("{time} left", time=span(left))
    return span(run.seconds) if run.seconds else ""


def _status(run: BenchmarkRun) -> str:
    if run.status is Status.RUNNING and not run.held:
        return say(BROKEN_OFF)
    return say(STATUS_WORDS[run.status])


def _message(run: BenchmarkRun) -> str:
    """Why it stands as it does, where there is more to say than the status."""
    if run.held and not run.plan and not run.stop and not run.message:
        return say("its questions are being loaded")
    if run.status is Status.RUNNING and run.held and run.done == run.total and not run.stop:
        return say("its ladder is being checked")
    if run.status is Status.RUNNING and run.stop:
        return say("is to stop")
    if run.status is Status.RUNNING and not run.held:
        return say("its process is gone; resume it, or wait for the worker")
    if run.message.startswith(ENGINE_GONE):
        return say("the engine is gone: {why}", why=say_line(run.message[len(ENGINE_GONE) :]))
    return say_line(run.message)
