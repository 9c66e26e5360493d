"""The report says what was measured, and lists every difference with its reason."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import benchmarks.perf.harnesses.__main__ as command
from benchmarks.perf.harnesses.agreement import agreement
from benchmarks.perf.harnesses.report import NOTES, markdown
from benchmarks.perf.measure import Figure
from tests.benchmarks.perf_harnesses.small import read


def results(**changes: Any) -> dict[str, Any]:
    figure = Figure("harnesses", "answers/s against lm_eval, one budget", 0.5, "x", 1.0, detail="d")
    ours = {"q0": read(), "q1": read("q1")}
    cut = read("q1", closed=False, text="", letter=None, right=False)
    found = agreement("lm_eval", "budget 256", 256, ours, {"q0": read(text="C"), "q1": cut})
    other = agreement("lm_eval", "5 budgets", 64, ours, {"q0": read(letter="A"), "q1": read("q1")})
    return {
        "command": "python -m benchmarks.perf.harnesses",
        "machine": {"cores": 2},
        "versions": {"lm_eval": "1.2", "inspect_ai": "3.4"},
        "model": "tiny",
        "questions": 2,
        "concurrency": 4,
        "repeats": 3,
        "figures": [{**asdict(figure), "met": figure.met}],
        "agreement": [asdict(found), asdict(other)],
        **changes,
    }


def test_it_tells_figures_agreement_and_differences() -> None:
    said = markdown(results())
    assert "2 hard generated vignettes, 4 at once, 3 timed rounds in turn" in said
    assert "lm_eval 1.2, inspect_ai 3.4" in said
    assert "| answers/s against lm_eval, one budget | 0.50× | at least 1 (missed) | d |" in said
    assert "| lm_eval | budget 256 | 256 | 1 of 2 | 1 of 1 | 0 | 1 | 0 | 1 | 0 |" in said
    assert "- lm_eval, budget 256, at 256: 1 thoughts cut by max_tokens, without an answer" in said
    assert "at 64: q0: ours B, right; theirs A, right: the same answer 'B) two' is read" in said
    assert all(note in said for note in NOTES)


def test_where_all_agree_it_says_so() -> None:
    assert markdown(results(agreement=[])).endswith("There is no difference.")


def test_the_results_are_written_with_what_a_reader_must_know(tmp_path: Path) -> None:
    command.keep(results(), tmp_path / "results.json")
    kept = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert kept["notes"] == list(NOTES)
    assert kept["agreement"][0]["differences"][0]["id"] == "q1"
    assert not list(tmp_path.glob("*.new"))


def test_a_missing_environment_is_one_line_and_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    app = command.typer.Typer()
    app.command()(command.main)
    done = CliRunner().invoke(app, ["--to", str(tmp_path / "results.json")])
    assert done.exit_code == 2
    assert "--prepare" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(not command.RESULTS.exists(), reason="not measured yet")
def test_the_shipped_results_can_be_shown() -> None:
    shipped = json.loads(command.RESULTS.read_text("utf-8"))
    assert shipped["questions"] == 100
    assert markdown(shipped)
