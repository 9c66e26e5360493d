"""How far the model goes beyond what it was shown: other hands, unseen pairs, longer problems."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from data.clinical import load
from data.generators import examples
from data.generators.medical.contrasts import held_pairs
from reasoning.problem import AnswerType, Problem
from training.measure.bench import BUDGETS, SEEDS, Bench

FREE_HAND = Path(__file__).parents[2] / "data" / "free_hand.jsonl"
#: Longer problems take longer thoughts.
FAR_BUDGETS = (*BUDGETS, 2048)
#: Tasks that are made longer than any of training.
LONGER = ("vignettes", "cases", "sums", "chains")


def free_hand() -> list[Problem]:
    """Vignettes that were written freely, not by the generator."""
    problems = []
    for line in FREE_HAND.read_text("utf-8").splitlines():
        record = json.loads(line)
        problems.append(
            Problem(
                record["question"],
                domain="medical",
                options=record["options"],
                answer_type=AnswerType.SC,
                gold=record["gold"],
                id=record["id"],
            )
        )
    return problems


def unseen_pairs(n: int) -> list[Problem]:
    """Hard vignettes whose answer stands beside a look-alike that training never showed with it."""
    ids = {d.name: d.id for d in load().diagnoses.values()}
    found: list[Problem] = []
    for example in examples("vignettes", 40 * n, SEEDS["far"], "hard", "test"):
        problem = example.problem
        gold = ids[problem.options[problem.gold or ""]]
        others = [ids[name] for name in problem.options.values()]
        if any(frozenset((gold, other)) in held_pairs() for other in others):
            found.append(problem)
            if len(found) == n:
                break
    return found


def longer(task: str, n: int) -> list[Problem]:
    """Problems with more to do than any of training."""
    return [e.problem for e in examples(task, n, SEEDS["far"], "beyond", "test")]


async def measure_further(bench: Bench, n: int) -> list[dict[str, Any]]:
    """A curve for each way of going beyond training."""
    sets: dict[str, Callable[[], Sequence[Problem]]] = {
        "vignettes written freely by another hand": free_hand,
        "look-alikes never contrasted in training": partial(unseen_pairs, n),
        **{f"{task}, longer than any in training": partial(longer, task, n) for task in LONGER},
    }

    async def row(name: str, problems: Callable[[], Sequence[Problem]]) -> dict[str, Any]:
        return {"set": name, **await bench.curve_row(problems(), FAR_BUDGETS)}

    return [
        await bench.draft.once(f"further/{name}", partial(row, name, problems))
        for name, problems in sets.items()
    ]
