"""Budget forcing on token ids: exact on any thought, any limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning import Budget, Decoding, Problem, reason
from reasoning.errors import BudgetError
from reasoning.events import Answer, End, Ending, Thought, ThoughtEnd, Usage
from tests.reasoning.runs import collect, ends, run_now, thinker
from tests.reasoning.stand_in import StandIn

QUESTION = Problem("Which?", options={"A": "one", "B": "two"}, answer_type="SC")  # type: ignore[arg-type]


@given(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 50)))
def test_thinking_never_exceeds_what_was_requested(length: int, limit: int | None) -> None:
    engine = thinker("x" * length, lambda thought, seed: "B) two")
    events = run_now(reason(QUESTION, Budget(limit), engine))
    spent = sum(len(e.ids) for e in events if isinstance(e, Thought))
    result = ends(events)[limit]
    assert result.thinking_tokens.spent == spent
    if limit is None:
        assert spent == length
        assert result.end is Ending.ANSWERED
    else:
        assert spent == min(length, limit)
        natural = length < limit or limit == 0
        assert result.end is (Ending.ANSWERED if natural else Ending.CUT)
    assert result.answer == "B"
    assert engine.open == 0


def test_budget_zero_answers_at_once_with_a_closed_thought() -> None:
    engine = thinker("never seen", lambda thought, seed: "A) one")
    events = run_now(reason(QUESTION, Budget(0), engine))
    assert [prefix for prefix, _ in engine.requests] == ["</think>"]
    assert not [e for e in events if isinstance(e, Thought)]
    assert ends(events)[0].thinking_tokens.spent == 0


def test_a_long_thought_never_eats_the_answer() -> None:
    engine = thinker("x" * 500, lambda thought, seed: "B) two")
    events = run_now(reason(QUESTION, Budget(400, answer_tokens=6), engine))
    assert "".join(e.text for e in events if isinstance(e, Answer)) == "B) two"
    assert engine.requests[-1][1].max_tokens == 6


def test_the_answer_is_held_to_its_own_limit() -> None:
    engine = thinker("x", lambda thought, seed: "B" * 100)
    result = ends(run_now(reason(QUESTION, Budget(5, answer_tokens=7), engine)))[5]
    assert result.answer_tokens == 7


@given(st.integers(1, 30), st.integers(0, 60), st.integers(0, 5), st.integers(30, 90))
def test_wait_is_appended_until_the_minimum_or_n_times(
    length: int, minimum: int, waits: int, limit: int
) -> None:
    def script(prefix: str, seed: int) -> str:
        if "</think>" in prefix:
            return "B) two"
        since = len(prefix.rpartition("\nWait,")[2])
        return "x" * (length - since) + "|"

    minimum = min(minimum, limit)
    engine = StandIn(script)
    budget = Budget(limit, min_thinking_tokens=minimum, waits=waits)
    result = ends(run_now(reason(QUESTION, budget, engine)))[limit]
    sample = result.samples[0]
    assert sample.waits <= waits
    assert sample.thinking_tokens <= limit
    stopped_early = sample.end is Ending.ANSWERED and sample.thinking_tokens < minimum
    if stopped_early:
        assert sample.waits == waits or sample.thinking_tokens + len("\nWait,") > limit
    if length >= minimum:
        assert sample.waits == 0


def test_a_budget_above_the_context_is_refused_before_anything_is_spent() -> None:
    engine = thinker("x", lambda thought, seed: "B) two", context=100)
    with pytest.raises(BudgetError, match="allowed: 0 to"):
        reason(QUESTION, Budget(1000, answer_tokens=10), engine)
    assert engine.requests == []


def test_a_limit_in_dollars_without_prices_is_refused() -> None:
    with pytest.raises(BudgetError, match="price_prompt"):
        reason(QUESTION, Budget(dollars=1), thinker("x", lambda thought, seed: "B"))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"thinking_tokens": -1}, "thinking budget"),
        ({"thinking_tokens": 5, "min_thinking_tokens": 6}, "minimum thinking"),
        ({"waits": 99}, "waits"),
        ({"answer_tokens": 0}, "answer tokens"),
        ({"samples": 0}, "samples"),
        ({"seconds": 0.0}, "seconds"),
        ({"dollars": -1.0}, "dollars"),
    ],
)
def test_an_impossible_budget_names_the_part_and_what_is_allowed(
    changes: dict[str, float], named: str
) -> None:
    with pytest.raises(BudgetError, match=named):
        Budget(**changes)  # type: ignore[arg-type]


def test_seconds_close_the_thought_and_still_answer() -> None:
    engine = thinker("x" * 3000, lambda thought, seed: "B) two")
    events = run_now(reason(QUESTION, Budget(None, seconds=1e-9), engine))
    result = ends(events)[None]
    assert (result.answer, result.end) == ("B", Ending.CUT)
    assert result.thinking_tokens.spent < 3000


def test_an_escape_after_a_forced_close_is_told_apart() -> None:
    talking = "Wait, let me think. Hmm, wait, maybe A. Wait, no."
    engine = thinker("x" * 50, lambda thought, seed: talking)
    assert ends(run_now(reason(QUESTION, Budget(10), engine)))[10].end is Ending.ESCAPED


def test_the_same_words_after_a_free_stop_are_no_escape() -> None:
    engine = thinker("x" * 5, lambda thought, seed: "Wait, hmm. The answer is B) two.")
    assert ends(run_now(reason(QUESTION, Budget(10), engine)))[10].end is Ending.ANSWERED


def test_an_unreadable_answer_is_empty_not_wrong() -> None:
    result = ends(run_now(reason(QUESTION, Budget(5), thinker("x", lambda t, s: ""))))[5]
    assert (result.end, result.answer) == (Ending.EMPTY, None)


def test_events_come_in_order_and_end_exactly_once() -> None:
    events = run_now(reason(QUESTION, Budget(5), thinker("abc", lambda t, s: "B) two")))
    kinds = [type(e).__name__ for e in events]
    assert kinds[0] == "Started"
    assert kinds[-2:] == ["Usage", "End"]
    assert kinds.count("End") == 1
    assert kinds.index("ThoughtEnd") < kinds.index("Answer")
    assert "".join(e.text for e in events if isinstance(e, Thought)) == "abc"
    assert next(e for e in events if isinstance(e, ThoughtEnd)).cut is False
    assert next(e for e in events if isinstance(e, Usage)).generated_tokens == 3 + len("B) two")


async def test_cancelling_frees_the_engine_and_ends_as_cancelled() -> None:
    engine = thinker("x" * 3000, lambda thought, seed: "B) two")
    run = reason(QUESTION, Budget(2500, samples=3), engine, decoding=Decoding(seed=1))
    seen = []
    async for event in run:
        seen.append(event)
        if isinstance(event, Thought) and event.position == 20:
            run.cancel()
    result = next(e.result for e in seen if isinstance(e, End))
    assert result.end is Ending.CANCELLED
    assert engine.open == 0
    assert 20 <= result.thinking_tokens.spent < 200
    assert [s.end for s in result.samples] == [Ending.CANCELLED] * 3


async def test_a_run_cancelled_before_it_starts_still_ends() -> None:
    run = reason(QUESTION, Budget(5), thinker("x", lambda t, s: "B"))
    run.cancel()
    assert ends(await collect(run))[5].end is Ending.CANCELLED


async def test_whoever_stops_listening_stops_the_engine() -> None:
    engine = thinker("x" * 3000, lambda thought, seed: "B) two")
    events = aiter(reason(QUESTION, Budget(2500), engine))
    async for event in events:
        if isinstance(event, Thought):
            break
    await events.aclose()  # type: ignore[attr-defined]
    assert engine.open == 0
