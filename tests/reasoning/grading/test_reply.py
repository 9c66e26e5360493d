"""Replies: where a reply says its answer, by answer type."""

from __future__ import annotations

import time

import pytest

from reasoning.grading import read_answer
from reasoning.grading.reply import conclusion, last_box, visible
from reasoning.problem import AnswerType


def test_the_last_complete_box_counts_with_its_nested_braces() -> None:
    assert last_box(r"\boxed{1} and \boxed{\frac{1}{\sqrt{2}}}.") == r"\frac{1}{\sqrt{2}}"
    assert last_box(r"\boxed{7} and then \boxed{8") == "7"
    assert last_box(r"\boxed{\{1, 2\}}") == r"\{1, 2\}"
    assert last_box("none") is None


def test_a_thought_is_not_part_of_the_reply() -> None:
    assert visible("<think>42</think>7").strip() == "7"
    assert visible("42</think>7").strip() == "7"
    assert visible("<think>never closed: 42") == ""


@pytest.mark.parametrize(
    ("reply", "stated"),
    [
        ("#### 18", "18"),
        ("The answer is 3.5.", "3.5"),
        ("The final answer is $x+1$. That is all.", "$x+1$"),
        ("**Answer:** Paris", "Paris"),
        ("答案：5", "5"),
        ("答案是北京。", "北京"),
        ('{"reasoning": "x", "answer": 12}', "12"),
        ("The answer is 1. No, the answer is 2.", "2"),
        ("<answer>x < 3</answer>", "x < 3"),
        ("<answer>1</answer> No: <answer>2</answer>", "2"),
        ("nothing stated", None),
    ],
)
def test_a_stated_answer_ends_with_its_sentence(reply: str, stated: str | None) -> None:
    assert conclusion(reply) == stated


@pytest.mark.parametrize(
    ("reply", "answer_type", "answer"),
    [
        (r"so $x = \boxed{2-2p}$.", "EX", "2-2p"),
        ("Final answer: x+1", "EX", "x+1"),
        ("It follows that $y = 2x$.", "EX", "y = 2x"),
        ("I do not know", "EX", None),
        ("The answer is Paris.", "TEXT", "Paris"),
        ("Paris", "TEXT", "Paris"),
        ("Thinking of France.\n\nParis", "TEXT", "Paris"),
        ("1. Pulmonary embolism (60%) | for: dyspnoea\n2. Gout", "DDX", "Pulmonary embolism"),
        ("The answer is gout.", "DDX", "gout"),
        ("", "TEXT", None),
        (r"\boxed{}", "NV", None),
    ],
)
def test_each_answer_type_reads_its_own_answer(
    reply: str, answer_type: str, answer: str | None
) -> None:
    assert read_answer(reply, answer_type) == answer


@pytest.mark.parametrize("answer_type", list(AnswerType))
@pytest.mark.parametrize(
    "piece",
    [r"\boxed{", "####", "the answer is ", '"answer": "', r"\(", "$", "$x", "1,111", "1 × 10^",
     "-1 ", "(", " ", "\n1. ", "<think>", "\\", r"\boxed{1} ", r"\boxed{1}\text{", "A, ", "not ",
     r"\begin{array}", "A)\n", "ﷺ", "<answer>", "neither true "],
)  # fmt: skip
def test_no_reply_takes_long_to_read(piece: str, answer_type: str) -> None:
    before = time.process_time()
    read_answer(piece * (100_000 // len(piece)), answer_type)
    assert time.process_time() - before < 2
