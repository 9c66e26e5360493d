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
    (
        "[Simplify|Expand|Multiply out] [|the expression ]{0}[| and collect the terms| and "
        "gather like terms]."
    ),
    "[Expand and collect|Multiply out and simplify|Open the brackets and collect like terms]: {0}",
    "Write {0} without [|any ]brackets[|, in its simplest form|, and gather like terms].",
    (
        "[Multiply out|Expand] [|the expression ]{0} and [collect like terms|gather like "
        "terms|simplify the result]."
    ),
    (
        "What is {0} [in its simplest form|after the brackets are opened|when it is multiplied "
        "out and simplified|without brackets]?"
    ),
    "Open [the|all] brackets in {0} and [gather|collect|add up] [|the ]like terms.",
    "[Reduce|Bring] {0} to [a sum of powers|its simplest form|a form without brackets].",
    (
        "[Here is|Look at|Take] the expression {0}. [Simplify it.|What is its simplest "
        "form?|Expand it and collect like terms.]"
    ),
    (
        "A [teacher|pupil|student] [writes|puts] {0} on the board. [What is left after all is "
        "multiplied out and collected?|What is its simplest form?|Write it without brackets.]"
    ),
    (
        "[Find|Give|Work out|Determine] the [simplest form|expanded form] of [|the expression "
        "]{0}[| and collect like terms]."
    ),
    (
        "[How|In which way] can [|the expression ]{0} be written [without brackets|as a sum of "
        "powers|in its simplest form]?"
    ),
    "Which [sum of powers|expression without brackets] is [equal to|the same as] {0}?",
    "Collect like terms in {0} after all brackets are opened.",
    "Expand {0} and write the result in its simplest form.",
)
SLOPE = (
    (
        "[Find|Give|Write down|Determine] the equation of the line through {1} with "
        "[slope|gradient] {0}."
    ),
    (
        "A [|straight ]line has [slope|gradient] {0} and [passes through|goes "
        "through|contains|meets] {1}. [Give its equation.|What is its equation?|Find its "
        "equation.]"
    ),
    (
        "What is the equation of the [|straight ]line of [slope|gradient] {0} [that meets|that "
        "contains|through] {1}?"
    ),
    (
        "[Write|State|Work out] the equation of the line [with gradient|with slope|of slope] {0} "
        "through [|the point ]{1}."
    ),
    "[Give|Find] an equation in x and y: [slope|gradient] {0}, [one point|through the point] {1}.",
    (
        "[The point|Point] {1} lies on a line of [slope|gradient] {0}. [Which equation does it "
        "have?|Find the equation of the line.|What is the equation of this line?]"
    ),
    (
        "[An ant|A ship|A snail] moves along a [|straight ]line of [slope|gradient] {0} and "
        "[passes|comes through] {1}. [What is the equation of the line?|Give the equation of its "
        "line.]"
    ),
    (
        "Through the point {1} [goes|runs] a line [with|of] [slope|gradient] {0}. "
        "[State|Give|Find] its equation."
    ),
    (
        "Write in the form y = mx + b the line of [slope|gradient] {0} [through|that "
        "contains|that meets] {1}."
    ),
    (
        "Which equation [describes|belongs to] the line that [passes through|contains] {1} and "
        "has [slope|gradient] {0}?"
    ),
    "Which line goes through {1} and has slope {0}? Give its equation.",
    "The slope of a line is {0}, and the point {1} lies on it. What is its equation?",
)
THROUGH = (
    "[Find|Give|Determine|Tell] the equation of the line through {0} and {1}.",
    (
        "A [|straight ]line [passes|goes|runs] through {0} and {1}. [Give its equation.|What is "
        "its equation?|Which equation does it have?]"
    ),
    (
        "What is the equation of the [|straight ]line that [meets|contains|passes through] "
        "[|both ]{0} and {1}?"
    ),
    (
        "Write [|down ]the equation of the line [joining|through|that joins] [|the points ]{0} "
        "and {1}."
    ),
    "[Give|Find|State] an equation in x and y of the line on which [|both ]{0} and {1} lie.",
    (
        "[The|Two] points {0} and {1} lie on a [|straight ]line. [Which equation describes this "
        "line?|Find the equation of this line.|Work out its equation.]"
    ),
    (
        "On a [map|plan], a straight [road|path|fence] [joins|runs through] {0} and {1}. [What "
        "is its equation?|Give the equation of the line on which it lies.]"
    ),
    (
        "[Anna|Tom|A pupil] [marks|draws] the points {0} and {1} and [joins|connects] them by a "
        "[|straight ]line. [Give its equation.|What is the equation of the line?]"
    ),
    (
        "Which [|straight ]line [contains|joins] [both|the points] {0} and {1}? [Give|Write "
        "down|Find] its equation."
    ),
    (
        "Work out the equation of the [|straight ]line that [goes from {0} to {1}|has {0} and "
        "{1} on it|leads through {0} and {1}]."
    ),
    "A line joins the points {0} and {1}. State the equation of this line.",
    "Which equation describes the line on which both {0} and {1} lie?",
)
MEDIAN = (
    (
        "[Find|Give|Determine] the equation of the line through {2} and the [midpoint|middle] of "
        "{0} and {1}."
    ),
    (
        "M is the [midpoint|middle] of {0} and {1}. [Give|Find|State] the equation of the line "
        "through [M and {2}|{2} and M]."
    ),
    (
        "What is the equation of the line from {2} to the [middle|midpoint|centre] of [|the "
        "points ]{0} and {1}?"
    ),
    (
        "Write [|down ]the equation of the line [joining|through|that joins] {2} and the "
        "[midpoint|point halfway] between {0} and {1}."
    ),
    (
        "[The|A] triangle has [the corners|corners at] {0}, {1} and {2}. [Give|Find|Work out] "
        "the equation of its median through {2}."
    ),
    (
        "[Halfway|Midway] from {0} to {1} lies M. [Which equation describes the line through M "
        "and {2}?|What is the equation of the line through M and {2}?|Find the equation of the "
        "line that joins M and {2}.]"
    ),
    (
        "[State|Work out|Determine] the equation of the [|straight ]line that contains {2} and "
        "the [centre|midpoint|middle] of {0} and {1}."
    ),
    (
        "A [|straight ]line [passes|goes|runs] through {2} and [|through ]the midpoint of {0} "
        "and {1}. [Give its equation.|What is its equation?]"
    ),
    (
        "On a [map|plan], a [road|path|fence] [runs|leads] straight from {2} to the point "
        "halfway between {0} and {1}. [Give the equation of its line.|What is the equation of "
        "its line?]"
    ),
    (
        "[Take|Mark] the midpoint M of {0} and {1}, then [give|find] the equation of the line "
        "through [{2} and M|M and {2}]."
    ),
    (
        "The point halfway [from {0} to {1}|between {0} and {1}] is [joined to|connected with] "
        "{2}. [Which equation does the line have?|Give the equation of the line.|What is the "
        "equation of this line?]"
    ),
    "Which line joins {2} to the midpoint of {0} and {1}? Give its equation.",
    "The midpoint of {0} and {1} lies on a line through {2}. Find the equation of this line.",
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
