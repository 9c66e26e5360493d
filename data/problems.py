"""Problems that lie beside a model's weights: fresh ones of the world that it was taught.

The examples to click are among them, and the benchmarks of speed ask them, so that both fit the
model whatever the generators have learned to make since. Made by `python -m training.problems`.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from reasoning.problem import Problem, from_record

MODEL = Path(__file__).parent / "model"
FILE = "problems.jsonl"


@cache
def shipped_problems(folder: Path = MODEL) -> tuple[Problem, ...]:
    """The problems of a model's folder, in their order; none where there is no such file."""
    path = folder / FILE
    if not path.exists():
        return ()
    lines = path.read_text("utf-8").splitlines()
    return tuple(from_record(json.loads(line)) for line in lines)
