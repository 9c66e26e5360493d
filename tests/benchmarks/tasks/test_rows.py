"""Reading the columns of one row: what fits, what does not, and nothing but our error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.tasks import Row, TaskError, task_names, task_of
from benchmarks.tasks.record import is_record, read_record
from benchmarks.tasks.rows import split_options


def row(**values) -> Row:
    return Row(task_of("gsm8k"), values, 0, "x.jsonl line 3", "file:x.jsonl")


def test_a_wrong_column_names_place_value_and_what_is_allowed() -> None:
    with pytest.raises(TaskError) as caught:
        row(cop=9).whole("cop", 0, 3)
    assert str(caught.value) == (
        "x.jsonl line 3: column 'cop' is 9; allowed: a whole number from 0 to 3"
    )


@pytest.mark.parametrize("value", [None, "", "  ", True, [], {}, "\ud800", "a\0b"])
def test_what_is_no_text_is_refused(value) -> None:
    with pytest.raises(TaskError, match="allowed: a text"):
        row(question=value).text("question")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (27.0, "27"), ("025", "25"), ("000", "0"), ("1,234", "1234"), ("-7", "-7"),
        ("0.50", "0.5"), ("$18", "18"), (3, "3"), ("10.0", "10"),
    ],
)  # fmt: skip
def test_a_number_is_written_as_short_as_it_can_be(value, number) -> None:
    assert row(answer=value).number("answer") == number


@pytest.mark.parametrize("value", ["two", "1/2", "", None, "1 2", "9" * 50, [3]])
def test_what_is_no_number_is_refused(value) -> None:
    with pytest.raises(TaskError):
        row(answer=value).number("answer")


def test_options_come_by_letter_or_in_order_and_null_is_none() -> None:
    assert row(o=["x", "y", "z"]).options("o") == {"A": "x", "B": "y", "C": "z"}
    assert row(o={"B": "y", "A": "x", "C": None}).options("o") == {"A": "x", "B": "y"}


@pytest.mark.parametrize("value", [["x"], [], ["x"] * 27, {"A": "x"}, {"a": "x", "b": "y"}, "AB"])
def test_options_that_are_no_choice_are_refused(value) -> None:
    with pytest.raises(TaskError, match="allowed: two or more texts"):
        row(o=value).options("o")


def test_options_are_taken_off_the_end_of_a_question() -> None:
    assert split_options("Which?\nA) x\nB. y\n(C) z") == (
        "Which?",
        {"A": "x", "B": "y", "C": "z"},
    )
    for kept in ("Which?", "A) x\nB) y", "Which?\nA) x", "Which?\nA) x\nB) y\nSay why."):
        assert split_options(kept) == (kept, {})


def test_the_answer_has_to_be_one_of_the_options() -> None:
    with pytest.raises(TaskError, match=r'line 3: the answer is "D"; allowed: A, B'):
        row().item("Which?", options={"A": "x", "B": "y"}, gold="D")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["A", "B", "yes", "Math", "EN", "SC", "CODE", "user", "data:image/png,"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
READERS = [task_of(name) for name in task_names() if task_of(name).read is not None]


@given(st.data())
def test_whatever_json_a_row_holds_only_our_error_comes(data) -> None:
    task = data.draw(st.sampled_from(READERS))
    columns = [name.removesuffix("?") for name in task.columns]
    values = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(columns, JSON)))
    assert task.read is not None
    try:
        item = task.read(Row(task, values, 0, "x.jsonl line 1", "file:x.jsonl"))
        item.problem.question.encode()
    except TaskError as error:
        assert "\n" not in str(error)
        str(error).encode()


RECORD = (
    "question options answer answer_type id task subject language domain unit history images "
    "extra difficulty source license"
).split()
EXTRA = "unit level contexts figure_urls test_cases rubrics hub_row url".split()


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(RECORD, JSON)),
    st.fixed_dictionaries({}, optional=dict.fromkeys(EXTRA, JSON)),
    st.booleans(),
)
def test_whatever_json_a_record_holds_only_our_error_comes(values, extra, with_extra) -> None:
    if with_extra:
        values |= {"question": "Why?", "extra": extra}
    try:
        read_record(Row(task_of("records"), values, 0, "x.jsonl line 1", "file:x.jsonl"))
    except TaskError as error:
        assert "\n" not in str(error)
        str(error).encode()


def test_a_record_is_told_by_its_columns() -> None:
    assert is_record({"question": "", "options": None, "answer": "", "answer_type": "SC", "x": 1})
    assert not is_record({"question": "", "answer": ""})
