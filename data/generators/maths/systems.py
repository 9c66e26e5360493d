"""Two linear equations in two unknowns, in letters or told as prices; one value is asked for."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from data.generators.base import Difficulty, Family, Fault, Split
from data.generators.maths.claims import faults_in
from data.generators.maths.work import Case, Check, Found, Implausible, Pen, generator, say
from reasoning.problem import Problem

#: Largest solutions, and the largest factor of an unknown.
MOST_EASY, MOST_VALUE, MOST_FACTOR = 30, 12, 5
QUESTIONS = (
    "Solve {0} and {1}. What is {2}?",
    "Given {0} and {1}, find {2}.",
    "If {0} and {1}, what is the value of {2}?",
    "Two numbers satisfy {0} and {1}. Work out {2}.",
    "It holds that {0} and that {1}. How much is {2}?",
    "Determine {2} from the two equations {0} and {1}.",
    "You know: {0}, and also {1}. Compute {2}.",
)
#: Prices: the counts and totals in order, then what is asked for.
STORIES = (
    "{0} pens and {1} books cost {2} euros, {3} pens and {4} books cost {5} euros. {6}",
    "For {0} teas and {1} cakes one pays {2} euros, for {3} teas and {4} cakes {5} euros. {6}",
    "{0} small and {1} large tickets come to {2} euros; {3} small and {4} large to {5} euros. {6}",
    "{0} apples with {1} melons weigh {2} units, {3} apples with {4} melons {5} units. {6}",
    "A team of {0} boys and {1} girls moves {2} boxes, one of {3} boys and {4} girls {5}. {6}",
    "Someone buys {0} roses and {1} vases for {2} coins, then {3} roses and {4} vases for {5}. {6}",
)
ASKED = (
    "How much does {0} count for one?",
    "What is the value of {0}?",
    "How many units stand for {0}?",
    "Find how much {0} is.",
    "How much is {0} alone?",
    "Which number belongs to {0}?",
)
#: The first and the second thing of each story, one of it.
THINGS = (
    ("a pen", "a book"), ("a tea", "a cake"), ("a small ticket", "a large ticket"),
    ("an apple", "a melon"), ("a boy", "a girl"), ("a rose", "a vase"),
)  # fmt: skip
WORDINGS = (QUESTIONS, STORIES, ASKED)

_EQUATION = re.compile(r"(\d*)x ([-+]) (\d*)y = (-?\d+)")


@dataclass(frozen=True, slots=True)
class Row:
    """a x + b y = total."""

    a: int
    b: int
    total: int

    def __str__(self) -> str:
        first, second = (f"{'' if abs(k) == 1 else abs(k)}" for k in (self.a, self.b))
        return f"{first}x {'-' if self.b < 0 else '+'} {second}y = {self.total}"


@dataclass(frozen=True)
class System(Case):
    """Two rows, what is asked for ("x", "y" or "x + y"), and whether it is told in a story."""

    first: Row
    second: Row
    asked: str
    story: bool

    def key(self) -> Sequence[str]:
        return (str(self.first), str(self.second))

    def every_key(self) -> Sequence[Sequence[str]]:
        return (self.key(), (str(self.second), str(self.first)))

    def ask(self, rng: random.Random, split: Split) -> str:
        if not self.story:
            return say(rng, split, QUESTIONS, self.first, self.second, self.asked)
        p, q = self.first, self.second
        story = say(rng, split, STORIES, p.a, p.b, p.total, q.a, q.b, q.total, "{}")
        things = THINGS[next(i for i, s in enumerate(STORIES) if _same_story(s, story))]
        return story.format(say(rng, split, ASKED, things[self.asked == "y"]))

    def plan(self) -> str:
        told = f"{self.first} and {self.second}, " if self.story else ""
        return f"{told}without y, then x, then y"

    def work(self, pen: Pen) -> int:
        p, q = self.first, self.second
        common = abs(p.b * q.b) // _gcd(p.b, q.b)
        a, total = self._scaled(pen, p, common // abs(p.b))
        c, other = self._scaled(pen, q, common // abs(q.b))
        # The rows are added where y has opposite signs, else the smaller is taken from the larger.
        if p.b * q.b < 0:
            many = 2 if a == c == 1 else pen.work(a, "+", c, "x: ")
            sum_ = pen.change(total, "+", other, f"{many}x = ")
        else:
            if a < c:
                (a, total), (c, other) = (c, other), (a, total)
            many = pen.work(a, "-", c, "x: ")
            sum_ = pen.change(total, "-", other, f"{'' if many == 1 else many}x = ")
        x = sum_ if many == 1 else pen.work(sum_, "/", many, "x = ")
        if not 0 <= x <= 40:
            raise Implausible(f"x = {x}")
        # From the row with fewer of y.
        row = min(p, q, key=lambda r: (abs(r.b), r.a))
        used = x if row.a == 1 else pen.work(row.a, "*", x, f"{row.a}x = ")
        size = abs(row.b)
        shown = f"{'' if size == 1 else size}y = "
        y = (
            pen.work(row.total, "-", used, shown)
            if row.b > 0
            else pen.work(used, "-", row.total, shown)
        )
        y = y if size == 1 else pen.work(y, "/", size, "y = ")
        pen.named.update(x=x, y=y)
        match self.asked:
            case "x":
                return x
            case "y":
                return y
        return pen.work(x, "+", y, "x + y = ")

    @staticmethod
    def _scaled(pen: Pen, row: Row, by: int) -> tuple[int, int]:
        if by == 1:
            return row.a, row.total
        a = pen.work(row.a, "*", by, f"{row} times {by}, x: ")
        return a, pen.work(row.total, "*", by, "right: ")

    def check(self, found: Found, pen: Pen) -> Check:
        x, y = pen.named["x"], pen.named["y"]
        lines: list[str] = []
        for row in (self.first, self.second):
            first, second = row.a * x, abs(row.b) * y
            op, total = ("-", first - second) if row.b < 0 else ("+", first + second)
            work = f"{row.a} * {x} {op} {abs(row.b)} * {y} = {first} {op} {second} = {total}"
            if total != row.total:
                return Check((*lines, f"{work}, not {row.total}"), False)
            lines.append(f"{work}, as given")
        if self.asked == "x + y" and x + y != found:
            return Check((*lines, f"{y} + {x} = {x + y}, not {found}"), False)
        return Check(tuple(lines), True)

    def short(self) -> str:
        pen = Pen()
        self.work(pen)
        x, y = pen.named["x"], pen.named["y"]
        return f"x = {x}, y = {y} by {self.first} and {self.second}"


def _same_story(template: str, told: str) -> bool:
    return re.sub(r"[\d{}]+", "", template) == re.sub(r"[\d{}]+", "", told)


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return abs(a)


def draw(rng: random.Random, difficulty: Difficulty) -> System:
    """Sum and difference; then one equal factor of y; then rows that must be multiplied first."""
    most = MOST_EASY if difficulty == "easy" else MOST_VALUE
    x, y = rng.randint(1, most), rng.randint(1, most)
    while True:
        a, b, c, d = (rng.randint(1, MOST_FACTOR) for _ in range(4))
        if difficulty == "easy":
            a, b, c, d = 1, 1, 1, -1
        elif difficulty == "medium":
            d = b
        sign = rng.choice((-1, 1)) if difficulty != "easy" else 1
        d *= sign
        if a * d != b * c and (difficulty != "hard" or abs(b) != abs(d)):
            break
    first, second = Row(a, b, a * x + b * y), Row(c, d, c * x + d * y)
    story = min(a, b, c, d) >= 2 and rng.random() < 0.6
    choices = ("x", "y") if story or difficulty == "easy" else ("x", "y", "x + y")
    return System(first, second, rng.choice(choices), story)


def solution(question: str) -> Mapping[str, Fraction]:
    """The values of x and y that a question fixes; none where its equations are not found."""
    rows = [
        (int(a or 1), int(b or 1) * (-1 if op == "-" else 1), int(total))
        for a, op, b, total in _EQUATION.findall(question)
    ]
    numbers = [int(n) for n in re.findall(r"\d+", question)]
    if not rows and len(numbers) == 6:
        rows = [(numbers[0], numbers[1], numbers[2]), (numbers[3], numbers[4], numbers[5])]
    if len(rows) != 2:
        return {}
    (a, b, e), (c, d, f) = rows
    det = a * d - b * c
    return {"x": Fraction(e * d - b * f, det), "y": Fraction(a * f - e * c, det)} if det else {}


def faults(problem: Problem, thought: str) -> list[Fault]:
    """False arithmetic, equations that the solution does not satisfy, and wrong conclusions."""
    return faults_in(problem, thought, solution(problem.question))


FAMILY = Family(generator("systems", draw), faults)
