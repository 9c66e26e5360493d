"""What answers cost, alone and as rungs of one chain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.runner.results import graded_of
from benchmarks.statistics.cost import Spent, costs
from reasoning.engines.base import Price
from store import Store
from tests.benchmarks.runner.small import THOUGHT, asked, engine, ran
from tests.benchmarks.statistics.answers import answer


def test_independent_runs_cost_what_each_took() -> None:
    small = [answer(0, 1.0, seconds=2.0), answer(1, 1.0, seconds=4.0, thinking_tokens=30)]
    large = [answer(i, 1.0, budget=None, seconds=9.0 + i, dollars=0.5) for i in range(2)]
    first, second = costs([*large, *small])
    assert (first.budget, second.budget) == (64, None)
    assert first.thinking_tokens == Spent(20, 40)
    assert (first.seconds, first.dollars) == (Spent(3, 6), None)
    assert (second.seconds, second.dollars) == (Spent(9.5, 19), Spent(0.5, 1))


def test_the_rungs_of_a_shared_chain_cost_what_each_has_and_nothing_is_divided() -> None:
    # The model stopped before 64: both rungs have the answer that came after 6 seconds.
    chain = [
        answer(0, 1.0, budget=b, thinking_tokens=t, answer_tokens=10, seconds=s, dollars=d)
        for b, t, s, d in ((0, 0, 1.5, 0.01), (64, 60, 6.0, 0.08), (None, 60, 6.0, 0.08))
    ]
    found = costs(chain)
    assert [one.seconds.mean for one in found] == [1.5, 6.0, 6.0]
    assert [one.dollars and one.dollars.mean for one in found] == [0.01, 0.08, 0.08]


async def test_each_rung_of_a_ladder_costs_as_much_as_a_run_of_its_own(
    home: Path, tmp_path: Path
) -> None:
    opened = engine()
    opened.model = replace(opened.model, price=Price(1_000_000.0, 2_000_000.0))
    budgets = (0, 3, None)
    with Store(f"sqlite:///{home}/deliberate.db") as store:
        run, _ = await ran(store, asked(tmp_path, limit=1, budgets=budgets), opened)
        answers = graded_of(store.benchmarks, run.id)
        trace = store.trace(answers[0].trace_id)
        assert trace is not None
        prompt, answered, closing = len(trace["prompt_ids"]), len("B) two"), 1
        # At $1 a token sent and $2 a token drawn. At 0 the prompt is sent once, to answer; above,
        # to think, and again with the thought and its close to answer.
        by_hand = [
            (prompt + closing) + 2 * answered,
            (2 * prompt + 3 + closing) + 2 * (3 + answered),
            (2 * prompt + len(THOUGHT) + closing) + 2 * (len(THOUGHT) + answered),
        ]
        found = costs(answers)
        assert [one.dollars and one.dollars.mean for one in found] == by_hand
        assert 0 < found[0].seconds.mean <= found[1].seconds.mean <= found[2].seconds.mean
        for budget, dollars in zip(budgets, by_hand, strict=True):
            request = asked(tmp_path, limit=1, budgets=(budget,), cache=False)
            alone, _ = await ran(store, request, opened)
            (one,) = costs(graded_of(store.benchmarks, alone.id))
            assert one.dollars == Spent(dollars, dollars)
            assert alone.dollars == pytest.approx(dollars)


def test_nothing_costs_nothing() -> None:
    assert costs([]) == ()
    (found,) = costs([answer(0, None, thinking_tokens=0, answer_tokens=0, seconds=0.0)])
    assert found.seconds == Spent(0, 0)
