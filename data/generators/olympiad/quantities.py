"""Two quantities in a fixed order (MPV): quotient and remainder, mean and range, gcd and lcm."""

from __future__ import annotations

import math
import random

from data.generators.base import Difficulty
from data.generators.olympiad.work import (
    Case,
    Check,
    Implausible,
    Pen,
    Solution,
    family,
    verified,
)
from reasoning.problem import AnswerType

DIVISION = (
    "Divide {0} by {1}. Give the quotient and the remainder, in this order.",
    "What are quotient and remainder of {0} divided by {1}, in this order?",
    "Find first the quotient, then the remainder of {0} : {1}.",
    "{0} things are packed in boxes of {1}. How many full boxes, and how many are left over?",
    "How often does {1} go into {0}, and what remains? Give both, in this order.",
    "Write {0} = {1} * q + r with r below {1}. Give q and then r.",
    "State quotient, then remainder, when {1} divides {0}.",
)
SPREAD = (
    "Give the mean and then the range of {0}.",
    "What are the mean and the range of {0}, in this order?",
    "Find first the average, then the difference of largest and smallest of {0}.",
    "For the numbers {0} state the mean, then the range.",
    "The data are {0}. Mean and range, in this order?",
    "Compute two values for {0}: the arithmetic mean, and then the range.",
    "Measured were {0}. Write down average and range, in this order.",
)
GCD_LCM = (
    "Give the greatest common divisor and then the least common multiple of {0} and {1}.",
    "What are gcd and lcm of {0} and {1}, in this order?",
    "Find first the gcd, then the lcm of {0} and {1}.",
    "For {0} and {1} state the greatest common divisor, then the least common multiple.",
    "Compute two values for {0} and {1}: the gcd, and then the lcm.",
    "Of {0} and {1}, what is the largest common divisor and the smallest common multiple?",
    "Take {0} and {1}. Write down their gcd and lcm, in this order.",
)


def _pair(first: int, second: int) -> Solution:
    return Solution((first, second), f"{first}, {second}")


def _division(rng: random.Random) -> Case:
    n, d = rng.randint(30, 199), rng.randint(3, 15)

    def work(pen: Pen) -> Solution:
        left = pen.work(n, "mod", d)
        return _pair(pen.work(pen.work(n, "-", left), "/", d), left)

    def check(found: Solution, pen: Pen) -> Check:
        q, r = found.numbers
        return verified([(f"{d} * {q} + {r}", d * q + r, n)])

    return Case(("division", n, d), DIVISION, (n, d), "remainder first", work, check)


def _spread(rng: random.Random, difficulty: Difficulty) -> Case:
    n = rng.randint(*{"easy": (2, 2), "medium": (3, 5), "hard": (6, 8)}[difficulty])
    values = [rng.randint(1, 40) for _ in range(n)]
    values[-1] += -sum(values) % n  # so that the mean is whole
    if len(set(values)) < 2:
        return _spread(rng, difficulty)
    low, high = min(values), max(values)

    def work(pen: Pen) -> Solution:
        total = values[0]
        for k in values[1:]:
            total = pen.work(total, "+", k)
        return _pair(pen.work(total, "/", n, "mean: "), pen.work(high, "-", low, "range: "))

    def check(found: Solution, pen: Pen) -> Check:
        mean, width = found.numbers
        apart = [v - mean for v in values]
        if max(map(abs, apart)) > 99:
            raise Implausible(f"a mean of {mean}")
        off = str(apart[0]) + "".join(f" {'-' if k < 0 else '+'} {abs(k)}" for k in apart[1:])
        return verified([(off, sum(apart), 0), (f"{low} + {width}", low + width, high)])

    listed = ", ".join(map(str, values))
    return Case(("spread", listed), SPREAD, (listed,), "add, divide, subtract", work, check)


def _gcd_lcm(rng: random.Random, difficulty: Difficulty) -> Case:
    g = rng.randint(2, 15)
    a, b = sorted((g * rng.randint(2, 12), g * rng.randint(2, 12)), reverse=True)
    if a == b or a > 150:
        return _gcd_lcm(rng, difficulty)

    def work(pen: Pen) -> Solution:
        high, low = a, b
        while low:
            high, low = low, pen.work(high, "mod", low)
        return _pair(high, pen.work(pen.work(a, "/", high), "*", b))

    def check(found: Solution, pen: Pen) -> Check:
        d, m = found.numbers
        if not d or m % a or m % b:
            text = f"{m} mod {a} = {m % a}" if m % a else f"{m} mod {b} = {m % b}"
            return Check((f"{text}, not 0",), False)
        return verified([(f"gcd({a // d}, {b // d})", math.gcd(a // d, b // d), 1),
                         (f"{d} * {m}", d * m, a * b)])  # fmt: skip

    plan = "remainders for the gcd, then the lcm"
    return Case(("gcd and lcm", a, b), GCD_LCM, (a, b), plan, work, check)


def quantities(rng: random.Random, difficulty: Difficulty) -> Case:
    """Two quantities in a fixed order."""
    if difficulty == "easy" and rng.random() < 0.5:
        return _division(rng)
    if difficulty == "medium" and rng.random() < 0.5:
        return _gcd_lcm(rng, difficulty)
    return _spread(rng, difficulty)


FAMILIES = {"quantities": family("quantities", AnswerType.MPV, quantities)}
