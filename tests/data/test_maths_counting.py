"""Counting: every kind agrees with listing all the ways."""

from __future__ import annotations

import itertools
import random

import pytest

from data.generators.base import DIFFICULTIES
from data.generators.maths.counting import KINDS, draw
from data.generators.maths.work import Pen


def listed(kind: str, numbers) -> int:
    """How many ways there are, one by one."""
    ways = itertools.product, itertools.permutations, itertools.combinations
    product, permutations, combinations = ways
    match kind:
        case "choices":
            return sum(1 for _ in product(*map(range, numbers)))
        case "places":
            return sum(1 for _ in permutations(range(numbers[0]), numbers[1]))
        case "pairs":
            return sum(1 for _ in combinations(range(numbers[0]), 2))
        case "mixed":
            pairs = [list(combinations(range(n), 2)) for n in numbers]
            return sum(1 for _ in product(*pairs))
        case "not first":
            return sum(p[0] != 0 for p in permutations(range(numbers[0])))
        case "apart":
            orders = permutations(range(numbers[0]))
            return sum(abs(p.index(0) - p.index(1)) > 1 for p in orders)
        case "at least":
            people = [0] * numbers[0] + [1] * numbers[1]
            teams = combinations(range(len(people)), 3)
            return sum(0 < sum(people[i] for i in team) < 3 for team in teams)
        case "menus":
            cases = [numbers[i : i + 3] for i in range(0, len(numbers), 3)]
            return sum(sum(1 for _ in product(*map(range, c))) for c in cases)
    raise AssertionError(kind)


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_the_result_is_the_number_of_ways_listed(difficulty) -> None:
    seen = set()
    for seed in range(80):
        case = draw(random.Random(seed), difficulty)
        assert case.work(Pen()) == listed(case.kind, case.numbers), case.numbers
        seen.add(case.kind)
    assert len(seen) == len(set(KINDS[difficulty]))
