"""Majority votes, and whether vote shares can be turned into probabilities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

from reasoning.domains import domain_of
from reasoning.events import SampleResult
from reasoning.problem import Problem
from training.calibration import Outcome, expected_calibration_error, fit_platt
from training.measure.bench import BUDGETS, SUBJECTS, Bench, spread

VOTES = (1, 4, 16)
#: Budgets at which confidence is measured.
VOTE_BUDGETS = (0, 64, 256, 512)


async def measure_votes(bench: Bench, n: int) -> list[dict[str, Any]]:
    """maj@k at temperature 1 on hard problems of each subject, the largest budget."""

    async def row(subject: str) -> dict[str, Any]:
        problems, largest = spread(subject, "hard", n, "votes"), BUDGETS[-1]
        found = await bench.curves(problems, (largest,), samples=VOTES[-1], temperature=1.0)
        pairs = list(zip(problems, found, strict=True))
        rates = {
            f"maj@{k}": sum(majority_rate(p, f[largest].samples, k) for p, f in pairs) / len(pairs)
            for k in VOTES
        }
        return {
            "subject": subject,
            "budget": largest,
            "temperature": 1.0,
            "n": len(problems),
            **{name: round(found, 4) for name, found in rates.items()},
        }

    return [await bench.draft.once(f"votes/{s}", partial(row, s)) for s in SUBJECTS]


def majority_rate(problem: Problem, samples: Sequence[SampleResult], k: int) -> float:
    """Share of disjoint groups of `k` samples whose most frequent answer is right."""
    groups = [samples[i : i + k] for i in range(0, len(samples) - k + 1, k)]
    return sum(_majority_is_right(problem, group) for group in groups) / len(groups)


def _majority_is_right(problem: Problem, samples: Sequence[SampleResult]) -> bool:
    domain = domain_of(problem)
    counts: list[tuple[str, int]] = []
    for answer in (s.answer for s in samples if s.answer is not None):
        for index, (first, count) in enumerate(counts):
            if domain.same(problem, first, answer):
                counts[index] = (first, count + 1)
                break
        else:
            counts.append((answer, 1))
    if not counts or problem.gold is None:
        return False
    return domain.same(problem, max(counts, key=lambda c: c[1])[0], problem.gold)


async def measure_calibration(bench: Bench, n: int) -> dict[str, Any]:
    """Platt's fit on one half of the votes, the error before and after it on the other half."""
    halves: tuple[list[Outcome], list[Outcome]] = ([], [])
    for subject in SUBJECTS:
        problems = spread(subject, "hard", n, "votes")
        found = await bench.curves(problems, VOTE_BUDGETS, samples=8, temperature=0.7)
        for index, rungs in enumerate(found):
            for result in rungs.values():
                if result.votes:
                    voters = sum(v.count for v in result.votes)
                    outcome = Outcome(result.votes[0].count, voters, bool(result.correct))
                    halves[index % 2].append(outcome)
    slope, intercept = fit_platt(halves[0])
    correct = [o.correct for o in halves[1]]
    after = [1 / (1 + math.exp(-(slope * o.logit + intercept))) for o in halves[1]]
    return {
        "slope": round(slope, 4),
        "intercept": round(intercept, 4),
        "ece_before": round(expected_calibration_error([o.share for o in halves[1]], correct), 4),
        "ece_after": round(expected_calibration_error(after, correct), 4),
        "votes_fitted": len(halves[0]),
        "votes_tested": len(halves[1]),
        "samples": 8,
        "temperature": 0.7,
        "budgets": list(VOTE_BUDGETS),
    }
