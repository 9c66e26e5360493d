"""Tests of "the two runs are equally good", and their correction where there are many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

#: Sign flips drawn by lot where they cannot be counted.
DRAWS = 20_000
#: Up to this many questions that differ, every sign flip is tried whatever the differences are.
_ENUMERATED = 16
#: Most steps of the exact count: questions that differ times the range of their sum.
_EXACT_STEPS = 50_000_000
_LARGEST_DENOMINATOR = 1_000
#: Most numbers in memory at once while sign flips are drawn.
_BLOCK = 2_000_000
#: Sums this close are equal but for rounding.
_SLACK = 1e-9
EXACT = "exact"
DRAWN = f"{DRAWS:,} sign flips drawn"


def mcnemar(gained: int, lost: int) -> float:
    """Exact two-sided p of McNemar's test (1947): `gained` of `gained + lost` flips, if p is 1/2.

    1 without flips.
    """
    if gained + lost == 0:
        return 1.0
    # Here, because it takes a second to import.
    from scipy.stats import binomtest

    return float(binomtest(gained, gained + lost).pvalue)


def sign_flip(differences: Sequence[float]) -> tuple[float, str]:
    """Permutation p-value (two-sided) of question-level differences, and how it was had.

    Were the runs equally good, each question's difference would be as likely with the other sign.
    p is the share of all sign flips whose sum is at least as far from 0 as the one observed
    (Fisher's randomisation test for pairs, 1935). Exact wherever the differences are fractions
    with a common denominator, as differences of shares of samples are, or few; else by lot with a
    fixed seed, the observed signs counted among them. On single samples of right and wrong it is
    McNemar's exact p. 1 where nothing differs.
    """
    sizes = sorted(abs(d) for d in differences if d)
    observed = abs(math.fsum(differences)) - _SLACK
    if not sizes:
        return 1.0, EXACT
    if whole := _whole(sizes):
        numbers, unit = whole
        return _counted(numbers, observed * unit), EXACT
    if len(sizes) <= _ENUMERATED:
        sums = np.zeros(1)
        for size in sizes:
            sums = np.concatenate([sums + size, sums - size])
        return float((np.abs(sums) >= observed).mean()), EXACT
    return (1 + _drawn_as_far(sizes, observed)) / (1 + DRAWS), DRAWN


def _drawn_as_far(sizes: Sequence[float], observed: float) -> int:
    """How many of `DRAWS` sign flips have a sum at least as far from 0 as observed."""
    # Of n equal sizes only how many are positive counts, which is one draw and not n.
    values, counts = np.unique(np.asarray(sizes), return_counts=True)
    rng = np.random.default_rng(0)
    step = max(1, _BLOCK // len(values))
    as_far = 0
    for start in range(0, DRAWS, step):
        block = (min(step, DRAWS - start), len(values))
        sums = (2 * rng.binomial(counts, 0.5, size=block) - counts) @ values
        as_far += int((np.abs(sums) >= observed).sum())
    return as_far


def _whole(sizes: Sequence[float]) -> tuple[list[int], float] | None:
    """The sizes as whole numbers of a common unit, and how many units are 1; None if too many."""
    fractions = [Fraction(size).limit_denominator(_LARGEST_DENOMINATOR) for size in sizes]
    unit = math.lcm(*(f.denominator for f in fractions))
    numbers = [int(f * unit) for f in fractions]
    close = all(abs(f - size) < _SLACK for f, size in zip(fractions, sizes, strict=True))
    if not close or len(numbers) * sum(numbers) > _EXACT_STEPS:
        return None
    shared = math.gcd(*numbers)
    return [n // shared for n in numbers], unit / shared


def _counted(numbers: Sequence[int], observed: float) -> float:
    """Share of sign flips of whole numbers whose sum is at least as far from 0 as observed."""
    total = sum(numbers)
    chance = np.zeros(2 * total + 1)  # of each sum from -total to total
    chance[total] = 1.0
    for number in numbers:
        moved = np.zeros_like(chance)
        moved[number:] = chance[:-number]
        moved[:-number] += chance[number:]
        chance = moved / 2
    far = np.abs(np.arange(-total, total + 1)) >= observed
    return min(1.0, float(chance[far].sum()))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """p-values adjusted for being several (Holm 1979): the chance of any false alarm is bounded."""
    count = len(p_values)
    adjusted = [0.0] * count
    highest = 0.0
    for rank, at in enumerate(sorted(range(count), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (count - rank) * p_values[at]))
        adjusted[at] = highest
    return tuple(adjusted)


def benjamini_hochberg(p_values: Sequence[float]) -> tuple[float, ...]:
    """p-values adjusted for being several (Benjamini and Hochberg 1995).

    Of those at most q, a share of at most q is expected to be false alarms.
    """
    count = len(p_values)
    adjusted = [0.0] * count
    lowest = 1.0
    order = sorted(range(count), key=p_values.__getitem__)
    for rank in range(count, 0, -1):
        at = order[rank - 1]
        lowest = min(lowest, p_values[at] * count / rank)
        adjusted[at] = lowest
    return tuple(adjusted)
