"""Does the ladder draw what independent runs draw? A p-value for every rung, and one for all.

The answers of k ladder samples at a rung and of k independent samples at that budget are compared
by a chi-squared test of homogeneity whose p-value comes from permutations, so small counts are no
problem. Rungs of one ladder share their thoughts, so their p-values are combined by Bonferroni,
which needs no independence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reasoning.budget import Budget
from reasoning.decoding import Decoding, derive_seed
from reasoning.domains import domain_of
from reasoning.engines.base import Engine
from reasoning.events import End, Rung
from reasoning.problem import Problem
from reasoning.run import curve

_PERMUTATIONS = 1999


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """p-values of "ladder and independent runs give the same answers"; small means they differ."""

    p_value: float
    rungs: tuple[tuple[Rung, float], ...]
    samples: int


async def self_check(
    problem: Problem,
    rungs: Sequence[Rung],
    engine: Engine,
    *,
    budget: Budget,
    decoding: Decoding,
) -> SelfCheck:
    """Run both ways with `budget.samples` samples and different seeds, and compare.

    Raises:
        BudgetError: as `curve`.
    """
    if decoding.temperature_for(budget.samples) == 0:
        decoding = replace(decoding, temperature=1.0)
    others = replace(decoding, seed=derive_seed(decoding.seed, "self-check"))
    ladder = await _answers(problem, rungs, engine, budget, decoding, "ladder")
    again = await _answers(problem, rungs, engine, budget, others, "independent")
    found = tuple(
        (rung, same_answers_p(problem, ladder[rung], again[rung], decoding.seed)) for rung in ladder
    )
    return SelfCheck(
        p_value=min(1.0, len(found) * min(p for _, p in found)),
        rungs=found,
        samples=budget.samples,
    )


async def _answers(
    problem: Problem,
    rungs: Sequence[Rung],
    engine: Engine,
    budget: Budget,
    decoding: Decoding,
    method: str,
) -> dict[Rung, list[str | None]]:
    run = curve(
        problem,
        rungs,
        engine,
        budget=budget,
        method="ladder" if method == "ladder" else "independent",
        decoding=decoding,
    )
    return {
        event.rung: [sample.answer for sample in event.result.samples]
        async for event in run
        if isinstance(event, End)
    }


def same_answers_p(
    problem: Problem, first: Sequence[str | None], second: Sequence[str | None], seed: int
) -> float:
    """Permutation p-value that two lists of answers come from one distribution."""
    groups: list[str | None] = []
    counts: list[list[int]] = [[], []]
    domain = domain_of(problem)
    for side, answers in enumerate((first, second)):
        for answer in answers:
            for at, known in enumerate(groups):
                if known == answer or (
                    known is not None and answer is not None and domain.same(problem, known, answer)
                ):
                    counts[side][at] += 1
                    break
            else:
                groups.append(answer)
                for one in counts:
                    one.append(0)
                counts[side][-1] += 1
    if len(groups) < 2:
        return 1.0
    # Here, because it takes a second to import and every start of the app would wait for it.
    from scipy.stats import PermutationMethod, chi2_contingency

    method = PermutationMethod(n_resamples=_PERMUTATIONS, rng=np.random.default_rng(seed))
    return float(chi2_contingency(np.array(counts), correction=False, method=method).pvalue)
