"""Every score with what the ungraded answers could make of it."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given

from benchmarks.statistics.accuracy import accuracy
from benchmarks.statistics.bounds import at_best, at_worst
from benchmarks.statistics.curve import curve
from benchmarks.statistics.ends import ends, starvation
from benchmarks.statistics.majority import majority_at_k
from benchmarks.statistics.option_order import order_spread
from benchmarks.statistics.paired import pair
from benchmarks.statistics.pass_at_k import pass_at_k
from benchmarks.statistics.summary import summarise
from reasoning.events import Ending
from tests.benchmarks.statistics.answers import answer, any_answers, samples, votes


def test_accuracy_is_bounded_by_all_answers() -> None:
    found = accuracy(samples([1.0, None], [0.0], [None]))
    assert (found.mean, found.lower, found.upper) == pytest.approx((0.5, 1 / 6, 2 / 3))
    assert accuracy(samples([None])) == replace(accuracy([]), lower=0.0, upper=1.0)


def test_what_is_all_graded_has_bounds_that_are_the_score() -> None:
    graded = samples([1.0, 0.0, 1.0], [0.0, 0.0])
    found = accuracy(graded)
    assert found.lower == found.upper == found.mean
    for one in (*pass_at_k(graded), *majority_at_k(graded)):
        assert one.lower == one.upper == one.value


def test_pass_at_k_may_be_none_or_all_of_the_ungraded() -> None:
    first = pass_at_k(samples([1.0, 0.0, None]))
    assert [one.k for one in first] == [1, 2]
    assert [one.lower for one in first] == pytest.approx([1 / 3, 2 / 3])
    assert [one.upper for one in first] == pytest.approx([2 / 3, 1.0])


def test_a_sample_that_failed_might_have_voted_for_the_best_or_the_worst() -> None:
    failed = [answer(0, None, sample=n) for n in (4, 5)]
    (*_, last) = majority_at_k([*votes(0, "AABB"), *failed])
    assert (last.k, last.value) == (4, pytest.approx(0.5))
    graded = [*votes(0, "AAB"), *failed]
    assert {one.vote for one in at_best(graded) if one.answer} == {"A", "B"}
    assert [one.vote for one in at_worst(graded)].count("B") == 3
    assert majority_at_k(at_worst(graded))[-1].value == 0.0
    assert majority_at_k(at_best(graded))[-1].value == 1.0


def test_bounds_of_the_answered_are_of_the_samples_that_ended_so() -> None:
    graded = [answer(0, 1.0), answer(1, None, answer="A", end=Ending.ANSWERED), answer(2, None)]
    found = ends(graded).answered
    assert (found.mean, found.lower, found.upper) == (1.0, 0.5, 1.0)


def test_a_cut_answer_without_a_grade_may_have_starved() -> None:
    graded = [answer(0, 0.0, end=Ending.CUT), answer(1, None, answer="A", end=Ending.CUT)]
    found = starvation(graded)
    assert (found.mean, found.lower, found.upper) == (0.5, 0.5, 1.0)


def test_overthinking_and_the_area_have_bounds() -> None:
    graded = [
        answer(0, 1.0, budget=0), answer(0, 0.0, budget=8),
        answer(1, None, budget=0), answer(1, 0.0, budget=8),
        answer(2, 1.0, budget=0), answer(2, None, budget=8),
        answer(3, 0.0, budget=0), answer(3, None, budget=8),
    ]  # fmt: skip
    found = curve(graded)
    tax = found.overthinking
    assert (tax.mean, tax.lower, tax.upper) == (1.0, 0.25, 0.75)
    assert (found.area_lower, found.area_upper) == (0.25, 0.625)


def test_each_order_of_the_options_has_its_bounds() -> None:
    graded = [answer(0, 1.0, order=0), answer(0, 1.0, order=1), answer(1, 1.0, order=0),
              answer(1, None, order=1)]  # fmt: skip
    spread = order_spread(graded)
    assert spread is not None
    assert [(one.accuracy.lower, one.accuracy.upper) for one in spread.orders] == [
        (1.0, 1.0), (0.5, 1.0),
    ]  # fmt: skip


def test_a_difference_is_bounded_by_the_worst_of_one_and_the_best_of_the_other() -> None:
    first = [answer(0, 1.0), answer(1, None), answer(2, 0.0), answer(3, 1.0)]
    second = [answer(0, 1.0), answer(1, 1.0), answer(2, None), answer(3, 0.0)]
    found = pair(first, second)
    assert (found.lower, found.upper) == (0.5 - 0.75, 0.75 - 0.5)
    assert found.difference == -0.5  # of two questions alone


@given(any_answers())
def test_any_grades_of_the_ungraded_give_scores_within_the_bounds(graded) -> None:
    known = summarise(graded)
    gaps = [n for n, one in enumerate(graded) if one.score is None][:4]
    others = [n for n, one in enumerate(graded) if one.score is None][4:]
    for worths in itertools.product((0.0, 1.0), repeat=len(gaps)):
        filled = list(graded)
        for n, worth in (*zip(gaps, worths, strict=True), *((n, 1.0) for n in others)):
            told = filled[n].answer or ("A" if worth else "B")
            filled[n] = replace(filled[n], score=worth, answer=told, vote=told)
        now = summarise(filled)
        for before, after in zip(known.budgets, now.budgets, strict=True):
            pairs = [(before.accuracy, after.accuracy.mean)]
            pairs += [(a, b.value) for a, b in zip(before.pass_at_k, after.pass_at_k, strict=False)]
            for bound, value in pairs:
                assert bound.lower - 1e-9 <= value <= bound.upper + 1e-9
        tax, then = known.curve.overthinking, now.curve.overthinking
        if then.mean is not None:
            assert tax.lower - 1e-9 <= then.mean <= tax.upper + 1e-9
