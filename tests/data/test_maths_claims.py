"""Claims: what a line states is read and checked, and what it does not state is left alone."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.generators.maths.claims import Unreadable, claims, faults_in, value
from reasoning.problem import Problem

X = {"x": Fraction(7)}


@pytest.mark.parametrize(
    "line",
    [
        "- 37 + 18 = 55",
        "3. 37 + 18 = 55",
        "- 3x = 26 - 5 = 21",
        "- 3(x + 4): 3 * 4 = 12",
        "Check: back 65 - 36 -> 29 - 5 -> 24, the start",
        "Check: 3 * 8 = 24, not 26",
        "- a: 10 mod 7 = 3, -2 mod 9 = 7",
        "- 1/2 + 1/3 = 3/6 + 2/6 = 5/6",
        "- gcd(12, 18) = 6, lcm(4, 6) = 12",
        "- 169 = 13^2, side 13",
        "- 5! = 120 and 3 < 4 and 4 >= 4 and 2 != 3",
        "Wait, 37 + 18 = 45 is wrong: 37 + 18 = 55",
    ],
)
def test_true_lines_state_something_and_all_of_it_holds(line) -> None:
    found = claims(line, X)
    assert found
    assert all(claim.holds for claim in found)


@pytest.mark.parametrize(
    "line",
    [
        "- 37 + 18 = 45",
        "- 3x = 26 - 5 = 22",
        "- 3x = 26 + 5 = 31",
        "- x = 8",
        "Check: back 65 - 36 -> 39 - 5 -> 34",
        "Check: 3 * 8 = 24, not 24",
        "- 10 mod 7 = 4",
        "- 1/2 + 1/3 = 2/5",
        "- gcd(12, 18) = 3",
        "Wait, 37 + 18 = 55 is wrong: 37 + 18 = 45",
        "- 5 > 6",
    ],
)
def test_false_lines_have_a_claim_that_does_not_hold(line) -> None:
    assert not all(claim.holds for claim in claims(line, X))


@pytest.mark.parametrize(
    "line",
    [
        "Plan: undo the steps from the end",
        "- y = 5",
        "3 apples and 4 pears",
        "- 5 / 0 = 1",
        "- 2^999999999 = 1",
        "- 99999999999999999999 = 1",
        "- " + "(" * 500 + "1" + ")" * 500 + " = 2",
        "- __import__('os') = 1",
        "- = 5 =",
        "",
    ],
)
def test_what_cannot_be_read_is_no_claim(line) -> None:
    assert claims(line, X) == []


@given(st.text("0123456789+-*/^!()=<>., xmodgcnt->\n", max_size=60))
def test_no_text_makes_the_reader_fail(text) -> None:
    for line in text.split("\n"):
        claims(line, X)


@given(st.integers(-99, 99), st.sampled_from("+-*"), st.integers(0, 99), st.integers(-9999, 9999))
def test_a_sum_holds_exactly_when_it_is_right(a, op, b, c) -> None:
    right = {"+": a + b, "-": a - b, "*": a * b}[op]
    (claim,) = claims(f"- ({a}) {op} {b} = {c}")
    assert claim.holds == (c == right)


def test_products_bind_before_sums_and_powers_before_both() -> None:
    assert value("2 + 3 * 4^2 - -1") == 51
    assert value("2(x - 3)x", X) == 56
    with pytest.raises(Unreadable):
        value("2 +")


def test_a_conclusion_must_be_the_gold() -> None:
    problem = Problem("?", gold="3/4")
    assert faults_in(problem, "So 3/4") == []
    assert faults_in(problem, "So 6/8") == []
    (fault,) = faults_in(problem, "- 1 + 1 = 2\nSo 1/2")
    assert (fault.line, fault.why) == (1, "the answer is 3/4")
