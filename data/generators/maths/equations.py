"""Linear equations in one unknown: a step or two, terms on both sides, and brackets."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from data.generators.base import Difficulty, Family, Fault, Split
from data.generators.maths.claims import faults_in
from data.generators.maths.work import (
    Case,
    Check,
    Found,
    Implausible,
    Pen,
    generator,
    say,
    signed,
)
from reasoning.problem import Problem

LETTERS = "xyznkt"
#: How long a side may get, by difficulty: brackets, multiples of the unknown, and numbers.
MOST_SOLUTION = 15
QUESTIONS = (
    "[Solve|Now solve] [for {0}: {1}|{1} for {0}.|the equation {1} for {0}.]",
    "[What|Which number|How much] is {0} [if|when|given that] {1}?",
    "[Find|Give|Determine] [|the number |the value of ]{0} [such that|so that|for which] {1}.",
    "[Given that|If|When] {1}, [what is {0}|what is the value of {0}|how much is {0}]?",
    "[Work out|Calculate|Find] the [|number |value of ]{0} that [satisfies|solves|fits] {1}.",
    "[Which|What] [number|value of|value for] {0} [makes {1} true|satisfies {1}|solves {1}]?",
    "[Determine|Compute|Work out|Find] {0} from [|the equation ]{1}.",
    "[The equation {1} holds|It holds that {1}|You know that {1}]. "
    "[What is {0}?|Find {0}.|How much is {0}?|Give {0}.]",
    "[Look at|Take] {1}. [Which number|What number] [does {0} stand for|must {0} be|is {0}]?",
    "For [which|what] [|number |value of ]{0} [is {1} true|does {1} hold]?",
    "The number {0} satisfies {1}. Find the value of {0}.",
    "When {1} holds, what must {0} be?",
)
RIDDLES = (
    "[I|You|We] [think of|choose|take] a number, multiply it by {0}, add {1} and get {2}. "
    "What is [the|that] number?",
    "{0} times a number [and {1} more|plus {1}] [is|makes|gives|equals] {2}. "
    "[Which number is it?|What is the number?|Find the number.]",
    "A number is multiplied by {0}. [With {1} added|After {1} is added] the result is {2}. "
    "[Find|Determine|Work out] the number.",
    "A taxi [costs|takes] {1} euros [at the start|once] and {0} euros for [each|every] kilometre. "
    "A ride [costs|comes to] {2} euros. How many kilometres [long is it|is the ride]?",
    "{0} equal boxes and a [weight|stone|bag] of {1} kg [together weigh|weigh|come to] {2} kg. "
    "[How many kg does one box weigh?|Find the weight of one box in kg.]",
    "[Someone|A customer|A club member] pays {1} euros once and {0} euros [each|every] month, "
    "{2} euros in all. [How many months is that?|For how many months is that?]",
    "If {1} is added to {0} times [some|a] number, [{2} comes out|the result is {2}|you get {2}]. "
    "[What was the number?|What is the number?|Find the number.]",
    "[What|Which] number, [when multiplied by {0} and then increased by {1}|"
    "multiplied by {0} and with {1} added|taken {0} times and with {1} more], "
    "[gives|makes|comes to] {2}?",
    "[Find|Give|Determine] the number [for which|such that] {0} times it plus {1} "
    "[is|makes|gives] {2}.",
    "A [boy|girl|child|farmer] has {1} coins and [saves|gets|earns] {0} more every day. "
    "After how many days [are there|is the total] {2} coins?",
    "A [school|hall|room] has {1} [single|loose] chairs and [some|a few] rows of {0} chairs each, "
    "{2} chairs in all. How many rows are there?",
    "Multiply a number by {0} and add {1}: the result is {2}. What is the number?",
    "[A|Some] number is taken {0} times, {1} is added, and you get {2}. Find the number.",
)
WORDINGS = (QUESTIONS, RIDDLES)


@dataclass(frozen=True, slots=True)
class Term:
    """`factor` * (`of` * x + `plus`): a number (of 0), a multiple of x (plus 0), or a bracket."""

    factor: int
    of: int
    plus: int

    def shown(self, name: str) -> str:
        """Its text with its sign left out."""
        size = abs(self.factor)
        if not self.of:
            return str(size)
        times = "" if size == 1 else str(size)
        if not self.plus:
            return f"{times}{name}"
        return f"{times}({name} {'-' if self.plus < 0 else '+'} {abs(self.plus)})"

    def value(self, x: int) -> int:
        """Its value at x."""
        return self.factor * (self.of * x + self.plus)


Side = tuple[Term, ...]


def shown(side: Side, name: str) -> str:
    """A side as it is written."""
    text = ("-" if side[0].factor < 0 else "") + side[0].shown(name)
    return text + "".join(f" {'-' if t.factor < 0 else '+'} {t.shown(name)}" for t in side[1:])


@dataclass(frozen=True)
class Equation(Case):
    """Two sides, and the unknown's letter; `riddle` where it is told in words."""

    name: str
    left: Side
    right: Side
    riddle: bool = False

    def key(self) -> Sequence[str]:
        return (shown(self.left, "x"), shown(self.right, "x"))

    def ask(self, rng: random.Random, split: Split) -> str:
        if self.riddle:
            a, b, c = self.left[0].factor, self.left[1].factor, self.right[0].factor
            return say(rng, split, RIDDLES, a, b, c)
        return say(rng, split, QUESTIONS, self.name, str(self))

    def __str__(self) -> str:
        return f"{shown(self.left, self.name)} = {shown(self.right, self.name)}"

    def plan(self) -> str:
        brackets = "open the brackets, then " if self._has_brackets() else ""
        if any(t.of for t in self.right):
            return f"{brackets}{self.name} to the left and numbers to the right"
        return f"{brackets}{self.name} alone on the left"

    def work(self, pen: Pen) -> int:
        x = self.name
        many, number = self._collect(pen, self.left, "left")
        others, target = self._collect(pen, self.right, "right")
        if others:
            op, size = ("-", others) if others > 0 else ("+", -others)
            many = pen.work(many, op, size, f"{x} on the left: ")
        if number:
            op, size = ("-", number) if number > 0 else ("+", -number)
            times = "" if many == 1 else f"{many}"
            target = pen.change(target, op, size, f"{times}{x} = ")
        if many != 1:
            target = pen.work(target, "/", many, f"{x} = ")
        if abs(target) > 99:
            raise Implausible(f"{x} = {target}")
        return target

    def _collect(self, pen: Pen, side: Side, where: str) -> tuple[int, int]:
        """How many of the unknown, and what number, a side comes to."""
        many, numbers = [], []
        for term in side:
            if not term.of:
                numbers.append(term.factor)
                continue
            many.append(term.factor)
            if term.plus:
                bracket = ("-" if term.factor < 0 else "") + term.shown(self.name)
                numbers.append(pen.work(term.factor, "*", term.plus, f"{bracket}: "))
        return (
            self._summed(pen, many, f"{self.name} {where}: "),
            self._summed(pen, numbers, f"numbers {where}: "),
        )

    def _summed(self, pen: Pen, addends: Sequence[int], label: str) -> int:
        total = addends[0] if addends else 0
        for k in addends[1:]:
            total = pen.work(total, "+" if k >= 0 else "-", abs(k), label)
        return total

    def check(self, found: Found, pen: Pen) -> Check:
        x = int(found)
        left, text = self._value(self.left, x)
        right, other = self._value(self.right, x)
        agrees = left == right
        if len(self.right) == 1 and not self.right[0].of:
            end = "as given" if agrees else f"not {right}"
            return Check((f"{text}, {end}",), agrees)
        end = "as on the left" if agrees else f"not {left}"
        return Check((f"left {text}", f"right {other}, {end}"), agrees)

    def _value(self, side: Side, x: int) -> tuple[int, str]:
        """A side's value at x, and the working that ends in it: products first, then the sum."""
        clauses, values = [], []
        for term in side:
            values.append(term.value(x))
            if term.of and term.plus:
                inner = x + term.plus
                opened = f"{x} {'-' if term.plus < 0 else '+'} {abs(term.plus)} = {inner}"
                clauses.append(opened)
                if term.factor != 1:
                    clauses.append(f"{term.factor} * {signed(inner)} = {values[-1]}")
            elif term.of and term.factor != 1:
                clauses.append(f"{term.factor} * {signed(x)} = {values[-1]}")
        if len(values) > 1 or not clauses:
            text, total = str(values[0]), values[0]
            for k in values[1:]:
                total += k
                text += f" {'+' if k >= 0 else '-'} {abs(k)} -> {total}"
            clauses.append(text)
        return sum(values), ", ".join(clauses)

    def short(self) -> str:
        pen = Pen()
        self.work(pen)
        return "; ".join(str(line) for line in pen.lines[-2:])

    def _has_brackets(self) -> bool:
        return any(t.of and t.plus for t in (*self.left, *self.right))


def _number(rng: random.Random, most: int = 30) -> Term:
    return Term(rng.choice((-1, 1)) * rng.randint(1, most), 0, 1)


def _multiple(rng: random.Random) -> Term:
    return Term(rng.randint(1, 9), 1, 0)


def _bracket(rng: random.Random) -> Term:
    return Term(rng.randint(2, 6), 1, rng.choice((-1, 1)) * rng.randint(1, 9))


def draw(rng: random.Random, difficulty: Difficulty) -> Equation:
    """Sides of the difficulty around a whole solution; the last number on the right fits it."""
    x = rng.randint(-5 if difficulty == "hard" else 1, MOST_SOLUTION)
    while True:
        riddle = False
        match difficulty:
            case "easy":
                left = [_multiple(rng), *([_number(rng)] if rng.random() < 0.7 else [])]
                right = [_multiple(rng)] if rng.random() < 0.2 else []
                riddle = len(left) == 2 and not right and rng.random() < 0.4
            case "medium":
                left = [_multiple(rng) if rng.random() < 0.5 else _bracket(rng), _number(rng)]
                left += [_multiple(rng)] if rng.random() < 0.5 else []
                right = [_multiple(rng)] if rng.random() < 0.7 else []
            case "hard":
                left = [_bracket(rng), rng.choice((_multiple, _bracket))(rng)]
                left += [_number(rng)] if rng.random() < 0.5 else []
                right = [_bracket(rng) if rng.random() < 0.6 else _multiple(rng)]
        rest = sum(t.value(x) for t in left) - sum(t.value(x) for t in right)
        if rest or not right:
            right = [*right, Term(rest, 0, 1)]
        slope = sum(t.factor * t.of for t in left) - sum(t.factor * t.of for t in right)
        trivial = len(left) == len(right) == 1 and left[0].factor == 1
        if slope >= 1 and abs(rest) <= 200 and not trivial:
            break
    if riddle and (left[0].factor == 1 or left[1].factor < 2 or x < 1):
        riddle = False
    return Equation(rng.choice(LETTERS), tuple(left), tuple(right), riddle)


def faults(problem: Problem, thought: str) -> list[Fault]:
    """False arithmetic, equations that the solution does not satisfy, and wrong conclusions."""
    if problem.gold is None:
        return faults_in(problem, thought)
    return faults_in(problem, thought, dict.fromkeys(LETTERS, Fraction(problem.gold)))


FAMILY = Family(generator("equations", draw), faults)
