"""The example of the package's docstring runs as it stands there, and is short."""

from __future__ import annotations

import json
import textwrap

import pytest

import benchmarks.tasks as tasks
from benchmarks.tasks import base


@pytest.fixture
def register_of_its_own(monkeypatch) -> None:
    monkeypatch.setattr(base, "_TASKS", dict(base._TASKS))


def example() -> str:
    told = tasks.__doc__ or ""
    after = told[told.index("Add your own") :]
    lines = after[after.index("    from benchmarks") :].split("\n\nWith `source")[0]
    return textwrap.dedent(lines).strip()


@pytest.mark.usefixtures("register_of_its_own")
def test_the_example_is_under_twenty_lines_and_its_task_loads(tmp_path) -> None:
    assert len([line for line in example().splitlines() if line]) < 20
    exec(compile(example(), "mine.py", "exec"), {})
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({"q": "Is the sky blue?", "right": "yes", "wrong": "no"}))
    (item,) = tasks.load(tasks.task_of("mine"), path)
    assert item.problem.question == "Is the sky blue?"
    assert item.problem.options[item.problem.gold or ""] == "yes"
    assert (item.problem.id, item.problem.provenance.license) == ("mine/00000", "CC0-1.0")
