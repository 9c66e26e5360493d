"""Majority vote: equivalence, ties, early stopping, calibration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning import Budget, Decoding, Problem, reason
from reasoning.events import Ending, Voted
from reasoning.events import Vote as Group
from reasoning.strategies import EarlyStop, Vote
from reasoning.strategies.vote import Calibration, calibration_of, leads_for_good, may_stop
from tests.reasoning.runs import ends, run_now, thinker

NUMBER = Problem("How much?", domain="maths", answer_type="NV", gold="0.5")  # type: ignore[arg-type]
MANY = Budget(None, samples=9)


def test_equivalent_answers_are_one_group() -> None:
    spellings = ["1/2", "0.5", r"$\boxed{\frac{1}{2}}$", "50/100"]
    engine = thinker("x", lambda thought, seed: spellings[seed % 4])
    result = ends(run_now(reason(NUMBER, MANY, engine)))[None]
    assert [(v.count, v.share) for v in result.votes] == [(9, 1.0)]
    assert result.correct is True


def test_samples_differ_by_seed_and_are_reproducible() -> None:
    def draw(seed: int) -> list[str | None]:
        engine = thinker("x", lambda thought, seed: str(seed % 1000))
        result = ends(run_now(reason(NUMBER, MANY, engine, decoding=Decoding(seed=seed))))[None]
        return [sample.answer for sample in result.samples]

    assert draw(1) == draw(1)
    assert draw(1) != draw(2)
    assert len(set(draw(1))) > 1


def test_one_sample_is_greedy_and_a_vote_is_not() -> None:
    one, many = (thinker("x", lambda t, s: "1") for _ in range(2))
    run_now(reason(NUMBER, Budget(5), one))
    run_now(reason(NUMBER, Budget(5, samples=2), many))
    assert {s.temperature for _, s in one.requests} == {0.0}
    assert {s.temperature for _, s in many.requests} == {0.7}


def test_a_tie_goes_to_the_more_probable_answer() -> None:
    engine = thinker("x", lambda thought, seed: "1" if seed % 2 else "22")
    engine.logprob = -1.0
    stream = engine.stream

    async def surer(prompt_ids, sampling):  # type: ignore[no-untyped-def]
        engine.logprob = -0.1 if sampling.seed % 2 else -1.0
        async for chunk in stream(prompt_ids, sampling):
            yield chunk

    engine.stream = surer  # type: ignore[method-assign]
    for seed in range(20):
        result = ends(
            run_now(reason(NUMBER, Budget(0, samples=2), engine, decoding=Decoding(seed=seed)))
        )[0]
        if len(result.votes) == 2:
            assert result.votes[0].count == result.votes[1].count == 1
            means = [vote.mean_logprob or 0 for vote in result.votes]
            assert means == sorted(means, reverse=True)
            assert result.answer == result.votes[0].answer
            return
    pytest.fail("no tie in 20 seeds")


def test_samples_without_an_answer_do_not_vote() -> None:
    engine = thinker("x", lambda thought, seed: "" if seed % 2 else "3")
    result = ends(run_now(reason(NUMBER, MANY, engine)))[None]
    empty = [s for s in result.samples if s.end is Ending.EMPTY]
    assert empty
    assert result.votes[0].count == 9 - len(empty)
    assert result.votes[0].share == 1.0


def test_a_decided_vote_stops_and_frees_the_engine() -> None:
    engine = thinker("x" * 50, lambda thought, seed: "3")
    slow = thinker("y" * 3000, lambda thought, seed: "4")
    fast_stream, seeds = engine.stream, set()

    def stream(prompt_ids, sampling):  # type: ignore[no-untyped-def]
        if sampling.max_tokens > 600 and len(seeds) < 4:
            seeds.add(sampling.seed)
            return slow.stream(prompt_ids, sampling)
        return fast_stream(prompt_ids, sampling)

    engine.stream = stream  # type: ignore[method-assign]
    events = run_now(reason(NUMBER, MANY, engine, strategy=Vote(EarlyStop.CERTAIN)))
    result = ends(events)[None]
    assert result.answer == "3"
    assert [s.end for s in result.samples].count(Ending.CANCELLED) == 4
    assert len(result.samples) == 9
    assert engine.open == slow.open == 0
    assert [e for e in events if isinstance(e, Voted)][-1].outstanding == 4


@given(st.lists(st.integers(0, 3), min_size=1, max_size=20), st.integers(0, 20))
def test_a_certain_stop_can_never_change_the_winner(first: list[int], outstanding: int) -> None:
    counts = sorted((first.count(answer) for answer in set(first)), reverse=True)
    votes = [Group(str(n), count, 0, None) for n, count in enumerate(counts)]
    if may_stop(EarlyStop.CERTAIN, votes, outstanding):
        runner_up = counts[1] if len(counts) > 1 else 0
        assert counts[0] > runner_up + outstanding


def test_the_bayesian_stop_comes_earlier_and_not_at_once() -> None:
    lead = [Group("1", 5, 1.0, None)]
    assert may_stop(EarlyStop.BAYES, lead, 11)
    assert not may_stop(EarlyStop.CERTAIN, lead, 11)
    assert not may_stop(EarlyStop.BAYES, [Group("1", 2, 1.0, None)], 11)
    # Beta(6, 1): P(p > 1/2) = 1 - 0.5**6
    assert leads_for_good(5, 0) == pytest.approx(1 - 0.5**6)


def test_confidence_is_calibrated_where_the_model_has_a_card(tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text(
        json.dumps({"calibration": {"slope": 0.5, "intercept": -0.25}})
    )
    assert calibration_of(tmp_path) == Calibration(0.5, -0.25)
    assert calibration_of(tmp_path / "none") is None
    certain = Calibration(1, 0).probability(16, 16)
    assert Calibration(0.5, 0).probability(16, 16) < certain
    assert Calibration(1, 0).probability(8, 16) == pytest.approx(0.5)
