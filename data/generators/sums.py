"""Arithmetic word problems: one quantity that grows and shrinks over 2 to 14 steps."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from data.generators.base import Difficulty, Example, Slip, Split, provenance, split_of
from reasoning.problem import AnswerType, Problem

#: Least and most steps.
STEPS: Mapping[Difficulty, tuple[int, int]] = {"easy": (2, 4), "medium": (5, 8), "hard": (10, 14)}
#: Running totals stay between these, so that the arithmetic and not the size is what is hard.
LOWEST, HIGHEST = 1, 199

NAMES = ("Mia", "Omar", "Lena", "Ravi", "Sofia", "Jonas", "Amara", "Kenji", "Nora", "Pavel")
OBJECTS = (
    "apples", "books", "coins", "stamps", "marbles", "tickets", "eggs", "pens", "shells",
    "bottles", "cards", "beads", "bandages", "tablets", "samples", "boxes",
)  # fmt: skip
OPENINGS = (
    "{name} has {n} {things}.",
    "{name} starts the day with {n} {things}.",
    "There are {n} {things} in the box of {name}.",
    "At first {name} counts {n} {things}.",
)
WORDING: Mapping[str, tuple[str, ...]] = {
    "+": (
        "{name} buys {k} more.",
        "Then {k} more are added.",
        "{name} finds {k} {things}.",
        "A friend brings {k} {things}.",
        "{name} is given {k}.",
    ),
    "-": (
        "{name} gives away {k}.",
        "{name} loses {k} {things}.",
        "Then {k} are sold.",
        "A friend takes {k} {things}.",
        "{k} of them break.",
    ),
    "*": (
        "The number of {things} grows to {k} times as many.",
        "Now there are {k} times as many.",
    ),
}
ENDINGS = (
    "How many {things} does {name} have now?",
    "How many {things} are there in the end?",
    "What is the final number of {things}?",
    "How many are left?",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the running total."""

    op: str
    k: int

    def apply(self, value: int) -> int:
        """The total after the change."""
        match self.op:
            case "+":
                return value + self.k
            case "-":
                return value - self.k
        return value * self.k


def sums(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
    """One word problem; gold is the final number."""
    while True:
        start = rng.randint(5, 90)
        steps = _draw(rng, start, rng.randint(*STEPS[difficulty]))
        key = [str(start), *(f"{s.op}{s.k}" for s in steps)]
        if split_of(key) == split:
            break
    thought = _lines(start, steps)
    final = thought[-1].removeprefix("So ")
    name, things = rng.choice(NAMES), rng.choice(OBJECTS)
    sentences = [rng.choice(OPENINGS).format(name=name, n=start, things=things)]
    sentences += [rng.choice(WORDING[s.op]).format(name=name, k=s.k, things=things) for s in steps]
    sentences.append(rng.choice(ENDINGS).format(name=name, things=things))
    problem = Problem(
        question=" ".join(sentences),
        domain="maths",
        answer_type=AnswerType.NV,
        gold=final,
        task="sums",
        difficulty=difficulty,
        provenance=provenance(split),
    )
    return Example(
        problem,
        thought,
        f"$\\boxed{{{final}}}$",
        recheck=thought,
        slip=_slip(rng, start, steps, thought),
    )


def _draw(rng: random.Random, value: int, n: int) -> list[Step]:
    steps: list[Step] = []
    while len(steps) < n:
        op = rng.choices("+-*", (9, 9, 1))[0]
        k = rng.randint(2, 40) if op in "+-" else rng.randint(2, 3)
        step = Step(op, k)
        if LOWEST <= step.apply(value) <= HIGHEST:
            steps.append(step)
            value = step.apply(value)
    return steps


def _lines(start: int, steps: list[Step], slip_at: int = -1, slip_by: int = 0) -> tuple[str, ...]:
    value, lines = start, [f"Start {start}"]
    for index, step in enumerate(steps):
        after = step.apply(value) + (slip_by if index == slip_at else 0)
        lines.append(f"- {value} {step.op} {step.k} = {after}")
        value = after
    return (*lines, f"So {value}")


def _slip(rng: random.Random, start: int, steps: list[Step], right: tuple[str, ...]) -> Slip | None:
    at = rng.randrange(len(steps))
    lines = _lines(start, steps, at, rng.choice((-10, -2, -1, 1, 2, 10)))
    if any(int(line.rsplit(" ", 1)[1]) < 0 for line in lines):
        return None
    return Slip(right=lines[: at + 1], wrong=lines[at + 1 :], recheck=right)
