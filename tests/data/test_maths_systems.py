"""Systems: the values asked for are the only whole ones that fit both rows."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from data.generators.base import DIFFICULTIES, SPLITS
from data.generators.maths.systems import STORIES, THINGS, draw, solution
from data.generators.maths.work import Pen
from tests.data.maths_examples import all_made


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_the_only_pair_that_fits_is_the_answer_and_is_read_from_the_question(difficulty) -> None:
    for seed in range(60):
        rng = random.Random(seed)
        case = draw(rng, difficulty)
        fits = [
            (x, y)
            for x in range(41)
            for y in range(41)
            if all(r.a * x + r.b * y == r.total for r in (case.first, case.second))
        ]
        assert len(fits) == 1
        x, y = fits[0]
        assert case.work(Pen()) == {"x": x, "y": y, "x + y": x + y}[case.asked]
        read = solution(case.ask(rng, rng.choice(SPLITS)))
        assert read == {"x": Fraction(x), "y": Fraction(y)}


def test_a_story_asks_for_one_of_its_own_things() -> None:
    assert len(THINGS) == len(STORIES)
    for (first, second), story in zip(THINGS, STORIES, strict=True):
        assert first.split()[-1][:3] in story
        assert second.split()[-1][:3] in story
    told = [e for e in all_made("systems", 40) if "=" not in e.problem.question]
    assert len(told) > 20
    for example in told:
        asked = example.problem.question.split(". ")[-1]
        assert any(thing in asked for pair in THINGS for thing in pair)


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_two_equations_told_the_other_way_round_are_the_same_combination(difficulty) -> None:
    for seed in range(20):
        case = draw(random.Random(seed), difficulty)
        turned = replace(case, first=case.second, second=case.first)
        assert turned.key() == case.key()
        assert len(set(case.key())) == 2
