"""What answers cost, alone and as rungs of one chain."""

from __future__ import annotations

import pytest

from benchmarks.statistics.cost import Spent, costs
from tests.benchmarks.statistics.answers import answer


def test_independent_runs_cost_what_each_took() -> None:
    small = [answer(0, 1.0, seconds=2.0), answer(1, 1.0, seconds=4.0, thinking_tokens=30)]
    large = [answer(i, 1.0, budget=None, seconds=9.0 + i, dollars=0.5) for i in range(2)]
    first, second = costs([*large, *small])
    assert (first.budget, second.budget) == (64, None)
    assert first.thinking_tokens == Spent(20, 40)
    assert (first.seconds, first.dollars, first.estimated) == (Spent(3, 6), None, False)
    assert (second.seconds, second.dollars) == (Spent(9.5, 19), Spent(0.5, 1))


def test_the_rungs_of_a_shared_chain_take_their_part_of_its_tokens() -> None:
    rungs = [
        answer(0, 1.0, budget=b, thinking_tokens=t, answer_tokens=10, seconds=6.0)
        for b, t in ((0, 0), (64, 64), (None, 90))
    ]
    found = costs(rungs)
    assert [one.seconds.mean for one in found] == pytest.approx([0.5, 3.7, 5.0])
    assert all(one.estimated for one in found)


def test_the_dollars_of_a_shared_chain_are_divided_where_they_are_shared_too() -> None:
    sizes = {"thinking_tokens": 8, "answer_tokens": 1}
    same = [answer(0, 1.0, budget=b, dollars=1.0, **sizes) for b in (8, 64)]
    assert [one.dollars.mean for one in costs(same)] == pytest.approx([0.9, 0.9])
    apart = [answer(0, 1.0, budget=b, dollars=b / 100, **sizes) for b in (8, 64)]
    assert [one.dollars.mean for one in costs(apart)] == pytest.approx([0.08, 0.64])


def test_nothing_costs_nothing() -> None:
    assert costs([]) == ()
    (found,) = costs([answer(0, None, thinking_tokens=0, answer_tokens=0, seconds=0.0)])
    assert (found.seconds, found.estimated) == (Spent(0, 0), False)
