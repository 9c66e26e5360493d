"""How accuracy grows with the thinking budget, and how well plain knowledge is known."""

from __future__ import annotations

from functools import partial
from typing import Any

from data.generators import DIFFICULTIES
from training.measure.bench import FACTS, THOUGHT_TASKS, Bench, problems_of, rate


async def measure_curves(bench: Bench, n: int) -> list[dict[str, Any]]:
    """A row for every task and difficulty."""

    async def row(task: str, difficulty: str) -> dict[str, Any]:
        found = await bench.curve_row(problems_of(task, difficulty, n, "curve"))
        return {"task": task, "difficulty": difficulty, **found}

    return [
        await bench.draft.once(f"curves/{task}/{tier}", partial(row, task, tier))
        for task in THOUGHT_TASKS
        for tier in DIFFICULTIES
    ]


async def measure_facts(bench: Bench, n: int) -> dict[str, Any]:
    """Questions about the knowledge base, in test wordings, answered at once."""
    found = await bench.curves(problems_of(FACTS, "easy", n, "curve"), (0,))
    return rate([bool(f[0].correct) for f in found])
