"""The curve of accuracy against budget, in numbers worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given

from benchmarks.statistics.curve import Knee, area, curve, knee
from reasoning.events import Ending
from tests.benchmarks.statistics.answers import answer, any_answers, samples


def run(**budgets: list[float]) -> list:
    """The scores of single samples at each budget (b7=[...]), that many tokens being thought."""
    return [
        one
        for name, scores in budgets.items()
        for one in samples(
            *[[score] for score in scores],
            budget=int(name[1:]),
            thinking_tokens=int(name[1:]),
            seconds=1.0 + int(name[1:]),
        )
    ]


RISING = run(b0=[0, 0, 0, 0], b3=[1, 1, 1, 0], b15=[1, 1, 1, 1])


def test_the_area_is_the_mean_accuracy_along_the_log_axis() -> None:
    # log2(1 + tokens) is 0, 2, 4: two trapezoids of width 2.
    assert curve(RISING).area == pytest.approx((0.375 * 2 + 0.875 * 2) / 4)
    assert area([(0, 0.7), (1, 0.7), (5, 0.7)]) == pytest.approx(0.7)
    assert area([(3, 0.7)]) is None
    assert area([]) is None


def test_no_limit_stands_at_what_was_thought_there() -> None:
    free = samples([1.0], [1.0], [1.0], [1.0], budget=None, thinking_tokens=15)
    limited = [one for one in RISING if one.budget != 15]
    assert curve([*limited, *free]).area == pytest.approx(curve(RISING).area)


def test_the_knee_is_highest_above_the_chord() -> None:
    assert curve(RISING).knee == Knee(3, 0.25)
    assert knee([(0, 0), (1, 0.5), (2, 1)]) is None
    assert knee([(0, 0), (1, 0.1), (2, 1)]) is None
    assert knee([(0, 0.8), (1, 1), (2, 0.5)]) is None
    assert knee([(0, 0), (2, 1)]) is None


def test_overthinking_is_right_before_and_wrong_at_a_larger_budget() -> None:
    graded = run(b0=[1, 0, 0, 1], b3=[1, 1, 0, 1], b15=[0, 0, 0, 1])
    found = curve(graded).overthinking
    assert (found.mean, found.questions, found.interval) == (0.5, 4, "wilson")
    assert curve(RISING).overthinking.mean == 0
    again = curve(run(b0=[1, 0, 0, 0], b3=[0, 1, 0, 0], b15=[1, 1, 1, 0])).overthinking
    assert again.mean == 0.25


def test_no_limit_is_the_largest_budget_of_overthinking() -> None:
    free = {"budget": None}
    assert curve([answer(0, 0.0, **free), answer(0, 1.0)]).overthinking.mean == 1
    assert curve([answer(0, 1.0, **free), answer(0, 0.0)]).overthinking.mean == 0


def test_the_overthinking_of_each_chain_is_its_own() -> None:
    right, wrong = {"budget": 0}, {"budget": 9}
    graded = [
        answer(0, 1.0, sample=0, **right),
        answer(0, 0.0, sample=0, **wrong),
        answer(0, 0.0, sample=1, **right),
        answer(0, 1.0, sample=1, **wrong),
        answer(0, 1.0, sample=2, **right),
        answer(0, None, sample=2, **wrong),
    ]
    found = curve(graded).overthinking
    assert (found.mean, found.samples) == (0.5, 2)


def test_a_point_has_a_price_where_there_is_a_gain() -> None:
    first, second = curve(run(b0=[0, 0], b8=[1, 0], b64=[1, 0])).steps
    assert (first.smaller, first.larger, first.points) == (0, 8, 50)
    assert first.thinking_tokens_a_point == pytest.approx(8 / 50)
    assert first.seconds_a_point == pytest.approx(8 / 50)
    assert first.dollars_a_point is None
    assert (second.points, second.thinking_tokens) == (0, 56)
    assert second.thinking_tokens_a_point is None


def test_a_point_costs_dollars_where_there_is_a_price() -> None:
    graded = [answer(0, 0.0, budget=0, dollars=0.1), answer(0, 1.0, budget=8, dollars=0.3)]
    assert curve(graded).steps[0].dollars_a_point == pytest.approx(0.002)


def test_a_point_for_no_more_has_no_price() -> None:
    less = {"budget": 8, "thinking_tokens": 10, "seconds": 0.5, "dollars": 0.2}
    graded = [answer(0, 0.0, budget=0, dollars=0.3), answer(0, 1.0, **less)]
    (step,) = curve(graded).steps
    assert (step.points, step.thinking_tokens, step.seconds) == (100, 0, -0.5)
    assert step.thinking_tokens_a_point is None
    assert step.seconds_a_point is None
    assert step.dollars_a_point is None


def test_starvation_is_told_at_every_budget() -> None:
    cut = samples([0.0], [1.0], budget=4, end=Ending.CUT)
    found = curve([*cut, *samples([1.0], [1.0])]).starvation
    assert [(one.budget, one.share.mean) for one in found] == [(4, 0.5), (64, 0)]


def test_lengths_go_by_difficulty() -> None:
    graded = [
        answer(0, 1.0, difficulty="easy", thinking_tokens=10),
        answer(1, 0.0, difficulty="hard", thinking_tokens=50, sample=0),
        answer(1, 0.0, difficulty="hard", thinking_tokens=70, sample=1),
    ]
    found = curve(graded).lengths
    assert [(one.difficulty, one.thinking_tokens) for one in found] == [("easy", 10), ("hard", 60)]
    assert curve(samples([1.0])).lengths == ()


@given(any_answers())
def test_every_measure_is_within_its_bounds(graded) -> None:
    found = curve(graded)
    assert found.area is None or -1e-12 <= found.area <= 1 + 1e-12
    assert found.knee is None or 0 < found.knee.height <= 1
    assert len(found.steps) < max(1, len(found.starvation))
