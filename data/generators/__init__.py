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
    Difficulty,
    Example,
    Family,
    GeneratorError,
    Split,
)

__all__ = ["DIFFICULTIES", "TASKS", "Example", "Family", "GeneratorError", "examples"]

TASKS: Mapping[str, Family] = MappingProxyType(
    {**medical.FAMILIES, **maths.FAMILIES, **olympiad.FAMILIES}
)


def examples(
    task: str,
    n: int,
    seed: int,
    difficulty: str | None = None,
    split: Split = "test",
) -> Iterator[Example]:
    """`n` examples of a task; without a difficulty, the three in turn.

    Raises:
        GeneratorError: the task or the difficulty is unknown.
    """
    if task not in TASKS:
        raise GeneratorError(f"unknown task {task!r}; allowed: {', '.join(TASKS)}")
    if difficulty is not None and difficulty not in DIFFICULTIES:
        raise GeneratorError(
            f"unknown difficulty {difficulty!r}; allowed: {', '.join(DIFFICULTIES)}"
        )
    for index in range(n):
        tier: Difficulty = next(
            (d for d in DIFFICULTIES if d == difficulty), DIFFICULTIES[index % len(DIFFICULTIES)]
        )
        rng = random.Random(f"{task}/{split}/{tier}/{seed}/{index}")
        example = TASKS[task].make(rng, tier, split)
        name = f"{task}-{tier}-{split}-{seed}-{index}"
        yield replace(example, problem=replace(example.problem, id=name))
