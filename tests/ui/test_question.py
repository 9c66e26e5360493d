import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning import AnswerType
from reasoning.errors import ProblemError
from ui import question

PASTED = """\
A 61-year-old woman has fever and a cough.
Which diagnosis fits best?

A) pneumonia
B. gout

(C) migraine
"""


def test_options_pasted_with_the_question_are_taken_out_of_it() -> None:
    text, options = question.split_options(PASTED)
    assert text.endswith("Which diagnosis fits best?")
    assert options == {"A": "pneumonia", "B": "gout", "C": "migraine"}


def test_what_stands_below_the_options_stays_in_the_question() -> None:
    text, options = question.split_options("Case.\nA) x\nB) y\nWhich one?")
    assert text == "Case.\n\nWhich one?"
    assert options == {"A": "x", "B": "y"}


@pytest.mark.parametrize(
    "text",
    ["A. Miller wrote it.", "B) x\nC) y", "A) one", "1) x\n2) y", "plain"],
)
def test_a_text_without_a_block_from_a_on_has_no_options(text: str) -> None:
    assert question.split_options(text) == (text, {})


@given(st.text(max_size=300))
def test_any_text_is_split_without_losing_words(text: str) -> None:
    rest, options = question.split_options(text)
    assert list(options) == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(options)])
    if not options:
        assert rest == text.strip()


def test_listed_options_may_go_without_letters() -> None:
    assert question.read_options("pneumonia\n\ngout\n") == {"A": "pneumonia", "B": "gout"}
    assert question.read_options("  ") == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [("one", "1 option"), ("A) x\nC) y", "should begin with 'B'"), ("A) x\ny", "begin with 'B'")],
)
def test_options_that_do_not_fit_are_refused_in_one_line(text: str, line: str) -> None:
    with pytest.raises(ProblemError, match=line):
        question.read_options(text)


def test_a_problem_knows_its_kind_of_answer_from_what_was_given() -> None:
    assert question.make_problem(PASTED, {}, "medical").answer_type is AnswerType.SC
    assert question.make_problem("A case.", {}, "medical").answer_type is AnswerType.DDX
    assert question.make_problem("2 + 3?", {}, "maths").answer_type is AnswerType.EX


def test_options_listed_apart_win_over_those_in_the_question() -> None:
    problem = question.make_problem(PASTED, {"A": "x", "B": "y"}, "medical")
    assert problem.options == {"A": "x", "B": "y"}
    assert "C) migraine" in problem.question


@pytest.mark.parametrize(
    ("text", "gold", "line"),
    [
        ("  \n", None, "write a question first"),
        ("A) x\nB) y", None, "only options"),
        ("a" * 20_001, None, "20,001 characters"),
        (PASTED, "E", "none of A, B, C"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(text: str, gold: str | None, line: str) -> None:
    with pytest.raises(ProblemError, match=line):
        question.make_problem(text, {}, "medical", gold=gold)


def test_the_right_answer_may_be_given_as_a_small_letter_with_a_bracket() -> None:
    assert question.make_problem(PASTED, {}, "medical", gold=" b) ").gold == "B"
    assert question.make_problem(PASTED, {}, "medical", gold=" ").gold is None
