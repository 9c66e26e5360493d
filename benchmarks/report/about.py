"""What a report says of a run itself: how it stands, how to have it again, versions, hashes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.report.command import command_of
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
        _versions(data.run.versions),
    ]
    if data.run.note:
        parts.append(Text(f"Note: {data.run.note}"))
    return Section("Command, settings and hashes", tuple(parts))


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


def _versions(starts: Sequence[Mapping[str, str]]) -> Part:
    """The versions that worked on the run, which need not be those of whoever reports on it."""
    if not starts:
        return Text("Versions of packages were not kept: the run has not begun, or is an old one.")
    names = sorted({name for versions in starts for name in versions} - {"python"})
    rows = tuple(
        (name, *(versions.get(name, DASH) for versions in starts)) for name in ("python", *names)
    )
    several = len(starts) > 1
    return Table(
        "Versions",
        ("package", *(f"start {n}" for n, _ in enumerate(starts, 1)))
        if several
        else ("package", "version"),
        rows,
        "Of the process that worked on the run"
        + ("; it was gone on with by one that had others." if several else "."),
        words=1 + len(starts),
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
