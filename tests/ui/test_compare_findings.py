from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning import Problem
from reasoning.events import Ending, Result, Tokens
from ui.comparison import Comparison, Setting
from ui.stream import Column
from ui.tabs.compare.findings import (
    agreement,
    agreement_table,
    agreement_words,
    findings_html,
    groups,
    knee,
)

MATHS = Problem("How much?", domain="maths", answer_type="NV")  # type: ignore[arg-type]
CHOICE = Problem("Which?", domain="medical", options={"A": "gout", "B": "migraine"})
ANSWERS = st.lists(st.none() | st.sampled_from(["1/2", "0.5", "2", "2.0", "50%", "7"]), max_size=6)


def result(answer: str | None, end: Ending = Ending.ANSWERED) -> Result:
    return Result(
        answer=answer, text=answer or "", end=end, thinking_tokens=Tokens(8, 8, 8),
        answer_tokens=1, samples=(), votes=(), confidence=None, calibrated=False, seconds=0.1,
        first_token_seconds=None, correct=None,
    )  # fmt: skip


def settings(*rungs: int | None) -> tuple[Setting, ...]:
    return tuple(Setting(thinking=rung) for rung in rungs)


def found(rungs: Sequence[int | None], answers: Sequence[str | None]) -> tuple[int | None, str]:
    told = knee(MATHS, settings(*rungs), [result(answer) for answer in answers])
    return told.column, told.said


def test_agreement_is_the_domain_s_own_equivalence() -> None:
    table = agreement(MATHS, ["1/2", "0.5", "7", None])
    assert table[0] == (True, True, False, None)
    assert table[3] == (None, None, None, None)


@given(ANSWERS)
def test_agreement_is_symmetric_and_its_groups_hold_every_answer_once(answers) -> None:
    table = agreement(MATHS, answers)
    for i, first in enumerate(answers):
        for j, second in enumerate(answers):
            assert table[i][j] == table[j][i]
            assert (table[i][j] is None) == (first is None or second is None)
        assert table[i][i] is (None if first is None else True)
    placed = sorted(number for group in groups(table) for number in group)
    assert placed == [n for n, answer in enumerate(answers) if answer is not None]
    for group in groups(table):
        assert all(table[group[0]][number] for number in group)


def test_agreement_in_words() -> None:
    assert agreement_words(CHOICE, ["A", "A"]) == "All columns give the same answer."
    assert agreement_words(CHOICE, ["A", "B", "B", None]) == (
        "Columns 2 and 3 agree on B) migraine; column 1 answers A) gout; column 4 has no answer."
    )
    assert agreement_words(CHOICE, [None, None]) == "No column has an answer to compare."


@pytest.mark.parametrize(
    ("rungs", "answers", "column", "words"),
    [
        ((0, 64, 256, None), ("1", "2", "2", "2.0"), 1, "Knee at 64 tokens"),
        ((None, 64, 0), ("2", "2", "1"), 1, "Knee at 64 tokens"),  # in any order
        ((0, 64, 256), ("2", "2", "2"), 0, "already|smallest budget"),
        ((0, 64, 256), ("1", "1", "2"), None, "No knee: the answer still changed"),
        ((0, 64, 256), ("2", "1", "2"), None, "No knee: the answer still changed"),
        ((0, 64, 256), ("2", None, "2"), None, "No knee: the answer still changed"),
        ((0, 64, 256), ("2", "2", None), None, "No knee: the largest budget gave no answer"),
        ((64, 64), ("2", "2"), None, "two columns have the same budget"),
    ],
)
def test_the_knee_is_the_smallest_budget_from_which_nothing_changes(
    rungs, answers, column, words
) -> None:
    at, said = found(rungs, answers)
    assert at == column
    assert any(part in said for part in words.split("|"))


def test_columns_that_differ_in_more_than_their_budget_have_no_knee() -> None:
    mixed = (Setting(thinking=0), Setting(thinking=64, samples=4))
    told = knee(MATHS, mixed, [result("1"), result("1")])
    assert told.column is None
    assert "more than their budget" in told.said


def test_a_stopped_column_is_left_out_and_that_is_said() -> None:
    ends = [result("1"), result(None, Ending.CANCELLED), result("2"), result("2")]
    told = knee(MATHS, settings(0, 16, 64, 256), ends)
    assert told.column == 2
    assert "left out" in told.said
    told = knee(MATHS, settings(0, 16), [result("1"), None])
    assert told.column is None
    assert "fewer than two" in told.said


@given(ANSWERS.filter(lambda answers: len(answers) >= 2))
def test_from_the_knee_on_all_answers_agree_and_the_one_before_does_not(answers) -> None:
    rungs = [16 * 2**n for n in range(len(answers))]
    at, _ = found(rungs, answers)
    table = agreement(MATHS, answers)
    if at is None:
        assert answers[-1] is None or not table[-1][-2]
    else:
        assert all(table[-1][number] for number in range(at, len(answers)))
        assert at == 0 or not table[-1][at - 1]


def test_a_model_s_answer_in_the_findings_is_text() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    comparison = Comparison(
        Problem("What?", domain="general"),
        settings(0, 64),
        one_chain=False,
        columns=[Column(result=result(hostile)), Column(result=result("else"))],
    )
    shown = findings_html(comparison)
    assert "<img" not in shown
    assert "&lt;img" in shown
    assert "different" in agreement_table(agreement(MATHS, ["1", "2"]))
