"""Problem generators with worked solutions: one file a family, named in `TASKS`.

Each problem depends on (task, split, difficulty, seed, index) alone, and which split a combination
belongs to is decided by its content, so test problems were never trained on.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from data.generators import maths, medical, olympiad
from data.generators.base import (
    DIFFICULTIES,
    LEVELS,
    Difficulty,
    Example,
    Family,
    GeneratorError,
    Split,
)
from data.generators.maths import steps

__all__ = [
    "AT_ONCE",
    "DIFFICULTIES",
    "LEVELS",
    "TASKS",
    "Example",
    "Family",
    "GeneratorError",
    "examples",
]

TASKS: Mapping[str, Family] = MappingProxyType(
    {
        **medical.FAMILIES,
        **maths.FAMILIES,
        "steps": steps.family(maths.FAMILIES),
        **olympiad.FAMILIES,
    }
)
#: Tasks that are answered without a thought: the knowledge and skill that thoughts are made of.
AT_ONCE = frozenset({"facts", "steps"})


def examples(
    task: str,
    n: int,
    seed: int,
    difficulty: str | None = None,
    split: Split = "test",
) -> Iterator[Example]:
    """`n` examples of a task; without a difficulty, the three of training in turn.

    Raises:
        GeneratorError: the task or the difficulty is unknown, or the task does not get that hard.
    """
    if task not in TASKS:
        raise GeneratorError(f"unknown task {task!r}; allowed: {', '.join(TASKS)}")
    if difficulty is not None and difficulty not in LEVELS:
        raise GeneratorError(f"unknown difficulty {difficulty!r}; allowed: {', '.join(LEVELS)}")
    if difficulty is not None and difficulty not in TASKS[task].levels:
        able = ", ".join(name for name, family in TASKS.items() if difficulty in family.levels)
        raise GeneratorError(f"{task} has no {difficulty!r} problems; tasks that have: {able}")
    for index in range(n):
        tier: Difficulty = next(
            (d for d in LEVELS if d == difficulty), DIFFICULTIES[index % len(DIFFICULTIES)]
        )
        rng = random.Random(f"{task}/{split}/{tier}/{seed}/{index}")
        example = TASKS[task].make(rng, tier, split)
        name = f"{task}-{tier}-{split}-{seed}-{index}"
        yield replace(example, problem=replace(example.problem, id=name))
