"""Answers told by their form (EQ, IN, MATRIX), and that no text of any type takes long."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reasoning.grading import read_answer, same_answer
from reasoning.problem import AnswerType

SAME = r"""
EQ | y = 2x + 1 | 2x - y + 1 = 0
EQ | y = 2x + 1 | 4x + 2 = 2y
EQ | \frac{x}{2}+\frac{y}{3}=1 | 3x+2y=6
EQ | y = 2x+1 | 2x + 1
EQ | 2 = x | x = 2
EQ | PV = nRT | nRT = PV
EQ | a_n = 2n+1 | a_{n} = 1+2n
EQ | x^2+y^2=4 | \frac{x^2}{4}+\frac{y^2}{4}=1
EQ | F(x, y) = 2xy | F(x,y) = 2yx
EQ | x = 1, y = 2 | y = 2, x = 1
IN | (-2,2) | -2 < x < 2
IN | [0,\frac12] | 0 \le x \leq 0.5
IN | x >= 5 | [5, \infty)
IN | x < 1 | -2x > -2
IN | \{x : x>1\} | (1, \infty)
IN | \{x \mid x>1\} | (1,\infty)
IN | \{x \in \mathbb{R} : x<1 or x>3\} | (-\infty,1) \cup (3,\infty)
IN | x=3 or x>5 | \{3\} \cup (5,\infty)
IN | \mathbb{R}^+ | (0, \infty)
IN | 1 < x, x < 3 | (1, 3)
IN | 5 \geq x | (-\infty, 5]
IN | x \ne 3 | (-\infty,3)\cup(3,\infty)
IN | x \neq 3 | \mathbb{R} \setminus \{3\}
IN | x < 1 or x > 3 | (3, \infty) \cup (-\infty, 1)
IN | x > 1 and x < 3 | (1, 3)
IN | x > 1, x < 3 | (1, 3)
IN | x < 1, x > 3 | (-\infty, 1) \cup (3, +\infty)
IN | (0,1] \cup (1,2) | (0,2)
IN | (0,2) \cup (1,3] | (0,3]
IN | [2,2] | \{2\}
IN | x \in [1, 200] | [1,200]
IN | (-\infty, \infty) | all real numbers
IN | \emptyset | no solution
IN | (a, b) | a < x < b
IN | (\sqrt2, \pi) | \sqrt{2} < x < \pi
IN | 1 < 2x - 1 < 5 | (1, 3)
IN | x ≥ 1 且 x ≤ 2 | [1,2]
IN | |x| < 2 | (-2, 2)
IN | \sqrt2 \ge |1 - x| | [1-\sqrt2, 1+\sqrt2]
IN | |x| \ge 2 | (-\infty, -2] \cup [2, \infty)
IN | |x| \ne 2 | \mathbb{R} \setminus \{-2, 2\}
IN | \mathbb{R} \setminus (-2, 2] | (-\infty, -2] \cup (2, \infty)
IN | [0, 3] \setminus [1, 2) | [0, 1) \cup [2, 3]
IN | ]0, 1[ | (0, 1)
IN | ]-\infty; 0] \cup [1; 2[ | (-\infty, 0] \cup [1, 2)
MATRIX | [[1,2],[3,4]] | \left[\begin{array}{cc}1&2\\3&4\\\end{array}\right]
MATRIX | \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} | [[1,2],[3,4]]
MATRIX | A = \begin{bmatrix} 0.5 & x \\a & 0 \end{bmatrix} | [[\frac12, x], [a, 0]]
MATRIX | \frac12\begin{pmatrix} 2 & 4 \end{pmatrix} | \begin{pmatrix} 1 & 2 \end{pmatrix}
MATRIX | -\begin{pmatrix} 1 \\ 2 \end{pmatrix} | \begin{pmatrix} -1 \\ -2 \end{pmatrix}
MATRIX | \begin{pmatrix} 1 & 2 \end{pmatrix} - \begin{pmatrix} 1 & 1 \end{pmatrix} | [[0, 1]]
MATRIX | \begin{pmatrix} 1 & 1 \end{pmatrix} \begin{pmatrix} 1 \\ 2 \end{pmatrix} | [[3]]
"""

DIFFERENT = r"""
EQ | y = 2x + 1 | y = 2x
EQ | y = 2x + 1 | x = 2y + 1
EQ | x = 2 | x = 3
EQ | x = 2 | x^2 = 4
EQ | x = 2, y = 1 | x = 2
EQ | 0 = 0 | x = 2
EQ | x - x = 0 | x = 2
IN | (0,1) | [0,1)
IN | (0,1) | (1,0)
IN | x < 1 | x > -1
IN | x>1, y<2 | 1<x<2
IN | x<1 or y>2 | x<1 or x>2
IN | x>1 and y<2 | (1, 2)
IN | \{x : y>1\} | (1, \infty)
IN | x < 1 | x \le 1
IN | (0,1) \cup (1,2) | (0,2)
IN | (0,1) | (0,1) \cup (2,3)
IN | |x| < 3 | x < 3
IN | |x| < 3 | [-3, 3]
IN | |x| < -3 | (-3, 3)
IN | ]0, 1[ | [0, 1]
IN | x^2 < 4 | x < 4
MATRIX | [[1,2],[3,4]] | [[1,3],[2,4]]
MATRIX | [[1,2],[3,4]] | [[1,2]]
MATRIX | [[1,2]] | [[1],[2]]
MATRIX | (1,2) | [[1,2]]
"""


def table(text: str) -> list[tuple[str, str, str]]:
    # The bars of "|x|" have no spaces around them.
    rows = [line.split(" | ", 1) for line in text.strip().splitlines()]
    return [(kind, *rest.rsplit(" | ", 1)) for kind, rest in rows]  # type: ignore[misc]


@pytest.mark.parametrize(("kind", "first", "second"), table(SAME))
def test_two_ways_of_writing_one_answer_are_the_same(kind: str, first: str, second: str) -> None:
    assert same_answer(first, second, kind)
    assert same_answer(second, first, kind)


@pytest.mark.parametrize(("kind", "first", "second"), table(DIFFERENT))
def test_different_answers_are_told_apart(kind: str, first: str, second: str) -> None:
    assert not same_answer(first, second, kind)
    assert not same_answer(second, first, kind)


@pytest.mark.parametrize(
    ("reply", "kind", "answer"),
    [
        (r"so \boxed{y = 2x + 1}", "EQ", "y = 2x + 1"),
        ("The line is $y = 2x$.", "EQ", "y = 2x"),
        ("Therefore $x > 5$ is the solution.", "IN", "x > 5"),
        (r"\boxed{(0, 1) \cup (2, 3)}", "IN", r"(0, 1) \cup (2, 3)"),
        ("It is $[[1,2],[3,4]]$.", "MATRIX", "[[1,2],[3,4]]"),
        ("Therefore $x > 5$, where $n = 3$.", "IN", "Therefore $x > 5$, where $n = 3$."),
        ("I do not know.", "IN", None),
        ("I do not know.", "MATRIX", None),
    ],
)
def test_an_answer_is_read_from_the_box_or_the_last_formula(
    reply: str, kind: str, answer: str | None
) -> None:
    assert read_answer(reply, kind) == answer


KINDS = sorted({"EQ", "IN", "SET", "TUP", "MATRIX", "MPV", "MA", "MC", "TF"} & set(AnswerType))

HOSTILE = [
    "(" * 1_900, "[" * 900 + "1" + "]" * 900, "((1,2)," * 200, "1," * 900, "x<" * 600 + "x",
    r"(0,1) \cup " * 150, r"\{" * 900, r"9^9^9^9, 7^{20000000}", "=" * 1_900, "a=b," * 300,
    ",".join(rf"\sin({i}+x)!" for i in range(24)), ",".join(rf"\sqrt{{{i}}}" for i in range(24)),
    r" \cup ".join(rf"(\sqrt{{{i}}}, {i}!)" for i in range(12)), "x < 9^9^9^9",
    r"(2^{65000}+1)x < (3^{40000}+1)", ",".join(["99999!"] * 24),
    r"\begin{pmatrix}" * 100, r"\begin{pmatrix}" + r"9^9^9&" * 30 + r"\end{pmatrix}",
    (r"\begin{pmatrix}" + r"\\".join(["&".join([r"\sin(x^{99})!"] * 6)] * 6)
     + r"\end{pmatrix}") * 4,
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}" * 50, r"\boxed{1}, " * 150, "A, " * 600,
    "not " * 450 + "true", r"\pm" * 600 + "1", ",".join([r"\pm x"] * 24), "\ud800", "\0", "",
    "{" + ",".join(f"({i},{i},{i})" for i in range(24)) + "}",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12].encode("unicode_escape"))
def test_no_text_takes_long_to_compare(text: str, kind: str) -> None:
    before = time.process_time()  # not wall time: the machine may be busy
    for other in (f"{text},1", text.replace("1", "2"), "2"):
        assert same_answer(text, other, kind) == same_answer(other, text, kind)
    assert same_answer(text, text, kind)
    read_answer(text, kind)
    assert time.process_time() - before < 6


PIECES = st.sampled_from(
    [*"0123xy+-*/^(){}[]|<>=,;& ABC", r"\cup ", r"\le ", r"\infty", r"\pm ", r"\\", " or ", " and ",
     r"\begin{pmatrix}", r"\end{pmatrix}", r"\{", r"\}", "true", "not ", "(0,1]", "x = 2"]
)  # fmt: skip
ANYTHING = st.one_of(
    st.text(max_size=40), st.lists(PIECES, max_size=16).map("".join), st.sampled_from(HOSTILE)
)


@settings(deadline=timedelta(seconds=30), suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(KINDS), ANYTHING, ANYTHING)
def test_equivalence_is_reflexive_and_symmetric_and_never_fails(
    kind: str, first: str, second: str
) -> None:
    assert same_answer(first, first, kind)
    assert same_answer(first, second, kind) == same_answer(second, first, kind)
    read_answer(first, kind)
