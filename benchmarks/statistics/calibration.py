"""Whether an answer that is given with 80 % is right 80 times out of 100."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.graded import Graded
from benchmarks.statistics.clusters import by_question, mean
from benchmarks.statistics.majority import votes

#: Most bins of the reliability plot.
BINS = 10

Forecast = tuple[float, float]
"""What was said (a probability, 0 to 1) and what came (a score, 0 to 1)."""


@dataclass(frozen=True, slots=True)
class Bin:
    """One point of the reliability plot: forecasts from `low` to `high` (0 to 1), both included."""

    low: float
    high: float
    forecast: float  # mean
    score: float  # mean
    count: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well forecasts fit what came.

    `brier` is the mean squared difference (Brier 1950; 0 is perfect, 0.25 what a constant 50 %
    gets). `ece` is the expected calibration error, sum of count / n * |forecast - score| over bins
    of as equal counts as may be (Nguyen and O'Connor 2015, "adaptive binning"); it is 0 or more by
    chance alone, the more so the fewer the forecasts.
    """

    forecasts: int
    brier: float
    ece: float
    bins: tuple[Bin, ...]


def calibration(forecasts: Sequence[Forecast]) -> Calibration | None:
    """Brier score, expected calibration error and reliability bins; None without forecasts."""
    if not forecasts:
        return None
    found = bins(forecasts)
    gaps = [one.count * abs(one.forecast - one.score) for one in found]
    return Calibration(
        forecasts=len(forecasts),
        brier=mean([(said - came) ** 2 for said, came in forecasts]),
        ece=math.fsum(gaps) / len(forecasts),
        bins=found,
    )


def of_votes(graded: Sequence[Graded]) -> Calibration | None:
    """Of the leading answer's share of the votes, at one budget; None with single samples.

    A forecast a question with two votes or more. Leaders that tie have the same share, and what
    came is their mean score, as if one were drawn by lot.
    """
    forecasts = []
    for answers in by_question(graded).values():
        classes = votes(answers).classes
        voters = sum(count for count, _ in classes)
        if voters < 2:
            continue
        most = max(count for count, _ in classes)
        forecasts.append((most / voters, mean([score for n, score in classes if n == most])))
    return calibration(forecasts)


def of_probabilities(graded: Sequence[Graded]) -> Calibration | None:
    """Of the answer's own probability given the thought, a forecast a sample that has one."""
    return calibration(
        [
            (one.probability, one.score)
            for one in graded
            if one.probability is not None and one.score is not None
        ]
    )


def bins(forecasts: Sequence[Forecast]) -> tuple[Bin, ...]:
    """Forecasts in at most `BINS` bins of about equal counts, equal forecasts always together."""
    groups: dict[float, list[float]] = {}
    for said, came in sorted(forecasts):
        groups.setdefault(said, []).append(came)
    places: dict[int, list[float]] = {}
    before = 0
    for said, scores in groups.items():
        centre = (before + len(scores) / 2) / len(forecasts)
        places.setdefault(int(BINS * centre), []).append(said)
        before += len(scores)
    return tuple(_bin(saids, groups) for saids in places.values())


def _bin(saids: Sequence[float], groups: dict[float, list[float]]) -> Bin:
    came = [score for said in saids for score in groups[said]]
    forecast = math.fsum(said * len(groups[said]) for said in saids) / len(came)
    return Bin(saids[0], saids[-1], forecast, mean(came), len(came))
