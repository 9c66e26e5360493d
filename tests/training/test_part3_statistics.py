"""Intervals that hold what they promise, on simulated arms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from training.recipes.part3.statistics import Scores, interval, majority, paired

TRIALS = 200
DRAWS = 400


def arms(rng: np.random.Generator, gain: float, seeds: int, problems: int, spread: float) -> Scores:
    """Two arms (the first axis) on the same problems, the first better by `gain`.

    `spread`: of the seeds' own accuracy around their arm's.
    """
    skill = rng.uniform(0.25, 0.6, problems)
    luck = rng.normal(0, spread, (2, seeds, 1))
    shift = np.array([gain, 0.0])[:, None, None]
    return (rng.random((2, seeds, problems)) < skill + shift + luck).astype(float)


@pytest.mark.parametrize(("seeds", "spread"), [(1, 0.0), (3, 0.0), (3, 0.03), (3, 0.06)])
def test_the_paired_interval_holds_the_true_difference_as_often_as_it_says(seeds, spread) -> None:
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(TRIALS):
        first, second = arms(rng, 0.1, seeds, 150, spread)
        found = paired(first, second, DRAWS)
        held += found.low <= 0.1 <= found.high
    assert 0.89 <= held / TRIALS <= 0.99


def test_pairing_makes_the_interval_narrower_than_two_apart() -> None:
    rng = np.random.default_rng(8)
    second = (rng.random((3, 200)) < 0.5).astype(float)
    first = np.maximum(second, (rng.random((3, 200)) < 0.1).astype(float))
    found = paired(first, second, DRAWS)
    alone = interval(first, DRAWS)
    assert found.high - found.low < 0.7 * (alone.high - alone.low)


def test_seeds_that_disagree_widen_the_interval() -> None:
    rng = np.random.default_rng(9)
    scores = (rng.random((3, 200)) < 0.5).astype(float)
    apart = scores.copy()
    apart[0] = np.maximum(apart[0], rng.random(200) < 0.4)
    widths = [i.high - i.low for i in (interval(scores), interval(apart))]
    assert widths[1] > 2 * widths[0]


def test_p_of_one_seed_is_that_of_mcnemar() -> None:
    first = np.array([[1.0] * 14 + [0.0] * 5 + [1.0] * 40])
    second = np.array([[0.0] * 14 + [1.0] * 5 + [1.0] * 40])
    assert paired(first, second).p == pytest.approx(binomtest(14, 19).pvalue, abs=0.01)


def test_p_is_small_by_chance_only_as_often_as_it_says() -> None:
    rng = np.random.default_rng(10)
    found = [paired(*arms(rng, 0.0, 3, 60, 0.0), DRAWS).p for _ in range(TRIALS)]
    assert np.mean(np.array(found) < 0.05) < 0.1
    assert min(found) > 0


def test_an_arm_without_seeds_is_paired_with_every_seed_of_the_other() -> None:
    first = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]])
    second = np.array([[0.0, 1.0, 0.0]])
    assert paired(first, second).mean == pytest.approx(0.5)


def test_a_majority_is_counted_over_disjoint_groups() -> None:
    samples = [0, 0, 1, 1, 1, 0, -1, 0]
    assert majority(samples, 1) == pytest.approx(4 / 8)
    # "0 0 1 1" is a tie of two; in "1 0 none 0" the right answer leads.
    assert majority(samples, 4) == pytest.approx((0.5 + 1) / 2)
    assert majority(samples, 8) == 1
    assert majority([-1, -1], 2) == 0
