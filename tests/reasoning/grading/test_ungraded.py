"""OT and CODE: read and voted on here, graded by a judge or by tests."""

from __future__ import annotations

import pytest

from reasoning.grading import is_correct, read_answer, same_answer

PROGRAM = "n = int(input())\nprint(n)\n"


@pytest.mark.parametrize("kind", ["OT", "CODE"])
def test_comparing_does_not_tell_whether_it_is_right_unless_it_is_the_reference(kind: str) -> None:
    assert is_correct("one text", "another text", kind) is None
    assert is_correct("one text", "one text", kind) is True
    assert is_correct(None, "one text", kind) is False


def test_an_open_answer_is_the_reply_without_its_thought() -> None:
    assert read_answer("<think>hm</think>\nThe Moon turns.\nSo it does.", "OT") == (
        "The Moon turns.\nSo it does."
    )
    assert read_answer("<think>never closed", "OT") is None


def test_votes_over_open_answers_are_counted_by_text() -> None:
    assert same_answer("The Moon turns.", "the moon  turns", "OT")
    assert not same_answer("The Moon turns.", "The Sun turns.", "OT")
    assert same_answer(PROGRAM, PROGRAM.strip(), "CODE")
    assert not same_answer(PROGRAM, PROGRAM.upper(), "CODE")


@pytest.mark.parametrize(
    ("reply", "program"),
    [
        (f"So:\n```python\n{PROGRAM}```\nDone.", PROGRAM),
        (f"```\nprint(1)\n```\nBetter:\n```py\n{PROGRAM}```", PROGRAM),
        (f"~~~\n{PROGRAM}~~~", PROGRAM),
        (f"```python\n{PROGRAM}```\nand\n```python\nprint(", PROGRAM),
        ("```python\nprint(1)", "print(1)\n"),
        ("````\n```\nprint(1)\n````", "```\nprint(1)\n"),
        (f"<think>```\nprint(1)\n```</think>```\n{PROGRAM}```", PROGRAM),
        ("```python\n    print(1)\n```", "    print(1)\n"),
        ("print(1)", None),
        ("```\n\n```", None),
        ("", None),
    ],
)
def test_a_program_is_the_last_fenced_block(reply: str, program: str | None) -> None:
    assert read_answer(reply, "CODE") == program
