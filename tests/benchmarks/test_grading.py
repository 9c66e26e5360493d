"""The measured graders: the figures in the repository, how they are counted, and a judge's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import benchmarks.grading.__main__ as cli
from benchmarks.grading.agreement import agreement, kappa
from benchmarks.grading.judge import judge_rows, read_labelled
from benchmarks.grading.measure import equivalence, extraction, judged, tally
from benchmarks.grading.report import choices, table
from benchmarks.grading.vectors import Extraction, Pair, read_extractions, read_pairs
from reasoning.errors import GradingError
from tests.reasoning.test_judging import Judge

MEASURED = json.loads(cli.RESULTS.read_text("utf-8"))


def test_the_graders_agree_with_the_uncontested_rows_and_accept_no_wrong_number() -> None:
    for part in ("uncontested", "numeric"):
        ours = MEASURED["equivalence"][part]["ours"]
        assert ours["agreement"] >= 99
        assert ours["no_verdict"] == 0
        for other in ("math_verify", "olympicarena"):
            assert ours["agreement"] > MEASURED["equivalence"][part][other]["agreement"]
    assert MEASURED["equivalence"]["numeric"]["ours"]["false_accepts"] == 0
    assert MEASURED["extraction"]["agreement"] >= 99


def test_the_figures_still_hold(shared: Path) -> None:
    folder = shared / "evals"
    assert equivalence(judged(read_pairs(folder))) == MEASURED["equivalence"]
    assert extraction(read_extractions(folder)) == MEASURED["extraction"]


def test_the_results_hold_figures_and_no_text_of_the_rows() -> None:
    def leaves(value: Any) -> list[Any]:
        parts = value.values() if isinstance(value, dict) else None
        return [value] if parts is None else [leaf for part in parts for leaf in leaves(part)]

    figures = {name: part for name, part in MEASURED.items() if name != "command"}
    assert all(leaf is None or isinstance(leaf, (int, float)) for leaf in leaves(figures))


def test_the_table_has_a_row_for_every_answer_type() -> None:
    rows = table(MEASURED).splitlines()
    assert len(rows) == 2 + 3 + len(MEASURED["equivalence"]["by_type"])
    assert "Math-Verify 0.8.0" in rows[0]
    assert choices(MEASURED).startswith("Of 26 replies to a choice")


def pair(gold: str, prediction: str, equal: bool, other: bool | None, **more: Any) -> Pair:
    return Pair("x", "NV", gold, prediction, equal, more.get("contested", False), other, None)


def test_false_accepts_and_false_rejects_are_counted_apart_and_contested_rows_by_themselves() -> (
    None
):
    rows = judged(
        [
            pair("1", "1", True, False),
            pair("1", "2", False, True),
            pair("1", "2", True, None),
            pair("1", "2", True, True, contested=True),
        ]
    )
    ours, other = tally(rows[:3], "ours"), tally(rows[:3], "math_verify")
    assert (ours.false_accepts, ours.false_rejects, ours.no_verdict) == (0, 1, 0)
    assert (other.false_accepts, other.false_rejects, other.no_verdict) == (1, 1, 1)
    assert (ours.agreement, other.agreement) == (pytest.approx(2 / 3), 0)
    found = equivalence(rows)
    assert found["uncontested"]["ours"]["rows"] == 3
    assert found["contested"]["ours"]["false_rejects"] == 1
    assert found["contested"]["olympicarena"]["agreement"] is None


def test_a_letter_where_none_is_meant_is_wrong_and_none_is_an_abstention() -> None:
    options = {"A": "x", "B": "y"}
    rows = [
        Extraction("1", "A", options, "A", False),
        Extraction("2", "A", options, "B", False),
        Extraction("3", "A", options, None, False),
        Extraction("4", "Hm.", options, "A", False),
        Extraction("5", "Hm.", options, None, False),
        Extraction("6", "A", options, "B", True),
    ]
    found = extraction(rows)
    assert (found["rows"], found["right"], found["wrong"], found["abstained"]) == (5, 2, 2, 1)


def test_kappa_is_that_of_a_published_example_with_the_interval_of_the_formula() -> None:
    # 50 grant proposals: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no (kappa 0.40).
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    value, interval = kappa(pairs)
    assert value == pytest.approx(0.4)
    assert interval is not None
    assert interval[0] == pytest.approx(0.1511, abs=1e-3)
    assert interval[1] == pytest.approx(0.6489, abs=1e-3)


PAIRS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40)


@given(PAIRS)
def test_kappa_is_the_same_from_either_side_and_at_most_one(pairs: list[tuple[bool, bool]]) -> None:
    value, interval = kappa(pairs)
    other, _ = kappa([(b, a) for a, b in pairs])
    assert value == other or value == pytest.approx(other)
    if value is not None and interval is not None:
        assert interval[0] <= value + 1e-12 and value - 1e-12 <= interval[1] <= 1


def test_what_a_judge_did_not_decide_is_counted_apart() -> None:
    found = agreement([True, None, False, True], [True, True, False, False])
    assert (found.rows, found.decided) == (4, 3)
    assert found.accuracy == pytest.approx(2 / 3)
    assert agreement([None], [True]).accuracy is None
    assert agreement([True, True], [True, True]).kappa is None


def rows_of(tmp_path: Path, *rows: object) -> Path:
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return file


ROW = {"question": "Why?", "reference": "lit", "reply": "yes lit", "label": True}


async def test_a_judge_is_put_to_labelled_replies(tmp_path: Path) -> None:
    file = rows_of(tmp_path, ROW, {**ROW, "reply": "magic", "label": "wrong"}, {**ROW, "label": 0})

    def decide(prompt: str) -> str:
        right = "yes lit" in prompt
        wanted = "the answer is right" if right else "the answer is wrong"
        return "A" if f"A) {wanted}" in prompt else "B"

    found, said = await judge_rows(read_labelled(file), Judge(decide))
    assert (found.rows, found.decided) == (3, 3)
    assert found.accuracy == pytest.approx(2 / 3)
    assert [one.score for one in said] == [1.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**ROW, "label": "maybe"}, "row 1: label is 'maybe'; allowed: true, 1"),
        ({**ROW, "reply": None}, "question and reply must be texts"),
        ({**ROW, "reference": 3}, "reference is 3"),
        ([1], "is no JSON object"),
    ],
)
def test_a_row_that_does_not_fit_is_named(tmp_path: Path, row: object, said: str) -> None:
    with pytest.raises(GradingError, match=said):
        read_labelled(rows_of(tmp_path, row))


def test_the_judge_command_prints_its_agreement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "open_engine", lambda settings, name: Judge(lambda prompt: "A"))
    result = CliRunner().invoke(cli.app, ["judge", "--file", str(rows_of(tmp_path, ROW))])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {
        "rows": 1, "decided": 0, "accuracy": None, "accuracy_interval": None, "kappa": None,
        "kappa_interval": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give --vectors FOLDER"),
        (["--vectors", "nowhere"], "cannot read nowhere/answer_equivalence.jsonl"),
        (["judge", "--file", "nowhere"], "cannot read nowhere"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["grading", *arguments])
    assert cli.main() == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("error: ") and said in line
