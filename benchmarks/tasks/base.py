"""What a benchmark task is, and the register of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from reasoning.problem import Problem

Modality = Literal["text", "image"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric: what an answer should (points above 0) or must not (below 0) have."""

    text: str
    points: float


@dataclass(frozen=True, slots=True)
class CodeTest:
    """One test of a program: what it is given on standard input, and what it has to print."""

    given: str
    expected: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a task.

    `problem.id` is unique within the task and stays the same from one loading to the next.
    """

    problem: Problem
    modality: Modality = "text"
    rubric: tuple[Criterion, ...] = ()
    tests: tuple[CodeTest, ...] = ()
    extra: Mapping[str, str] | None = None
