"""pass@k, against every subset written out."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.statistics.accuracy import accuracy
from benchmarks.statistics.pass_at_k import chance_of_one, pass_at_k
from tests.benchmarks.statistics.answers import samples


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.data())
def test_it_is_the_share_of_subsets_with_a_right_sample(right, data) -> None:
    k = data.draw(st.integers(1, len(right)))
    subsets = list(combinations(right, k))
    share = sum(map(any, subsets)) / len(subsets)
    assert chance_of_one(sum(right), len(right), k) == pytest.approx(share)


def test_it_is_the_product_of_chen_et_al() -> None:
    n, c, k = 100, 7, 10
    product = 1.0
    for i in range(n - c + 1, n + 1):
        product *= 1 - k / i
    assert chance_of_one(c, n, k) == pytest.approx(1 - product)


def test_every_k_has_the_questions_with_so_many_graded_samples() -> None:
    graded = samples([1.0, 0.0, None], [0.0, 0.0, 0.0])
    points = pass_at_k(graded)
    assert [(p.k, p.value, p.questions) for p in points] == [(1, 0.25, 2), (2, 0.5, 2), (3, 0.0, 1)]
    assert points[0].value == accuracy(graded).mean
    assert points[2].stderr is None


def test_a_part_of_a_point_does_not_pass() -> None:
    assert pass_at_k(samples([0.9, 0.5]))[-1].value == 0


def test_there_is_none_without_a_graded_answer() -> None:
    assert pass_at_k([]) == () == pass_at_k(samples([None]))
