"""Two runs on the same questions: antisymmetric, and against published and fitted figures."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import norm

from benchmarks.statistics.paired import (
    BOOTSTRAP,
    TANGO,
    TANGO_QUESTIONS,
    needed_questions,
    pair,
    tango,
)
from tests.benchmarks.statistics.answers import any_answers, samples, votes


def test_tangos_interval_of_a_published_table() -> None:
    # Airway reactivity: 1 and 7 of 21 pairs flip (Fagerland, Lydersen and Laake 2014).
    assert tango(1, 7, 21) == pytest.approx((-0.517, -0.026), abs=5e-4)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_at_tangos_bounds_the_score_statistic_is_z(gained, lost, same) -> None:
    n = gained + lost + same
    if gained + lost == 0:
        return
    for bound, z in zip(tango(gained, lost, n), (norm.isf(0.025), -norm.isf(0.025)), strict=True):
        if abs(bound) > 0.999:
            continue
        least = max(0.0, -bound)
        most = (1 - bound) / 2

        def unlikely(q: float, bound: float = bound) -> float:
            chances = ((gained, q + bound), (lost, q), (same, 1 - 2 * q - bound))
            return -sum(k * log(max(p, 1e-300)) for k, p in chances if k)

        q = minimize_scalar(
            unlikely, bounds=(least, most), method="bounded", options={"xatol": 1e-11}
        ).x
        score = (gained - lost - n * bound) / np.sqrt(n * (2 * q + bound - bound**2))
        assert score == pytest.approx(z, rel=2e-3)


def test_no_flips_leave_room_for_a_difference() -> None:
    z2 = norm.isf(0.025) ** 2
    assert tango(0, 0, 100) == pytest.approx((-z2 / (100 + z2), z2 / (100 + z2)))
    found = pair(samples([1.0], [0.0]), samples([1.0], [0.0]))
    assert found.difference == 0
    assert found.low < 0 < found.high
    assert (found.mcnemar_p, found.permutation_p, found.needed_questions) == (1, 1, None)


def test_flips_are_named_both_ways() -> None:
    first = samples([1.0], [1.0], [0.0], [0.0])
    second = samples([1.0], [0.0], [1.0], [1.0])
    found = pair(first, second)
    assert (found.first, found.second, found.difference) == (0.5, 0.75, 0.25)
    assert (found.gained, found.lost) == (("quiz/2", "quiz/3"), ("quiz/1",))
    assert found.mcnemar_p == 1
    assert found.interval == TANGO


def test_of_several_samples_the_majority_vote_flips() -> None:
    first = [*votes(0, "AAB"), *votes(1, "ABB")]
    second = [*votes(0, "ABB"), *votes(1, "AAA")]
    found = pair(first, second)
    assert (found.gained, found.lost) == (("quiz/1",), ("quiz/0",))
    assert found.difference == pytest.approx(1 / 6)
    assert found.interval == BOOTSTRAP


def test_the_same_difference_everywhere_is_not_certain() -> None:
    first = samples(*[[1.0, 0.0, 0.0]] * 9)
    second = samples(*[[1.0, 1.0, 0.0]] * 9)
    found = pair(first, second)
    assert found.interval == TANGO_QUESTIONS
    assert found.low < 0.2 < found.difference < found.high


def test_repeating_a_sample_makes_no_difference_surer() -> None:
    once = pair(samples([1.0], [0.0], [0.0], [1.0]), samples([1.0], [1.0], [1.0], [0.0]))
    often = pair(
        samples(*[[s] * 5 for s in (1.0, 0.0, 0.0, 1.0)]),
        samples(*[[s] * 5 for s in (1.0, 1.0, 1.0, 0.0)]),
    )
    assert (often.low, often.high, often.stderr) == (once.low, once.high, once.stderr)
    assert (once.interval, often.interval) == (TANGO, TANGO_QUESTIONS)


def test_parts_of_a_point_have_no_mcnemar() -> None:
    found = pair(samples([0.4], [0.6]), samples([0.8], [0.6]))
    assert found.mcnemar_p is None
    assert found.gained == ("quiz/0",)
    assert found.permutation_p == 1


def test_questions_without_a_graded_answer_are_counted_and_left_out() -> None:
    found = pair(samples([1.0], [None]), samples([0.0], [1.0]))
    assert (found.questions, found.ungraded, found.difference) == (1, 1, -1)
    assert found.stderr is None
    nothing = pair(samples([None]), samples([None]))
    assert (nothing.questions, nothing.ungraded, nothing.difference) == (0, 1, None)


@given(any_answers(), any_answers())
def test_turning_it_round_turns_every_figure_round(first, second) -> None:
    one, other = pair(first, second), pair(second, first)
    assert (one.gained, one.lost) == (other.lost, other.gained)
    assert one.interval == other.interval
    for name in ("mcnemar_p", "permutation_p", "needed_questions", "stderr", "ungraded"):
        assert getattr(one, name) == pytest.approx(getattr(other, name))
    if one.difference is None:
        assert other.difference is None
        return
    assert one.difference == -other.difference
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low), abs=1e-9)
    assert -1 <= one.low <= one.difference <= one.high <= 1


@given(any_answers(), st.randoms())
def test_the_order_of_the_answers_changes_nothing(graded, random) -> None:
    first = [one for one in graded if one.budget == 64]
    second = [one for one in graded if one.budget == 0]
    mixed = random.sample(first, len(first)), random.sample(second, len(second))
    assert pair(*mixed) == pair(first, second)


def test_the_needed_questions_find_two_points_four_times_in_five() -> None:
    shares = np.array([0.04, 0.9, 0.06])  # lost, the same, gained
    n = needed_questions([-1.0] * 400 + [0.0] * 9000 + [1.0] * 600)
    variance = 0.1 - 0.02**2
    assert n == pytest.approx((1.959964 + 0.841621) ** 2 * variance / 0.02**2, abs=2)
    counts = np.random.default_rng(8).multinomial(n, shares, size=20_000)
    means = (counts[:, 2] - counts[:, 0]) / n
    errors = np.sqrt(((counts[:, 2] + counts[:, 0]) / n - means**2) / n)
    assert np.mean(means / errors > 1.96) == pytest.approx(0.8, abs=0.02)
