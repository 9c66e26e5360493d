"""A run as a whole: its trace, its failures, its refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reasoning import AUTO, Budget, Message, Problem, curve, reason
from reasoning.engines.base import TextUsage
from reasoning.errors import BudgetError, EngineUnavailable
from reasoning.events import Answer, End, Ending, Started, Thought
from reasoning.rows import row
from tests.reasoning.runs import collect, ends, run_now, thinker
from tests.reasoning.stand_in import StandIn

QUESTION = Problem("Which?", options={"A": "one", "B": "two"}, answer_type="SC", gold="B")  # type: ignore[arg-type]


class Shelf:
    """A store of a few lines."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []

    def save_trace(self, record: dict[str, Any]) -> None:
        json.dumps(record)
        self.records.append(record)


async def test_the_trace_is_stored_before_the_last_end_is_seen() -> None:
    shelf = Shelf()
    run = reason(QUESTION, Budget(3), thinker("abcdef", lambda t, s: "B) two"), store=shelf)
    async for event in run:
        if isinstance(event, End):
            assert len(shelf.records) == 1
    record = shelf.records[0]
    assert record["id"] == run.id
    assert record["end"] == "cut"
    assert record["answer"] == "B"
    thought = record["thoughts"][0]
    assert [(i, text) for i, text, _ in thought["tokens"]] == [(97, "a"), (98, "b"), (99, "c")]
    assert thought["tokens"][0][2] is None  # a thought's log-probabilities are not asked for
    assert record["answers"][0]["tokens"][0][2] == pytest.approx(-0.1)
    assert record["answers"][0]["text"] == "B) two"
    assert record["rungs"][0]["thinking_tokens"] == {"requested": 3, "spent": 3, "total": 3}
    assert record["problem"]["answer"] == "B"


def test_a_cancelled_and_a_failed_run_are_stored_too() -> None:
    shelf = Shelf()
    run = reason(QUESTION, Budget(3), thinker("abc", lambda t, s: "B"), store=shelf)
    run.cancel()
    run_now(run)
    run_now(reason(QUESTION, Budget(3), _Broken("x"), store=shelf))
    assert [record["end"] for record in shelf.records] == ["cancelled", "failed"]


class _Broken(StandIn):
    """Breaks off after a few tokens."""

    def __init__(self, thought: str) -> None:
        super().__init__(lambda prefix, seed: thought)

    async def stream(self, prompt_ids, sampling):  # type: ignore[no-untyped-def, override]
        async for chunk in super().stream(prompt_ids, sampling):
            yield chunk
            raise EngineUnavailable("the server went away")


@pytest.mark.parametrize("samples", [1, 3])
def test_an_engine_that_breaks_off_gives_a_failed_end_with_the_reason(samples: int) -> None:
    events = run_now(reason(QUESTION, Budget(9, samples=samples), _Broken("xxxx")))
    result = ends(events)[9]
    assert result.end is Ending.FAILED
    assert result.reason == "the server went away"
    assert len(result.samples) == samples
    assert result.thinking_tokens.spent == 1


def test_one_failed_sample_does_not_take_the_vote_with_it() -> None:
    engine = thinker("xxxx", lambda thought, seed: "B) two")
    stream, calls = engine.stream, []

    async def flaky(prompt_ids, sampling):  # type: ignore[no-untyped-def]
        calls.append(1)
        if len(calls) == 1:
            raise EngineUnavailable("once")
        async for chunk in stream(prompt_ids, sampling):
            yield chunk

    engine.stream = flaky  # type: ignore[method-assign]
    result = ends(run_now(reason(QUESTION, Budget(9, samples=3), engine)))[9]
    assert (result.answer, result.end) == ("B", Ending.ANSWERED)
    assert [s.end for s in result.samples].count(Ending.FAILED) == 1


async def test_a_fault_of_our_own_is_raised_after_the_run_has_ended() -> None:
    engine = thinker("xxxx", lambda thought, seed: 1 / 0)  # type: ignore[arg-type, return-value]
    seen = []
    with pytest.raises(ExceptionGroup):
        async for event in reason(QUESTION, Budget(9), engine):
            seen.append(event)
    assert ends(seen)[9].end is Ending.FAILED


def test_a_model_with_a_scope_refuses_what_it_was_not_taught(tmp_path: Path) -> None:
    (tmp_path / "scope.json").write_text('{"window": 2, "threshold": 3.0, "knows": "letters."}')

    class Narrow(StandIn):
        async def score(self, prompt_ids):  # type: ignore[no-untyped-def, override]
            return [-9.0 if chr(i) in "qz" else -0.1 for i in prompt_ids]

    def ask(question: str) -> Any:
        engine = Narrow(lambda prefix, seed: "1" if "</think>" in prefix else "|")
        engine.model = type(engine.model)("narrow", "1", 4096, folder=tmp_path)
        return ends(run_now(reason(Problem(question), Budget(9), engine)))[9]

    assert ask("familiar").end is Ending.ANSWERED
    refused = ask("aaa qz aaa")
    assert refused.end is Ending.REFUSED
    assert refused.answer is None
    assert "“qz”" in refused.reason
    assert "It knows letters." in refused.reason


def test_words_that_a_model_was_never_taught_are_named(tmp_path: Path) -> None:
    scope = {"window": 2, "threshold": 3.0, "share": 0.25, "knows": "letters."}
    (tmp_path / "scope.json").write_text(json.dumps(scope))
    (tmp_path / "words.json").write_text('["the", "cat"]')

    def ask(question: str) -> Any:
        engine = StandIn(lambda prefix, seed: "1" if "</think>" in prefix else "|")
        engine.model = type(engine.model)("narrow", "1", 4096, folder=tmp_path)
        return ends(run_now(reason(Problem(question), Budget(9), engine)))[9]

    assert ask("The cat, the whale?").end is Ending.ANSWERED
    refused = ask("The cat, a white whale?")
    assert refused.end is Ending.REFUSED
    assert "it does not know “a, white, whale” here. It knows letters." in refused.reason


def test_images_are_refused_by_a_model_that_takes_none() -> None:
    with pytest.raises(BudgetError, match="takes no images"):
        reason(Problem("What is this?", images=("x.png",)), Budget(), thinker("", lambda t, s: ""))


def test_earlier_turns_are_part_of_the_prompt() -> None:
    engine = thinker("x", lambda t, s: "fine")
    problem = Problem("And now?", history=(Message("user", "Hello"), Message("assistant", "Hi")))
    started = run_now(reason(problem, Budget(2), engine))[0]
    assert isinstance(started, Started)
    assert started.prompt_tokens == len("Hello\nHi\nAnd now?<")


def test_independent_thoughts_name_their_rung() -> None:
    engine = thinker("abcdef", lambda thought, seed: str(len(thought)))
    events = run_now(curve(Problem("?", domain="maths"), [1, 3], engine, method="independent"))
    thoughts = dict.fromkeys((1, 3), "")
    for event in events:
        if isinstance(event, Thought):
            thoughts[event.rung] += event.text  # type: ignore[index]
    assert thoughts == {1: "a", 3: "abc"}


def test_a_row_has_the_documented_fields() -> None:
    events = run_now(reason(QUESTION, Budget(3), thinker("abcdef", lambda t, s: "B) two")))
    assert isinstance(events[0], Started)
    made = row(QUESTION, events[0], 3, ends(events)[3])
    assert made["thinking_tokens"]["requested"] == made["thinking_tokens"]["spent"] == 3
    for name in "answer end answer_tokens samples votes seconds model".split():
        assert name in made
    json.dumps(made)


class TestChatOnlyEngines:
    """Engines without token ids: approximate, marked so, and honest about what they cannot do."""

    def engine(self, reply: str) -> StandIn:
        engine = StandIn(lambda prompt, seed: "|B) two" if "is over" in prompt else reply)
        engine.tokenizer = None
        return engine

    def test_a_reply_within_the_budget_is_answered(self) -> None:
        result = ends(run_now(reason(QUESTION, Budget(50), self.engine("think|A) one"))))[50]
        assert (result.answer, result.end) == ("A", Ending.ANSWERED)
        assert result.approximate
        assert result.thinking_tokens.spent == 5

    def test_a_long_thought_is_closed_and_answered(self) -> None:
        engine = self.engine("x" * 90 + "|A) one")
        events = run_now(reason(QUESTION, Budget(20), engine))
        result = ends(events)[20]
        assert (result.answer, result.end) == ("B", Ending.CUT)
        assert result.thinking_tokens.spent == 20
        assert engine.open == 0
        assert "".join(e.text for e in events if isinstance(e, Answer)) == "B) two"

    def test_the_servers_own_counts_are_taken_where_it_gives_them(self) -> None:
        engine = self.engine("think|A) one")
        chat = engine.chat

        async def counted(messages, sampling):  # type: ignore[no-untyped-def]
            async for piece in chat(messages, sampling):
                yield replace(piece, usage=TextUsage(40, 12, 9)) if piece.finish else piece

        engine.chat = counted  # type: ignore[method-assign]
        run = reason(QUESTION, Budget(50), engine)
        result = ends(run_now(run))[50]
        assert (result.thinking_tokens.spent, result.answer_tokens) == (9, 3)
        assert run.generated_tokens == 12

    def test_what_needs_token_ids_is_refused(self) -> None:
        with pytest.raises(BudgetError, match="chat messages only"):
            reason(QUESTION, Budget(50), self.engine("x"), strategy=AUTO)
        with pytest.raises(BudgetError, match="minimum thinking"):
            reason(QUESTION, Budget(50, min_thinking_tokens=5), self.engine("x"))


async def test_a_run_reports_what_it_has_generated() -> None:
    run = reason(QUESTION, Budget(3), thinker("abcdef", lambda t, s: "B"))
    await collect(run)
    assert run.generated_tokens == 4
