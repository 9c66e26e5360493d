"""Verdicts with reasons, whatever a row holds; the command; and the process that guards it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import reasoning.__main__ as cli
from reasoning.grading import guard, read_answer, same_answer
from reasoning.grading.guard import Guard
from reasoning.grading.limits import OutOfTime, check_time, limited, uncounted
from reasoning.grading.verdict import Verdict, grade_row
from reasoning.problem import AnswerType
from tests.conftest import ROOT

REASONS = [
    ("NV", "3/4", "The answer is 0.75", True, "the same value: 0.75 and 3/4"),
    ("NV", "3", "4", False, "values differ: 4 and 3"),
    ("NV", "1.6e-19", "1.6e-18", False, "values differ"),
    ("EX", "a+b", "b+a", True, "the same value"),
    ("EX", "a+b", r"\boxed{?!}", False, "cannot be compared by value"),
    ("EX", "odd n", "odd n", True, "the same text"),
    ("NV", "5", "I do not know.", False, "no answer can be read"),
    ("MA", ["1", "-2"], "-2, 1", True, "after ordering"),
    ("SET", ["1", "2", "3"], r"\{1,2\}", False, "numbers of values differ: 2 and 3"),
    ("EQ", "y=2x", "2y=4x", True, "moved or scaled"),
    ("IN", "(0,1)", "[0,1)", False, "intervals differ"),
    ("MATRIX", "[[1]]", "[[2]]", False, "matrices differ"),
    ("SC", "B", "It is (C).", False, "options differ: C and B"),
    ("TF", "True", "yes", True, "the same text"),
    ("TEXT", "所有", "所有。", True, "punctuation"),
    ("NV", r"So it is \boxed{7}", r"\boxed{7}", True, "the same text"),
    ("OT", "x", "y", None, "judge"),
    ("CODE", None, "print(1)", None, "sandbox"),
    ("NV", None, "5", None, "no right answer"),
    ("NV", "5", None, False, "no prediction"),
    ("NV", 5, 5.0, True, "the same value"),
    ("TF", True, "true", True, "the same text"),
    ("ESSAY", "5", "5", None, "'ESSAY' is not graded; allowed: "),
    ("NV", {"a": 1}, "5", None, "no right answer"),
    ("NV", "5", {"a": 1}, False, "no text"),
    ("NV", r"\pi", "3.14159", True, "equal when rounded"),
    ("NV", "1/3", "0.333333", True, "equal when rounded"),
    ("NV", "7", "7+" * 2_000 + "7", False, "allowed: 2000"),
    ("NV", "7", "√" * 50 + "7", False, "nested"),
]


@pytest.mark.parametrize(("kind", "answer", "prediction", "equal", "reason"), REASONS)
def test_a_verdict_says_why(
    kind: str, answer: Any, prediction: Any, equal: bool | None, reason: str
) -> None:
    found = grade_row({"answer": answer, "answer_type": kind, "prediction": prediction})
    assert found.equal is equal
    assert reason in found.reason
    assert "\n" not in found.reason


def test_a_unit_is_named_where_it_does_not_fit() -> None:
    row = {"answer": "5", "answer_type": "NV", "unit": "kg"}
    assert grade_row({**row, "prediction": "5000 g"}).equal is True
    assert "within 1%" in grade_row({**row, "prediction": "5.01"}).reason
    wrong = grade_row({**row, "prediction": "5 m"})
    assert wrong.equal is False
    assert wrong.reason == "the unit of 5 m does not fit the unit asked for, kg"


def test_options_are_a_letter_for_each_text_or_a_list() -> None:
    row = {"answer": "B", "answer_type": "SC", "prediction": "warfarin"}
    assert grade_row({**row, "options": {"A": "aspirin", "B": "warfarin"}}).equal is True
    assert grade_row({**row, "options": ["aspirin", "warfarin"]}).equal is True
    assert "options do not fit" in grade_row({**row, "options": "A"}).reason


@pytest.mark.parametrize("missing", ["answer", "answer_type"])
def test_what_a_row_lacks_is_named(missing: str) -> None:
    row = {"answer": "1", "answer_type": "NV", "prediction": "1"}
    del row[missing]
    assert grade_row(row).equal is None
    assert grade_row(row).reason == f"the row has no {missing}"


def test_a_row_without_a_prediction_is_wrong() -> None:
    found = grade_row({"answer": "1", "answer_type": "NV"})
    assert found == Verdict(False, "there is no prediction")


@pytest.mark.parametrize("unit", ["m, s", ["m", "s"]])
@pytest.mark.parametrize("kind", ["MPV", "MA"])
def test_each_quantity_has_its_own_unit(kind: str, unit: Any) -> None:
    row = {"answer": ["1", "2"], "answer_type": kind, "unit": unit}
    for prediction in ("1 m, 2 s", "100 cm, 2 s", "1, 2"):
        assert grade_row({**row, "prediction": prediction}).equal is True, prediction
    for prediction in ("1 s, 2 m", "1 m, 3 s", "1 m"):
        assert grade_row({**row, "prediction": prediction}).equal is False, prediction


def test_a_list_of_one_unit_or_of_none_and_units_that_nobody_asked_for() -> None:
    row = {"answer": "5", "answer_type": "NV", "prediction": "5000 g"}
    assert grade_row({**row, "unit": ["kg"]}).equal is True
    assert grade_row({**row, "unit": []}).equal is False
    row = {"answer": ["1", "2"], "answer_type": "MPV", "prediction": "1 m, 2 s"}
    assert grade_row(row).equal is True
    assert grade_row({**row, "prediction": "1 m, 3 s"}).equal is False


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@settings(max_examples=200)
@given(
    st.fixed_dictionaries(
        {"answer": JSON, "prediction": JSON, "answer_type": st.sampled_from([*AnswerType, "?"])},
        optional={"unit": JSON, "options": JSON},
    )
)
def test_any_row_has_a_verdict(row: dict[str, Any]) -> None:
    found = grade_row(row)
    assert found.equal in {True, False, None}
    assert found.reason


def call(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(cli.app, ["grade", *arguments], input=given)


def printed(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


HOSTILE = [
    "9^9^9^9^9", "99999!!!!!", "(" * 100_000, "1" * 200_000, r"\frac" * 5_000,
    ",".join(str(n) for n in range(1_000)), "{" + ",".join(["x!"] * 1_000) + "}",
    "5 " + "kg" * 5_000, r"\boxed{" * 20_000, "\ud800", "\0", "９" * 5_000, "x^{10^{10}}",
]  # fmt: skip


def test_the_command_prints_a_verdict_for_every_row_and_never_fails(tmp_path: Path) -> None:
    good = {"id": "good", "answer": ["1", "2"], "answer_type": "MA", "prediction": "2, 1"}
    rows = [json.dumps(good), "not json", "[1]", "", "[" * 100_000, "9" * 10_000]
    kinds = ("NV", "EX", "SET", "IN", "MATRIX")
    for number, text in enumerate(HOSTILE):
        row = {"id": number, "answer_type": kinds[number % len(kinds)], "unit": text[:50]}
        rows.append(json.dumps({**row, "answer": text, "prediction": text + "+1"}))
    rows.append(json.dumps({**good, "id": "last"}))
    file = tmp_path / "rows.jsonl"
    file.write_bytes("\n".join(rows).encode() + b"\n\xff\xfe\n")
    found = printed(call("--file", str(file)))
    assert len(found) == len(rows)  # one is empty, and one more is no text
    assert found[0] == {
        "id": "good", "equal": True, "reason": "the same answers after ordering"
    }  # fmt: skip
    assert [row["equal"] for row in found[1:5]] == [None] * 4
    assert [row["id"] for row in found[5:-2]] == list(range(len(HOSTILE)))
    assert not any(row["equal"] for row in found[5:-2])
    assert found[-2]["equal"] is True
    assert "not JSON" in found[-1]["reason"]


def test_the_command_reads_the_standard_input() -> None:
    row = {"id": "一", "answer": "3", "answer_type": "NV", "prediction": "4"}
    found = printed(call("--file", "-", given=json.dumps(row, ensure_ascii=False) + "\n"))
    assert found == [{"id": "一", "equal": False, "reason": "values differ: 4 and 3"}]


def test_numbers_that_json_cannot_print_keep_the_id_of_their_row(tmp_path: Path) -> None:
    rows = (
        '\ufeff{"id": NaN, "answer": 1e999, "answer_type": "NV", "prediction": "5"}\n'
        f'{{"id": 7, "answer": "5", "answer_type": "NV", "prediction": {"9" * 6_000}}}\n'
    )
    file = tmp_path / "rows.jsonl"
    file.write_text(rows, "utf-8")
    found = printed(call("--file", str(file)))
    assert [(row["id"], row["equal"]) for row in found] == [("NaN", False), (7, False)]


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_cannot_be_read_is_one_line_and_exit_code_2(tmp_path: Path, name: str) -> None:
    result = call("--file", str(tmp_path / name))
    assert result.exit_code == 2
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("error: cannot read the rows in")


ROW = {"answer": "1/2", "answer_type": "NV", "prediction": "0.5"}


@pytest.fixture(scope="module")
def guarded() -> Iterator[Guard]:
    with Guard() as running:
        yield running


def test_a_process_that_is_killed_costs_one_verdict(guarded: Guard) -> None:
    assert guarded.grade(ROW).equal is True
    process = guarded._process
    assert process is not None
    process.kill()
    process.wait()
    assert guarded.grade(ROW).equal is None
    assert guarded.grade(ROW).equal is True


def test_a_process_that_says_nothing_is_replaced(
    guarded: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guarded.grade(ROW).equal is True
    process = guarded._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(guard, "MAX_WAIT", 0.2)
        found = guarded.grade(ROW)
    assert found.equal is None
    assert "longer than" in found.reason
    assert guarded.grade(ROW).equal is True


def test_a_read_answer_is_compared_under_the_limits_and_one_beyond_them_is_not_equal(
    guarded: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guarded.compare("5000 g", "5", "NV", unit="kg").equal is True
    assert guarded.compare("4", "3", "NV") == Verdict(False, "values differ: 4 and 3")
    assert guarded.compare("warfarin", "B", "SC", {"A": "aspirin", "B": "warfarin"}).equal is True
    assert guarded.compare("5", "5", "ESSAY").equal is None
    process = guarded._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(guard, "MAX_WAIT", 0.2)
        found = guarded.compare("4", "3", "NV")
    assert found.equal is False
    assert "longer than" in found.reason


def test_an_answer_whose_process_was_ended_from_outside_gets_another(guarded: Guard) -> None:
    assert guarded.compare("1/2", "0.5", "NV").equal is True
    process = guarded._process
    assert process is not None
    process.kill()
    process.wait()
    assert guarded.compare("1/2", "0.5", "NV").equal is True


def test_threads_take_turns_at_one_process(guarded: Guard) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda n: guarded.compare(str(n), str(n % 2), "NV").equal, range(20))
    assert list(found) == [n < 2 for n in range(20)]


def test_a_reply_that_takes_too_long_to_read_has_no_answer() -> None:
    with limited(-1):
        assert read_answer("The answer is 5 + 3.", "NV") is None


def test_a_row_that_is_too_long_is_not_sent(guarded: Guard) -> None:
    found = guarded.grade({**ROW, "prediction": "1" * guard.MAX_ROW})
    assert found.equal is None
    assert "allowed: 1000000" in found.reason


def test_the_limit_of_memory_holds() -> None:
    took = (
        "from reasoning.grading.worker import limit_memory; limit_memory(2**26); bytearray(2**28)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", took], capture_output=True, cwd=ROOT, check=False, text=True
    )
    assert ended.returncode == 1
    assert "MemoryError" in ended.stderr


def test_what_is_done_once_takes_no_time_of_a_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    with limited(1):
        with uncounted():
            now[0] += 60
        check_time()
        now[0] += 2
        with pytest.raises(OutOfTime):
            check_time()


def test_a_comparison_ends_when_its_time_is_over() -> None:
    with limited(0), pytest.raises(OutOfTime):
        while time.monotonic():
            check_time()
    check_time()
    with limited(0):
        while not same_answer("1", "1+0*x", "EX"):
            if not same_answer("2", "1+1", "EX"):  # out of time is never the same
                break
