"""Modular chains: variables, each made from the one before it, told in order or shuffled.

Links are told one a line and from the source on ("- a + 3 gives b"), so that the next one is the
line that begins with the variable that was reached last.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from data.generators.base import LEVELS, Difficulty, Family, Fault, Split
from data.generators.maths.claims import WRONG, why_wrong
from data.generators.maths.work import (
    STEPS,
    Case,
    Check,
    Found,
    Pen,
    generator,
    say,
    totalled,
)
from reasoning.problem import Problem

MODULI = (5, 7, 9, 10, 11)
#: Largest factor of a link: what is hard is the number of links, not the tables.
HIGHEST_FACTOR = 4
LETTERS = "abcdefghijkmnpqrstuvwxyz"
INTRODUCTIONS = (
    "[All values|All numbers|The values below] are [taken|counted|kept] modulo {}.",
    "[Work|Calculate|Count|Compute everything] modulo {}[| in every line| from line to line].",
    "[Keep|Write down] only the remainder [on division|when dividing] by {} "
    "[at every step|of every value|each time].",
    "Everything [below|in this task] is [counted|worked out|taken] modulo {}.",
    "[Numbers|The numbers|All values] start again from 0 at {}[|, so they stay below it].",
    "Of every [value|number|result] only the [rest|remainder] after [dividing|division] by {} "
    "is [kept|used].",
    "[Each|Every] [value|result|number] is replaced by its [remainder|rest] after division by {}.",
    "Divide [each|every] [new value|result] by {} and [keep|go on with] only the [rest|remainder].",
    "[This is|Here we do|We do] arithmetic modulo {}: [only rests count|each value is a rest].",
    "[After|In] each step [take|keep|use] the remainder [on|after] division by {}.",
    "Take every result modulo {} and keep only the remainder.",
    "At each step only the remainder of the result on division by {} is kept.",
)
STARTS = (
    "[Start|Begin|Set out] [with|from] {} = {}[|, then follow the lines| and follow the lines].",
    "[At first|In the beginning|At the start|To begin with,] {} = {}.",
    "[The first|The starting|One] value is {} = {}[|, and the others follow|, the rest follows].",
    "[You know|It is known|We know|You are told|It is given] that [|at first ]{} = {}.",
    "[You|We] [are given|have|know|start with] {} = {}.",
    "[Let|Suppose|Say that] {} = {}[| at first| to start with| at the start].",
    "[One value|One letter|One number|Only one value] is [known|given][| at first]: {} = {}.",
    "[Take|Use|Put] {} = {} [as the first value|at first|to begin with].",
    "[First|To start|To begin], [set|put|take|let us take] {} = {}.",
    "With {} = {} [the chain|everything|the work] [begins|starts].",
    "At the start it is known that {} = {}.",
    "The value [to start with|given at the start] is {} = {}.",
)
ENDINGS = (
    "What is {}[| in the end| at the end| at last]?",
    "[Find|Give|Tell|Work out|Compute|Determine] [|the value of ]{}.",
    "[What is|Can you find|Can you tell|Do you know] the [value|final value] of {}?",
    "[Which|What] [value|number] does {} [have|get|take]?",
    "[Which|What] [value|number] [is|belongs to] {}[|, then| in the end]?",
    "[Say|Write down|State] [what|which number] {} is[| in the end| at last].",
    "[How much|What] is {} [then|after all lines|when all lines are done]?",
    "[Follow the lines|Go through the lines] [to|up to] {} and [give|tell|write down] its value.",
    "[The question is|We ask|You are asked]: [what is {}|what does {} come to|what value has {}]?",
    "[Your task|The task] is to [find|compute|work out] {}.",
    "Can you work out which number {} is?",
    "Determine which value {} has [in|at] the end.",
)
WORDINGS = (INTRODUCTIONS, STARTS, ENDINGS)

_LINK = re.compile(r"- (\w) ([-+*]) (\d+) gives (\w)")
_START = re.compile(r"\b([a-z]) = (\d+)")
_WORK = re.compile(
    r"(?:- |\d+\. |\s)((\w) [-+*] \d+ gives (\w)): (-?\d+) ([-+*] \d+) = (?:.* = )?(-?\d+)$"
)


@dataclass(frozen=True, slots=True)
class Link:
    """`source` `op` `k` gives `name`, modulo the chain's modulus."""

    name: str
    source: str
    op: str
    k: int

    def __str__(self) -> str:
        return f"{self.source} {self.op} {self.k} gives {self.name}"


@dataclass(frozen=True)
class Chain(Case):
    """The links in the order in which they follow, and the order in which they are told."""

    modulus: int
    start: int
    links: tuple[Link, ...]
    told: tuple[Link, ...]

    def key(self) -> Sequence[str]:
        # Without the letters and the order: the same sums under other names are the same chain.
        return (str(self.modulus), str(self.start), *(f"{x.op}{x.k}" for x in self.links))

    def ask(self, rng: random.Random, split: Split) -> str:
        start = say(rng, split, STARTS, self.links[0].source, self.start)
        return "\n".join(
            (
                f"{say(rng, split, INTRODUCTIONS, self.modulus)} {start}",
                *(f"- {link}" for link in self.told),
                say(rng, split, ENDINGS, self.links[-1].name),
            )
        )

    def plan(self) -> str:
        first, last = self.links[0], self.links[-1]
        return f"from {first.source} = {self.start} on to {last.name} modulo {self.modulus}"

    def work(self, pen: Pen) -> int:
        total = self.start
        for x in self.links:
            total = pen.reduced(total, x.op, x.k, self.modulus, f"{x}: ")
        return total

    def check(self, found: Found, pen: Pen) -> Check:
        # Sums run on past the modulus, and are reduced only where a product comes next.
        total, clauses, clause = self.start, [], str(self.start)
        for link in self.links:
            if link.op == "*":
                if not 0 <= total < self.modulus:
                    clauses.append(f"{clause}, {total} mod {self.modulus} = {total % self.modulus}")
                    total %= self.modulus
                    clause = str(total)
                total *= link.k
            else:
                total += link.k if link.op == "+" else -link.k
            clause += f" {link.op} {link.k} -> {total}"
        rest = total % self.modulus
        if rest != total:
            clause += f", {total} mod {self.modulus} = {rest}"
        return totalled("; ".join([*clauses, clause]), rest, found)


def draw(rng: random.Random, difficulty: Difficulty) -> Chain:
    """A chain of any number of links of its difficulty; half are told in order."""
    n = rng.randint(*STEPS[difficulty])
    modulus = rng.choice(MODULI)
    names = rng.sample(LETTERS, n + 1)
    links = tuple(_link(rng, names[i + 1], names[i], modulus) for i in range(n))
    # Half in order, so that following a chain is learned before finding one.
    told = links if rng.random() < 0.5 else tuple(rng.sample(links, n))
    return Chain(modulus, rng.randrange(modulus), links, told)


def _link(rng: random.Random, name: str, source: str, modulus: int) -> Link:
    op = rng.choices("+-*", (4, 4, 2))[0]
    # Factors that share a divisor with the modulus would make the end guessable without the start.
    units = [k for k in range(2, HIGHEST_FACTOR + 1) if math.gcd(k, modulus) == 1]
    k = rng.choice(units) if op == "*" else rng.randrange(1, modulus)
    return Link(name, source, op, k)


def faults(problem: Problem, thought: str) -> list[Fault]:
    """False arithmetic, links that are not followed as told, and wrong conclusions.

    A letter has the value that the thought has last given it.
    """
    told = {found[0] for found in _LINK.finditer(problem.question)}
    start = _START.search(problem.question)
    values = {start[1]: start[2]} if start else {}
    faulty = []
    for number, line in enumerate(thought.split("\n")):
        why = why_wrong(problem, line)
        if work := _WORK.match(line.partition(WRONG)[2] or line):
            link, source, name, value, done, result = work.groups()
            if not why and f"- {link}" not in told:
                why = f"no link says {link}"
            elif not why and not link.startswith(f"{source} {done} gives"):
                why = f"{link} is not {done}"
            elif not why and values.get(source, value) != value:
                why = f"{source} is {values[source]}"
            values[name] = result
        if why:
            faulty.append(Fault(number, why))
    return faulty


FAMILY = Family(generator("chains", draw), faults, LEVELS)
