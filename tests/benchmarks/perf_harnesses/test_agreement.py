"""Two harnesses agree where letter and verdict are the same; else the reason is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.perf.harnesses.agreement import agreement, said, why
from benchmarks.perf.harnesses.answers import Read
from tests.benchmarks.perf_harnesses.small import read


def test_the_same_answers_agree() -> None:
    ours = {"q0": read(end="cut"), "q1": read("q1", letter="A", right=False)}
    theirs = {"q0": read(), "q1": read("q1", letter="A", right=False)}
    found = agreement("lm_eval", "budget 256", 256, ours, theirs)
    assert (found.questions, found.agreed, found.differences) == (2, 2, ())
    assert (found.both_right, found.both_wrong, found.only_ours, found.only_theirs) == (1, 1, 0, 0)
    assert (found.answered, found.same_text) == (2, 2)


def test_a_difference_names_the_question_and_both_verdicts() -> None:
    ours = {"q0": read(), "q1": read("q1", letter=None, right=False, end="empty")}
    theirs = {"q0": read(letter="C", right=False), "q1": read("q1")}
    found = agreement("inspect_ai", "budget 256", 256, ours, theirs)
    assert (found.agreed, found.only_ours, found.only_theirs) == (0, 1, 1)
    first, second = found.differences
    assert (first.id, first.ours, first.theirs) == ("q0", "B, right", "C, wrong")
    assert (second.ours, second.theirs) == ("no letter, wrong, empty", "B, right")


@pytest.mark.parametrize(
    ("theirs", "reason"),
    [
        (read(closed=False, text="", letter=None, right=False), "cut by max_tokens"),
        (read(thought="sO"), "the thoughts part at character 2 of 2"),
        (read(thought="so and so"), "the thoughts part at character 3 of 2"),
        (read(text="B) three"), "the answers part at character 5 of 6"),
        (read(letter="C"), "the same answer 'B) two' is read differently"),
        (read(right=False), "the same letter is graded differently in 'B) two'"),
    ],
)
def test_the_reason_is_the_first_step_at_which_they_differ(theirs: Read, reason: str) -> None:
    assert reason in why(read(), theirs)


def test_a_thought_that_nothing_closed_at_the_budget_is_no_other_thought() -> None:
    assert "went on past the budget" in why(read(end="cut"), read(thought="so and so"))


def test_a_question_without_an_answer_counts_apart_from_those_with_one() -> None:
    unanswered = read("q1", closed=False, text="", letter=None, right=False)
    ours = {"q0": read(), "q1": read("q1"), "q2": read("q2", letter=None, right=False)}
    theirs = {"q0": read(), "q1": unanswered, "q2": replace(unanswered, id="q2")}
    found = agreement("lm_eval", "by max_tokens alone", 64, ours, theirs)
    assert (found.agreed, found.agreed_answered, found.answered) == (2, 1, 1)
    assert [one.id for one in found.differences] == ["q1"]


def test_white_space_around_a_text_is_no_difference() -> None:
    found = agreement("lm_eval", "w", 1, {"q0": read()}, {"q0": read(text="\nB) two ")})
    assert found.same_text == 1


def test_ends_that_are_no_answer_are_said() -> None:
    assert said(read(letter=None, right=False, end="escaped")) == "no letter, wrong, escaped"
    assert said(read(end="cut")) == "B, right"
