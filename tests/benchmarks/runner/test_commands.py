"""`python -m benchmarks run` and its kin: what they print, and how they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import benchmarks.__main__ as command
from benchmarks.runner.commands import parse_budgets
from benchmarks.tasks import TaskError
from reasoning.errors import BudgetError, DeliberateError, EngineError
from settings import load_settings
from store import Status, Store
from tests.benchmarks.runner.small import engine, questions
from tests.reasoning.stand_in import Characters, StandIn


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    made = engine()
    monkeypatch.setattr("benchmarks.runner.engines.open_engine", lambda settings, name: made)
    return made


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command.app, list(arguments))


def run(folder: Path, *arguments: str) -> dict[str, Any]:
    result = call("run", "records", "--data", questions(folder), "--json", *arguments)
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def test_the_last_line_is_the_run(tmp_path: Path) -> None:
    found = run(tmp_path, "--budgets", "0,4,none", "--self-check", "1")
    assert found["status"] == "done"
    assert [row["budget"] for row in found["rows"]] == [0, 4, None]
    row = found["rows"][0]
    assert (row["task"], row["n"], row["accuracy"]) == ("records", 3, pytest.approx(2 / 3))
    assert (row["low"] < row["accuracy"] < row["high"], row["stderr"] > 0) == (True, True)
    assert row["ends"]["answered"] == 3
    assert (found["model"], found["revision"]) == ("stand-in", "1")
    assert found["self_check"]["questions"] == 1
    assert (found["resumed"], found["cached"]) == (0, 0)
    again = run(tmp_path, "--budgets", "0,4,none", "--self-check", "1")
    assert (again["run"], again["key"], again["resumed"]) == (found["run"], found["key"], 3)
    other = run(tmp_path, "--budgets", "0,4,none", "--self-check", "0")
    assert (other["cached"], other["resumed"]) == (3, 0)
    assert "self check is 0 (was 1)" in other["note"]


def test_questions_that_cannot_be_had_are_refused_before_an_engine_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("an engine was opened")

    monkeypatch.setattr("benchmarks.runner.commands.opened", refused)
    none = call("run", "records", "--data", str(tmp_path / "none.jsonl"))
    assert isinstance(none.exception, TaskError)
    assert "none.jsonl" in str(none.exception)


def test_the_same_command_asks_failed_samples_of_a_run_again_and_no_others(
    tmp_path: Path, opened: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, begun = type(opened).stream, []

    def broken(self: StandIn, ids: Any, sampling: Any) -> Any:
        if "number 1" in Characters().decode(ids):
            raise EngineError("a bad request")
        return stream(self, ids, sampling)

    def listening(self: StandIn, ids: Any, sampling: Any) -> Any:
        begun.append(Characters().decode(ids).splitlines()[0])
        return stream(self, ids, sampling)

    monkeypatch.setattr(StandIn, "stream", broken)
    first = run(tmp_path, "--retries", "0", "--budgets", "0")
    assert first["status"] == "done"
    assert first["rows"][0]["ends"] == {**first["rows"][0]["ends"], "failed": 1, "answered": 2}
    monkeypatch.setattr(StandIn, "stream", listening)
    again = run(tmp_path, "--retries", "0", "--budgets", "0")
    assert (again["run"], again["resumed"], again["done"]) == (first["run"], 2, 3)
    assert again["rows"][0]["ends"]["failed"] == 0
    assert begun == ["Which is number 1?"]
    begun.clear()
    assert run(tmp_path, "--retries", "0", "--budgets", "0")["resumed"] == 3
    assert begun == []


def test_without_json_there_is_a_table(tmp_path: Path) -> None:
    result = call("run", "records", "--data", questions(tmp_path), "--budgets", "0,4")
    assert result.exit_code == 0, result.stderr
    assert "66.7%" in result.stdout
    assert "3 of 3 samples" in result.stdout


def test_runs_are_listed_shown_compared_and_deleted(tmp_path: Path) -> None:
    first = run(tmp_path, "--budgets", "0")["run"]
    second = run(tmp_path, "--budgets", "none")["run"]
    listed = json.loads(call("runs", "--json").stdout)
    assert [one["id"] for one in listed] == [second, first]
    assert first[:8] in call("runs").stdout
    shown = json.loads(call("runs", first[:10], "--json").stdout)
    assert shown["run"] == first
    compared = json.loads(call("compare", first, second, "--json").stdout)
    assert len(compared["pairs"]) == 1
    assert call("compare", first, second).exit_code == 0
    assert call("delete", first).exit_code == 0
    assert len(json.loads(call("runs", "--json").stdout)) == 1


def test_an_estimate_starts_nothing(tmp_path: Path) -> None:
    found = run(tmp_path, "--budgets", "0,4", "--estimate")
    assert found["units"] == 3
    assert found["tokens"] == 3 * 16 + 3 * 4 * 3 * 16  # the check is worth three chains a sample
    assert found["basis"] == "a probe of 3 questions"
    one = call("run", "records", "--data", questions(tmp_path), "--limit", "1", "--estimate")
    assert "1 sample, about" in one.stdout
    assert "a probe of 1 question)" in " ".join(one.stdout.split())
    assert json.loads(call("runs", "--json").stdout) == []


def test_a_queued_run_is_the_workers(tmp_path: Path, opened: StandIn) -> None:
    found = run(tmp_path, "--queue")
    assert found["status"] == "queued"
    assert opened.requests == []
    result = call("work", "--once")
    assert result.exit_code == 0, result.stderr
    assert "done" in result.stdout
    with Store(load_settings().database_url) as store:
        kept = store.benchmarks.get(found["run"])
    assert kept is not None
    assert (kept.status, kept.done) == (Status.DONE, 3)


def test_a_queued_run_whose_questions_changed_fails_and_says_so(tmp_path: Path) -> None:
    found = run(tmp_path, "--queue")
    questions(tmp_path, 3, subject="other")
    assert call("work", "--once").exit_code == 0
    shown = json.loads(call("runs", found["run"], "--json").stdout)
    assert shown["status"] == "failed"
    assert "since it was queued, the questions of records have changed" in shown["message"]


def test_a_stopped_run_in_the_queue_is_left(tmp_path: Path, opened: StandIn) -> None:
    found = run(tmp_path, "--queue")
    assert call("stop", found["run"]).exit_code == 0
    assert call("work", "--once").exit_code == 0
    assert opened.requests == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "nothing"], "unknown task 'nothing'"),
        (["run", "vignettes", "--budgets", "many"], "budget 'many' is not a number"),
        (["run", "vignettes", "--executor", "moon"], "allowed: local, ray"),
        (["run", "vignettes", "--samples", "0"], "samples is 0"),
        (
            ["run", "sums", "--temperature", "0", "--samples", "3"],
            "at temperature 0 all 3 samples would be the same; raise the temperature, or ask for"
            " 1 sample",
        ),
        (["runs", "zz"], "no run begins with 'zz'"),
        (["compare", "a", "b"], "no run begins"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("sys.argv", ["benchmarks", *arguments])
    assert command.main() == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_a_run_that_is_going_on_elsewhere_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarks.runner.holder import new_holder

    found = run(tmp_path, "--queue")
    with Store(load_settings().database_url) as store:
        assert store.benchmarks.claim(found["run"], new_holder(), 60) is not None
    result = call("run", "records", "--data", questions(tmp_path))
    assert isinstance(result.exception, DeliberateError)
    assert "is going on in another process" in str(result.exception)


def test_a_run_whose_process_was_killed_can_be_stopped_and_deleted_at_once(tmp_path: Path) -> None:
    from benchmarks.runner.holder import new_holder

    found = run(tmp_path, "--queue")
    host, pid, _, end = new_holder().split(":")
    with Store(load_settings().database_url) as store:
        assert store.benchmarks.claim(found["run"], f"{host}:{pid}:1:{end}", 60) is not None
    assert "is stopped" in call("stop", found["run"]).stdout
    with Store(load_settings().database_url) as store:
        assert store.benchmarks.claim(found["run"], f"{host}:{pid}:1:{end}", 60) is not None
    assert call("delete", found["run"]).exit_code == 0


def test_budgets_are_numbers_and_none() -> None:
    assert parse_budgets("0, 256,NONE") == (0, 256, None)
    with pytest.raises(BudgetError, match="'-1' is not"):
        parse_budgets("-1")
