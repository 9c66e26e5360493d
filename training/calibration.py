"""From vote shares to probabilities: Platt's fit, and how far stated and true rates are apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """One vote: `votes` of `voters` for the answer given, and whether it was right."""

    votes: int
    voters: int
    correct: bool

    @property
    def share(self) -> float:
        """Bare vote share, 0 to 1."""
        return self.votes / self.voters

    @property
    def logit(self) -> float:
        """Log-odds of the share, drawn in by half a vote so that 0 and 1 are finite."""
        share = (self.votes + 0.5) / (self.voters + 1)
        return math.log(share / (1 - share))


def fit_platt(outcomes: Sequence[Outcome], rounds: int = 100) -> tuple[float, float]:
    """Slope and intercept of the logistic fit (Platt 1999), by Newton's method.

    A weak prior on both keeps the fit finite when every vote was right.
    """
    slope, intercept, prior = 1.0, 0.0, 1e-3
    for _ in range(rounds):
        g0, g1 = prior * (slope - 1), prior * intercept
        h00, h01, h11 = prior, 0.0, prior
        for outcome in outcomes:
            x = outcome.logit
            p = 1 / (1 + math.exp(-(slope * x + intercept)))
            error, spread = p - outcome.correct, p * (1 - p)
            g0, g1 = g0 + error * x, g1 + error
            h00, h01, h11 = h00 + spread * x * x, h01 + spread * x, h11 + spread
        determinant = h00 * h11 - h01 * h01
        step0 = (h11 * g0 - h01 * g1) / determinant
        step1 = (h00 * g1 - h01 * g0) / determinant
        # Full steps overshoot where the data are nearly separable.
        shrink = min(1.0, 2.0 / max(abs(step0), abs(step1), 1e-12))
        slope, intercept = slope - shrink * step0, intercept - shrink * step1
        if max(abs(step0), abs(step1)) < 1e-9:
            break
    return slope, intercept


def expected_calibration_error(
    probabilities: Sequence[float], correct: Sequence[bool], bins: int = 10
) -> float:
    """Mean gap between stated and true rate over equal-width bins (Guo et al. 2017), 0 to 1."""
    total = 0.0
    for index in range(bins):
        inside = [
            (p, c)
            for p, c in zip(probabilities, correct, strict=True)
            if min(int(p * bins), bins - 1) == index
        ]
        if inside:
            stated = sum(p for p, _ in inside) / len(inside)
            true = sum(c for _, c in inside) / len(inside)
            total += len(inside) * abs(stated - true)
    return total / len(probabilities)
