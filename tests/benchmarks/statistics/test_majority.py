"""maj@k, against every subset written out."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.statistics import majority
from benchmarks.statistics.accuracy import accuracy
from benchmarks.statistics.majority import majority_at_k, majority_score
from tests.benchmarks.statistics.answers import any_answers, samples, votes

letters = st.text(alphabet="ABC.", min_size=1, max_size=9)


def by_hand(told: str, k: int) -> float:
    """Mean over all subsets of the chance that the vote is A, ties by lot."""
    worth = []
    for subset in combinations(told, k):
        counts = Counter(letter for letter in subset if letter != ".")
        leaders = [a for a, n in counts.items() if n == max(counts.values())]
        worth.append(leaders.count("A") / len(leaders) if leaders else 0.0)
    return fmean(worth)


@given(letters)
def test_it_is_the_mean_over_all_subsets(told) -> None:
    points = majority_at_k(votes(0, told))
    expected = [by_hand(told, k) for k in range(1, len(told) + 1)]
    assert [p.value for p in points] == pytest.approx(expected)
    assert {p.error for p in points} == {0}
    assert majority_score(votes(0, told)) == pytest.approx(expected[-1])


def test_a_tie_counts_by_its_chance_and_no_answer_does_not_vote() -> None:
    assert [p.value for p in majority_at_k(votes(0, "AB"))] == [0.5, 0.5]
    assert [p.value for p in majority_at_k(votes(0, "A.."))] == pytest.approx([1 / 3, 2 / 3, 1])
    assert [p.value for p in majority_at_k(votes(0, "..."))] == [0, 0, 0]


@given(any_answers())
def test_one_sample_votes_as_it_answers(graded) -> None:
    at = [one for one in graded if one.budget == 64]
    points = majority_at_k(at)
    assert (points[0].value if points else None) == pytest.approx(accuracy(at).mean)


def test_a_judges_different_scores_of_the_same_answer_are_averaged() -> None:
    graded = samples([0.2, 0.4])
    assert [p.value for p in majority_at_k(graded)] == pytest.approx([0.3, 0.3])


def test_answers_that_nothing_groups_stand_for_themselves() -> None:
    graded = [*votes(0, "A", vote=None), *votes(0, "B", vote=None)]
    assert majority_score(graded) == 0.5


def test_a_better_than_even_chance_grows_with_the_votes() -> None:
    values = [p.value for p in majority_at_k(votes(0, "A" * 20 + "B" * 12))]
    assert values[0] == 20 / 32
    assert values[-1] == 1
    assert values[2::2] == sorted(values[2::2])


def test_subsets_by_lot_come_within_their_stated_error_of_the_exact(monkeypatch) -> None:
    told = "AAAAABBBBCC.." * 3
    exact = majority_at_k(votes(0, told))
    monkeypatch.setattr(majority, "EXACT_SAMPLES", 10)
    drawn = majority_at_k(votes(0, told))
    assert drawn[0].error > 0
    assert drawn[-1].value == pytest.approx(exact[-1].value)
    for one, other in zip(exact, drawn, strict=True):
        assert abs(one.value - other.value) <= 4 * other.error + 1e-9


def test_nobody_answers_by_lot_either(monkeypatch) -> None:
    monkeypatch.setattr(majority, "EXACT_SAMPLES", 1)
    assert [p.value for p in majority_at_k(votes(0, "..."))] == [0, 0, 0]
