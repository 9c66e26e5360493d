"""The common record: every field, its other answer types, rubrics and tests."""

from __future__ import annotations

import json

import pytest

from benchmarks.tasks import CodeTest, Criterion, Row, TaskError, load, task_of
from benchmarks.tasks.record import read_record
from reasoning.problem import AnswerType, Message

PLAIN = {
    "id": "other/7",
    "task": "other",
    "question": "Which is a fruit?",
    "options": {"A": "pear", "B": "stone"},
    "answer": "A",
    "answer_type": "SC",
    "subject": "botany",
    "language": "EN",
    "source": "me",
    "license": "CC0-1.0",
    "extra": {"level": 3},
}


def read(**changes):
    row = Row(task_of("records"), PLAIN | changes, 0, "x.jsonl line 2", "file:x.jsonl")
    return read_record(row)


def refused(**changes) -> str:
    with pytest.raises(TaskError) as caught:
        read(**changes)
    return str(caught.value)


def test_every_field_is_taken_over() -> None:
    problem = read().problem
    assert (problem.id, problem.task) == ("records/7", "records")
    assert dict(problem.options) == {"A": "pear", "B": "stone"} and problem.gold == "A"
    assert (problem.subject, problem.language, problem.difficulty) == ("botany", "EN", "level 3")
    assert (problem.provenance.source, problem.provenance.license) == ("me", "CC0-1.0")


def test_options_that_the_question_lists_as_well_are_shown_once() -> None:
    assert (
        read(question="Which is a fruit?\nA) pear\nB) stone").problem.question
        == "Which is a fruit?"
    )


def test_several_answers_are_written_with_commas() -> None:
    problem = read(options=None, answer=["1", "-1"], answer_type="MA").problem
    assert (problem.answer_type, problem.gold) == (AnswerType.MA, "1, -1")


@pytest.mark.parametrize("name", ["RESPONSE", "JUDGED"])
def test_a_response_to_compare_with_is_judged(name) -> None:
    problem = read(options=None, answer="Because.", answer_type=name).problem
    assert (problem.answer_type, problem.gold) == (AnswerType.OT, "Because.")


def test_a_response_is_nothing_without_what_it_is_compared_with() -> None:
    said = refused(options=None, answer=None, answer_type="RESPONSE")
    assert said == (
        "x.jsonl line 2: there is no answer; a question of type OT needs one or a rubric"
    )


@pytest.mark.parametrize("name", ["REFUSALS", "TRAJECTORY", "sc", 5])
def test_an_answer_type_that_is_not_graded_is_refused(name) -> None:
    assert "column 'answer_type' is " in refused(answer_type=name)


def test_a_rubric_stands_in_for_an_answer() -> None:
    rubrics = [{"criterion": "Names a fruit.", "points": 5}, {"criterion": "Lies.", "points": -2}]
    item = read(options=None, answer=None, answer_type="OT", extra={"rubrics": rubrics})
    assert item.rubric == (Criterion("Names a fruit.", 5), Criterion("Lies.", -2))
    assert item.problem.gold is None


@pytest.mark.parametrize("points", ["5", None, True, float("nan"), float("inf"), -1])
def test_a_rubric_needs_points_that_can_be_won(points) -> None:
    extra = {"rubrics": [{"criterion": "x", "points": points}]}
    assert "allowed: " in refused(options=None, answer=None, answer_type="OT", extra=extra)


@pytest.mark.parametrize(
    "cases",
    [{"input": ["1\n"], "output": ["2\n"]}, [{"input": "1\n", "output": "2\n"}]],
)
def test_both_forms_of_tests_are_read(cases) -> None:
    item = read(options=None, answer=None, answer_type="CODE", extra={"test_cases": cases})
    assert item.tests == (CodeTest("1\n", "2\n"),)


@pytest.mark.parametrize("cases", [None, [], {"input": ["1"], "output": []}, [{"input": "1"}], "x"])
def test_a_program_needs_tests(cases) -> None:
    said = refused(options=None, answer=None, answer_type="CODE", extra={"test_cases": cases})
    assert said.startswith("x.jsonl line 2")


def test_a_judged_record_may_have_no_reference() -> None:
    item = read(options=None, answer=None, answer_type="JUDGED")
    assert item.problem.answer_type is AnswerType.OT
    assert item.problem.gold is None
    assert "there is no answer" in refused(options=None, answer=None, answer_type="OT")


def test_passages_stand_before_the_question_about_them() -> None:
    problem = read(extra={"contexts": ["First.", "Second."]}).problem
    assert problem.question == "First.\n\nSecond.\n\nWhich is a fruit?"


def test_earlier_turns_are_kept() -> None:
    history = [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Yes?"}]
    assert read(history=history).problem.history == (
        Message("user", "Hello."),
        Message("assistant", "Yes?"),
    )
    assert "allowed: system, user, assistant" in refused(history=[{"role": "x", "content": "y"}])


def test_true_or_false_is_written_so() -> None:
    assert read(options=None, answer="True", answer_type="TF").problem.gold == "True"
    assert refused(options=None, answer="yes", answer_type="TF").endswith("allowed: True, False")


def test_an_open_answer_is_not_asked_for_in_a_box(tmp_path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(PLAIN | {"options": None, "answer": "x", "answer_type": "OT"}))
    assert load(task_of("olympicarena"), path)[0].problem.domain == "general"


def test_what_the_project_prints_can_be_asked_again(tmp_path) -> None:
    path = tmp_path / "made.jsonl"
    made = load(task_of("vignettes"), limit=3)
    path.write_text("\n".join(json.dumps(item.problem.to_record()) for item in made))
    again = load(task_of("vignettes"), path)
    assert [item.problem.question for item in again] == [item.problem.question for item in made]
    assert [item.problem.id for item in again] == [item.problem.id for item in made]
    hard = load(task_of("vignettes:hard"), path)
    assert [item.problem.difficulty for item in hard] == ["hard"]


def test_a_part_that_no_question_has_names_those_that_are_there(tmp_path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(PLAIN))
    said = r"records has no part 'zoology'; there are: EN, botany, level 3, text"
    with pytest.raises(TaskError, match=said):
        load(task_of("records:zoology"), path)
    assert len(load(task_of("records:Botany"), path)) == 1
