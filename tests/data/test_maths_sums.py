"""Sums: the story is the one drawn, the total is right, and leaving the story is a fault."""

from __future__ import annotations

import random
import re

import pytest

from data.generators.base import DIFFICULTIES, SPLITS, phrasing
from data.generators.maths.scenes import LINKS, SCENES
from data.generators.maths.sums import FAMILY, draw, read_story
from data.generators.maths.work import STEPS
from tests.data.maths_examples import all_made, made, thoughts


def total(start, changes) -> int:
    for op, k in changes:
        start = {"+": start + k, "-": start - k, "*": start * k, "/": start / k}[op]
    return start


def test_the_gold_is_the_total_of_the_story_as_told() -> None:
    for example in all_made("sums", 60):
        story = read_story(example.problem.question)
        assert story is not None
        assert str(total(*story)) in (example.problem.gold, f"{example.problem.gold}.0")
        numbers = [int(n) for n in re.findall(r"\d+", example.problem.question)]
        assert sorted(numbers) == sorted([story[0], *(k for _, k in story[1])])


@pytest.mark.parametrize("split", SPLITS)
def test_a_story_is_read_back_as_it_was_drawn(split) -> None:
    for seed in range(200):
        rng = random.Random(seed)
        case = draw(rng, rng.choice(DIFFICULTIES))
        assert read_story(case.ask(rng, split)) == (case.start, list(case.changes))


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_every_number_of_steps_is_met(difficulty) -> None:
    least, most = STEPS[difficulty]
    rng = random.Random(0)
    assert {draw(rng, difficulty).steps() for _ in range(300)} == set(range(least, most + 1))


def test_a_wrong_sign_a_left_out_change_and_a_wrong_total_are_faults() -> None:
    for example in made("sums", "medium")[:20]:
        lines = thoughts(example).step.split("\n")
        left_out = "\n".join([*lines[:1], *lines[2:]])
        assert FAMILY.faults(example.problem, left_out)[0].line == 1
        a, op, k, _ = re.fullmatch(r"2\. (\d+) (.) (\d+) = (\d+)", lines[1]).groups()
        if op in "+-":
            turned = f"2. {a} {'-' if op == '+' else '+'} {k} = "
            turned += str(int(a) - int(k) if op == "+" else int(a) + int(k))
            wrong = "\n".join([lines[0], turned])
            assert [f.line for f in FAMILY.faults(example.problem, wrong)] == [1]
        assert FAMILY.faults(example.problem, "So 999")


def test_wordings_of_one_split_are_not_read_in_another() -> None:
    slots = [LINKS, *(s for x in SCENES for s in (x.openings, x.endings, *x.changes.values()))]
    for split, other in (("train", "test"), ("train", "validation"), ("validation", "test")):
        for slot in slots:
            assert not set(phrasing(slot, split)) & set(phrasing(slot, other))
