"""What a report says of a run itself: how it stands, how to have it again, versions, hashes."""

from __future__ import annotations

from benchmarks.report.command import command_of, versions
from benchmarks.report.document import Command, Part, Section, Table, Text
from benchmarks.report.run_data import RunData
from benchmarks.report.words import DASH, amount, dollars, seconds
from benchmarks.runner.request import from_record
from reasoning.terminal import rung_name

_WAYS = {
    "ladder": "a ladder: all from one chain",
    "independent": "independent runs",
    "single": "one budget",
}


def about(data: RunData) -> Section:
    """Everything that somebody needs who wants the same figures again.

    Raises:
        RequestError: another version of the project asked for the run.
    """
    parts: list[Part] = [
        Command(command_of(from_record(data.run.request), data.plan)),
        Table("Settings", ("setting", "value"), _settings(data), words=2),
        Table("Questions", ("task", "questions", "answer tokens", "hash"), _tasks(data)),
        Table("How it went", ("what", "value"), _course(data), words=2),
    ]
    if data.run.note:
        parts.append(Text(f"Note: {data.run.note}"))
    return Section("Command, settings and hashes", tuple(parts))


def versions_section() -> Section:
    """The versions where the report was made, which need not be those where the run was."""
    rows = tuple(versions().items())
    note = "Of the machine that made this report."
    return Section("Versions", (Table("Packages", ("package", "version"), rows, note, words=2),))


def _settings(data: RunData) -> tuple[tuple[str, str], ...]:
    plan = data.plan
    return (
        ("run", data.run.id),
        ("hash of the plan", data.run.key),
        ("engine", plan.engine),
        ("model", plan.model),
        ("model revision", plan.revision or DASH),
        ("thinking budgets", ", ".join(map(rung_name, plan.budgets))),
        ("budgets are run as", _WAYS[plan.mode]),
        ("samples", str(plan.samples)),
        ("temperature", repr(plan.temperature)),
        ("seed", str(plan.seed)),
        ("shufflings of the options", str(plan.shuffle)),
        ("judge", plan.judge or "none"),
        ("questions of the self-check", str(plan.self_check)),
        ("hash of the prompts", plan.prompts),
        ("hash of the grading code", plan.grader),
    )


def _tasks(data: RunData) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (task.name, amount(task.items), amount(task.answer_tokens), task.questions)
        for task in data.plan.tasks
    )


def _course(data: RunData) -> tuple[tuple[str, str], ...]:
    run = data.run
    return (
        ("status", str(run.status)),
        ("samples finished", f"{run.done} of {run.total}"),
        ("samples from other runs", amount(run.cached)),
        ("tokens generated", amount(run.tokens)),
        ("seconds of work", seconds(run.seconds)),
        ("dollars", dollars(run.dollars)),
        ("made", run.created),
        ("begun", run.started or DASH),
        ("ended", run.ended or DASH),
    )
