"""Write the problems that lie beside a model: `python -m training.problems [--model FOLDER]`.

Test problems, which training never drew from: the examples to click, chosen by their seeds, and
enough hard ones to time the model with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from data.generators import examples
from data.problems import FILE
from reasoning.problem import Problem

#: Task, difficulty, seed of the examples to click.
CHOSEN = (
    ("vignettes", "easy", 1),
    ("vignettes", "hard", 11),
    ("cases", "medium", 7),
    ("cases", "hard", 19),
    ("tests", "medium", 7),
    ("treatments", "medium", 1),
    ("sums", "easy", 2),
    ("sums", "hard", 6),
    ("chains", "medium", 2),
    ("equations", "medium", 9),
    ("fractions", "medium", 1),
)
#: Task, number and seed of the hard problems that are timed.
TIMED = (("vignettes", 200, 77), ("cases", 100, 77))


def chosen() -> Iterator[Problem]:
    """The examples to click."""
    for task, difficulty, seed in CHOSEN:
        yield from (e.problem for e in examples(task, 1, seed, difficulty))


def problems() -> Iterator[Problem]:
    """All of them."""
    yield from chosen()
    for task, count, seed in TIMED:
        yield from (e.problem for e in examples(task, count, seed, "hard"))


def write_problems(model: Path, these: Iterable[Problem]) -> None:
    """Write them beside the weights in the folder `model`."""
    lines = [json.dumps(p.to_record(), ensure_ascii=False) + "\n" for p in these]
    (model / FILE).write_text("".join(lines), "utf-8")


def main(
    model: Annotated[Path, typer.Option(help="Folder of the model.")] = Path("data/model"),
) -> None:
    """Write `problems.jsonl` beside the weights."""
    write_problems(model, problems())


if __name__ == "__main__":
    typer.run(main)
