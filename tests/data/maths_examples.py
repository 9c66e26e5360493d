"""Examples of the maths families, made once for all tests."""

from __future__ import annotations

import random
from functools import cache

from data.generators.base import DIFFICULTIES, SPLITS, Difficulty, Example, Split, Thoughts
from data.generators.maths import FAMILIES

EVERY = [(task, difficulty) for task in FAMILIES for difficulty in DIFFICULTIES]


@cache
def made(task: str, difficulty: Difficulty, split: Split = "train", n: int = 40) -> list[Example]:
    """The first `n` examples of a family, each from a seed of its own."""
    make = FAMILIES[task].make
    return [make(random.Random(seed), difficulty, split) for seed in range(n)]


def all_made(task: str, n: int = 25) -> list[Example]:
    """Examples of every difficulty and split."""
    return [e for d in DIFFICULTIES for s in SPLITS for e in made(task, d, s, n)]


def thoughts(example: Example) -> Thoughts:
    """The thoughts of an example, which every maths problem has."""
    assert example.thoughts is not None
    return example.thoughts


def text_of(slipped: tuple) -> str:
    """A slipped journey as one text."""
    return "".join(part.text for part in slipped)
