"""Two linear equations in two unknowns, in letters or told as prices; one value is asked for."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from data.generators.base import Difficulty, Family, Fault, Split, phrasing, varied
from data.generators.maths.claims import faults_in
from data.generators.maths.work import Case, Check, Found, Implausible, Pen, generator, say
from reasoning.problem import Problem

#: Largest solutions, and the largest factor of an unknown.
MOST_EASY, MOST_VALUE, MOST_FACTOR = 30, 12, 5
#: Factors of x and y in both rows: sum and difference, or one x more in the first.
EASY = ((1, 1, 1, -1), (2, 1, 1, 1), (2, -1, 1, -1))
QUESTIONS = (
    "Solve [|the equations |the system ]{0} and {1}. [What is {2}?|How much is {2}?|Give {2}.]",
    "[Given|From|Given that] {0} and {1}, [find|compute|determine|work out] [|the value of ]{2}.",
    "[If|When|Given that] {0} and {1}, [what is|how much is|what is the value of] {2}?",
    "Two numbers [|x and y ][satisfy|fit|solve] {0} and {1}. [Work out|Find|Compute|Tell] {2}.",
    "It [holds|is true|is known] that {0} and [|also ]that {1}. [How much is|What is] {2}?",
    "[Determine|Find|Work out|Compute] {2} from [|the two equations |the equations ]{0} and {1}.",
    "You know[: {0}, and also {1}| that {0} and that {1}| two equations: {0} and {1}]. "
    "[Compute|Find|Give] {2}.",
    "[What is|How much is|What is the value of] {2} [if|when|given that] {0} and {1}?",
    "[Find|Give|Determine] {2} for the numbers x and y [with|that satisfy|for which] {0} and {1}.",
    "The first equation [is|says] {0}, the second [is|says|one is] {1}. "
    "[What is {2}?|Find {2}.|Give the value of {2}.]",
    "[Both {0} and {1} hold|{0} and {1} are both true]. [What is {2}?|Find {2}.|How much is {2}?]",
    "The numbers x and y satisfy {0} and also {1}. What is {2}?",
    "When both {0} and {1} are true, [what|how much] is {2}?",
)
#: Prices: the counts and totals in order, then what is asked for.
STORIES = (
    "{0} pens and {1} books [cost|come to] {2} euros[,|, and|;] "
    "{3} pens and {4} books [cost|come to|are] {5} euros. {6}",
    "For {0} teas and {1} cakes [one pays|you pay|a guest pays] {2} euros, "
    "[|and ]for {3} teas and {4} cakes [|it is |the price is ]{5} euros. {6}",
    "{0} small and {1} large tickets [come to|cost|are sold for] {2} euros; "
    "{3} small and {4} large [|tickets |ones ][come to|cost] {5} euros. {6}",
    "{0} apples [with|and] {1} melons weigh {2} units, "
    "[|while |but ]{3} apples [with|and] {4} melons [|weigh ]{5} units. {6}",
    "In a game, {0} red [|balls ]and {1} blue balls [are worth|bring|give] {2} points[,| and|;] "
    "{3} red and {4} blue balls [are worth|bring|give] {5}[| points]. {6}",
    "[Someone|A customer|A woman] [buys|gets] {0} roses and {1} vases for {2} coins, "
    "[then|and later] {3} roses and {4} vases for {5}[| coins]. {6}",
    "A [farmer|farm|shop] sells {0} hens and {1} ducks for {2} coins[| one day], "
    "[and|and later|then] {3} hens and {4} ducks for {5}[| coins]. {6}",
    "{0} chairs and {1} desks [together cost|cost a school|are bought for] {2} euros. "
    "[Another time|Later|In another room], {3} chairs and {4} desks "
    "[cost|are bought for] {5} euros. {6}",
    "{0} bricks and {1} tiles [together weigh|have a weight of|weigh] {2} kg. "
    "[For|With] {3} bricks and {4} tiles [the weight is|it is] {5} kg. {6}",
    "[One|The first|A] [bill|order] for {0} soups and {1} salads [is|comes to] {2} euros. "
    "[Another|The next|A second] one for {3} soups and {4} salads [is|comes to] {5} euros. {6}",
    "For {0} pens and {1} books a customer pays {2} euros, "
    "and for {3} pens and {4} books [the price is|it is] {5} euros. {6}",
    "A shop sells {0} apples and {1} melons for {2} [euros|coins], "
    "and {3} apples and {4} melons for {5}. {6}",
)
ASKED = (
    "[What|So what|Then what] is {0}?",
    "[Find|Give|Compute|Determine|Work out] {0}[| from this| from these facts].",
    "[From this|From these facts|With this], [what is {0}?|work out {0}.|find {0}.]",
    "[Which|What] [number|value] [is|gives] {0}[?|, then?]",
    "[Can you find|Can you tell|Can we know] {0}[| now| from this]?",
    "[We want|You are asked|The task is] to [know|find|compute] {0}.",
    "[Now|Here] {0} is [asked for|wanted|to be found].",
    "[Use this|Use these facts|Use both facts] to [find|work out|compute] {0}.",
    "[What|How much] does {0} come to?",
    "[Tell|Say|Write down] [how much|what] {0} is.",
    "Can you work out {0} from these facts?",
    "From this, can you [tell|say] what {0} is?",
)
#: What is asked of the first and of the second thing of each story, by the story's position.
THINGS = (
    ("the price of a pen", "the price of a book"),
    ("the price of a tea", "the price of a cake"),
    ("the price of a small ticket", "the price of a large ticket"),
    ("the weight of an apple", "the weight of a melon"),
    ("the value of a red ball", "the value of a blue ball"),
    ("the price of a rose", "the price of a vase"),
    ("the price of a hen", "the price of a duck"),
    ("the price of a chair", "the price of a desk"),
    ("the weight of a brick", "the weight of a tile"),
    ("the price of a soup", "the price of a salad"),
    ("the price of a pen", "the price of a book"),
    ("the price of an apple", "the price of a melon"),
)
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
        # The rows told the other way round are the same problem.
        return sorted((str(self.first), str(self.second)))

    def ask(self, rng: random.Random, split: Split) -> str:
        if not self.story:
            return say(rng, split, QUESTIONS, self.first, self.second, self.asked)
        p, q = self.first, self.second
        story = rng.choice(phrasing(STORIES, split))
        things = THINGS[STORIES.index(story)]
        asked = say(rng, split, ASKED, things[self.asked == "y"])
        return varied(rng, story).format(p.a, p.b, p.total, q.a, q.b, q.total, asked)

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


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return abs(a)


def draw(rng: random.Random, difficulty: Difficulty) -> System:
    """Rows that give x at once; then one equal factor of y; then rows to be multiplied first."""
    most = MOST_EASY if difficulty == "easy" else MOST_VALUE
    x, y = rng.randint(1, most), rng.randint(1, most)
    while True:
        a, b, c, d = (rng.randint(1, MOST_FACTOR) for _ in range(4))
        if difficulty == "easy":
            a, b, c, d = rng.choice(EASY)
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
