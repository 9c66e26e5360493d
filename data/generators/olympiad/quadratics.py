"""Roots of equations in any order (MA), and inequalities solved by intervals (IN)."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from data.generators.base import Difficulty
from data.generators.olympiad.work import (
    Case,
    Check,
    Implausible,
    Pen,
    Solution,
    exact,
    family,
    polynomial,
    signed,
    verified,
)
from reasoning.problem import AnswerType

EQUATIONS = (
    (
        "Solve [|the equation ]{0}[| for x]. [Give all solutions.|Give every solution.|Write "
        "down all solutions.|List the solutions.]"
    ),
    (
        "[Find|Give|Work out] every [x|number x|real x] [with|for which|that satisfies|that "
        "solves] {0}."
    ),
    "What are [|all ]the [solutions|roots] of [|the equation ]{0}?",
    "Give all [|real ][x|numbers x] that [satisfy|solve] {0}.",
    "[List|Name|Write down] [|all ]the roots of the equation {0}.",
    "For which [|real ][x|numbers x|values of x] is {0}[| true]?",
    (
        "[Here is|Look at|We have] the equation {0}. [Which x solve it?|What are its "
        "solutions?|Give all of its roots.]"
    ),
    (
        "A [teacher|pupil] writes [|the equation ]{0} on the board. [Which numbers x make it "
        "true?|Which x solve it?|Find all solutions.]"
    ),
    (
        "[Tom|Anna|A friend] thinks of a number x with {0}. Which numbers can [x|it] be? [Give "
        "all.|Name all of them.]"
    ),
    "Which [|real ][numbers x|values of x|x] [satisfy|solve] [|the equation ]{0}?",
    (
        "[It is known that|We know that] {0}. [What can x be? Give all solutions.|Find all "
        "x.|Which values can x have? List all of them.]"
    ),
    "Find all values of x for which {0} is true.",
    "Which numbers are the solutions of {0}? List all of them.",
)
INEQUALITIES = (
    (
        "Solve [|the inequality ]{0}. [Give|Write] the [interval or union of intervals|solutions "
        "as an interval or a union]."
    ),
    (
        "For which [|real ][x|numbers x] is {0}? [Answer with|Give] an interval or a union[| of "
        "intervals]."
    ),
    (
        "[Find|Give] all [|real ]x [with|that satisfy|such that] {0}, [|written ]as an interval "
        "or a union of intervals."
    ),
    "Where [does {0} hold|is {0} true]? [Write it|Write the answer|Answer] with intervals.",
    (
        "[Write|Give|State] [the|all] solutions of [|the inequality ]{0} as an interval or a "
        "union[| of intervals]."
    ),
    (
        "Which interval or union of intervals [solves|satisfies|is the solution of] [|the "
        "inequality ]{0}?"
    ),
    "[Determine|Work out|Find out] where [|the inequality ]{0} [is true|holds], in intervals.",
    (
        "[Here is|Look at|We have] the inequality {0}. [Which interval or union of intervals "
        "solves it?|Where does it hold? Answer with intervals.|Give its solutions as an interval "
        "or a union.]"
    ),
    (
        "A [teacher|pupil] writes [|the inequality ]{0} on the board. [For which x is it "
        "true?|Which x satisfy it?|Where does it hold?] Answer with an interval or a union[| of "
        "intervals]."
    ),
    (
        "[Tom|Anna|A friend] thinks of a [|real ]number x with {0}. [In which interval or union "
        "of intervals can x be?|Where can x be? Give an interval or a union.]"
    ),
    (
        "What [are the solutions|is the solution] of [|the inequality ]{0}, [written with "
        "intervals|as an interval or a union]?"
    ),
    "Give the interval, or the union of intervals, where {0} is true.",
    "Which real x satisfy {0}? Write the solutions with intervals.",
)
#: Largest halves of the sum and of the difference of two roots, where the middle is halved.
MOST_HALF = 15
#: For the formula: the largest root, factor of x^2, and size of b and of the root of D.
MOST_ROOT, MOST_FACTOR, MOST_MIDDLE = 18, 6, 54
MIRRORED = {"<": ">", ">": "<", "\\le": "\\ge", "\\ge": "\\le"}


def _listed(roots: Sequence[int]) -> Solution:
    ordered = tuple(sorted(roots))
    return Solution(ordered, ", ".join(map(str, dict.fromkeys(ordered))))


def _quadratic(a: int, b: int, c: int) -> str:
    return polynomial([(a, "x^2"), (b, "x"), (c, "")])


def _halved(pen: Pen, b: int, c: int) -> tuple[int, int]:
    """Roots of x^2 + bx + c with an even b: h - r and h + r, where h = -b/2 and r^2 = h^2 - c."""
    h = pen.work(-b, "/", 2, "h = ")
    square = pen.work(h, "*", h)
    r = _root(pen, pen.work(square, "-", c))
    return pen.work(h, "-", r, "x = "), pen.work(h, "+", r, "x = ")


def _discriminant(pen: Pen, a: int, b: int, c: int) -> tuple[int, int]:
    """Roots of ax^2 + bx + c by the formula."""
    square = pen.work(b, "*", b)
    product = pen.work(pen.work(4, "*", a), "*", c)
    s = _root(pen, pen.work(square, "-", product, "D = "))
    below = pen.work(2, "*", a)
    low, high = pen.work(-b, "-", s), pen.work(-b, "+", s)
    return pen.work(low, "/", below, "x = "), pen.work(high, "/", below, "x = ")


def _root(pen: Pen, square: int) -> int:
    root = math.isqrt(square) if square > 0 else 0
    if root * root != square or not root:
        raise Implausible(f"{square} is no square")
    exact(pen, root, "*", root, square, "root: ")
    return root


def _vieta(a: int, b: int, c: int) -> Callable[[Solution, Pen], Check]:
    def check(found: Solution, pen: Pen) -> Check:
        p, q = found.numbers
        product = f"{a} * {signed(p)} * {signed(q)}" if a != 1 else f"{p} * {signed(q)}"
        added = f"{-a} * ({p} + {signed(q)})" if a != 1 else f"-({p} + {signed(q)})"
        return verified([(added, -a * (p + q), b), (product, a * p * q, c)])

    return check


def _roots_of(rng: random.Random, difficulty: Difficulty) -> tuple[int, int, int]:
    """Coefficients of a quadratic with two whole roots; their sum is even where it is medium."""
    if difficulty == "medium":
        h, r = rng.randint(-MOST_HALF, MOST_HALF), rng.randint(1, MOST_HALF)
        return 1, -2 * h, h * h - r * r
    while True:
        a = rng.randint(1, MOST_FACTOR)
        p, q = sorted(rng.sample(range(-MOST_ROOT, MOST_ROOT + 1), 2))
        if a * max(abs(p + q), q - p) <= MOST_MIDDLE:
            return a, -a * (p + q), a * p * q


def _solver(difficulty: Difficulty, a: int, b: int, c: int) -> Callable[[Pen], tuple[int, int]]:
    if difficulty == "medium":
        return lambda pen: _halved(pen, b, c)
    return lambda pen: _discriminant(pen, a, b, c)


def _factors(rng: random.Random, least: int, most: int) -> Case:
    """A product that is 0: every factor gives a root."""
    factors = [
        (k, k * rng.choice([r for r in range(-12, 13) if r]))
        for k in (rng.randint(1, 5) for _ in range(rng.randint(least, most)))
    ]

    def work(pen: Pen) -> Solution:
        return _listed([pen.work(n, "/", k, "x = ") for k, n in factors])

    def check(found: Solution, pen: Pen) -> Check:
        return verified(
            (f"{k} * {signed(x)} - {signed(n)}", k * x - n, 0)
            for (k, n), x in zip(factors, pen.results, strict=True)
        )

    shown = "".join(f"({polynomial([(k, 'x'), (-n, '')])})" for k, n in factors)
    plan = "each factor can be 0"
    return Case((shown,), EQUATIONS, (f"${shown} = 0$",), plan, work, check)


def _distance(rng: random.Random) -> Case:
    """|x - a| = b."""
    a, b = rng.choice([k for k in range(-20, 21) if k]), rng.randint(1, 20)

    def work(pen: Pen) -> Solution:
        return _listed([pen.work(a, "-", b, "x = "), pen.work(a, "+", b, "x = ")])

    def check(found: Solution, pen: Pen) -> Check:
        low, high = pen.results
        below, above = f"{a} - {signed(low)}", f"{high} - {signed(a)}"
        return verified([(below, a - low, b), (above, high - a, b)])

    shown = f"|{polynomial([(1, 'x'), (-a, '')])}| = {b}"
    return Case((shown,), EQUATIONS, (f"${shown}$",), "go both ways", work, check)


def roots(rng: random.Random, difficulty: Difficulty) -> Case:
    """An equation with several solutions; gold lists them in any order."""
    if difficulty == "easy":
        return _factors(rng, 2, 3) if rng.random() < 0.5 else _distance(rng)
    if difficulty == "medium" and rng.random() < 0.5:
        return _factors(rng, 4, 5)
    a, b, c = _roots_of(rng, difficulty)
    solve = _solver(difficulty, a, b, c)
    shown = _quadratic(a, b, c)
    return Case(
        key=(a, b, c),
        wordings=EQUATIONS,
        places=(f"${shown} = 0$",),
        plan="half the middle" if difficulty == "medium" else "use the formula",
        work=lambda pen: _listed(solve(pen)),
        check=_vieta(a, b, c),
    )


def _ray(bound: int, sign: str) -> str:
    match sign:
        case "<":
            return f"(-\\infty, {bound})"
        case "\\le":
            return f"(-\\infty, {bound}]"
        case ">":
            return f"({bound}, \\infty)"
    return f"[{bound}, \\infty)"


def _between(low: int, high: int, sign: str) -> str:
    """Where a parabola that opens upwards is below, or above, 0."""
    if low >= high:
        raise Implausible(f"{low} is not below {high}")
    if sign in ("<", "\\le"):
        return f"[{low}, {high}]" if sign == "\\le" else f"({low}, {high})"
    edges = ("]", "[") if sign == "\\ge" else (")", "(")
    return f"(-\\infty, {low}{edges[0]} \\cup {edges[1]}{high}, \\infty)"


def _linear(rng: random.Random) -> Case:
    """ax + b < cx + d, or with a number alone on the right; a negative factor turns the sign."""
    k = rng.choice([-6, -5, -4, -3, -2, 2, 3, 4, 5, 6])
    c = rng.choice((0, 0, rng.randint(-4, 4)))
    a, bound, b = k + c, rng.randint(-12, 12), rng.choice([n for n in range(-20, 21) if n])
    d = k * bound + b
    sign = rng.choice(tuple(MIRRORED))

    def work(pen: Pen) -> Solution:
        many = pen.work(a, "-", c, "x left: ") if c else a
        number = pen.work(d, "-", b, "right: ")
        if not many:
            raise Implausible("no x is left")
        x = pen.work(number, "/", many, "turn the sign, " if many < 0 else "")
        return Solution((x,), _ray(x, MIRRORED[sign] if many < 0 else sign))

    def check(found: Solution, pen: Pen) -> Check:
        (x,) = found.numbers
        left, right = f"{a} * {signed(x)} + {signed(b)}", f"{c} * {signed(x)} + {signed(d)}"
        right = right if c else str(d)
        if a * x + b == c * x + d:
            return Check((f"{left} = {a * x + b} = {right}, equal at the end",), True)
        return Check((f"{left} = {a * x + b}, not {c * x + d}",), False)

    shown = f"{polynomial([(a, 'x'), (b, '')])} {sign} {polynomial([(c, 'x'), (d, '')])}"
    plan = "x alone, then its bound"
    return Case((shown,), INEQUALITIES, (f"${shown}$",), plan, work, check)


def inequalities(rng: random.Random, difficulty: Difficulty) -> Case:
    """An inequality; gold is an interval, or a union of two."""
    if difficulty == "easy":
        return _linear(rng)
    a, b, c = _roots_of(rng, difficulty)
    solve = _solver(difficulty, a, b, c)
    sign = rng.choice(tuple(MIRRORED))

    def work(pen: Pen) -> Solution:
        low, high = solve(pen)
        return Solution((low, high), _between(low, high, sign))

    shown = f"{_quadratic(a, b, c)} {sign} 0"
    where = "between" if sign in ("<", "\\le") else "outside"
    plan = f"find the roots, then it is {where} them"
    return Case((shown,), INEQUALITIES, (f"${shown}$",), plan, work, _vieta(a, b, c))


FAMILIES = {
    "roots": family("roots", AnswerType.MA, roots),
    "inequalities": family("inequalities", AnswerType.IN, inequalities),
}
