"""Numbers: every kind agrees with trying all numbers."""

from __future__ import annotations

import random

import pytest

from data.generators.base import DIFFICULTIES
from data.generators.maths.numbers import KINDS, draw
from data.generators.maths.work import Pen


def tried(kind: str, numbers) -> int:
    """The answer from its definition."""
    n = numbers[0]
    match kind:
        case "gcd":
            return max(d for d in range(1, min(numbers) + 1) if not any(k % d for k in numbers))
        case "lcm":
            return next(m for m in range(n, n * numbers[1] + 1, n) if m % numbers[1] == 0)
        case "power":
            return n ** numbers[1] % numbers[2]
        case "digits":
            return sum(map(int, str(n)))
        case "nines":
            return n % 9
        case "divisors":
            return sum(n % d == 0 for d in range(1, n + 1))
    raise AssertionError(kind)


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_the_result_is_what_the_definition_says(difficulty) -> None:
    seen = set()
    for seed in range(150):
        case = draw(random.Random(seed), difficulty)
        assert case.work(Pen()) == tried(case.kind, case.numbers), case.numbers
        seen.add(case.kind)
    assert seen == {kind.__name__ for kind in KINDS[difficulty]}
