"""The public surface of grading, and how far it agrees with the evaluation sets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reasoning import grading
from reasoning.domains.maths import FORMS, Maths
from reasoning.errors import GradingError, ProblemError
from reasoning.problem import AnswerType, Problem, from_record


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def uncontested(path: Path, types: set[str]) -> list[dict[str, Any]]:
    return [
        r
        for r in records(path)
        if r["answer_type"] in types and not r["extra"].get("contested", False)
    ]


def test_every_answer_type_of_the_problem_schema_is_graded() -> None:
    for answer_type in AnswerType:
        assert grading.same_answer("A", "A", answer_type, {"A": "yes", "B": "no"})


@pytest.mark.parametrize("answer_type", sorted(FORMS))
def test_the_form_that_a_model_is_told_is_one_line_that_reads_back(answer_type: AnswerType) -> None:
    told = Maths().instructions(Problem("?", "maths", answer_type=answer_type))
    example = told.rpartition("boxed{")[2].removesuffix("}$")
    assert "\n" not in told
    assert grading.read_answer(told, answer_type) == example


def test_a_number_is_asked_for_as_before() -> None:
    for answer_type in (AnswerType.NV, AnswerType.EX):
        told = Maths().instructions(Problem("?", "maths", answer_type=answer_type))
        assert told == (
            "Solve the problem step by step in your thoughts. "
            "Answer with the result alone: $\\boxed{…}$"
        )


def test_a_record_may_list_the_parts_of_its_answer() -> None:
    record = {"question": "?", "answer": ["1", "-2"], "answer_type": "MA"}
    assert from_record(record).gold == "1, -2"
    options = {"A": "1", "B": "2", "C": "3"}
    several = {"question": "?", "options": options, "answer_type": "MC"}
    assert from_record({**several, "answer": ["A", "C"]}).gold == "A, C"
    with pytest.raises(ProblemError, match="none of A, B, C"):
        from_record({**several, "answer": "A, D"})
    with pytest.raises(ProblemError, match="answer_type MC needs"):
        from_record({"question": "?", "answer_type": "MC"})


def test_an_unknown_answer_type_is_refused_with_the_allowed_ones() -> None:
    with pytest.raises(GradingError, match="NV"):
        grading.read_answer("1", "ESSAY")


def test_an_answer_type_cannot_be_registered_twice() -> None:
    with pytest.raises(GradingError, match="twice"):
        grading.register(AnswerType.NV, grading.kind_of("NV"))


def test_no_answer_is_never_right() -> None:
    assert not grading.is_correct(None, "42", "NV")
    assert grading.is_correct("42.0", "42", "NV")


def test_choices_are_extracted_as_the_collection_expects(shared: Path) -> None:
    rows = uncontested(shared / "evals" / "choice_extraction.jsonl", {"SC"})
    wrong = [
        r["id"] for r in rows if grading.read_choice(r["response"], r["options"]) != r["expected"]
    ]
    assert rows
    assert len(wrong) <= 0.05 * len(rows), wrong


def test_equivalence_agrees_with_the_uncontested_rows(shared: Path) -> None:
    rows = uncontested(shared / "evals" / "answer_equivalence.jsonl", set(AnswerType))
    wrong = []
    for row in rows:
        kind, gold = row["answer_type"], row["gold"]
        if isinstance(gold, list):
            gold = ", ".join(gold)
        if "boxed" in gold:
            gold = grading.read_answer(gold, kind)
        answer = grading.read_answer(row["prediction"], kind)
        if grading.is_correct(answer, gold, kind) != row["equal"]:
            wrong.append(row["id"])
    assert rows
    assert len(wrong) <= 0.05 * len(rows), wrong


@pytest.mark.parametrize(
    "name",
    ["gsm8k_test", "math500", "olympiadbench_maths_en", "zh_math", "olympicarena_synthetic"],
)
def test_a_boxed_gold_answer_is_read_back_and_right(shared: Path, name: str) -> None:
    for row in records(shared / "evals" / f"{name}.jsonl"):
        kind, gold, options = row["answer_type"], row["answer"], row["options"]
        if isinstance(gold, list):
            gold = ", ".join(gold)
        if kind not in set(AnswerType) or gold is None or not grading.kind_of(kind).compared:
            continue
        boxed = "Thus $n>3$ and the answer is $\\boxed{" + gold.replace("$", "") + "}$."
        answer = grading.read_answer(boxed, kind, options)
        assert grading.is_correct(answer, gold, kind, options), row["id"]
