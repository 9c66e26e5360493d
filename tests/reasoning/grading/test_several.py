"""Answers of several parts (MC, SET, TUP, MPV, MA): what is the same, and in which order."""

from __future__ import annotations

import pytest

from reasoning.grading import read_answer, same_answer

SAME = r"""
SET | \{1, 2, 3\} | {3,1,2}
SET | \{1,2\} | 1, 2, 2
SET | \{0.5\} | \frac12
SET | \emptyset | \{\}
SET | \{(1,2),(2,1)\} | \{(2,1),(1,2)\}
SET | [1, 2] | \{2, 1\}
SET | \{3,100\} | 100,3
TUP | (3,2) | 3, 2
TUP | (x,y)=(3,2) | (3,2)
TUP | (1,200) | (1, 200)
TUP | (0;1;2) | (0,1,2)
TUP | (11,7) or (7,11) | (7,11), (11,7)
TUP | \langle 1, 2\rangle | (1,2)
TUP | (-\sqrt3, \sqrt{3}) | (-\sqrt{3},\sqrt3)
MPV | 3, 4 | (3, 4)
MPV | 5 kg, 3 m | 5000 g, 300 cm
MPV | 5, x+1 | 5, 1+x
MPV | 10, [0,1) | 10, [0,1)
MPV | 14 and 40 | 14, 40
MPV | q = 3, r = 4 | 3, 4
MPV | x=2, y=1 | y=1, x=2
MPV | (x,y)=(2,1) | (y,x)=(1,2)
MPV | 12,500, 300 | 12500, 300
MPV | 12,500; 300 | 12500, 300
MPV | 5, 100,200 | 5, 100200
MPV | (5, 100,200) | 5, 100200
TUP | (5, 100,200) | (5, 100200)
SET | \{5, 100,200\} | \{100200, 5\}
TUP | (5,100,200) | (5, 100, 200)
MA | 12,500, 300 | 12500, 300
MA | x=1, y=2 | y=2, x=1
MA | x=1, y=2 | 2, 1
MA | x_1=1, x_2=2 | x_1=2, x_2=1
MA | x=1 or x=2 | x_1=2, x_2=1
SET | \{1,2\}\cup\{3\} | \{1,2,3\}
MA | x=1 or x=-2 | -2, 1
MA | 3 \pm \sqrt2 | 3-\sqrt2, 3+\sqrt2
MA | (1,2), (2,1) | (2,1) \text{ and } (1,2)
MA | x \in [-2,7] | [-2, 7]
MA | \{1, 2\} | 2, 1
MA | 1, 2, 2 | 2, 1, 2
MA | (1,2), (2,1), (1,2) | (2,1), (1,2)
SET | \{1,1\} | 1
"""

DIFFERENT = r"""
MPV | 5 kg | 5 g
MPV | 5 kg | 5000 m
SET | \{1,2\} | \{1,2,3\}
SET | \{3,100\} | 3100
SET | \{1\} | \emptyset
TUP | (3,2) | (2,3)
TUP | (5, 100,200) | (5, 100, 200)
TUP | x=2, y=1 | y=2, x=1
TUP | A=(1,2), B=(3,4) | A=(3,4), B=(1,2)
MPV | x=2, y=1 | y=2, x=1
MPV | 5, 100,200 | 5, 100, 200
MPV | 1,2, 100,200 | 1, 2, 100200
MA | x=1, y=2 | x=2, y=1
MA | x>1, y<2 | y>1, x<2
MA | a_3 = 2, a_{37} = 19 | a_{3} = 19, a_{37} = 2
SET | \{1,2\}\cup\{3\} | \{1,2\}
TUP | (3,2) | \{3,2\}
TUP | (3,2) | (3,2,1)
TUP | (0,1] | (0,1)
MPV | 3, 4 | 4, 3
MPV | 3, 4 | 3, 4, 5
MPV | 10, [0,1) | 10, [0,1]
MPV | 10, 2x | 10, 2
MA | 1, -2 | 1
MA | 1, 1, 2 | 1, 2
MA | 1, 2, 2 | 1, 2, 1
MA | 1, 1 | 1
MA | x=1 or x=1 | x=1
MA | (1,2), (2,1) | (1,2)
MA | (1,2) | 1, 2
MA | [1,2], [3,4] | [2,1], [3,4]
"""


def table(text: str) -> list[list[str]]:
    return [line.split(" | ") for line in text.strip().splitlines()]


@pytest.mark.parametrize(("kind", "first", "second"), table(SAME))
def test_the_same_parts_are_the_same_answer(kind: str, first: str, second: str) -> None:
    assert same_answer(first, second, kind)
    assert same_answer(second, first, kind)


@pytest.mark.parametrize(("kind", "first", "second"), table(DIFFERENT))
def test_other_parts_or_another_order_are_another_answer(
    kind: str, first: str, second: str
) -> None:
    assert not same_answer(first, second, kind)
    assert not same_answer(second, first, kind)


@pytest.mark.parametrize(
    ("reply", "kind", "answer"),
    [
        (r"so $\boxed{1}$ and $\boxed{2}$.", "MA", "1, 2"),
        (r"first \boxed{9} was wrong, now \boxed{1}, \boxed{2}", "MA", "1, 2"),
        ("We get $x^2 = 4$.\nHence the roots are $2, -2$.", "MA", "2, -2"),
        (r"\boxed{\{1, 2\}}", "SET", r"\{1, 2\}"),
        ("The answer is $(3, 2)$.", "TUP", "$(3, 2)$"),
        ("nothing here", "MPV", None),
    ],
)
def test_all_the_parts_that_a_reply_states_are_read(
    reply: str, kind: str, answer: str | None
) -> None:
    assert read_answer(reply, kind) == answer


OPTIONS = {"A": "21", "B": "23", "C": "29", "D": "33", "E": "39"}

LETTERS = [
    ("A, C", "A, C"),
    ("C, A", "A, C"),
    ("AC", "A, C"),
    ("A、C", "A, C"),
    ("(B) and (C)", "B, C"),
    (r"$\boxed{B, C}$", "B, C"),
    (r"\boxed{B} and \boxed{C}", "B, C"),
    (r"\boxed{\text{B, C}}", "B, C"),
    ("The answer is B and C.", "B, C"),
    ("B) 23\nC) 29", "B, C"),
    ("B, C, but not D", "B, C"),
    ("答案：BC", "B, C"),
    ("The correct options are B, C and E.", "B, C, E"),
    ("All of them are composite.", None),
    ("", None),
    ("F, G", None),
]


@pytest.mark.parametrize(("reply", "letters"), LETTERS)
def test_the_letters_of_several_options_are_read(reply: str, letters: str | None) -> None:
    assert read_answer(reply, "MC", OPTIONS) == letters


FOUR = {"A": "", "B": "", "C": "", "D": ""}


@pytest.mark.parametrize(
    ("reply", "letters"),
    [
        ("A. correct\nB. incorrect\nC. correct\nD. incorrect", "A, C"),
        ("A: true\nB: false\nC: true\nD: false", "A, C"),
        ("A: true\nB: true\nC: true\nD: true", "A, B, C, D"),
        ("Correct: A, C. Incorrect: B, D.", "A, C"),
        ("Correct: A, C\nIncorrect: B, D", "A, C"),
        ("Incorrect options: B, D.", None),
        ("A: no\nB: false\nC: wrong\nD: incorrect", None),
        ("A. It grows.\nB. It falls.\nC. It stays.\nD. It ends.", None),
        ("A. It grows.\nB. It falls.\nC. It stays.\nD. It ends.\nSo B and C.", "B, C"),
        ("(A) correct, (B) incorrect, (C) correct, (D) incorrect", "A, C"),
        ("(A) - Correct; (B) - Incorrect; (C) - Correct; (D) - Incorrect", "A, C"),
        ("A: true, B: false, C: true, D: true", "A, C, D"),
        ("A is correct, B is incorrect, C is correct, D is wrong.", "A, C"),
        ("Option A is correct, option B is wrong, option C is correct.", "A, C"),
        ("A and C are correct, B and D are incorrect.", "A, C"),
        ("(A) incorrect, (B) incorrect, (C) incorrect, (D) incorrect", None),
        ("(A) correct, (B) incorrect. The answer is A, C.", "A, C"),
        ("A ✓ B ✗ C ✓ D ✗", "A, C"),
        ("A正确，B错误，C正确，D错误", "A, C"),
        ("A 是正确的，B 是错误的，C是正确的", "A, C"),
    ],
)
def test_a_verdict_on_every_option_is_read(reply: str, letters: str | None) -> None:
    assert read_answer(reply, "MC", FOUR) == letters


def test_an_option_that_begins_with_no_is_not_ruled_out_by_its_text() -> None:
    assert read_answer("A) No.\nB) Both", "MC", {"A": "No.", "B": "Both", "C": "x"}) == "A, B"


def test_several_options_are_right_only_all_together() -> None:
    assert same_answer("A, C", "C and A", "MC", OPTIONS)
    assert not same_answer("A, C", "A", "MC", OPTIONS)
    assert not same_answer("A, C", "A, C, E", "MC", OPTIONS)


@pytest.mark.parametrize(
    ("reply", "truth"),
    [
        ("True", "True"),
        ("false.", "False"),
        (r"$\boxed{\text{False}}$", "False"),
        ("The statement is not true.", "False"),
        ("The statement is true.", "True"),
        ("Is it true?\nNo, 51 = 3 * 17.", "False"),
        ("正确", "True"),
        ("不正确", "False"),
        ("答案：错误", "False"),
        ("T", "True"),
        ("It depends.", None),
        ("The statement cannot be true.", "False"),
        ("The statement can't be true.", "False"),
        ("It can’t be entirely true.", "False"),
        ("This wasn't correct.", "False"),
        ("True, since there is no counterexample.", "True"),
        ("The statement is true, because the converse is false.", "True"),
        ("Since the converse is false, the statement is true.", "True"),
        ("The converse is true. Therefore the statement is false.", "False"),
        ("There is no counterexample.", None),
        ("True or false? False.", "False"),
        ("The right answer is clear: it is false.", "False"),
        ("Is it? Is that so? It is true.", "True"),
        ("I cannot say whether it is true.", None),
        ("Neither true nor false.", None),
        ("It is unclear whether n is even. The statement is false.", "False"),
    ],
)
def test_true_and_false_are_read(reply: str, truth: str | None) -> None:
    assert read_answer(reply, "TF") == truth
    if truth is not None:
        assert same_answer(reply, truth, "TF")
        assert not same_answer("False" if truth == "True" else "True", reply, "TF")
