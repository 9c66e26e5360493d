"""The table of runs: how each stands, how far it is, and why."""

from __future__ import annotations

from collections.abc import Sequence

from reasoning.terminal import rung_name
from store import BenchmarkRun, Status
from ui.admin.benchmarks.amounts import dollars, span
from ui.admin.benchmarks.flags import in_fields
from ui.language import phrase, say
from ui.language.lines import say_line
from ui.render import escape, status

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


def table(runs: Sequence[BenchmarkRun]) -> str:
    """A row a run, or how to start one."""
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
    lines = [_message(run), *map(in_fields, run.note.splitlines())]
    message = "".join(
        f'<div class="benchmarks-message">{escape(line)}</div>' for line in lines if line
    )
    cells = (
        escape(run.id[:8]),
        escape(tasks),
        escape(model),
        escape(budgets),
        f'<span data-status="{escape(run.status)}">{escape(status_word(run))}</span>{message}',
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


def status_word(run: BenchmarkRun) -> str:
    """How a run stands, in a word."""
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
    return in_fields(run.message)
