"""Auto: stops when the answer has settled, and says what that saved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning import AUTO, Budget, Problem, reason
from reasoning.errors import BudgetError
from reasoning.events import Answer, Checkpoint, Ending
from reasoning.strategies import Adaptive
from tests.reasoning.runs import ends, run_now, thinker

NUMBER = Problem("How much?", domain="maths", answer_type="NV")  # type: ignore[arg-type]


def test_it_stops_once_the_answer_has_settled_and_reports_the_saving() -> None:
    engine = thinker("x" * 2000, lambda thought, seed: str(min(len(thought), 100)))
    engine.logprob = -0.001
    events = run_now(reason(NUMBER, Budget(1500), engine, strategy=AUTO))
    result = ends(events)[1500]
    probes = [e.result for e in events if isinstance(e, Checkpoint) and e.probe]
    assert [p.answer for p in probes][-3:] == ["100"] * 3
    assert result.answer == "100"
    assert 100 <= result.thinking_tokens.spent < 500
    spent_on_probes = sum(p.answer_tokens for p in probes[:-1])
    assert result.saved_tokens == 1500 - result.thinking_tokens.spent - spent_on_probes
    assert result.thinking_tokens.total == result.thinking_tokens.spent + spent_on_probes
    assert result.end is Ending.CUT
    assert [e.text for e in events if isinstance(e, Answer)] == ["100"]


def test_an_unsure_answer_does_not_settle() -> None:
    engine = thinker("x" * 300, lambda thought, seed: "7")
    engine.logprob = -2.0
    result = ends(run_now(reason(NUMBER, Budget(200), engine, strategy=AUTO)))[200]
    assert result.thinking_tokens.spent == 200


def test_a_changing_answer_does_not_settle() -> None:
    engine = thinker("x" * 300, lambda thought, seed: str(len(thought)))
    engine.logprob = -0.001
    result = ends(run_now(reason(NUMBER, Budget(200), engine, strategy=AUTO)))[200]
    assert result.thinking_tokens.spent == 200


def test_a_model_that_stops_by_itself_is_answered_and_nothing_is_claimed_saved() -> None:
    engine = thinker("x" * 20, lambda thought, seed: "7")
    result = ends(run_now(reason(NUMBER, Budget(200), engine, strategy=AUTO)))[200]
    assert result.end is Ending.ANSWERED
    assert result.thinking_tokens.spent == 20
    assert result.saved_tokens == 0


def test_several_samples_settle_by_their_share() -> None:
    engine = thinker("x" * 2000, lambda thought, seed: "7" if seed % 50 else "8")
    budget = Budget(1500, samples=8)
    result = ends(run_now(reason(NUMBER, budget, engine, strategy=AUTO)))[1500]
    assert result.answer == "7"
    assert result.thinking_tokens.spent < 500
    assert len(result.samples) == 8


@given(st.integers(0, 5000))
def test_the_rungs_grow_to_the_cap(cap: int) -> None:
    steps = Adaptive().steps(cap)
    assert steps == sorted(set(steps))
    assert steps[-1] == cap


def test_settings_that_cannot_settle_are_refused() -> None:
    with pytest.raises(BudgetError, match="auto needs"):
        reason(NUMBER, Budget(10), thinker("x", lambda t, s: "1"), strategy=Adaptive(agree=1))
