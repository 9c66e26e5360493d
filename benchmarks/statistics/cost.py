"""What the answers at a budget cost: tokens, seconds, dollars.

The rungs of a ladder share one chain, and its seconds (and dollars) are those of all of them. What
one rung alone would have taken is then estimated by its part of the generated tokens:

    seconds of the chain * (thinking + answer tokens of the rung)
                         / (longest thinking + answer tokens of all rungs)

A chain is taken for shared where it has the same seconds at every one of several budgets, and so
are its dollars where those are the same too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.graded import Graded
from benchmarks.statistics.clusters import by_chain, mean, rung_order
from reasoning.events import Rung


@dataclass(frozen=True, slots=True)
class Spent:
    """An amount: the mean of a sample, and the total of all."""

    mean: float
    total: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What the samples at one budget took; `dollars` is None where nobody told a price.

    `estimated`: seconds and dollars are a part of those of shared chains (see the module).
    """

    budget: Rung
    thinking_tokens: Spent
    answer_tokens: Spent
    seconds: Spent
    dollars: Spent | None
    estimated: bool


@dataclass(frozen=True, slots=True)
class _Sample:
    """One answer, with the seconds and dollars that its rung alone takes."""

    graded: Graded
    seconds: float
    dollars: float | None
    estimated: bool


def costs(graded: Sequence[Graded]) -> tuple[Cost, ...]:
    """The cost at each budget of a run, from the smallest to none."""
    samples: dict[Rung, list[_Sample]] = {}
    for chain in by_chain(graded).values():
        for one in _alone(chain):
            samples.setdefault(one.graded.budget, []).append(one)
    return tuple(_cost(rung, samples[rung]) for rung in sorted(samples, key=rung_order))


def _alone(chain: Mapping[Rung, Graded]) -> list[_Sample]:
    """What each rung of a chain took, or would have taken alone."""
    rungs = list(chain.values())
    generated = max(one.thinking_tokens for one in rungs) + sum(one.answer_tokens for one in rungs)
    if len(rungs) < 2 or len({one.seconds for one in rungs}) > 1 or not generated:
        return [_Sample(one, one.seconds, one.dollars, estimated=False) for one in rungs]
    one_price = len({one.dollars for one in rungs}) == 1
    found = []
    for one in rungs:
        part = (one.thinking_tokens + one.answer_tokens) / generated
        dollars = one.dollars * part if one_price and one.dollars is not None else one.dollars
        found.append(_Sample(one, one.seconds * part, dollars, estimated=True))
    return found


def _cost(rung: Rung, samples: Sequence[_Sample]) -> Cost:
    priced = [one.dollars for one in samples if one.dollars is not None]
    return Cost(
        budget=rung,
        thinking_tokens=_spent(one.graded.thinking_tokens for one in samples),
        answer_tokens=_spent(one.graded.answer_tokens for one in samples),
        seconds=_spent(one.seconds for one in samples),
        dollars=_spent(priced) if priced else None,
        estimated=any(one.estimated for one in samples),
    )


def _spent(amounts: Iterable[float]) -> Spent:
    values = [float(amount) for amount in amounts]
    return Spent(mean(values), math.fsum(values))
