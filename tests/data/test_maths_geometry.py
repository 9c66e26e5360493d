"""Geometry: every kind agrees with counting squares or trying all lengths."""

from __future__ import annotations

import random
import re

import pytest

from data.generators.base import DIFFICULTIES
from data.generators.maths.geometry import KINDS, draw
from data.generators.maths.work import Pen


def measured(kind: str, numbers) -> int:
    """The answer by squares counted, edges walked, or all lengths tried."""

    def side(square: int) -> int:
        return next(s for s in range(square + 1) if s * s == square)

    def box(a: int, b: int, c: int) -> int:
        cubes = {(x, y, z) for x in range(a) for y in range(b) for z in range(c)}
        steps = [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)]
        return sum((x + i, y + j, z + k) not in cubes for x, y, z in cubes for i, j, k in steps)

    match kind, numbers:
        case "area", (a, b):
            return sum(1 for _ in range(a) for _ in range(b))
        case "perimeter", (a, b):
            return a + b + a + b
        case "triangle", (a, b):
            return a * b // 2
        case "angle", (a, b):
            return next(c for c in range(1, 180) if a + b + c == 180)
        case "volume", (a, b, c):
            return sum(1 for _ in range(a) for _ in range(b) for _ in range(c))
        case "trapezium", (a, b, h):
            return b * h + (a - b) * h // 2
        case "hypotenuse", (a, b):
            return side(a * a + b * b)
        case "leg", (a, _, c):
            return side(c * c - a * a)
        case "surface", (a, b, c):
            return box(a, b, c)
        case "priced", (a, b, c, price):
            return price * box(a, b, c)
        case "path", (a, b, w):
            squares = [(x, y) for x in range(-w, a + w) for y in range(-w, b + w)]
            return sum(not (0 <= x < a and 0 <= y < b) for x, y in squares)
        case "rooms", (told,):
            return sum(int(a) * int(b) for a, b in re.findall(r"(\d+) by (\d+)", told))
        case "around", (a, b, times):
            return times * (a + b + side(a * a + b * b))
        case "diagonal", (a, b, c):
            return side(a * a + b * b + c * c)
    raise AssertionError(kind)


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_the_result_is_what_measuring_gives(difficulty) -> None:
    seen = set()
    for seed in range(120):
        case = draw(random.Random(seed), difficulty)
        assert case.work(Pen()) == measured(case.kind, case.numbers), (case.kind, case.numbers)
        seen.add(case.kind)
    assert seen == {kind.__name__ for kind in KINDS[difficulty]}
