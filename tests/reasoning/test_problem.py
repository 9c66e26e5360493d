"""Problem records: read back what is written, refuse in one line what does not fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning import AnswerType, Message, Problem, from_record, read_problem
from reasoning.errors import ProblemError
from reasoning.problem import Provenance

_TEXT = st.text(min_size=1).filter(str.strip)


@given(
    st.builds(
        Problem,
        question=_TEXT,
        domain=st.sampled_from(["medical", "maths", "general"]),
        options=st.just({}) | st.just({"A": "one", "B": "two"}),
        answer_type=st.sampled_from([AnswerType.TEXT, AnswerType.EX]),
        gold=st.none() | st.sampled_from(["A", "B"]),
        history=st.lists(st.builds(Message, st.just("user"), _TEXT), max_size=2).map(tuple),
        id=st.text(),
        task=st.text(),
        difficulty=st.text(),
        provenance=st.builds(Provenance, st.text(), st.text(), st.text()),
    )
)
def test_a_record_reads_back_as_the_same_problem(problem: Problem) -> None:
    assert from_record(json.loads(json.dumps(problem.to_record()))) == problem


@pytest.mark.parametrize(
    ("record", "named"),
    [
        ({}, "question"),
        ({"question": "  "}, "question"),
        ({"question": "?", "domain": "law"}, "domain"),
        ({"question": "?", "options": {"A": "one"}}, "at least two"),
        ({"question": "?", "options": {"x": "one", "B": "two"}}, "options"),
        ({"question": "?", "options": {"A": "1", "B": "2"}, "answer": "C"}, "none of A, B"),
        ({"question": "?", "answer_type": "SC"}, "options"),
        ({"question": "?", "answer_type": "SONG"}, "answer_type"),
        ({"question": 3}, "question"),
    ],
)
def test_a_record_that_does_not_fit_names_the_field(record: dict[str, object], named: str) -> None:
    with pytest.raises(ProblemError, match=named) as caught:
        from_record(record)
    assert "\n" not in str(caught.value)


def test_the_kind_of_answer_follows_from_domain_and_options() -> None:
    assert from_record({"question": "?", "domain": "medical"}).answer_type is AnswerType.DDX
    assert from_record({"question": "?", "domain": "maths"}).answer_type is AnswerType.EX
    assert from_record({"question": "?"}).answer_type is AnswerType.TEXT
    choice = from_record({"question": "?", "options": {"A": "one", "B": "two"}})
    assert choice.answer_type is AnswerType.SC


def test_a_file_may_be_json_or_json_lines(tmp_path: Path) -> None:
    one, lines = tmp_path / "one.json", tmp_path / "lines.jsonl"
    one.write_text('{\n "question": "first"\n}')
    lines.write_text('{"question": "first"}\n{"question": "second"}\n')
    assert read_problem(one).question == read_problem(lines).question == "first"


@pytest.mark.parametrize("text", ["", "not json", "[1]", "\xff"])
def test_a_file_that_is_no_problem_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ProblemError) as caught:
        read_problem(file)
    assert "\n" not in str(caught.value)
    with pytest.raises(ProblemError, match="cannot read"):
        read_problem(tmp_path / "missing.json")


def test_records_of_public_sets_are_read(shared: Path) -> None:
    for name in ("medqa_usmle_4opt", "gsm8k_test", "mmlu_pro_health_test"):
        lines = (shared / "evals" / f"{name}.jsonl").read_text("utf-8").splitlines()
        for line in lines[:20]:
            problem = from_record(json.loads(line))
            assert problem.gold is not None
