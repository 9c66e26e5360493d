"""Forecasts against what came."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.statistics.calibration import BINS, bins, calibration, of_probabilities, of_votes
from tests.benchmarks.statistics.answers import answer, votes

forecasts = st.lists(
    st.tuples(st.sampled_from([0.0, 0.2, 0.25, 0.5, 0.9, 1.0]), st.sampled_from([0.0, 1.0])),
    max_size=40,
)


def test_brier_and_ece_of_figures_worked_by_hand() -> None:
    found = calibration([(0.8, 1.0), (0.8, 1.0), (0.8, 0.0), (0.3, 0.0)])
    assert found.brier == pytest.approx((0.04 + 0.04 + 0.64 + 0.09) / 4)
    assert found.ece == pytest.approx((3 * abs(0.8 - 2 / 3) + 0.3) / 4)
    assert [(b.low, b.high, b.count) for b in found.bins] == [(0.3, 0.3, 1), (0.8, 0.8, 3)]


def test_forecasts_that_come_true_as_often_as_they_say_have_little_error() -> None:
    rng = np.random.default_rng(10)
    said = rng.random(20_000)
    came = (rng.random(20_000) < said).astype(float)
    found = calibration(list(zip(said.tolist(), came.tolist(), strict=True)))
    assert found.ece < 0.02
    assert found.brier == pytest.approx(1 / 6, abs=0.01)
    assert [b.count for b in found.bins] == [2000] * BINS


def test_votes_are_forecasts_by_the_leaders_share() -> None:
    graded = [
        *votes(0, "AAAB"),
        *votes(1, "BBA."),
        *votes(2, "AB"),
        *votes(3, "A"),
        *votes(4, ".."),
    ]
    found = of_votes(graded)
    assert found.forecasts == 3
    # 3/4 and right, 2/3 and wrong, a tie at 1/2 that is half right.
    assert found.brier == pytest.approx((0.25**2 + (2 / 3) ** 2 + 0) / 3)


def test_probabilities_are_forecasts_of_each_graded_answer() -> None:
    graded = [answer(0, 1.0, probability=0.5), answer(1, 0.0), answer(2, None, probability=0.9)]
    assert of_probabilities(graded).brier == 0.25


def test_without_forecasts_there_is_nothing() -> None:
    assert calibration([]) is None
    assert of_votes(votes(0, "A")) is None
    assert of_probabilities([]) is None


@given(forecasts, st.randoms())
def test_bins_hold_every_forecast_once_and_equal_ones_together(found, random) -> None:
    made = bins(found)
    assert sum(one.count for one in made) == len(found)
    assert len(made) <= BINS
    assert all(a.high < b.low for a, b in pairwise(made))
    assert all(a.low - 1e-12 <= a.forecast <= a.high + 1e-12 for a in made)
    assert bins(random.sample(found, len(found))) == made
