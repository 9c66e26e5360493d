"""Platt's fit and the calibration error, against cases with known answers."""

from __future__ import annotations

import math
import random

import pytest

from reasoning.strategies.vote import Calibration
from training.calibration import Outcome, expected_calibration_error, fit_platt


def sample(slope: float, intercept: float, n: int = 6000) -> list[Outcome]:
    rng = random.Random(0)
    outcomes = []
    for _ in range(n):
        votes = rng.randint(1, 8)
        right = rng.random() < Calibration(slope, intercept).probability(votes, 8)
        outcomes.append(Outcome(votes, 8, right))
    return outcomes


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, 0.0), (0.5, -1.0), (1.6, 0.7)])
def test_the_fit_finds_the_relation_that_made_the_votes(slope, intercept) -> None:
    found = fit_platt(sample(slope, intercept))
    assert found == pytest.approx((slope, intercept), abs=0.12)


def test_the_fit_stays_finite_when_every_vote_was_right() -> None:
    slope, intercept = fit_platt([Outcome(8, 8, True)] * 50)
    assert math.isfinite(slope)
    assert Calibration(slope, intercept).probability(8, 8) > 0.95


def test_the_card_and_the_app_use_the_same_log_odds() -> None:
    outcome = Outcome(6, 8, True)
    expected = 1 / (1 + math.exp(-(0.8 * outcome.logit - 0.3)))
    assert Calibration(0.8, -0.3).probability(6, 8) == pytest.approx(expected)


def test_the_error_is_zero_for_true_rates_and_the_gap_for_overconfidence() -> None:
    assert expected_calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0)
    assert expected_calibration_error([1.0] * 4, [True, False] * 2) == pytest.approx(0.5)
    mixed = expected_calibration_error([0.05, 0.95], [True, True])
    assert mixed == pytest.approx((0.95 + 0.05) / 2)
