"""Means over questions, against scipy, a sandwich written out, and published figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from benchmarks.statistics.intervals import (
    BOOTSTRAP,
    NOTHING,
    WILSON,
    WILSON_QUESTIONS,
    bootstrap,
    estimate,
    wilson,
)

clusters = st.lists(st.lists(st.sampled_from([0.0, 0.25, 1.0]), max_size=5), max_size=12)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 100, 0.0552, 0.1744), (1, 1, 0.2065, 1)],
)
def test_wilson_gives_the_published_figures(right, n, low, high) -> None:
    assert wilson(right / n, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_scipys(shares) -> None:
    right, n = shares
    found = binomtest(right, n).proportion_ci(method="wilson")
    assert wilson(right / n, n) == pytest.approx((found.low, found.high), abs=1e-12)


def test_the_error_is_that_of_a_sandwich_with_questions_as_clusters() -> None:
    rng = np.random.default_rng(3)
    scores = [list(rng.integers(0, 2, size=rng.integers(1, 6)).astype(float)) for _ in range(40)]
    # Weighted least squares on a constant, every question of weight 1, spelled out.
    y = np.concatenate(scores)
    question = np.repeat(np.arange(40), [len(s) for s in scores])
    weight = np.concatenate([np.full(len(s), 1 / len(s)) for s in scores])
    x = np.ones((len(y), 1))
    bread = np.linalg.inv(x.T @ (weight[:, None] * x))
    beta = bread @ (x.T @ (weight * y))
    moments = weight[:, None] * x * (y - x @ beta)[:, None]
    by_cluster = np.array([moments[question == g].sum(axis=0) for g in range(40)])
    variance = bread @ (by_cluster.T @ by_cluster) @ bread * 40 / 39
    found = estimate(scores)
    assert found.mean == pytest.approx(beta[0])
    assert found.stderr == pytest.approx(np.sqrt(variance[0, 0]))


def test_with_equal_samples_the_error_is_millers_but_for_the_correction() -> None:
    scores = np.random.default_rng(4).integers(0, 2, size=(30, 4)).astype(float)
    rest = scores - scores.mean()
    n = scores.size
    within = sum(
        rest[c, i] * rest[c, j] for c in range(30) for i in range(4) for j in range(4) if i != j
    )
    millers = np.sqrt((rest**2).mean() / n + within / n**2)
    assert estimate(scores.tolist()).stderr == pytest.approx(millers * np.sqrt(30 / 29))


def test_repeating_a_sample_makes_nothing_surer() -> None:
    once = estimate([[1.0], [0.0], [1.0], [1.0]])
    often = estimate([[1.0] * 8, [0.0] * 8, [1.0] * 8, [1.0] * 8])
    assert (often.mean, often.stderr) == (once.mean, once.stderr)
    assert (often.low, often.high) == (once.low, once.high)
    assert often.samples == 8 * once.samples


def test_the_interval_is_chosen_by_what_there_is() -> None:
    assert estimate([[1.0], [0.0]]).interval == WILSON
    assert estimate([[1.0, 0.0], [0.0]]).interval == BOOTSTRAP
    assert estimate([[0.5], [0.0]]).interval == BOOTSTRAP
    assert estimate([[1.0, 1.0], [1.0]]).interval == WILSON_QUESTIONS
    assert estimate([]) == NOTHING == estimate([[], []])


def test_all_right_is_not_certain() -> None:
    found = estimate([[1.0, 1.0, 1.0]] * 10)
    assert (found.stderr, found.high) == (0.0, 1.0)
    assert found.low == pytest.approx(1 - 0.2775, abs=5e-5)


def test_one_question_has_no_error_but_an_interval() -> None:
    found = estimate([[1.0, 0.0]])
    assert found.stderr is None
    assert found.low is not None and found.low < 0.1


@given(clusters, st.randoms())
def test_the_interval_holds_the_mean_whatever_the_order(groups, random) -> None:
    found = estimate(groups)
    if found.mean is None:
        assert not any(groups)
        return
    assert 0 <= found.low <= found.mean <= found.high <= 1
    shuffled = [random.sample(group, len(group)) for group in groups]
    random.shuffle(shuffled)
    assert estimate(shuffled) == found


@given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.25, 1.0]), min_size=2, max_size=20))
def test_the_interval_of_the_negated_is_the_negated_interval(means) -> None:
    low, high = bootstrap(means)
    assert bootstrap([-m for m in means]) == pytest.approx((-high, -low), abs=1e-12)


@pytest.mark.parametrize("questions", [8, 30])
def test_the_bootstrap_holds_the_truth_nearly_as_often_as_it_says(questions) -> None:
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(300):
        hard = rng.beta(2, 2, questions)  # mean 1/2
        low, high = bootstrap((rng.random((4, questions)) < hard).mean(axis=0).tolist())
        held += low <= 0.5 <= high
    assert 0.91 <= held / 300 <= 0.99
