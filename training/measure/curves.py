"""How accuracy grows with the thinking budget, and how well plain knowledge is known."""

from __future__ import annotations

import json
from typing import Any

from data.generators import DIFFICULTIES
from training.measure.bench import FACTS, THOUGHT_TASKS, Bench, problems_of, rate


async def measure_curves(bench: Bench, n: int) -> list[dict[str, Any]]:
    """A row for every task and difficulty."""
    rows = []
    for task in THOUGHT_TASKS:
        for difficulty in DIFFICULTIES:
            problems = problems_of(task, difficulty, n, "curve")
            row = {"task": task, "difficulty": difficulty, **await bench.curve_row(problems)}
            rows.append(row)
            print(json.dumps(row), flush=True)
    return rows


async def measure_facts(bench: Bench, n: int) -> dict[str, Any]:
    """Questions about the knowledge base, in test wordings, answered at once."""
    found = await bench.curves(problems_of(FACTS, "easy", n, "curve"), (0,))
    return rate([bool(f[0].correct) for f in found])
