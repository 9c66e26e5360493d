"""Systems whose solution is a pair or a triple in order (TUP)."""

from __future__ import annotations

import random

from data.generators.base import Difficulty
from data.generators.olympiad.work import (
    Case,
    Check,
    Implausible,
    Pen,
    Solution,
    family,
    nonzero,
    polynomial,
    signed,
    verified,
)
from reasoning.problem import AnswerType

PAIRS = (
    (
        "Solve [|the system |the equations ]{0}. [Give (x, y).|What is (x, y)?|Write the "
        "solution as (x, y).|Give the pair (x, y).]"
    ),
    "Find the [|ordered ]pair (x, y) [with|that satisfies|such that|for which] {0}.",
    "Which [|pair ](x, y) [satisfies|solves|fits] [|the equations ]{0}?",
    "[Give|State|Write down] the solution (x, y) of [the system|the equations|both equations] {0}.",
    "What is [|the pair ](x, y) [if|when|given that] {0}?",
    "[Determine|Name] the [|ordered ]pair (x, y) for which {0}[| both hold].",
    "Both [hold|are true]: {0}. [State|Give|Find] [|the pair ](x, y).",
    (
        "[Tom|Anna|A friend] thinks of two numbers x and y [with|for which] {0}. [What is (x, "
        "y)?|Find (x, y).|Which pair (x, y) is it?]"
    ),
    "[It is known that|We know that|Let] {0}. [Find|Work out|Compute] [|the pair ](x, y).",
    (
        "[The equations|The two equations|Two equations] are {0}. [Work out the pair (x, "
        "y).|Which (x, y) solves both?|What is the solution (x, y)?]"
    ),
    (
        "A [teacher|pupil] writes [|the equations ]{0} on the board. [Which (x, y) satisfies "
        "both equations?|What is the pair (x, y)?|Give the solution (x, y).]"
    ),
    (
        "Two [|unknown ]numbers x and y [satisfy|solve] {0}. [Write them as a pair (x, y).|Give "
        "them as (x, y).|What is (x, y)?]"
    ),
    "The system is {0}. Find the solution (x, y).",
    "Which ordered pair (x, y) is the solution of {0}?",
)
TRIPLES = (
    (
        "Solve [|the system |the equations ]{0}. [Give (x, y, z).|What is (x, y, z)?|Write the "
        "solution as (x, y, z).|Give the triple (x, y, z).]"
    ),
    "Find the [|ordered ]triple (x, y, z) [with|that satisfies|such that|for which] {0}.",
    "Which [|triple ](x, y, z) [satisfies|solves|fits] [|the equations ]{0}?",
    (
        "[Give|State|Write down] the solution (x, y, z) of [the system|the equations|all three "
        "equations] {0}."
    ),
    "What is [|the triple ](x, y, z) [if|when|given that] {0}?",
    "[Determine|Name] the [|ordered ]triple (x, y, z) for which {0}[| all hold].",
    "All [hold|are true]: {0}. [State|Give|Find] [|the triple ](x, y, z).",
    (
        "[Tom|Anna|A friend] thinks of three numbers x, y and z [with|for which] {0}. [What is "
        "(x, y, z)?|Find (x, y, z).|Which triple (x, y, z) is it?]"
    ),
    "[It is known that|We know that|Let] {0}. [Find|Work out|Compute] [|the triple ](x, y, z).",
    (
        "[The equations|The three equations|Three equations] are {0}. [Work out the triple (x, "
        "y, z).|Which (x, y, z) solves all?|What is the solution (x, y, z)?]"
    ),
    (
        "Three [cards|sheets|boxes] bear the numbers x, y and z [with|for which] {0}. [What is "
        "the triple (x, y, z)?|Find (x, y, z).|Give the solution (x, y, z).]"
    ),
    (
        "Three [|unknown ]numbers x, y and z [satisfy|solve] {0}. [Write them as a triple (x, y, "
        "z).|Give them as (x, y, z).|What is (x, y, z)?]"
    ),
    "The system is {0}. Find the solution (x, y, z).",
    "Which ordered triple (x, y, z) is the solution of {0}?",
)


def _pair(*values: int) -> Solution:
    if max(map(abs, values)) > 200:
        raise Implausible(f"a solution of {max(values)}")
    return Solution(values, f"({', '.join(map(str, values))})")


def _sum_and_difference(rng: random.Random) -> Case:
    x, y = rng.randint(-9, 40), rng.randint(-9, 30)
    s, d = x + y, x - y

    def work(pen: Pen) -> Solution:
        first = pen.work(pen.work(s, "+", d, "2x = "), "/", 2, "x = ")
        return _pair(first, pen.work(s, "-", first, "y = "))

    def check(found: Solution, pen: Pen) -> Check:
        a, b = found.numbers
        return verified([(f"{a} + {signed(b)}", a + b, s), (f"{a} - {signed(b)}", a - b, d)])

    shown = f"$x + y = {s}$ and $x - y = {d}$"
    return Case(("sum", s, d), PAIRS, (shown,), "add both equations", work, check)


def _crossing(rng: random.Random) -> Case:
    """Two lines y = ax + b and y = cx + d."""
    a, c = rng.sample([k for k in range(-6, 10) if k], 2)
    x, b = rng.randint(-9, 9), nonzero(rng, 20)
    d = (a - c) * x + b

    def work(pen: Pen) -> Solution:
        many, number = pen.work(a, "-", c, "x left: "), pen.work(d, "-", b, "right: ")
        first = pen.work(number, "/", many, "x = ")
        return _pair(first, pen.work(pen.work(a, "*", first), "+", b, "y = "))

    def check(found: Solution, pen: Pen) -> Check:
        u, v = found.numbers
        return verified((f"{k} * {signed(u)} + {signed(n)}", k * u + n, v)
                        for k, n in ((c, d), (a, b)))  # fmt: skip

    sides = [polynomial([(k, "x"), (n, "")]) for k, n in ((a, b), (c, d))]
    shown = f"$y = {sides[0]}$ and $y = {sides[1]}$"
    return Case(("crossing", shown), PAIRS, (shown,), "set both equal", work, check)


def _ring(rng: random.Random) -> Case:
    """x + y, y + z and z + x are given."""
    x, y, z = (rng.randint(-9, 25) for _ in range(3))
    a, b, c = x + y, y + z, z + x

    def work(pen: Pen) -> Solution:
        half = pen.work(pen.work(pen.work(a, "+", b), "+", c), "/", 2, "x + y + z = ")
        u, v, w = (
            pen.work(half, "-", k, f"{name} = ") for name, k in (("x", b), ("y", c), ("z", a))
        )
        return _pair(u, v, w)

    def check(found: Solution, pen: Pen) -> Check:
        u, v, w = found.numbers
        return verified((f"{s} + {signed(t)}", s + t, k)
                        for s, t, k in ((u, v, a), (v, w, b), (w, u, c)))  # fmt: skip

    shown = f"$x + y = {a}$, $y + z = {b}$ and $z + x = {c}$"
    return Case(("ring", a, b, c), TRIPLES, (shown,), "half of all added", work, check)


def _elimination(rng: random.Random) -> Case:
    """Two general equations, by determinants."""
    a, b, c, d = (nonzero(rng, 7) for _ in range(4))
    x, y = rng.randint(-9, 9), rng.randint(-9, 9)
    if a * d == b * c or (x, y) == (0, 0):
        return _elimination(rng)
    e, f = a * x + b * y, c * x + d * y

    def cross(pen: Pen, p: int, q: int, r: int, s: int, name: str) -> int:
        return pen.work(pen.work(p, "*", q), "-", pen.work(r, "*", s), f"{name} = ")

    def work(pen: Pen) -> Solution:
        below = cross(pen, a, d, b, c, "D")
        above = cross(pen, e, d, b, f, "X"), cross(pen, a, f, e, c, "Y")
        return _pair(pen.work(above[0], "/", below, "x = "), pen.work(above[1], "/", below, "y = "))

    def check(found: Solution, pen: Pen) -> Check:
        u, v = found.numbers
        return verified((f"{p} * {signed(u)} + {signed(q)} * {signed(v)}", p * u + q * v, n)
                        for p, q, n in ((a, b, e), (c, d, f)))  # fmt: skip

    equations = [
        f"${polynomial([(p, 'x'), (q, 'y')])} = {n}$" for p, q, n in ((a, b, e), (c, d, f))
    ]
    shown = " and ".join(equations)
    return Case(("elimination", shown), PAIRS, (shown,), "by determinants", work, check)


def tuples(rng: random.Random, difficulty: Difficulty) -> Case:
    """A system; gold is a pair or a triple."""
    match difficulty:
        case "easy":
            return _sum_and_difference(rng)
        case "medium":
            return rng.choice((_crossing, _ring))(rng)
    return _elimination(rng)


FAMILIES = {"tuples": family("tuples", AnswerType.TUP, tuples)}
