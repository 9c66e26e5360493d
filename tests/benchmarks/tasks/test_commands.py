"""`python -m benchmarks list` and `show`."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from benchmarks.__main__ import app
from benchmarks.tasks import TaskError, hub, task_names, task_of
from benchmarks.tasks.base import Hub
from tests.conftest import ROOT

WIDE = {"COLUMNS": "200"}
DOCS = (ROOT / "docs/benchmarks.md").read_text("utf-8")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), env=WIDE, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_every_task_is_listed() -> None:
    printed = run("list")
    assert all(name in printed for name in task_names())


def test_the_docs_name_the_sets_whose_revision_is_not_pinned() -> None:
    sources = {name: task_of(name).source for name in task_names()}
    unpinned = {n for n, s in sources.items() if isinstance(s, Hub) and not s.revision}
    (limits,) = re.findall(r"- The revisions of (.*?) are not pinned", DOCS, re.DOTALL)
    assert set(re.findall(r"`(\w+)`", limits)) == unpinned


def test_the_list_as_json_has_every_card() -> None:
    cards = {card["name"]: card for card in json.loads(run("list", "--json"))}
    assert set(cards) == set(task_names())
    medqa = cards["medqa"]
    assert (medqa["size"], medqa["chance"]) == (1273, 0.25)
    assert medqa["source"]["id"] == "GBaker/MedQA-USMLE-4-options"
    assert medqa["source"]["kept_revisions"] == []


def test_a_generated_task_is_shown_with_its_questions() -> None:
    shown = json.loads(run("show", "vignettes", "--n", "2", "--json"))
    assert shown["available"] is True and len(shown["items"]) == 2
    assert shown["items"][0]["id"].startswith("vignettes/")
    assert "vignettes/vignettes-hard-test-3-0" in run("show", "vignettes:hard", "--seed", "3")


def test_a_hub_task_that_is_not_here_is_shown_without_a_download(monkeypatch) -> None:
    def refuse(*_):
        raise AssertionError("a download was tried")

    monkeypatch.setattr(hub, "_download", refuse)
    printed = run("show", "gsm8k")
    for said in ("Cobbe et al. 2021", "MIT", "hub:openai/gsm8k", "e53f048", "--data FILE"):
        assert said in printed
    assert "Not on this machine: a run downloads it once." in printed
    assert "not pinned: resolved when first loaded" in run("show", "xstest")


def test_a_file_is_shown_with_its_questions(tmp_path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({"question": "What is [bold]one[/bold]?", "answer": "#### 1"}))
    printed = run("show", "gsm8k", "--data", str(path))
    assert "What is [bold]one[/bold]?" in printed and "answer (NV): 1" in printed


def test_rubrics_tests_and_missing_pictures_are_shown(tmp_path) -> None:
    path = tmp_path / "mine.jsonl"
    rubrics = [{"criterion": "Asks how long.", "points": 4}]
    prompt = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "I cough."}]
    path.write_text(json.dumps({"prompt": prompt, "rubrics": rubrics}))
    printed = run("show", "healthbench", "--data", str(path))
    assert "system: Be kind." in printed and "+4  Asks how long." in printed
    record = {"question": "Add.", "options": None, "answer": None, "answer_type": "CODE"}
    extra = {"test_cases": [{"input": "1 2", "output": "3"}], "figure_urls": ["https://x.org/a"]}
    path.write_text(json.dumps(record | {"extra": extra}))
    printed = run("show", "records", "--data", str(path))
    assert "'1 2' → '3'" in printed and "its pictures are not here" in printed
    shown = json.loads(run("show", "records", "--data", str(path), "--json"))
    assert shown["items"][0]["test_cases"] == [{"input": "1 2", "output": "3"}]
    assert shown["items"][0]["modality"] == "image"


def test_a_task_that_needs_a_file_says_from_what_to_write_it() -> None:
    printed = run("show", "jama", "--n", "2")
    assert printed.count("to be written from: https://jamanetwork.com/journals/") == 2


def test_an_unknown_task_and_a_file_that_does_not_fit_are_one_line(tmp_path) -> None:
    runner = CliRunner()
    assert isinstance(runner.invoke(app, ["show", "nope"]).exception, TaskError)
    missing = str(tmp_path / "none.jsonl")
    error = runner.invoke(app, ["show", "gsm8k", "--data", missing]).exception
    with pytest.raises(TaskError, match="there is no file"):
        raise error or AssertionError
