"""Equations: the gold, and nothing else near it, satisfies what is asked."""

from __future__ import annotations

import random
import re
from fractions import Fraction

import pytest

from data.generators.base import DIFFICULTIES
from data.generators.maths.claims import value
from data.generators.maths.equations import FAMILY, Equation, Term, draw
from data.generators.maths.work import Pen
from tests.data.maths_examples import all_made, made


def test_the_gold_alone_satisfies_the_equation_as_told() -> None:
    seen = 0
    for example in all_made("equations", 40):
        told = re.search(r"(?:[-\d]|\b[a-z]\b|\()[-+\d a-z()]*=[-+ \d a-z()]+", _equation(example))
        if told is None:
            continue
        name = re.search(r"[a-z]", told[0])[0]
        left, right = told[0].split("=")
        fits = [
            x
            for x in range(-120, 121)
            if value(left, {name: Fraction(x)}) == value(right, {name: Fraction(x)})
        ]
        assert fits == [int(example.problem.gold)]
        seen += 1
    assert seen > 200


def _equation(example) -> str:
    """The question without its words, which have more letters than an unknown."""
    return re.sub(r"\b[A-Za-z]{2,}\b|[?.,:]", "#", example.problem.question)


def test_riddles_are_solved_by_trying_all_numbers() -> None:
    seen = 0
    for seed in range(400):
        case = draw(random.Random(seed), "easy")
        if case.riddle:
            numbers = {int(n) for n in re.findall(r"\d+", case.ask(random.Random(seed), "train"))}
            a, b, c = case.left[0].factor, case.left[1].factor, case.right[0].factor
            assert numbers == {a, b, c}
            assert [x for x in range(200) if a * x + b == c] == [case.work(Pen())]
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_brackets_and_both_sides_come_with_difficulty(difficulty) -> None:
    questions = [e.problem.question for e in made("equations", difficulty)]
    brackets = sum("(" in q for q in questions)
    assert brackets == {"easy": 0, "hard": 40}.get(difficulty, brackets)


def test_a_wrong_equation_on_the_way_is_a_fault() -> None:
    x, number = Term(3, 1, 0), Term(5, 0, 1)
    case = Equation("x", (x, number), (Term(26, 0, 1),))
    assert str(case) == "3x + 5 = 26"
    example = made("equations", "easy")[0]
    assert FAMILY.faults(example.problem, f"- {'xyznkt'[0]} = {int(example.problem.gold) + 1}")
