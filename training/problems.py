"""Write the problems that lie beside a model: `python -m training.problems [--model FOLDER]`.

Test problems, which training never drew from: the examples to click, chosen by their seeds, and
enough hard ones to time the model with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from data.generators import examples
from data.problems import FILE
from reasoning.problem import Problem

#: Task, difficulty, seed of the examples to click.
CHOSEN = (
    ("vignettes", "easy", 1),
    ("vignettes", "hard", 5),
    ("cases", "medium", 2),
    ("cases", "hard", 2),
    ("tests", "medium", 1),
    ("treatments", "medium", 1),
    ("sums", "hard", 3),
    ("chains", "medium", 3),
    ("equations", "medium", 1),
    ("geometry", "hard", 1),
)
#: Task, number and seed of the hard problems that are timed.
TIMED = (("vignettes", 200, 77), ("cases", 100, 77))


def problems() -> Iterator[Problem]:
    """All of them."""
    for task, difficulty, seed in CHOSEN:
        yield from (e.problem for e in examples(task, 1, seed, difficulty))
    for task, count, seed in TIMED:
        yield from (e.problem for e in examples(task, count, seed, "hard"))


def main(
    model: Annotated[Path, typer.Option(help="Folder of the model.")] = Path("data/model"),
) -> None:
    """Write `problems.jsonl` beside the weights."""
    lines = [json.dumps(p.to_record(), ensure_ascii=False) + "\n" for p in problems()]
    (model / FILE).write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    typer.run(main)
