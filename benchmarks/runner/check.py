"""The ladder's self-check, as a part of a run: on a few of its questions, against re-runs."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.runner.metered import Metered, Spent
from benchmarks.runner.plan import Plan
from benchmarks.runner.units import Unit
from reasoning.budget import Budget
from reasoning.decoding import Decoding, derive_seed
from reasoning.engines.base import Engine
from reasoning.errors import EngineError
from reasoning.events import as_record
from reasoning.self_check import self_check

#: Chains of each kind that a question is checked with.
SAMPLES = 4


def chosen(plan: Plan, units: Sequence[Unit]) -> list[Unit]:
    """The questions of a run that are checked, the same for the same plan; none but on a ladder."""
    if plan.mode != "ladder":
        return []
    first = [unit for unit in units if unit.order == unit.sample == 0]
    draw = random.Random(derive_seed(plan.seed, "self-check"))
    return draw.sample(first, min(plan.self_check, len(first)))


def worth(questions: int, rungs: int) -> int:
    """How many units the check of so many questions is worth: a ladder, and a chain a rung."""
    # Rungs mostly double, so that all chains together are about two of the longest.
    return questions * SAMPLES * (1 + min(rungs, 2))


async def check_one(plan: Plan, unit: Unit, engine: Engine) -> tuple[dict[str, Any], Spent]:
    """What the check of one question came to, as JSON, and what it took.

    Raises:
        EngineError: the engine broke off.
        BudgetError: the question does not fit.
    """
    metered = Metered(engine)
    found = await self_check(
        unit.problem,
        plan.budgets,
        metered,
        budget=Budget(samples=SAMPLES, answer_tokens=unit.answer_tokens),
        decoding=Decoding(
            plan.temperature or None, 1.0, derive_seed(plan.seed, unit.problem.id, "self-check")
        ),
    )
    if metered.broke:
        raise EngineError(metered.broke)
    spent = metered.spent
    return as_record(found) | {"tokens": spent.tokens}, spent


def together(questions: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The check of a whole run: one p-value of all its questions by Fisher's method, and theirs.

    Small means that ladder and independent runs differ. `tokens` were generated for the check, and
    are among the run's; None where a question was checked by a version that did not tell them.
    """
    tokens = [found.get("tokens") for found in questions.values()]
    values = [float(found["p_value"]) for found in questions.values()]
    return {
        "p_value": _fisher(values),
        "questions": len(values),
        "samples": SAMPLES,
        "tokens": None if None in tokens else sum(tokens),
        "by_question": {item: dict(found) for item, found in questions.items()},
    }


def _fisher(values: Sequence[float]) -> float:
    # Here, because it takes a second to import and every command would wait for it.
    from scipy.stats import combine_pvalues

    return float(combine_pvalues(values, method="fisher").pvalue)
