"""How the maths families write: lines of work, a mistake in one of them, and the whole example.

A family describes one problem as a `Case`; `example` draws cases until one fits the difficulty and
the split, and writes every style from its one `work`. A mistake is made by the `Pen`, which hands
the wrong value on, so that everything after it follows from it.
"""

from __future__ import annotations

import math
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from data.generators.base import (
    WAIT,
    Difficulty,
    Example,
    Generator,
    GeneratorError,
    Part,
    Split,
    Thoughts,
    provenance,
    split_of,
    worded,
)
from data.generators.maths.claims import WRONG
from reasoning.problem import AnswerType, Problem

#: Least and most lines of work: how hard a problem is.
STEPS: Mapping[Difficulty, tuple[int, int]] = {
    "easy": (1, 3),
    "medium": (4, 6),
    "hard": (7, 12),
    "beyond": (13, 16),
}
#: Cases that are drawn before a family counts as unable to make one that fits.
MAX_DRAWS = 20_000
#: Mistakes that are tried before a problem goes without one.
MAX_SLIPS = 12

OPPOSITE = {"+": "-", "-": "+"}


class Implausible(Exception):
    """Nobody would go on from here: a mistake has led to what cannot be."""


def apply(a: int, op: str, b: int) -> int:
    """One operation on whole numbers.

    Raises:
        Implausible: a division that does not come out even, or by 0.
    """
    match op:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "mod":
            if b < 1:
                raise Implausible(f"{a} mod {b}")
            return a % b
        case "/":
            if not b or a % b:
                raise Implausible(f"{a} / {b}")
            return a // b
    raise ValueError(f"unknown operation {op!r}")


def signed(number: int) -> str:
    """A number as it stands behind an operation sign: -5 in brackets."""
    return f"({number})" if number < 0 else str(number)


def chained(start: int, changes: Sequence[tuple[str, int]]) -> str:
    """A running total on one line: "37 + 18 -> 55 - 5 -> 50"."""
    text, total = str(start), start
    for op, k in changes:
        total = apply(total, op, k)
        text += f" {op} {signed(k)} -> {total}"
    return text


@dataclass(frozen=True, slots=True)
class Line:
    """One line of work, without its bullet, in parts."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return "".join(part.text for part in self.parts)


class Pen:
    """Writes lines of work, right ones unless it is told to slip at one of them."""

    def __init__(self, slip_at: int = -1, rng: random.Random | None = None) -> None:
        self.lines: list[Line] = []
        #: The result of every operation so far, and the values that a family gave a name.
        self.results: list[int] = []
        self.named: dict[str, int] = {}
        self._slip_at, self._rng = slip_at, rng or random.Random(0)

    def work(self, a: int, op: str, b: int, before: str = "", after: str = "") -> int:
        """Write "{before}a op b = c{after}" and return c; a slip is in the result alone."""
        return self._write(a, op, b, before, after, op)

    def change(self, a: int, op: str, b: int, before: str = "") -> int:
        """As `work`, where the sign too may be mistaken and the line still be readable as such."""
        turned = OPPOSITE.get(op, op) if self._slipping and self._rng.random() < 0.4 else op
        return self._write(a, op, b, before, "", turned)

    def state(self, text: str) -> None:
        """Write a line that only says what follows from those before it."""
        self.lines.append(Line((Part(text),)))

    def reduced(self, a: int, op: str, b: int, modulus: int, before: str = "") -> int:
        """Write "{before}a op b = c, c mod m = d" and return d; no mod where c is below m."""
        c = apply(a, op, b)
        if 0 <= c < modulus:
            c = self._write(a, op, b, before, "", op)
            if not 0 <= c < modulus:
                raise Implausible(f"{c} is not below {modulus}")
            return c
        start = f"{before}{a} {op} {signed(b)} = "
        if not self._slipping:
            d = c % modulus
            self.lines.append(Line((Part(f"{start}{c}, {c} mod {modulus} = {d}"),)))
        elif self._rng.random() < 0.5:
            c = self._missed(a, op, b, c)
            d = c % modulus
            parts = Part(start), Part(str(c), False), Part(f", {c} mod {modulus} = {d}")
            self.lines.append(Line(parts))
        else:
            d = self._missed(c, "mod", modulus, c % modulus)
            self.lines.append(
                Line((Part(f"{start}{c}, {c} mod {modulus} = "), Part(str(d), False)))
            )
        self.results.append(d)
        return d

    def root(self, square: int) -> int:
        """Write "25 = 5^2, side 5" and return the side of a whole square.

        Raises:
            Implausible: it is no square.
        """
        side = math.isqrt(max(square, 0))
        if side < 1 or side * side != square:
            raise Implausible(f"{square} is no square")
        wrong = side + self._rng.choice((-1, 1)) if self._slipping else side
        learned = wrong == side
        parts = Part(f"{square} = "), Part(str(wrong), learned), Part(f"^2, side {wrong}")
        self.lines.append(Line(parts))
        self.results.append(wrong)
        return wrong

    @property
    def _slipping(self) -> bool:
        return len(self.lines) == self._slip_at

    def _write(self, a: int, op: str, b: int, before: str, after: str, written: str) -> int:
        c = apply(a, op, b)
        if not self._slipping:
            self.lines.append(Line((Part(f"{before}{a} {op} {signed(b)} = {c}{after}"),)))
            self.results.append(c)
            return c
        if written != op:
            c = apply(a, written, b)
            parts = (Part(f"{before}{a} "), Part(f"{written} {signed(b)} = {c}", False))
        else:
            c = self._missed(a, op, b, c)
            parts = (Part(f"{before}{a} {op} {signed(b)} = "), Part(str(c), False))
        self.lines.append(Line((*parts, Part(after)) if after else parts))
        self.results.append(c)
        return c

    def _missed(self, a: int, op: str, b: int, c: int) -> int:
        """A result as it is got wrong: a carry, a neighbour in the table, a miscount."""
        by: list[int] = [-1, 1]
        if op in "+-" and max(abs(a), abs(b)) >= 10:
            by += [-10, 10]
        if op == "*":
            by += [-a, a, -b, b]
        wrong = c + self._rng.choice([k for k in by if k])
        if wrong < 0 <= c or (op == "mod" and not 0 <= wrong < b):
            raise Implausible(f"{a} {op} {b} = {wrong}")
        return wrong


@dataclass(frozen=True, slots=True)
class Check:
    """The lines that verify a result in another way, each without "Check: ", and what they say."""

    lines: tuple[str, ...]
    agrees: bool


Found = int | Fraction


class Case(ABC):
    """One problem of a family: its numbers decide everything but the words."""

    @abstractmethod
    def key(self) -> Sequence[str]:
        """What makes the combination: the same key is the same problem in other words."""

    @abstractmethod
    def ask(self, rng: random.Random, split: Split) -> str:
        """The question, in words that the split may use."""

    @abstractmethod
    def plan(self) -> str:
        """How it will be gone about, in one clause."""

    @abstractmethod
    def work(self, pen: Pen) -> Found:
        """Write the lines of work and return the result.

        Raises:
            Implausible: a slip has led to what cannot be.
        """

    @abstractmethod
    def check(self, found: Found, pen: Pen) -> Check:
        """A result, and what was written for it, verified in another way than it was found."""

    def short(self) -> str:
        """The deciding computation on one line; by itself the last line of work."""
        pen = Pen()
        self.work(pen)
        return str(pen.lines[-1])

    def again(self) -> tuple[str, ...]:
        """Lines of a further look, other than the check's; by itself the work once more."""
        pen = Pen()
        self.work(pen)
        return tuple(f"- {line}" for line in pen.lines)

    def steps(self) -> int:
        """How many lines of work it takes."""
        pen = Pen()
        self.work(pen)
        return len(pen.lines)

    def recheck(self, found: Found, pen: Pen, fixed: int) -> Check:
        """The check after line number `fixed` was put right; by itself the whole check."""
        return self.check(found, pen)


@dataclass(frozen=True)
class Told(Case):
    """A case told by one of a few wordings, for families of many small kinds.

    `wordings` name the numbers by their place: "{0} by {1}".
    """

    kind: str
    numbers: tuple[int | str, ...]
    wordings: Sequence[str]
    planned: str
    worked: Callable[[Pen], Found]
    checked: Callable[[Found], Check]
    deciding: str = ""

    def key(self) -> Sequence[str]:
        return (self.kind, *map(str, self.numbers))

    def ask(self, rng: random.Random, split: Split) -> str:
        return say(rng, split, self.wordings, *self.numbers)

    def plan(self) -> str:
        return self.planned

    def work(self, pen: Pen) -> Found:
        return self.worked(pen)

    def check(self, found: Found, pen: Pen) -> Check:
        return self.checked(found)

    def short(self) -> str:
        return self.deciding or super().short()


Draw = Callable[[random.Random, Difficulty], Case]


def say(rng: random.Random, split: Split, options: Sequence[str], *places: object) -> str:
    """One of the wordings that the split may use, with its places filled in."""
    return worded(rng, options, split).format(*places)


def compared(text: str, seen: Found, expected: Found, agreed: str = "as found") -> Check:
    """The check "{text} = {seen}, as found", or "{text} = {seen}, not {expected}"."""
    return Check(*_compared(f"{text} = {seen}", seen, expected, agreed))


def totalled(text: str, seen: Found, expected: Found, agreed: str = "as found") -> Check:
    """As `compared`, of a text that ends in the value seen."""
    return Check(*_compared(text, seen, expected, agreed))


def _compared(text: str, seen: Found, expected: Found, agreed: str) -> tuple[tuple[str], bool]:
    same = seen == expected
    return (f"{text}, {agreed if same else f'not {expected}'}",), same


def generator(task: str, draw: Draw) -> Generator:
    """The generator of a family from how it draws a case."""

    def make(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
        return example(rng, difficulty, split, task, draw)

    return make


def example(
    rng: random.Random, difficulty: Difficulty, split: Split, task: str, draw: Draw
) -> Example:
    """One example of a family, of the asked number of steps and split.

    Raises:
        GeneratorError: no case that fits was drawn.
    """
    case = _drawn(rng, difficulty, split, task, draw)
    pen = Pen()
    found = case.work(pen)
    end = f"So {found}"
    check = [f"Check: {line}" for line in case.check(found, pen).lines]
    problem = Problem(
        question=case.ask(rng, split),
        domain="maths",
        answer_type=AnswerType.NV,
        gold=str(found),
        task=task,
        difficulty=difficulty,
        provenance=provenance(split),
    )
    thoughts = Thoughts(
        short=case.short(),
        step="\n".join([*(f"{n}. {line}" for n, line in enumerate(pen.lines, 1)), end]),
        journey="\n".join([f"Plan: {case.plan()}", *(f"- {x}" for x in pen.lines), *check, end]),
        slipped=_slipped(rng, case, pen, found),
        again="\n".join([" again:", *case.again(), end]),
    )
    return Example(problem, f"$\\boxed{{{found}}}$", thoughts, tuple(case.key()))


def _drawn(rng: random.Random, difficulty: Difficulty, split: Split, task: str, draw: Draw) -> Case:
    least, most = STEPS[difficulty]
    for _ in range(MAX_DRAWS):
        case = draw(rng, difficulty)
        if split_of(case.key()) == split and least <= case.steps() <= most:
            return case
    raise GeneratorError(f"{task}: no {difficulty} {split} problem in {MAX_DRAWS} draws")


def _slipped(rng: random.Random, case: Case, written: Pen, found: Found) -> tuple[Part, ...] | None:
    """The journey with one mistake, which its check finds and a line with "Wait," puts right."""
    right = written.lines
    for _ in range(MAX_SLIPS):
        at = rng.randrange(len(right))
        pen = Pen(at, rng)
        try:
            wrong = case.work(pen)
        except Implausible:
            continue
        check = case.check(wrong, pen) if wrong != found else None
        if check is None or check.agrees or str(pen.lines[at]) == str(right[at]):
            continue
        parts = [Part(f"Plan: {case.plan()}")]
        for line in pen.lines:
            parts += [Part("\n- "), *line.parts]
        parts += [Part(f"\nCheck: {line}") for line in check.lines]
        tail = [f"{WAIT} {pen.lines[at]} {WRONG} {right[at]}"]
        tail += [f"- {line}" for line in right[at + 1 :]]
        again = case.recheck(found, written, at)
        if _said(again) == _said(check):  # it does not depend on the result: no need to repeat it
            again = Check((f"{found} = {found}, as in the check",), True)
        tail += [f"Check: {line}" for line in again.lines]
        return (*parts, Part("\n" + "\n".join([*tail, f"So {found}"])))
    return None


def _said(check: Check) -> list[str]:
    """A check without its verdict."""
    return [line.rpartition(", ")[0] for line in check.lines]
