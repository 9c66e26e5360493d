"""The small parts: who holds a run, how fast it goes, which engine, judges, estimates."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.runner.engines import engine_for
from benchmarks.runner.estimate import forecast
from benchmarks.runner.holder import is_gone, is_here, new_holder
from benchmarks.runner.progress import Progress, Rate, span
from benchmarks.runner.request import RequestError
from benchmarks.runner.results import graded_of
from benchmarks.runner.scoring import NO_JUDGE
from benchmarks.runner.session import executor_for
from benchmarks.runner.terminal import line, live, show_results
from reasoning.errors import SettingsError
from reasoning.grading.guard import Guard
from settings import load_settings
from store import Store
from tests.benchmarks.runner.small import asked, engine, questions, ran, ready


def test_a_holder_is_gone_once_its_process_is() -> None:
    mine = new_holder()
    assert is_here(mine)
    assert not is_gone(mine)
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    host, _, *rest = mine.split(":")
    assert is_gone(":".join((host, str(process.pid), *rest)))
    # Another process has its number by now.
    started = ":".join((*mine.split(":")[:2], "1", "0000"))
    assert is_gone(started)
    for unknown in (None, "", "elsewhere:1:2:3", "work"):
        assert not is_gone(unknown)


def test_the_rate_is_that_of_late() -> None:
    now = 0.0
    rate = Rate(clock=lambda: now)
    assert rate.at(0) is None
    now = 10.0
    assert rate.at(100) == 10
    now = 15.0
    assert rate.at(300) == 20
    now = 50.0
    assert rate.at(300) == 0


def test_a_line_tells_how_it_goes() -> None:
    progress = Progress(3, 9, 1, 100, 0.5, 8.0, 1234.0)
    assert progress.seconds_left == 24
    assert line(progress) == "1 cached · 24 s left · 1,234 tokens/s · $0.50"
    assert line(Progress(0, 9, 0, 0, None, 0, None)) == "? left"
    assert "gone" in line(Progress(0, 9, 0, 0, None, 0, None, "gone"))
    assert [span(s) for s in (5, 600, 11100, None)] == ["5 s", "10 min", "3 h 05 min", "?"]


def test_a_check_of_the_ladder_is_told_of() -> None:
    progress = Progress(9, 9, 0, 100, None, 8.0, None, checking="2 of 3")
    assert line(progress) == "checking the ladder on question 2 of 3"


def test_where_there_is_no_terminal_a_pause_is_a_line() -> None:
    said = StringIO()
    with live(Console(file=said, width=200)) as told:
        for paused in ("", "hung up", "hung up", "", ""):
            told(Progress(1, 9, 0, 0, None, 1.0, None, paused))
    assert said.getvalue().split("\n") == ["paused, trying again: hung up", "going on", ""]


def test_a_part_with_brackets_is_shown_as_it_is() -> None:
    said = StringIO()
    row = {"task": "records:[/x]", "budget": None, "n": 1, "accuracy": None, "low": None,
           "ends": {"answered": 2, "cut": 3, "empty": 0, "refused": 1},
           "thinking_tokens": None, "answer_tokens": None}  # fmt: skip
    found = {"rows": [row], "run": "a" * 32, "status": "done", "done": 1, "total": 1, "tokens": 1,
             "seconds": 1.0, "resumed": 0, "cached": 0, "dollars": None, "self_check": None,
             "message": ""}  # fmt: skip
    show_results(Console(file=said, width=200), found)
    assert "records:[/x]" in said.getvalue()
    assert "3 cut, 1 refused" in said.getvalue()


def test_an_engine_is_found_by_its_models_name_or_folder(tmp_path: Path) -> None:
    settings = load_settings()
    bundled = engine_for(settings, None, None)
    assert engine_for(settings, "embedded", bundled.model.name).model == bundled.model
    folder = str(settings.model_folder)
    assert engine_for(settings, None, folder).model == bundled.model
    with pytest.raises(SettingsError, match=r"model 'none' is not here; allowed: .*or the folder"):
        engine_for(settings, None, "none")
    with pytest.raises(SettingsError, match="unknown"):
        engine_for(settings, "moon", "x")


def test_a_server_may_be_asked_for_any_of_its_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIBERATE_OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("DELIBERATE_OPENAI_MODEL", "large")
    settings = load_settings()
    assert engine_for(settings, "openai", None).model.name == "large"
    assert engine_for(settings, "openai", "other").model.name == "other"


async def test_open_answers_are_judged_or_have_no_score(store: Store, tmp_path: Path) -> None:
    data = questions(tmp_path, 1, options=None, answer="two", answer_type="OT")
    run, _ = await ran(store, asked(tmp_path, data=data), engine())
    (one,) = graded_of(store.benchmarks, run.id)
    assert (one.score, one.reason) == (None, NO_JUDGE)
    # A judge that always names the first option says otherwise when the order is swapped.
    judge = engine(lambda thought, seed: "A")
    request = asked(tmp_path, data=data, cache=False, seed=3)
    run, _ = await ran(store, request, engine(), judge=judge)
    (one,) = graded_of(store.benchmarks, run.id)
    assert (one.score, one.reason) == (None, "the judge says otherwise when the order is swapped")
    assert judge.requests


async def test_a_compared_answer_keeps_its_reason(store: Store, tmp_path: Path) -> None:
    data = questions(tmp_path, 1, options=None, answer="12345", answer_type="NV")
    run, _ = await ran(store, asked(tmp_path, data=data), engine(lambda thought, seed: "54321"))
    (one,) = graded_of(store.benchmarks, run.id)
    assert (one.score, one.reason) == (0.0, "values differ: 54321 and 12345")


async def test_an_answer_that_breaks_the_comparing_is_wrong_and_no_failure(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Guard, "_started", lambda self: None)
    data = questions(tmp_path, 1, options=None, answer="12345", answer_type="NV")
    run, _ = await ran(store, asked(tmp_path, data=data), engine(lambda thought, seed: "54321"))
    (one,) = graded_of(store.benchmarks, run.id)
    assert one.score == 0.0
    assert "too much memory" in one.reason


async def test_an_estimate_goes_by_earlier_runs_of_the_same_model(
    store: Store, tmp_path: Path
) -> None:
    data = questions(tmp_path, 6)
    run, _ = await ran(store, asked(tmp_path, data=data, limit=5), engine())
    opened = engine()
    same = ready(asked(tmp_path, data=data, limit=5), opened)
    found = await forecast(same, store.benchmarks, opened, None)
    assert (found.units, found.tokens) == (0, 0)
    more = ready(asked(tmp_path, data=data, samples=2), opened)
    found = await forecast(more, store.benchmarks, opened, None)
    assert (found.units, found.tokens) == (12, round(12 * run.tokens / 5))
    assert found.basis == f"run {run.id[:8]} of the same model"
    assert opened.requests == []


async def test_an_estimate_tells_the_check_from_the_units(store: Store, tmp_path: Path) -> None:
    data = questions(tmp_path, 6)
    budgets = (0, 4)
    checked = asked(tmp_path, data=data, limit=5, budgets=budgets, self_check=2)
    await ran(store, checked, engine())
    opened = engine()
    more = ready(asked(tmp_path, data=data, budgets=budgets, samples=2, self_check=2), opened)
    plain = ready(asked(tmp_path, data=data, budgets=budgets, samples=2), opened)
    worth = 2 * 4 * 3
    with_check = await forecast(more, store.benchmarks, opened, None)
    without = await forecast(plain, store.benchmarks, opened, None)
    assert with_check.tokens == pytest.approx(without.tokens * (12 + worth) / 12, abs=1)
    # Everything but the check is there from the run before.
    only = ready(asked(tmp_path, data=data, limit=5, budgets=budgets, self_check=1), opened)
    found = await forecast(only, store.benchmarks, opened, None)
    assert (found.units, found.tokens > 0) == (0, True)
    assert opened.requests == []


def test_ray_that_is_not_there_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    opened = engine()
    prepared = ready(asked(tmp_path, executor="ray"), opened)
    with pytest.raises(RequestError, match=r'pip install "ray==2\.60\.0"'):
        executor_for(prepared, opened, None, load_settings())
