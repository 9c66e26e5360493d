"""How far a judge agrees with labels: accuracy, and Cohen's kappa, each with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.statistics.intervals import wilson

#: Standard normal quantile of a two-sided 95 % interval.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of verdicts with labels, over the rows that the judge decided.

    rows, decided: how many there were, and on how many the judge was of one mind.
    accuracy: share of the decided that agree with their label, and its Wilson interval (95 %).
    kappa: agreement beyond chance, 1 for perfect, 0 for chance (Cohen 1960), and its interval by
        the large-sample standard error (Fleiss, Cohen and Everitt 1969); None where label and
        verdict are all of one kind, for which it is not defined.
    """

    rows: int
    decided: int
    accuracy: float | None
    accuracy_interval: tuple[float, float] | None
    kappa: float | None
    kappa_interval: tuple[float, float] | None


def agreement(verdicts: Sequence[bool | None], labels: Sequence[bool]) -> Agreement:
    """Compare verdicts, None where the judge did not decide, with labels in the same order.

    Raises:
        ValueError: they are not of one length.
    """
    pairs = [(v, label) for v, label in zip(verdicts, labels, strict=True) if v is not None]
    if not pairs:
        return Agreement(len(labels), 0, None, None, None, None)
    share = sum(v == label for v, label in pairs) / len(pairs)
    value, interval = kappa(pairs)
    return Agreement(len(labels), len(pairs), share, wilson(share, len(pairs)), value, interval)


def kappa(
    pairs: Sequence[tuple[bool, bool]],
) -> tuple[float | None, tuple[float, float] | None]:
    """Cohen's kappa of pairs of verdicts, and its 95 % interval; None where it is not defined."""
    n = len(pairs)
    kinds = (True, False)
    joint = {(i, j): sum(p == (i, j) for p in pairs) / n for i in kinds for j in kinds}
    rows = {i: sum(joint[i, j] for j in kinds) for i in kinds}
    columns = {j: sum(joint[i, j] for i in kinds) for j in kinds}
    observed = sum(joint[i, i] for i in kinds)
    chance = sum(rows[i] * columns[i] for i in kinds)
    if chance >= 1:
        return None, None
    value = (observed - chance) / (1 - chance)
    agreeing = sum(joint[i, i] * (1 - (rows[i] + columns[i]) * (1 - value)) ** 2 for i in kinds)
    apart = (1 - value) ** 2 * sum(
        joint[i, j] * (columns[i] + rows[j]) ** 2 for i in kinds for j in kinds if i != j
    )
    variance = agreeing + apart - (value - chance * (1 - value)) ** 2
    half = _Z * math.sqrt(max(0.0, variance) / n) / (1 - chance)
    return value, (max(-1.0, value - half), min(1.0, value + half))
