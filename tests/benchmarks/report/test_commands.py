"""`python -m benchmarks report` and `export`: what they write, and what they leave alone."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import benchmarks.__main__ as command
from benchmarks.report.whole import FileError, refuse_existing, written_whole
from reasoning.errors import DeliberateError
from tests.benchmarks.runner.small import engine, questions


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    made = engine()
    made.name = "openai"
    monkeypatch.setattr("benchmarks.runner.engines.open_engine", lambda settings, name: made)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command.app, list(arguments))


def run(folder: Path, *arguments: str) -> dict[str, Any]:
    result = call("run", "records", "--data", questions(folder), "--json", *arguments)
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def refused(*arguments: str) -> str:
    result = call(*arguments)
    assert isinstance(result.exception, DeliberateError), result.output
    return str(result.exception)


def test_a_report_is_written_and_not_written_over(tmp_path: Path) -> None:
    first = run(tmp_path, "--budgets", "0,4", "--self-check", "0")["run"]
    second = run(tmp_path, "--budgets", "0,4", "--self-check", "0", "--samples", "2")["run"]
    out, md = tmp_path / "a.html", tmp_path / "a.md"
    result = call("report", first[:8], second, "--out", str(out), "--md", str(md))
    assert result.exit_code == 0, result.output
    assert out.read_text("utf-8").startswith("<!doctype html>")
    assert md.read_text("utf-8").startswith("# 2 benchmark runs")
    assert "is there already" in refused("report", first, "--out", str(out))
    assert "is there already" in refused("report", first, "--out", f"{out}2", "--md", str(md))
    assert call("report", first, "--out", str(out), "--force").exit_code == 0
    assert "2 benchmark runs" not in out.read_text("utf-8")
    assert "is a folder" in refused("report", first, "--out", str(tmp_path), "--force")
    assert "name two files" in refused("report", first, "--out", f"{out}3", "--md", f"{out}3")


def test_of_two_files_none_is_written_where_one_cannot_be(tmp_path: Path) -> None:
    id = run(tmp_path)["run"]
    out, md = tmp_path / "a.html", tmp_path / "none" / "a.md"
    assert "cannot write" in refused("report", id, "--out", str(out), "--md", str(md))
    assert not out.exists()


def test_runs_of_other_questions_with_the_same_ids_are_not_compared(tmp_path: Path) -> None:
    first = run(tmp_path)["run"]
    reworded = questions(tmp_path, question="Which one?")
    second = call("run", "records", "--data", reworded, "--json")
    other = json.loads(second.stdout.splitlines()[-1])["run"]
    assert "have the same ids and are not the same" in refused("compare", first, other)
    assert "are both run" in refused("compare", first, first[:12])


def test_an_export_is_written_and_not_written_over(tmp_path: Path) -> None:
    id = run(tmp_path)["run"]
    out = tmp_path / "a.json"
    assert call("export", id, "--kind", "json", "--out", str(out)).exit_code == 0
    assert json.loads(out.read_text("utf-8"))["run"]["id"] == id
    assert "is there already" in refused("export", id, "--kind", "json", "--out", str(out))
    assert "allowed: html, md" in refused("export", id, "--kind", "xml", "--out", f"{out}2")
    assert "no run begins with" in refused("export", "zz", "--kind", "json", "--out", f"{out}2")


def test_the_command_in_a_report_goes_on_with_the_same_run(tmp_path: Path) -> None:
    asked = ("--budgets", "0,4", "--samples", "2", "--shuffle-options", "1", "--limit", "2",
             "--self-check", "1", "--seed", "7", "--concurrency", "3", "--no-cache")  # fmt: skip
    found = run(tmp_path, *asked)
    out = tmp_path / "a.json"
    assert call("export", found["run"], "--kind", "json", "--out", str(out)).exit_code == 0
    words = shlex.split(json.loads(out.read_text("utf-8"))["command"])
    assert words[:4] == ["python", "-m", "benchmarks", "run"]
    assert words[-3:] == ["--concurrency", "3", "--no-cache"]
    again = call(*words[3:], "--json")
    assert again.exit_code == 0, again.output
    told = json.loads(again.stdout.splitlines()[-1])
    assert (told["run"], told["resumed"]) == (found["run"], 8)


def test_what_is_no_file_is_refused_in_one_line(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(FileError, match="is no regular file"):
        refuse_existing(pipe, force=True)
    with pytest.raises(FileError, match="cannot write"):
        refuse_existing(tmp_path / ("a" * 300), force=True)


def test_a_link_stays_one_and_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    file, link, usual = tmp_path / "a", tmp_path / "link", tmp_path / "usual"
    link.symlink_to(file)
    usual.touch()
    with written_whole(link) as opened:
        opened.write(b"all")
    assert link.is_symlink()
    assert file.read_bytes() == b"all"
    assert file.stat().st_mode == usual.stat().st_mode


def test_a_file_that_is_not_finished_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("before")
    with pytest.raises(ZeroDivisionError), written_whole(file) as opened:
        opened.write(b"half")
        raise ZeroDivisionError
    assert file.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
