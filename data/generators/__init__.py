"""Problem generators with worked solutions: one file a family, named in `TASKS`.

Each problem depends on (task, seed, index) alone, and whether a combination is for training or for
testing is decided by its content, so test problems were never trained on.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace

from data.generators.base import DIFFICULTIES, Difficulty, Example, Generator, GeneratorError, Split
from data.generators.cases import case
from data.generators.chains import chain
from data.generators.sums import sums
from data.generators.vignettes import vignette

__all__ = ["DIFFICULTIES", "TASKS", "Example", "GeneratorError", "examples"]

TASKS: Mapping[str, Generator] = {
    "vignettes": vignette,
    "cases": case,
    "sums": sums,
    "chains": chain,
}


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
        example = TASKS[task](rng, tier, split)
        name = f"{task}-{tier}-{split}-{seed}-{index}"
        yield replace(example, problem=replace(example.problem, id=name))
