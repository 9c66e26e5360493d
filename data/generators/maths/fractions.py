"""Fractions: reduced, multiplied, added and subtracted, one to three operations in a row."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from data.generators.base import Difficulty, Family, Fault, Split
from data.generators.maths.claims import faults_in
from data.generators.maths.work import Case, Check, Found, Implausible, Pen, generator, say
from reasoning.problem import Problem

DENOMINATORS = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15)
#: Larger numerators and denominators are no longer easy to work with in the head.
LARGEST = 150
#: How many operations there may be; where there is none, a fraction is reduced.
OPERATIONS: Mapping[Difficulty, tuple[int, ...]] = {
    "easy": (0, 1, 1),
    "medium": (1,),
    "hard": (2, 2, 3),
}
REDUCING = (
    "[Reduce|Bring] [|the fraction ]{0} to [|its ]lowest terms.",
    "[Write|Give|State] [|the fraction ]{0} in [its simplest form|lowest terms|reduced form].",
    "Simplify [|the fraction ]{0}[| as far as possible| completely| as much as you can].",
    "What is [|the fraction ]{0} in [lowest terms|its simplest form|reduced form|simplest form]?",
    "[Cancel|Reduce|Shorten] [|the fraction ]{0} "
    "[as far as possible|as much as you can|until no common factor is left].",
    "Bring {0} down to [its|the] [smallest|lowest] numerator and denominator.",
    "[Divide out|Cancel] [all|the] common factors [of|in] [|the fraction ]{0}.",
    "[Which|What] [reduced fraction|fraction in lowest terms] "
    "[equals|is equal to|is the same as] {0}?",
    "The fraction {0} [can be|is to be] [reduced|simplified]. "
    "[What does it become?|Give its simplest form.|What is it in lowest terms?]",
    "[Find|Give] the fraction [equal to|with the same value as] {0} "
    "[in lowest terms|that cannot be reduced].",
    "What is the simplest form of {0}?",
    "Simplify {0} [until it is in|to its] lowest terms.",
)
QUESTIONS = (
    "What is {0}[| in lowest terms| as a reduced fraction| as one fraction]?",
    "[Compute|Calculate|Work out|Find] {0} in [lowest terms|simplest form|reduced form].",
    "[Work out|Calculate|Give|Write] {0} as "
    "[a reduced fraction|a fraction in lowest terms|one fraction|a single fraction].",
    "[Find|Give|Determine|Tell] the [value|result] of {0}[| in lowest terms| as a fraction].",
    "[Calculate|Compute|Work out] {0} and "
    "[simplify|simplify the result|reduce the result|bring the result to lowest terms].",
    "How much is {0}[| in lowest terms| as one fraction| in simplest form]?",
    "[Which|What] [fraction|reduced fraction|number] is [equal to|the same as|the value of] {0}?",
    "Simplify [|the expression ]{0}[| as far as possible| to one fraction| to lowest terms].",
    "[Here is|Look at] [a task|an expression] with fractions: {0}. "
    "[What is its value?|What does it come to?|Give the reduced result.]",
    "What does {0} [come to|make|give|equal][| in lowest terms| in simplest form]?",
    "The [result|value] of {0} is [wanted|asked for][| in lowest terms]. "
    "[What is it?|Give it.|Find it.]",
    "Write {0} as a single fraction in lowest terms.",
    "What reduced fraction does {0} [give|come to]?",
)
WORDINGS = (REDUCING, QUESTIONS)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A fraction as written, reduced or not."""

    above: int
    below: int

    def __str__(self) -> str:
        return f"{self.above}/{self.below}"

    @property
    def value(self) -> Fraction:
        """Its exact value."""
        return Fraction(self.above, self.below)


@dataclass(frozen=True)
class Sum(Case):
    """A first fraction, and what is done to the running result with others."""

    first: Ratio
    changes: tuple[tuple[str, Ratio], ...]

    def key(self) -> Sequence[str]:
        return (str(self),)

    def __str__(self) -> str:
        text = str(self.first)
        for index, (op, ratio) in enumerate(self.changes):
            if op == "*" and index:
                text = f"({text})"
            text += f" {op} {ratio}"
        return text

    def ask(self, rng: random.Random, split: Split) -> str:
        return say(rng, split, QUESTIONS if self.changes else REDUCING, self)

    def plan(self) -> str:
        kinds = dict.fromkeys(
            "multiply" if op == "*" else "one denominator" for op, _ in self.changes
        )
        return ", ".join((*kinds, "reduce"))

    def work(self, pen: Pen) -> Fraction:
        result = self.first if self.changes else self._reduced(pen, self.first)
        for op, ratio in self.changes:
            result = (
                self._multiplied(pen, result, ratio)
                if op == "*"
                else self._added(pen, result, op, ratio)
            )
            result = self._reduced(pen, result)
            if not 0 < result.above <= LARGEST or not 1 <= result.below <= LARGEST:
                raise Implausible(str(result))
        if not result.above or not result.below:
            raise Implausible(str(result))
        return result.value

    @staticmethod
    def _multiplied(pen: Pen, a: Ratio, b: Ratio) -> Ratio:
        return Ratio(
            pen.work(a.above, "*", b.above, "above: "), pen.work(a.below, "*", b.below, "below: ")
        )

    @staticmethod
    def _added(pen: Pen, a: Ratio, op: str, b: Ratio) -> Ratio:
        if a.below == b.below:
            return Ratio(pen.work(a.above, op, b.above, f"over {a.below}: "), a.below)
        common = math.lcm(a.below, b.below)
        pen.state(f"lcm({a.below}, {b.below}) = {common}")
        tops = []
        for ratio in (a, b):
            times = common // ratio.below
            top = (
                ratio.above
                if times == 1
                else pen.work(ratio.above, "*", times, f"{ratio} over {common}: ")
            )
            tops.append(top)
        return Ratio(pen.work(tops[0], op, tops[1], f"over {common}: "), common)

    @staticmethod
    def _reduced(pen: Pen, ratio: Ratio) -> Ratio:
        if ratio.above < 1 or ratio.below < 1:
            raise Implausible(str(ratio))
        by = math.gcd(ratio.above, ratio.below)
        if by == 1:
            return ratio
        return Ratio(
            pen.work(ratio.above, "/", by, f"by {by}, above: "),
            pen.work(ratio.below, "/", by, "below: "),
        )

    def check(self, found: Found, pen: Pen) -> Check:
        """What was done is undone from the end; a reduced fraction is multiplied crosswise."""
        value = Fraction(found)
        if not self.changes:
            a, b = value.numerator * self.first.below, self.first.above * value.denominator
            text = f"{value.numerator} * {self.first.below} = {a}"
            other = f"{self.first.above} * {value.denominator} = {b}"
            return Check((f"{text}, {other}, {'the same' if a == b else f'not {a}'}",), a == b)
        lines = []
        for op, ratio in reversed(self.changes):
            if op == "*":
                turned = Fraction(ratio.below, ratio.above)
                text, value = f"{value} * {ratio.below}/{ratio.above}", value * turned
            else:
                undo = "-" if op == "+" else "+"
                text, value = self._undone(value, undo, ratio)
            lines.append(f"{text} = {value}")
        same = value == self.first.value
        lines[-1] += f", as in {self.first}" if same else f", not {self.first}"
        return Check(tuple(lines), same)

    @staticmethod
    def _undone(value: Fraction, op: str, ratio: Ratio) -> tuple[str, Fraction]:
        common = math.lcm(value.denominator, ratio.below)
        a, b = int(value * common), int(ratio.value * common)
        result = Fraction(a + b if op == "+" else a - b, common)
        unreduced = f"{a + b if op == '+' else a - b}/{common}"
        text = f"{value} {op} {ratio} = {a}/{common} {op} {b}/{common}"
        return (text if unreduced == str(result) else f"{text} = {unreduced}"), result

    def short(self) -> str:
        pen = Pen()
        return f"{self} = {self.work(pen)}"


def _ratio(rng: random.Random) -> Ratio:
    below = rng.choice(DENOMINATORS)
    above = range(1, below) if rng.random() < 0.8 else range(below + 1, below + 6)
    # Reduced already: else a half would come from every even denominator.
    return Ratio(rng.choice([k for k in above if math.gcd(k, below) == 1]), below)


def draw(rng: random.Random, difficulty: Difficulty) -> Sum:
    """Reducing or one operation; a sum over two denominators; two or three operations."""
    while True:
        count = rng.choice(OPERATIONS[difficulty])
        if not count:
            by, ratio = rng.randint(2, 15), _ratio(rng)
            first = Ratio(ratio.above * by, ratio.below * by)
        else:
            first = _ratio(rng)
        changes = tuple((rng.choices("+-*", (3, 3, 2))[0], _ratio(rng)) for _ in range(count))
        drawn = Sum(first, changes)
        try:
            drawn.work(Pen())
        except Implausible:
            continue
        if first.below <= LARGEST:
            return drawn


def faults(problem: Problem, thought: str) -> list[Fault]:
    """False arithmetic, and conclusions that are not the gold answer."""
    return faults_in(problem, thought)


FAMILY = Family(generator("fractions", draw), faults)
