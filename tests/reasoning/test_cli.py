"""`python -m reasoning`: what it prints, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import reasoning.__main__ as cli
from reasoning.errors import BudgetError, ProblemError
from settings import load_settings
from store import Store
from tests.reasoning.runs import thinker

ENGINE = thinker("abcdefgh", lambda thought, seed: "B) two" if len(thought) > 3 else "A) one")
CHOICE = ["Which?", "--options", "one|two"]


@pytest.fixture(autouse=True)
def stand_in_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "open_engine", lambda settings, name: ENGINE)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def as_json(*arguments: str) -> Any:
    result = call(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_ask_prints_one_json_object_with_the_documented_fields() -> None:
    printed = as_json("ask", *CHOICE, "--budget", "5", "--domain", "medical")
    assert printed["answer"] == "B"
    assert printed["end"] == "cut"
    assert printed["thinking_tokens"] == {"requested": 5, "spent": 5, "total": 5}
    assert printed["answer_tokens"] == len("B) two")
    assert len(printed["samples"]) == 1
    assert printed["votes"][0]["share"] == 1.0
    assert printed["model"] == "stand-in"
    assert printed["seconds"] > 0


def test_every_run_is_in_the_store() -> None:
    printed = as_json("ask", *CHOICE, "--budget", "5", "--samples", "3")
    store = Store(load_settings().database_url)
    trace = store.trace(printed["trace_id"])
    store.close()
    assert trace is not None
    assert trace["answer"] == "B"
    assert len(trace["thoughts"]) == 3


@pytest.mark.parametrize(("budget", "requested"), [("none", None), ("0", 0), ("auto", None)])
def test_a_budget_is_a_number_none_or_auto(budget: str, requested: int | None) -> None:
    printed = as_json("ask", *CHOICE, "--budget", budget, "--answer-tokens", "500")
    if budget == "auto":
        assert printed["thinking_tokens"]["requested"] > 3000
        assert printed["saved_tokens"] == 0
    else:
        assert printed["thinking_tokens"]["requested"] == requested


def test_curve_prints_a_row_a_rung_and_the_tokens_of_all() -> None:
    printed = as_json("curve", *CHOICE, "--budgets", "0,2,6,none")
    assert [row["budget"] for row in printed["rows"]] == [0, 2, 6, None]
    assert [row["answer"] for row in printed["rows"]] == ["A", "A", "B", "B"]
    assert printed["tokens_generated"] == 8 + 4 * len("B) two")


def test_a_curve_can_be_checked_against_independent_runs() -> None:
    printed = as_json("curve", *CHOICE, "--budgets", "2,6", "--samples", "4", "--check")
    assert printed["self_check"]["p_value"] == 1.0


def test_a_stored_problem_is_asked_with_its_gold_answer(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps({"question": "?", "options": {"A": "1", "B": "2"}, "answer": "B"}))
    assert as_json("ask", "--problem", str(file), "--budget", "0")["correct"] is False
    assert as_json("ask", "--problem", str(file))["correct"] is True


def test_without_json_a_person_can_read_it() -> None:
    printed = call("ask", *CHOICE, "--budget", "5").stdout
    assert "B) two" in printed
    assert "cut by the budget" in printed
    assert "thinking 5 of 5 tokens" in printed
    assert "abcde" in printed
    table = call("curve", *CHOICE, "--budgets", "0,6").stdout
    assert "tokens generated in all" in table


def test_model_text_is_not_read_as_terminal_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = thinker("[bold]x[/nope]", lambda thought, seed: "[/red] B) two")
    monkeypatch.setattr(cli, "open_engine", lambda settings, name: engine)
    result = call("ask", *CHOICE)
    assert result.exit_code == 0
    assert "[/red]" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["ask"], "either a question or --problem"),
        (["ask", "Q", "--problem", "x.json"], "either a question or --problem"),
        (["ask", "--problem", "missing.json"], "missing.json"),
        (["ask", "Q", "--budget", "lots"], "'lots'"),
        (["ask", "Q", "--budget", "-1"], "-1"),
        (["ask", "Q", "--budget", "999999"], "does not fit"),
        (["ask", "Q", "--domain", "law"], "domain"),
        (["ask", "Q", "--options", "one"], "options"),
        (["ask", " "], "question"),
        (["ask", "Q", "--samples", "0"], "samples"),
        (["ask", "Q", "--temperature", "9"], "temperature"),
        (["ask", "Q", "--dollars", "1"], "price_prompt"),
        (["curve", "Q", "--budgets", "1,x"], "'x'"),
        (["curve", "Q", "--budgets", "1", "--method", "magic"], "'magic'"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: list[str], named: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("error: ")
    assert named in lines[0]


def test_nothing_is_started_for_a_question_that_cannot_be_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[object] = []
    monkeypatch.setattr(cli, "open_engine", lambda settings, name: started.append(name))
    for arguments in (["ask"], ["ask", "Q", "--budget", "x"], ["curve", "Q", "--budgets", "y"]):
        assert call(*arguments).exit_code == 2
    assert started == []


def test_options_are_read_with_and_without_letters() -> None:
    assert cli.parse_options("asthma|gout") == {"A": "asthma", "B": "gout"}
    assert cli.parse_options("B) asthma | D. gout") == {"B": "asthma", "D": "gout"}
    for bad in ("", "one", "a||b", "A) x|A) y"):
        with pytest.raises(ProblemError):
            cli.parse_options(bad)
    with pytest.raises(BudgetError):
        cli.parse_rung("1.5")
