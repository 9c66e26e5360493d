"""Modular chains: variables, each made from the one before it, told in any order.

Links are told one a line and from the source on ("- a + 3 gives b"), as the thought repeats them:
the next one is the line that begins with the variable that was reached last.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from data.generators.base import Difficulty, Example, Slip, Split, provenance, split_of
from reasoning.problem import AnswerType, Problem

#: Least and most links.
STEPS: Mapping[Difficulty, tuple[int, int]] = {"easy": (2, 4), "medium": (5, 7), "hard": (8, 12)}
MODULI = (5, 7, 9, 10)
#: Largest factor of a step: what is hard is the number of steps, not the tables.
HIGHEST_FACTOR = 4
LETTERS = "abcdefghijkmnpqrstuvwxyz"
INTRODUCTIONS = (
    "All values are taken modulo {m}.",
    "Work modulo {m}.",
    "Keep only the remainder on division by {m} at every step.",
    "Everything is counted modulo {m}.",
)
ENDINGS = ("What is {x}?", "Find {x}.", "What is the value of {x}?", "Give {x}.")


@dataclass(frozen=True, slots=True)
class Link:
    """`source` `op` `k` gives `name`, modulo the chain's modulus."""

    name: str
    source: str
    op: str
    k: int

    def raw(self, value: int) -> int:
        """The value before it is reduced."""
        return {"+": value + self.k, "-": value - self.k, "*": value * self.k}[self.op]

    def __str__(self) -> str:
        return f"{self.source} {self.op} {self.k} gives {self.name}"


def chain(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
    """One chain; gold is the last variable's value."""
    n = rng.randint(*STEPS[difficulty])
    while True:
        modulus = rng.choice(MODULI)
        names = rng.sample(LETTERS, n + 1)
        start = rng.randrange(modulus)
        links = [_link(rng, names[i + 1], names[i], modulus) for i in range(n)]
        if split_of([str(modulus), str(start), *map(str, links)]) == split:
            break
    told = [f"- {link}" for link in links]
    # Half are told in order, so that following a chain is learned before finding one.
    if rng.random() < 0.5:
        rng.shuffle(told)
    introduction = rng.choice(INTRODUCTIONS).format(m=modulus)
    ending = rng.choice(ENDINGS).format(x=names[-1])
    question = "\n".join((f"{introduction} Start with {names[0]} = {start}.", *told, ending))
    thought = _lines(names[0], start, links, modulus)
    final = thought[-1].removeprefix("So ")
    problem = Problem(
        question=question,
        domain="maths",
        answer_type=AnswerType.NV,
        gold=final,
        task="chains",
        difficulty=difficulty,
        provenance=provenance(split),
    )
    at = rng.randrange(n)
    wrong = _lines(names[0], start, links, modulus, at, rng.randrange(1, modulus))
    slip = Slip(wrong[: at + 1], wrong[at + 1 :], thought) if wrong[-1] != thought[-1] else None
    return Example(problem, thought, f"$\\boxed{{{final}}}$", recheck=thought, slip=slip)


def _link(rng: random.Random, name: str, source: str, modulus: int) -> Link:
    op = rng.choices("+-*", (4, 4, 2))[0]
    # Factors that share a divisor with the modulus would make the end guessable without the start.
    units = [k for k in range(2, HIGHEST_FACTOR + 1) if _coprime(k, modulus)]
    k = rng.choice(units) if op == "*" else rng.randrange(1, modulus)
    return Link(name, source, op, k)


def _coprime(a: int, b: int) -> bool:
    while b:
        a, b = b, a % b
    return a == 1


def _lines(
    first: str, start: int, links: list[Link], modulus: int, slip_at: int = -1, slip_by: int = 0
) -> tuple[str, ...]:
    value, lines = start, [f"Start {first} = {start}"]
    for index, link in enumerate(links):
        raw = link.raw(value)
        reduced = raw % modulus
        worked = f"{link.name} = {value} {link.op} {link.k} = {raw}"
        if index == slip_at:
            reduced = (reduced + slip_by) % modulus
        lines.append(f"- {link}: {worked}" + ("" if reduced == raw else f" = {reduced}"))
        value = reduced
    return (*lines, f"So {value}")
