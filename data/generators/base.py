"""What a generator makes: a problem, its answer, and worked thoughts in three styles.

    short     one or two lines that name what decides
    step      every step in order, each on a line of its own (LongStep)
    journey   the way there as well: what is suspected first, the work, a check, what was wrong and
              is put right after "Wait,", and the conclusion (LongMonolog; O1 Journey part 3)

A line of work begins with "- ". Every one of them can be checked by code: see `Family.faults`.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from reasoning.errors import DeliberateError
from reasoning.problem import Problem, Provenance

Difficulty = Literal["easy", "medium", "hard", "beyond"]
Split = Literal["train", "validation", "test"]
Style = Literal["short", "step", "journey"]
#: What training draws from. "beyond" is longer than anything that it sees: a test alone.
DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard")
LEVELS: tuple[Difficulty, ...] = get_args(Difficulty)
SPLITS: tuple[Split, ...] = get_args(Split)
STYLES: tuple[Style, ...] = get_args(Style)
LICENSE = "Apache-2.0"
#: Of this many combinations one belongs to the test split, and one to validation.
SHARES = 10
#: What a mistake that was noticed is followed by, at the start of a line.
WAIT = "Wait,"


Wording = TypeVar("Wording", str, tuple[str, str])


class GeneratorError(DeliberateError):
    """An unknown task or difficulty, or nothing could be generated."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a thought. A mistake is not `learned`: only noticing it is."""

    text: str
    learned: bool = True


@dataclass(frozen=True, slots=True)
class Thoughts:
    """The same work in each style.

    `short`, `step` and `journey` are right from start to end. `slipped` is a journey with a
    mistake in it that its check finds (None: none is plausible). `again` is what may follow a
    further "Wait," at the end of a journey: a second look with the same conclusion.
    """

    short: str
    step: str
    journey: str
    slipped: tuple[Part, ...] | None
    again: str


@dataclass(frozen=True, slots=True)
class Example:
    """A problem, its answer, and the thoughts that lead there (None: nothing to think about).

    `combination` is what the split was decided by; facts, which every split has, have none.
    """

    problem: Problem
    answer: str
    thoughts: Thoughts | None
    combination: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of a thought that is wrong: its number, from 0, and why in one clause."""

    line: int
    why: str


Generator = Callable[[random.Random, Difficulty, Split], Example]
Checker = Callable[[Problem, str], list[Fault]]


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of problem: how it is made, how a thought about it is checked, how hard it gets."""

    make: Generator
    faults: Checker
    levels: tuple[Difficulty, ...] = DIFFICULTIES


def split_of(parts: Sequence[str]) -> Split:
    """Decided by the combination alone: the same one never lands in two splits."""
    digest = hashlib.blake2b("|".join(parts).encode(), digest_size=4).digest()
    match int.from_bytes(digest, "big") % SHARES:
        case 0:
            return "test"
        case 1:
            return "validation"
    return "train"


def phrasing(options: Sequence[Wording], split: Split, held: int = 1) -> Sequence[Wording]:
    """The ways to say something that a split may use: the last ones are kept for testing.

    The last `held` belong to test, as many before them to validation, all others to training, so
    that no wording of one split is met in another.
    """
    if len(options) < 2 * held + 1:
        raise ValueError(f"{len(options)} wordings are too few to hold {held} back twice")
    match split:
        case "test":
            return options[len(options) - held :]
        case "validation":
            return options[len(options) - 2 * held : len(options) - held]
    return options[: len(options) - 2 * held]


_CHOICE = re.compile(r"\[([^\[\]]*)\]")


def varied(rng: random.Random, wording: str) -> str:
    """A wording with one alternative of each of its choices: "{0} [sweets|coins] are [|all] gone".

    A model of few parameters learns a wording by heart, and understands another one only if it has
    met the same words in many places. Choices may not stand in one another.
    """
    return _CHOICE.sub(lambda choice: rng.choice(choice[1].split("|")), wording)


def worded(rng: random.Random, options: Sequence[str], split: Split) -> str:
    """One of the wordings that a split may use, with its choices made and its places open."""
    return varied(rng, rng.choice(phrasing(options, split)))


def spelled_out(wording: str) -> list[str]:
    """Everything that `varied` can make of a wording."""
    choice = _CHOICE.search(wording)
    if choice is None:
        return [wording]
    before, after = wording[: choice.start()], spelled_out(wording[choice.end() :])
    return [f"{before}{one}{rest}" for one in choice[1].split("|") for rest in after]


def provenance(split: Split) -> Provenance:
    """Where generated problems come from."""
    return Provenance(source="generated", license=LICENSE, split=split)
