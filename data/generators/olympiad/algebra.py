"""Expressions to simplify (EX), and equations of lines through points (EQ)."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

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

EXPAND = (
    "Simplify {0}.",
    "Expand and collect: {0}",
    "Write {0} without brackets.",
    "Multiply out and simplify {0}.",
    "What is {0} in its simplest form?",
    "Open the brackets in {0} and gather like terms.",
    "Reduce {0} to a sum of powers.",
)
SLOPE = (
    "Find the equation of the line through {1} with slope {0}.",
    "A line has slope {0} and passes through {1}. Give its equation.",
    "What is the equation of the line of slope {0} that meets {1}?",
    "Write the equation of the line with gradient {0} through {1}.",
    "Give an equation in x and y: slope {0}, one point {1}.",
    "The point {1} lies on a line of slope {0}. Which equation has it?",
    "State the equation of the line that rises by {0} per step and contains {1}.",
)
THROUGH = (
    "Find the equation of the line through {0} and {1}.",
    "A line passes through {0} and {1}. Give its equation.",
    "What is the equation of the line that meets {0} and {1}?",
    "Write the equation of the line joining {0} and {1}.",
    "Give an equation in x and y of the line on which {0} and {1} lie.",
    "The points {0} and {1} lie on a line. Which equation has it?",
    "State the equation of the line that contains both {0} and {1}.",
)
MEDIAN = (
    "Find the equation of the line through {2} and the midpoint of {0} and {1}.",
    "M is the midpoint of {0} and {1}. Give the equation of the line through M and {2}.",
    "What is the equation of the line from {2} to the middle of {0} and {1}?",
    "Write the equation of the line joining {2} and the midpoint between {0} and {1}.",
    "The triangle has corners {0}, {1} and {2}. Give the equation of its median through {2}.",
    "Halfway from {0} to {1} lies M. Which equation has the line of M and {2}?",
    "State the equation of the line that contains {2} and the centre of {0} and {1}.",
)


def _group(k: int, x: str, of: int, plus: int) -> str:
    """A signed multiple of a bracket: " - 2(3x + 4)"."""
    size = "" if abs(k) == 1 else str(abs(k))
    return f" {'-' if k < 0 else '+'} {size}({polynomial([(of, x), (plus, '')])})"


def _started(text: str) -> str:
    """A sum that begins with its sign, as it is written."""
    return text.removeprefix(" + ").replace(" - ", "-", 1) if text.startswith(" - ") else text[3:]


def simplify(rng: random.Random, difficulty: Difficulty) -> Case:
    """Brackets to multiply out; gold is an expression in x or n."""
    x = rng.choice("xn")
    product = difficulty == "hard" or (difficulty == "medium" and rng.random() < 0.5)
    a, b, c, d = (rng.randint(1, 5), nonzero(rng, 9), rng.randint(1, 5), nonzero(rng, 9))
    groups = []
    if difficulty == "hard" or not product:
        many = 2 if difficulty == "medium" or (difficulty == "hard" and rng.random() < 0.3) else 1
        groups = [(nonzero(rng, 6), rng.randint(1, 6), nonzero(rng, 9)) for _ in range(many)]
    last = nonzero(rng, 15) if difficulty == "easy" else 0
    text = "".join(_group(k, x, of, plus) for k, of, plus in groups)
    if product:
        first, second = polynomial([(a, x), (b, "")]), polynomial([(c, x), (d, "")])
        text = f" + ({first})({second}){text}"
    if last:
        text += f" {'-' if last < 0 else '+'} {abs(last)}"
    shown = _started(text)

    def work(pen: Pen) -> Solution:
        square, ones, plain = 0, [], []
        if product:
            square = pen.work(a, "*", c, f"{x}^2: ")
            ones = [pen.work(a, "*", d, f"{x}: "), pen.work(b, "*", c, f"{x}: ")]
            plain = [pen.work(b, "*", d)]
        for k, of, plus in groups:
            ones.append(pen.work(k, "*", of, f"{x}: "))
            plain.append(pen.work(k, "*", plus))
        if last:
            plain.append(last)
        one, number = _summed(pen, ones, f"{x}: "), _summed(pen, plain, "number: ")
        written = polynomial([(square, f"{x}^2"), (one, x), (number, "")])
        return Solution((square, one, number), written)

    def check(found: Solution, pen: Pen) -> Check:
        """Both forms at x = 1."""
        pieces = [f"{a + b} * {signed(c + d)}"] if product else []
        pieces += [f"{signed(k)} * {signed(of + plus)}" for k, of, plus in groups]
        pieces += [signed(last)] if last else []
        value = sum(k * (of + plus) for k, of, plus in groups) + last
        value += (a + b) * (c + d) if product else 0
        coefficients = [k for k in found.numbers if k] or [0]
        total = sum(coefficients)
        added = " + ".join(map(signed, coefficients))
        said = f"at {x} = 1: {' + '.join(pieces)} = {value}, and {added} = {total}"
        same = value == total
        return Check((f"{said}, {'the same' if same else f'not {value}'}",), same)

    return Case((shown,), EXPAND, (f"${shown}$",), "open the brackets, add up", work, check)


def _summed(pen: Pen, addends: Sequence[int], label: str) -> int:
    total = addends[0]
    for k in addends[1:]:
        total = pen.work(total, "+", k, label)
    return total


Point = tuple[int, int]


def _equation(m: int, b: int) -> Solution:
    if abs(m) > 50 or abs(b) > 999:
        raise Implausible(f"a slope of {m}")
    return Solution((m, b), f"y = {polynomial([(m, 'x'), (b, '')])}")


def _rise(pen: Pen, p: Point, q: Point) -> int:
    """The slope from p to q."""
    dy = pen.work(q[1], "-", p[1], "dy = ")
    dx = pen.work(q[0], "-", p[0], "dx = ")
    return pen.work(dy, "/", dx, "m = ")


def _meets(*points: Point) -> Callable[[Solution, Pen], Check]:
    """Whether all points lie on the line that was found."""

    def check(found: Solution, pen: Pen) -> Check:
        m, b = found.numbers
        return verified((f"{m} * {signed(x)} + {signed(b)}", m * x + b, y) for x, y in points)

    return check


def _on_line(rng: random.Random, p: Point, m: int) -> Point:
    """Another point with a whole slope from p."""
    dx = nonzero(rng, 6)
    return p[0] + dx, p[1] + m * dx


def lines(rng: random.Random, difficulty: Difficulty) -> Case:
    """A line by points on it; gold is its equation."""
    p, m = (nonzero(rng, 9), rng.randint(-12, 12)), nonzero(rng, 6)
    q = _on_line(rng, p, m)

    def ended(pen: Pen, slope: int) -> Solution:
        """The equation from the slope and p."""
        raised = pen.work(slope, "*", p[0])
        return _equation(slope, pen.work(p[1], "-", raised, "b = "))

    match difficulty:
        case "easy":
            # By a slope alone: the check runs from the point one step further.
            further = (p[0] + 1, p[1] + m)
            return Case(("slope", m, p), SLOPE, (m, p), "b = y - mx",
                        lambda pen: ended(pen, m), _meets(p, further))  # fmt: skip
        case "medium":
            return Case(("through", p, q), THROUGH, (p, q), "slope, then b",
                        lambda pen: ended(pen, _rise(pen, p, q)), _meets(q, p))  # fmt: skip
    half = (nonzero(rng, 5), nonzero(rng, 5))
    u, v = (q[0] - half[0], q[1] - half[1]), (q[0] + half[0], q[1] + half[1])

    def work(pen: Pen) -> Solution:
        middle = tuple(
            pen.work(pen.work(u[i], "+", v[i]), "/", 2, f"M {axis}: ")
            for i, axis in enumerate("xy")
        )
        return ended(pen, _rise(pen, p, (middle[0], middle[1])))

    return Case(("median", u, v, p), MEDIAN, (u, v, p), "midpoint M, slope, then b",
                work, _meets(q, p))  # fmt: skip


FAMILIES = {
    "simplify": family("simplify", AnswerType.EX, simplify),
    "lines": family("lines", AnswerType.EQ, lines),
}
