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
    (
        "Divide [|the number ]{0} by {1}. [Give|State|Write down] [the quotient and the "
        "remainder, in this order|first the quotient, then the remainder|the quotient and then "
        "the remainder]."
    ),
    (
        "What are [quotient and remainder|the quotient and the remainder] [of {0} divided by "
        "{1}|on division of {0} by {1}], in this order?"
    ),
    (
        "[Find|Compute|Work out] first the quotient, then the remainder [of {0} : {1}|of {0} "
        "divided by {1}|when {0} is divided by {1}]."
    ),
    (
        "{0} [eggs|apples|books|bottles] are [packed|put] in boxes of {1}. How many [boxes are "
        "full|full boxes are there], and how many are left over?"
    ),
    (
        "How [often|many times] does {1} go into {0}, and what [remains|is left]? [Give|State] "
        "both, in this order."
    ),
    "[Write|Let] {0} = {1} * q + r with r [below|less than] {1}. [Give|State|Find] q and then r.",
    (
        "[State|Give|Tell] first how often {1} goes into {0}, then [what remains|the "
        "remainder|what is left over]."
    ),
    (
        "A [farmer has {0} plants|school has {0} chairs|teacher has {0} cards] for rows of {1}. "
        "How many [full rows are there|rows are full], and how many [are left over|remain]?"
    ),
    (
        "{0} [children|pupils|guests] [form|make] groups of {1}. How many [full|whole] groups "
        "are there, and how many [are left over|remain]?"
    ),
    (
        "One [ticket|ball|book] costs {1} [coins|dollars]. How many can [Tom|Anna] buy with {0}, "
        "and how much [is left over|remains]?"
    ),
    "What is {0} divided by {1}? Give the quotient and then the remainder.",
    "When {0} is divided by {1}, what are the quotient and the remainder, in this order?",
)
SPREAD = (
    "[Give|State|Write down] the [mean|average] and then the range of [|the numbers ]{0}.",
    "What are the [mean|average] and the range of [|the numbers ]{0}, in this order?",
    (
        "Find first the [average|mean], then the [difference between the largest and the "
        "smallest|range] of [|the numbers ]{0}."
    ),
    "For the [numbers|values|data] {0} [state|give|find] the [mean|average], then the range.",
    (
        "The [data|numbers|values] are {0}. [Mean and range, in this order?|What are mean and "
        "range, in this order?|Give the average and then the range.]"
    ),
    (
        "[Compute|Work out] two [values|numbers] for {0}: the [arithmetic mean|average|mean], "
        "and then the range."
    ),
    (
        "[Someone measured|Someone counted|A pupil noted] {0}. [Write down|Give] [average|mean] "
        "and range, in this order."
    ),
    (
        "On [some|different] days a [shop sold|farm picked|school ordered] {0} [apples|melons]. "
        "What is the [mean|average], and [what is|how large is] the range?"
    ),
    (
        "The [children|pupils|players] [scored|got] {0} points. [Give|Find] the [average|mean] "
        "first, then the range, the largest less the smallest."
    ),
    (
        "How large is the [mean|average] of {0}, and how far apart are the [largest and the "
        "smallest|smallest and the largest][| of them]?"
    ),
    (
        "The ages in a [class|club|family] are {0}. Find [|first ]the [mean|average] and then "
        "the range."
    ),
    "What is the average of {0}, and what is the range?",
    "Find two values for the numbers {0}: first the mean, then the range.",
)
GCD_LCM = (
    (
        "[Give|Find|State] the greatest common divisor and then the least common multiple of "
        "[|the numbers ]{0} and {1}."
    ),
    "What are [gcd and lcm|the gcd and the lcm] of [|the numbers ]{0} and {1}, in this order?",
    (
        "[Find|Compute|Work out] first the [gcd|greatest common divisor], then the [lcm|least "
        "common multiple] of [|the numbers ]{0} and {1}."
    ),
    (
        "For {0} and {1} [state|give|tell] the [greatest|largest] common divisor, then the "
        "[least|smallest] common multiple."
    ),
    (
        "[Compute|Determine] two [values|numbers] for {0} and {1}: the [gcd|greatest common "
        "divisor], and then the [lcm|least common multiple]."
    ),
    (
        "Of [|the numbers ]{0} and {1}, what is the [largest|greatest] common divisor, and what "
        "is the [smallest|least] common multiple?"
    ),
    (
        "[Take|We have|Here are] the numbers {0} and {1}. [Write down|Give] [their gcd and lcm, "
        "in this order|first their gcd, then their lcm|the gcd and then the lcm]."
    ),
    (
        "What is the [largest|greatest] number that divides both {0} and {1}, and what is the "
        "[smallest|least] positive number that both [divide|go into]?"
    ),
    (
        "A [teacher|pupil] writes {0} and {1} [on the board|in a book]. [What is their gcd, and "
        "what is their lcm?|Find their greatest common divisor, then their least common "
        "multiple.]"
    ),
    (
        "Two [ropes|boards|ribbons] are {0} and {1} [cm|m] long. Give the [greatest|largest] "
        "common divisor of the lengths and then their [least|smallest] common multiple."
    ),
    (
        "Which number is the [gcd|greatest common divisor] of {0} and {1}, and which [|number "
        "]is the [lcm|least common multiple]?"
    ),
    "The numbers are {0} and {1}. Find the gcd and then the lcm.",
    "The numbers are {0} and {1}. Tell their greatest common divisor first, and after it their "
    "least common multiple.",
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
