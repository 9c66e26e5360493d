"""The spread over option orders: what chance makes is taken off."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.statistics.option_order import order_spread
from tests.benchmarks.statistics.answers import answer, samples, votes


def shuffled(*orders: list[float]) -> list:
    """The score of each question, order by order."""
    return [
        one for r, scores in enumerate(orders) for one in samples(*[[s] for s in scores], order=r)
    ]


def test_the_range_is_between_the_best_and_the_worst_order() -> None:
    found = order_spread(shuffled([1, 1, 1, 0], [1, 0, 0, 0], [1, 1, 0, 0]))
    assert [one.accuracy.mean for one in found.orders] == [0.75, 0.25, 0.5]
    assert (found.range, found.questions) == (0.5, 4)
    assert found.changed.mean == 0.5


def test_one_order_has_no_spread() -> None:
    assert order_spread(samples([1.0], [0.0])) is None
    assert order_spread([]) is None


def test_what_is_left_beyond_chance_is_the_orders_own() -> None:
    rng = np.random.default_rng(9)

    def deviation(shift: float) -> float:
        found = []
        for _ in range(40):
            own = np.array([-shift, 0.0, shift])
            table = rng.random((300, 3)) < 0.5 + own
            spread = order_spread(shuffled(*table.T.astype(float).tolist()))
            found.append(spread.deviation)
        return float(np.mean(found))

    assert deviation(0.1) == pytest.approx(0.1, abs=0.01)
    assert deviation(0.0) < 0.02


def test_only_questions_graded_in_every_order_are_set_against_each_other() -> None:
    graded = [*shuffled([1, 0], [1, 0]), answer(7, 1.0), answer(7, None, order=1)]
    found = order_spread(graded)
    assert (found.questions, found.range) == (2, 0)
    assert found.changed.questions == 2


def test_no_question_in_both_orders_leaves_nothing_to_say() -> None:
    found = order_spread([answer(0, 1.0), answer(1, 0.0, order=1)])
    assert (found.range, found.deviation, found.changed.mean) == (None, None, None)
    assert order_spread(shuffled([1], [0])).deviation is None


def test_a_tie_with_the_same_answer_in_it_is_no_change_but_silence_is() -> None:
    same = [*votes(0, "AB"), *votes(0, "AA", order=1)]
    assert order_spread(same).changed.mean == 0
    silent = [*votes(0, "A"), *votes(0, ".", order=1)]
    assert order_spread(silent).changed.mean == 1
