"""The ladder: K budgets from one chain, told apart from independent runs by nothing but tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning import Budget, Decoding, Problem, curve
from reasoning.errors import BudgetError
from reasoning.events import Checkpoint, End, Ending, Started, Thought
from reasoning.self_check import same_answers_p, self_check
from tests.reasoning.runs import ends, run_now, thinker
from tests.reasoning.stand_in import StandIn

NUMBER = Problem("How much?", domain="maths", answer_type="NV")  # type: ignore[arg-type]


def counting(length: int) -> StandIn:
    """Answers with the number of tokens it could think."""
    return thinker("x" * length, lambda thought, seed: str(len(thought)))


@given(
    st.integers(0, 60),
    st.sets(st.one_of(st.none(), st.integers(0, 80)), min_size=1, max_size=6),
)
def test_ladder_and_independent_runs_give_the_same_ends(
    length: int, rungs: set[int | None]
) -> None:
    ladder = ends(run_now(curve(NUMBER, rungs, counting(length))))
    alone = ends(run_now(curve(NUMBER, rungs, counting(length), method="independent")))
    assert set(ladder) == set(alone) == rungs
    for rung in rungs:
        expected = length if rung is None else min(length, rung)
        for result in (ladder[rung], alone[rung]):
            assert result.answer == str(expected)
            assert result.thinking_tokens.spent == expected
            assert result.thinking_tokens.requested == rung
        assert ladder[rung].end == alone[rung].end


def test_a_curve_costs_one_chain_and_short_answers() -> None:
    rungs = [4, 8, 16, 32, 64, 128, 256, 512]
    run = curve(NUMBER, rungs, counting(600))
    run_now(run)
    assert run.generated_tokens == 512 + sum(len(str(rung)) for rung in rungs)


def test_every_rung_shows_a_prefix_of_the_shared_thought() -> None:
    engine = thinker("abcdefghij", lambda thought, seed: str(len(thought)))
    events = run_now(curve(NUMBER, [2, 5], engine))
    assert "".join(e.text for e in events if isinstance(e, Thought)) == "abcde"
    assert {e.rung for e in events if isinstance(e, Thought)} == {"all"}
    forks = [prefix for prefix, _ in engine.requests if "</think>" in prefix]
    assert sorted(forks) == ["ab</think>", "abcde</think>"]


@given(
    st.integers(0, 60),
    st.sets(st.integers(0, 80), min_size=1, max_size=6),
    st.integers(1, 25),
)
def test_no_thought_event_crosses_a_rung_however_many_tokens_come_at_once(
    length: int, rungs: set[int], chunk: int
) -> None:
    engine = counting(length)
    engine.chunk = chunk
    events = run_now(curve(NUMBER, rungs, engine))
    thoughts = [e for e in events if isinstance(e, Thought)]
    for rung in rungs:
        below = [e for e in thoughts if e.position < rung]
        assert sum(len(e.ids) for e in below) == min(length, rung)
        assert all(len(e.text) == len(e.ids) for e in below)
    assert ends(events).keys() == rungs


def test_rungs_above_a_free_stop_share_its_answer() -> None:
    engine = counting(10)
    events = run_now(curve(NUMBER, [5, 20, 40], engine))
    results = ends(events)
    assert results[20].samples == results[40].samples
    assert results[20].end is Ending.ANSWERED
    assert len(engine.requests) == 1 + 2


def test_a_rung_at_exactly_the_free_length_is_cut_either_way() -> None:
    for method in ("ladder", "independent"):
        results = ends(run_now(curve(NUMBER, [10, 20], counting(10), method=method)))  # type: ignore[arg-type]
        assert (results[10].end, results[20].end) == (Ending.CUT, Ending.ANSWERED)


def test_votes_are_counted_at_every_rung() -> None:
    engine = thinker("x" * 30, lambda thought, seed: str(seed % 2 if len(thought) < 20 else 7))
    events = run_now(curve(NUMBER, [10, 20], engine, budget=Budget(samples=8)))
    results = ends(events)
    assert len(results[10].samples) == len(results[20].samples) == 8
    assert [vote.answer for vote in results[20].votes] == ["7"]
    assert {vote.answer for vote in results[10].votes} <= {"0", "1"}
    assert sum(1 for e in events if isinstance(e, Checkpoint)) == 16
    assert sum(1 for e in events if isinstance(e, End)) == 2


def test_rungs_are_sorted_and_told_at_the_start() -> None:
    started = run_now(curve(NUMBER, [None, 30, 0], counting(50)))[0]
    assert isinstance(started, Started)
    assert started.rungs == (0, 30, None)


@pytest.mark.parametrize(
    ("budget", "named"),
    [
        (Budget(min_thinking_tokens=5), "minimum thinking"),
        (Budget(seconds=3), "seconds"),
        (Budget(dollars=3), "dollars"),
    ],
)
def test_what_a_ladder_cannot_honour_is_refused(budget: Budget, named: str) -> None:
    with pytest.raises(BudgetError, match=named):
        curve(NUMBER, [1, 2], counting(5), budget=budget)


@pytest.mark.parametrize("rungs", [[], [-1], list(range(300))])
def test_impossible_rungs_are_refused(rungs: list[int]) -> None:
    with pytest.raises(BudgetError, match="allowed"):
        curve(NUMBER, rungs, counting(5))


async def test_the_self_check_sees_no_difference_where_there_is_none() -> None:
    engine = thinker("x" * 30, lambda thought, seed: str(seed % 2))
    found = await self_check(
        NUMBER, [10, 20], engine, budget=Budget(samples=24), decoding=Decoding(temperature=1)
    )
    assert found.p_value > 0.05
    assert [rung for rung, _ in found.rungs] == [10, 20]


def test_the_self_check_sees_a_difference_where_there_is_one() -> None:
    assert same_answers_p(NUMBER, ["1"] * 20, ["2"] * 20, seed=0) < 0.01
    assert same_answers_p(NUMBER, ["1"] * 20, ["1.0"] * 20, seed=0) == 1.0
