"""What a generator makes: a problem, the steps of a right thought, and the answer.

A thought is a tuple of lines. Its last line is the conclusion; the lines between are bullets
("- ..."), one a unit of work, so that a thought cut anywhere still holds every earlier unit.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from reasoning.errors import DeliberateError
from reasoning.problem import Problem, Provenance

Difficulty = Literal["easy", "medium", "hard"]
Split = Literal["train", "test"]
DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard")
LICENSE = "Apache-2.0"
#: One combination in this many belongs to the test split.
TEST_SHARE = 10


class GeneratorError(DeliberateError):
    """An unknown task or difficulty, or nothing could be generated."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A first pass with one mistake in it: the lines before it, and the lines from it on."""

    right: tuple[str, ...]
    wrong: tuple[str, ...]
    recheck: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A problem with its worked solution.

    `recheck` are the lines of a second look that ends in the same conclusion; `slip` is a first
    pass that goes wrong, with the second look that puts it right (None: no plausible mistake).
    """

    problem: Problem
    thought: tuple[str, ...]
    answer: str
    recheck: tuple[str, ...] = ()
    slip: Slip | None = None


Generator = Callable[[random.Random, Difficulty, Split], Example]


def split_of(parts: Sequence[str]) -> Split:
    """Train or test, decided by the combination alone: the same one never lands in both."""
    digest = hashlib.blake2b("|".join(parts).encode(), digest_size=4).digest()
    return "test" if int.from_bytes(digest, "big") % TEST_SHARE == 0 else "train"


def provenance(split: Split) -> Provenance:
    """Where generated problems come from."""
    return Provenance(source="generated", license=LICENSE, split=split)


def text_of(lines: Sequence[str]) -> str:
    """A thought's lines as the text between the thinking tags."""
    return "\n".join(lines)
