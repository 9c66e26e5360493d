"""docs/benchmarks.md names the tasks, kinds of export and options that there are."""

from __future__ import annotations

import re
import shlex

import typer

import benchmarks.__main__ as command
import benchmarks.grading.__main__ as grading
from benchmarks.report.exports import KINDS
from benchmarks.runner.preparing import MAX_UNITS
from benchmarks.runner.request import MAX_CONCURRENCY
from benchmarks.tasks import task_names
from tests.conftest import ROOT
from ui.admin.benchmarks.form import MOST_SAMPLES
from ui.admin.benchmarks.queue import MOST_WAITING

TEXT = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")


def section(title: str) -> str:
    return TEXT.split(f"## {title}\n")[1].split("\n## ")[0]


def named_in_table(text: str, column: int) -> set[str]:
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    return {name for row in rows for name in re.findall("`([^`]+)`", row.split(" | ")[column])}


def test_it_names_every_task() -> None:
    assert named_in_table(section("Tasks"), 1) == set(task_names())


def test_it_names_every_kind_of_export() -> None:
    assert named_in_table(section("Exports"), 0) == set(KINDS)


def test_its_limits_are_those_of_the_code() -> None:
    limits = section("Limits")
    for most in (MAX_UNITS, MOST_SAMPLES, MOST_WAITING, MAX_CONCURRENCY):
        assert f" {most:,} " in " ".join(limits.split()), most


def test_its_commands_and_their_options_are_there() -> None:
    group = typer.main.get_command(command.app)
    known = {
        name: {option for one in found.params for option in (*one.opts, *one.secondary_opts)}
        for name, found in group.commands.items()  # type: ignore[attr-defined]
    }
    commands = re.findall(r"python -m benchmarks ([^`#\n]+)", TEXT)
    assert len(commands) > 8
    for line in commands:
        name, *words = shlex.split(line)
        assert name in known, line
        assert {word for word in words if word.startswith("--")} <= known[name], line
    graders = typer.main.get_command(grading.app)
    for found in (graders, *graders.commands.values()):  # type: ignore[attr-defined]
        known[found.name] = {option for one in found.params for option in one.opts}
    everywhere = set().union(*known.values()) | {"--log-dir"}
    assert set(re.findall(r"(?<![-\w])--[a-z][-a-z]+", TEXT)) <= everywhere
