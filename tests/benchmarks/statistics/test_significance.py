"""Tests and corrections, against scipy and published figures."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, false_discovery_control, norm

from benchmarks.statistics import significance
from benchmarks.statistics.significance import (
    DRAWN,
    DRAWS,
    EXACT,
    benjamini_hochberg,
    holm,
    mcnemar,
    sign_flip,
)

p_values = st.lists(st.floats(0, 1), max_size=8)


def test_mcnemar_gives_known_figures() -> None:
    # 1 and 7 discordant pairs (Fagerland, Lydersen and Laake 2013, airway reactivity): 0.0703.
    assert mcnemar(7, 1) == pytest.approx(0.0703125)
    assert mcnemar(5, 0) == pytest.approx(2 / 32)
    assert mcnemar(3, 3) == 1
    assert mcnemar(0, 0) == 1


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 5))
def test_on_right_and_wrong_the_permutation_test_is_mcnemars(gained, lost, same) -> None:
    differences = [1.0] * gained + [-1.0] * lost + [0.0] * same
    p, how = sign_flip(differences)
    assert p == pytest.approx(binomtest(gained, gained + lost).pvalue if gained + lost else 1)
    assert how == EXACT


@given(st.lists(st.sampled_from([-1, -0.75, -1 / 3, 0, 0.25, 0.5, 2 / 3, 1]), max_size=8))
def test_it_is_the_share_of_sign_flips_at_least_as_far(differences) -> None:
    flips = [
        abs(sum(s * d for s, d in zip(signs, differences, strict=True)))
        for signs in product((1, -1), repeat=len(differences))
    ]
    expected = np.mean(np.array(flips) >= abs(sum(differences)) - 1e-9)
    assert sign_flip(differences)[0] == pytest.approx(expected)


def test_differences_without_a_common_part_are_tried_out_where_they_are_few() -> None:
    sizes = [0.1234567, 0.7654321, 0.3141592, -0.2718281]
    # As far or farther: as they are, all of one sign, all but the smallest; and the opposites.
    assert sign_flip(sizes) == (6 / 16, EXACT)


def test_many_such_are_drawn_and_their_p_is_near_and_never_zero() -> None:
    rng = np.random.default_rng(6)
    differences = (rng.normal(0.15, 1, 60) * 0.3).tolist()
    p, how = sign_flip(differences)
    z = sum(differences) / np.sqrt(sum(d**2 for d in differences))
    assert how == DRAWN
    assert p == pytest.approx(2 * norm.sf(abs(z)), abs=0.02)
    assert sign_flip([0.5 + d / 1e6 for d in differences])[0] > 0


@pytest.mark.parametrize("block", [1, 50, 2_000_000])
def test_equal_sizes_are_drawn_together_and_in_blocks(block, monkeypatch) -> None:
    monkeypatch.setattr(significance, "_BLOCK", block)
    p, how = sign_flip([0.1234567] * 26 + [-0.1234567] * 14 + [0.7654321] * 4 + [-0.7654321])
    small, large = np.arange(-40, 41, 2), np.arange(-5, 6, 2)
    sums = 0.1234567 * small[:, None] + 0.7654321 * large
    chances = np.outer(binom.pmf((small + 40) / 2, 40, 0.5), binom.pmf((large + 5) / 2, 5, 0.5))
    exact = chances[np.abs(sums) >= 12 * 0.1234567 + 3 * 0.7654321 - 1e-9].sum()
    assert how == DRAWN
    assert p == pytest.approx(exact, abs=4 * np.sqrt(exact / DRAWS))


def test_holm_gives_the_figures_worked_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


@given(p_values)
def test_benjamini_hochberg_is_scipys(found) -> None:
    expected = false_discovery_control(found) if found else []
    assert benjamini_hochberg(found) == pytest.approx(tuple(expected))


@given(p_values)
def test_corrections_never_make_a_p_smaller_and_keep_the_order(found) -> None:
    for adjusted in (holm(found), benjamini_hochberg(found)):
        assert all(a >= p * (1 - 1e-12) and a <= 1 for a, p in zip(adjusted, found, strict=True))
        ranked = [a for _, a in sorted(zip(found, adjusted, strict=True))]
        assert ranked == sorted(ranked)
    assert all(
        h >= b * (1 - 1e-12) for h, b in zip(holm(found), benjamini_hochberg(found), strict=True)
    )
