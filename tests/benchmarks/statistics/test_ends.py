"""Ends told apart, and what they could change."""

from __future__ import annotations

import pytest
from hypothesis import given

from benchmarks.statistics.accuracy import accuracy
from benchmarks.statistics.bounds import bounds
from benchmarks.statistics.ends import OUTCOMES, ends, starvation
from reasoning.events import Ending
from tests.benchmarks.statistics.answers import answer, any_answers, samples

MIXED = [
    answer(0, 1.0),
    answer(1, 0.0),
    answer(2, 1.0, end=Ending.CUT),
    answer(3, 0.0, end=Ending.CUT),
    answer(4, None, end=Ending.ANSWERED, answer="A"),
    answer(5, 0.0, end=Ending.EMPTY, answer=None),
    answer(6, 0.0, end=Ending.ESCAPED, answer=None),
    answer(7, 0.0, end=Ending.REFUSED, answer=None),
    answer(8, None, end=Ending.CANCELLED),
    answer(9, None),
]


def test_each_way_to_end_is_counted_once() -> None:
    found = ends(MIXED)
    assert [one.name for one in found.outcomes] == list(OUTCOMES)
    assert {(one.count, one.share) for one in found.outcomes} == {(1, 0.1)}


def test_bounds_count_what_is_not_graded_as_wrong_and_as_right() -> None:
    found = ends(MIXED)
    assert found.ungraded == 3
    assert (found.lower, found.upper) == pytest.approx((0.2, 0.5))
    assert bounds(samples([1.0, None], [0.0])) == (0.25, 0.5)


def test_accuracy_among_the_answered_leaves_out_every_other_end() -> None:
    found = ends(MIXED)
    assert (found.answered.mean, found.answered.questions) == (0.5, 2)
    assert (found.answered.lower, found.answered.upper) == pytest.approx((1 / 3, 2 / 3))
    assert accuracy(MIXED).mean == pytest.approx(2 / 7)


def test_a_run_that_is_all_cut_has_no_accuracy_among_the_answered() -> None:
    found = ends([answer(0, 1.0, end=Ending.CUT), answer(1, 0.0, end=Ending.CUT)]).answered
    assert (found.mean, found.lower, found.upper, found.questions) == (None, None, None, 0)


def test_only_the_cut_and_wrong_starve() -> None:
    assert starvation(MIXED).mean == pytest.approx(0.1)


def test_nothing_has_no_bounds() -> None:
    found = ends([])
    assert (found.samples, found.lower, found.upper, found.answered.mean) == (0, None, None, None)
    assert starvation([]).mean is None


@given(any_answers())
def test_the_bounds_hold_the_accuracy_and_the_outcomes_every_sample(graded) -> None:
    found = ends(graded)
    assert sum(one.count for one in found.outcomes) == len(graded)
    if graded:
        assert found.lower <= found.upper
    if graded and not found.ungraded:
        assert found.lower == found.upper == accuracy(graded).mean
