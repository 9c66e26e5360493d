"""A run asks every question once, keeps each answer at once, and lives through a lost engine."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.runner.check import together
from benchmarks.runner.results import graded_of
from benchmarks.runner.units import Unit
from benchmarks.statistics import rows
from reasoning.engines.base import Chunk, Price, Sampling
from reasoning.errors import EngineError, EngineUnavailable
from reasoning.events import Ending
from store import RunLost, Status, Store
from tests.benchmarks.runner.small import asked, engine, questions, ran, ready, record, runner
from tests.reasoning.stand_in import StandIn


def prompts(opened: StandIn) -> int:
    """How many thoughts were begun."""
    return sum(1 for prefix, _ in opened.requests if not prefix)


async def test_a_ladder_grades_every_budget_from_one_chain(store: Store, tmp_path: Path) -> None:
    opened = engine()
    run, outcome = await ran(store, asked(tmp_path, budgets=(0, 2, 4, None)), opened)
    assert (outcome.status, run.status, run.done, run.total) == (Status.DONE, Status.DONE, 3, 3)
    assert prompts(opened) == 3
    answers = graded_of(store.benchmarks, run.id)
    first = {one.budget: one for one in answers if one.item == "records/q0"}
    assert [one.score for one in first.values()] == [0, 0, 1, 1]
    assert [one.thinking_tokens for one in first.values()] == [0, 2, 4, 8]
    assert first[2].end is Ending.CUT
    assert first[None].subject == "counting"
    found = {row["budget"]: row["accuracy"] for row in rows(answers)}
    assert found == pytest.approx({0: 2 / 3, 2: 2 / 3, 4: 1 / 3, None: 1 / 3})
    for one in answers:
        trace = store.trace(one.trace_id)
        assert trace is not None
        assert trace["problem"]["id"] == one.item
    assert run.tokens == sum(len(t["tokens"]) for t in _drawn(store, answers))


def _drawn(store: Store, answers: Sequence[object]) -> list[dict[str, list[object]]]:
    traces = [store.trace(id) or {} for id in {one.trace_id for one in answers}]  # type: ignore[attr-defined]
    return [part for trace in traces for part in (*trace["thoughts"], *trace["answers"])]


async def test_independent_budgets_have_chains_of_their_own(store: Store, tmp_path: Path) -> None:
    opened = engine()
    await ran(store, asked(tmp_path, budgets=(4, None), mode="independent"), opened)
    assert prompts(opened) == 6


async def test_samples_differ_by_seed_and_votes_name_their_kind(
    store: Store, tmp_path: Path
) -> None:
    said = ["\\boxed{\\frac{1}{2}}", "\\boxed{0.5}", "\\boxed{3}"]
    opened = engine(lambda so_far, seed: said[seed % 3])
    data = questions(tmp_path, 4, options=None, answer="1/2", answer_type="NV", domain="maths")
    run, _ = await ran(store, asked(tmp_path, data=data, samples=4), opened)
    answers = graded_of(store.benchmarks, run.id)
    assert len(answers) == 16
    assert {s.temperature for _, s in opened.requests} == {0.7}
    for item in {one.item for one in answers}:
        votes = {one.score: one.vote for one in answers if one.item == item}
        assert len({one.vote for one in answers if one.item == item}) == len(votes)


async def test_what_is_finished_is_not_asked_again(store: Store, tmp_path: Path) -> None:
    request = asked(tmp_path, concurrency=1)

    class Failing(StandIn):
        """Works for one question, then is a program with a fault."""

        def __init__(self) -> None:
            super().__init__(engine().script)

        def stream(self, prompt_ids: Sequence[int], sampling: Sampling) -> AsyncGenerator[Chunk]:
            if len(self.requests) >= 2:
                raise ZeroDivisionError("a fault")
            return super().stream(prompt_ids, sampling)

    with pytest.raises(BaseExceptionGroup):
        await ran(store, request, Failing())
    (run,) = store.benchmarks.list()
    assert (run.status, run.done) == (Status.FAILED, 1)
    assert "a fault" in run.message
    opened = engine()
    run, outcome = await ran(store, request, opened)
    assert (run.status, outcome.resumed, prompts(opened)) == (Status.DONE, 1, 2)
    opened = engine()
    again, outcome = await ran(store, request, opened)
    assert (again.id, outcome.resumed, prompts(opened)) == (run.id, 3, 0)


async def test_another_run_takes_over_what_is_the_same(store: Store, tmp_path: Path) -> None:
    first, _ = await ran(store, asked(tmp_path, limit=2), engine())
    opened = engine()
    second, outcome = await ran(store, asked(tmp_path), opened)
    assert second.id != first.id
    assert (outcome.cached, second.cached, prompts(opened)) == (2, 2, 1)
    assert len(graded_of(store.benchmarks, second.id)) == 3
    opened = engine()
    await ran(store, asked(tmp_path, limit=1, cache=False), opened)
    assert prompts(opened) == 1
    # Greedy draws are the same for every seed; others are not.
    for temperature, new in ((0, 0), (0.5, 3)):
        opened = engine()
        await ran(store, asked(tmp_path, seed=5, temperature=temperature), opened)
        assert prompts(opened) == new


class Shaky(StandIn):
    """Breaks off its first streams; `gone`: it does not answer at all meanwhile."""

    def __init__(self, breaks: int, *, gone: bool) -> None:
        super().__init__(engine().script)
        self.left, self.gone = breaks, gone

    async def stream(
        self, prompt_ids: Sequence[int], sampling: Sampling
    ) -> AsyncGenerator[Chunk, None]:
        if self.left and (self.gone or sampling.max_tokens > 1):
            self.left -= 1
            raise EngineUnavailable("hung up") if self.gone else EngineError("a bad request")
        async for chunk in super().stream(prompt_ids, sampling):
            yield chunk


async def test_a_sample_that_fails_is_tried_again(store: Store, tmp_path: Path) -> None:
    request = asked(tmp_path, limit=1, retries=2)
    run, _ = await ran(store, request, Shaky(2, gone=False))
    (one,) = graded_of(store.benchmarks, run.id)
    assert one.end is Ending.ANSWERED


async def test_a_sample_that_goes_on_failing_counts_as_failed_and_is_not_taken_over(
    store: Store, tmp_path: Path
) -> None:
    request = asked(tmp_path, limit=1, retries=2)
    opened = Shaky(9, gone=False)
    run, outcome = await ran(store, request, opened)
    (one,) = graded_of(store.benchmarks, run.id)
    assert (one.end, one.score, one.reason) == (Ending.FAILED, None, "a bad request")
    assert (outcome.status, opened.left) == (Status.DONE, 6)
    assert store.trace(one.trace_id) is not None
    other, _ = await ran(store, asked(tmp_path, limit=2), engine())
    assert other.cached == 0


async def test_an_engine_that_is_gone_pauses_the_run_until_it_is_back(
    store: Store, tmp_path: Path
) -> None:
    seen: list[str] = []
    request = asked(tmp_path, concurrency=2, retries=0)
    run, _ = await ran(
        store, request, Shaky(12, gone=True), told=lambda progress: seen.append(progress.paused)
    )
    assert run.status is Status.DONE
    assert [one.end for one in graded_of(store.benchmarks, run.id)] == [Ending.ANSWERED] * 3
    assert "hung up" in seen
    assert seen[-1] == ""


async def test_a_server_that_refuses_everything_pauses_the_run_and_spoils_no_answer(
    store: Store, tmp_path: Path
) -> None:
    class Locked(StandIn):
        """Refuses the key for a while."""

        left = 7

        async def stream(
            self, prompt_ids: Sequence[int], sampling: Sampling
        ) -> AsyncGenerator[Chunk, None]:
            if self.left:
                self.left -= 1
                raise EngineError("the key is refused (401)")
            async for chunk in super().stream(prompt_ids, sampling):
                yield chunk

    seen: list[str] = []
    run, _ = await ran(
        store,
        asked(tmp_path, retries=0),
        Locked(engine().script),
        told=lambda progress: seen.append(progress.paused),
    )
    assert [one.end for one in graded_of(store.benchmarks, run.id)] == [Ending.ANSWERED] * 3
    assert "the key is refused (401)" in seen


async def test_an_engine_that_stays_away_leaves_the_run_paused_and_the_command_goes_on(
    store: Store, tmp_path: Path
) -> None:
    request = asked(tmp_path)
    run, outcome = await ran(store, request, Shaky(10**6, gone=True), patience=100)
    assert (outcome.status, run.status, run.held) == (Status.PAUSED, Status.PAUSED, 0)
    assert "the engine is gone: hung up" in run.message
    again, outcome = await ran(store, request, engine())
    assert (again.id, again.status, again.done, again.message) == (run.id, Status.DONE, 3, "")


async def test_a_question_that_does_not_fit_fails_alone(store: Store, tmp_path: Path) -> None:
    file = Path(questions(tmp_path, 2))
    long = record(2, question="word " * 1000)
    file.write_text(file.read_text("utf-8") + json.dumps(long) + "\n", "utf-8")
    run, _ = await ran(store, asked(tmp_path, data=str(file)), engine())
    ends = {one.item: one.end for one in graded_of(store.benchmarks, run.id)}
    assert ends["records/q2"] is Ending.FAILED
    assert ends["records/q1"] is Ending.ANSWERED


async def test_cancelling_stops_the_run_and_keeps_what_is_finished(
    store: Store, tmp_path: Path
) -> None:
    opened = engine()
    request = asked(tmp_path, concurrency=1)
    going = runner(store, ready(request, opened), opened)
    task: asyncio.Task[object] | None = None

    def after_the_first(progress: object) -> None:
        if going.progress.done == 1 and task is not None and opened.pause is None:
            opened.pause = asyncio.Event()  # the next never comes
            task.cancel()

    going.told = after_the_first
    task = asyncio.create_task(going.go())
    outcome = await task
    assert outcome.status is Status.STOPPED  # type: ignore[attr-defined]
    run = store.benchmarks.get(going.run.id)
    assert run is not None
    assert (run.status, run.done, run.held) == (Status.STOPPED, 1, 0)
    assert opened.open == 0
    run, outcome2 = await ran(store, request, engine())
    assert (run.done, outcome2.resumed) == (3, 1)


async def test_a_stop_that_somebody_asked_for_is_heeded(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.runner.runner.BEAT_SECONDS", 0)
    opened = engine()
    opened.pause = asyncio.Event()
    going = runner(store, ready(asked(tmp_path), opened), opened)
    store.benchmarks.ask_to_stop(going.run.id)
    outcome = await going.go()
    assert (outcome.status, outcome.message) == (Status.STOPPED, "stopped on request")
    assert opened.open == 0


async def test_a_run_that_another_process_took_is_left_to_it(store: Store, tmp_path: Path) -> None:
    opened = engine()
    going = runner(store, ready(asked(tmp_path), opened), opened)
    store.benchmarks.free(going.run.id, going.holder)
    assert store.benchmarks.claim(going.run.id, "somebody else", 60) is not None
    with pytest.raises(RunLost, match="another process"):
        await going.go()
    run = store.benchmarks.get(going.run.id)
    assert run is not None
    assert (run.status, run.done) == (Status.RUNNING, 0)


async def test_the_ladders_self_check_is_stored_with_the_run(store: Store, tmp_path: Path) -> None:
    opened = engine()
    run, _ = await ran(store, asked(tmp_path, budgets=(0, 4), self_check=2), opened)
    assert run.self_check is not None
    assert run.self_check["p_value"] == 1.0
    assert run.self_check["questions"] == 2
    assert prompts(opened) == 3 + 2 * (4 + 4)  # a ladder's, and those of rung 4; rung 0 has none
    thought, answer = 4, len("B) two")
    ladder = thought + 2 * answer
    assert run.self_check["tokens"] == 2 * 4 * (ladder + (answer + thought + answer))
    assert run.tokens == 3 * ladder + run.self_check["tokens"]


def test_a_check_with_a_question_that_does_not_tell_its_tokens_has_none() -> None:
    before, now = {"p_value": 1.0}, {"p_value": 1.0, "tokens": 5}
    assert together({"a": now, "b": now})["tokens"] == 10
    assert together({"a": now, "b": before})["tokens"] is None


async def test_money_is_counted(store: Store, tmp_path: Path) -> None:
    opened = engine()
    opened.model = replace(opened.model, price=Price(1.0, 2.0))
    run, _ = await ran(store, asked(tmp_path, limit=1, budgets=(0, None)), opened)
    low, high = graded_of(store.benchmarks, run.id)
    assert run.dollars is not None
    assert low.dollars is not None and high.dollars is not None
    assert 0 < low.dollars < high.dollars
    assert run.dollars < low.dollars + high.dollars


async def test_shuffled_options_are_named_as_they_came(store: Store, tmp_path: Path) -> None:
    class Reader(StandIn):
        """Answers with the letter that "two" has in the question."""

        def __init__(self) -> None:
            super().__init__(lambda prefix, seed: "|")
            self.asked: list[str] = []

        async def stream(
            self, prompt_ids: Sequence[int], sampling: Sampling
        ) -> AsyncGenerator[Chunk, None]:
            text = "".join(map(chr, prompt_ids))
            self.asked.append(text)
            at = text.index(") two")
            self.script = lambda prefix, seed: (
                f"{text[at - 1]}) two" if chr(1) in text or "</think>" in prefix else "|"
            )
            async for chunk in super().stream(prompt_ids, sampling):
                yield chunk

    run, _ = await ran(store, asked(tmp_path, shuffle=3, concurrency=1), Reader())
    answers = graded_of(store.benchmarks, run.id)
    assert len(answers) == 3 * 4
    assert {one.answer for one in answers} == {"B"}
    assert all(one.right == (one.item == "records/q0") for one in answers)
    assert {one.order for one in answers} == {0, 1, 2, 3}


def test_a_unit_can_travel_to_another_process(tmp_path: Path) -> None:
    prepared = ready(asked(tmp_path, shuffle=1), engine())
    units: list[Unit] = pickle.loads(pickle.dumps(list(prepared.units)))
    assert units == list(prepared.units)


async def test_a_check_that_was_paid_for_counts(store: Store, tmp_path: Path) -> None:
    spent = []
    for check in (0, 1):
        opened = engine()
        opened.model = replace(opened.model, price=Price(1.0, 2.0))
        request = asked(tmp_path, limit=1, budgets=(0, 4), self_check=check, cache=False)
        run, _ = await ran(store, request, opened)
        spent.append((run.tokens, run.dollars or 0.0))
    assert spent[0][0] < spent[1][0]
    assert 0 < spent[0][1] < spent[1][1]


async def test_tries_that_failed_are_paid_for_too(store: Store, tmp_path: Path) -> None:
    class Late(StandIn):
        """Breaks off the first answer, when the thought is there."""

        broken = False

        async def stream(
            self, prompt_ids: Sequence[int], sampling: Sampling
        ) -> AsyncGenerator[Chunk, None]:
            if len(self.requests) == 1 and not self.broken:
                self.broken = True
                raise EngineError("a bad request")
            async for chunk in super().stream(prompt_ids, sampling):
                yield chunk

    smooth, _ = await ran(store, asked(tmp_path, limit=1), engine())
    request = asked(tmp_path, limit=1, retries=1, cache=False, answer_tokens=31)
    rough, _ = await ran(store, request, Late(engine().script))
    assert rough.tokens == smooth.tokens + len("abcdefgh")


async def test_a_judge_that_breaks_off_is_asked_again(store: Store, tmp_path: Path) -> None:
    class Judge(StandIn):
        """Always for the answer; its first `breaks` requests break off."""

        def __init__(self, breaks: int) -> None:
            super().__init__(lambda prefix, seed: "|")
            self.left = breaks

        async def stream(
            self, prompt_ids: Sequence[int], sampling: Sampling
        ) -> AsyncGenerator[Chunk, None]:
            if sampling.max_tokens > 1 and self.left:
                self.left -= 1
                raise EngineError("overloaded")
            text = "".join(map(chr, prompt_ids))
            letter = "A" if text.find("is right") < text.find("is wrong") else "B"
            self.script = lambda prefix, seed: letter if "</think>" in prefix else "|"
            async for chunk in super().stream(prompt_ids, sampling):
                yield chunk

    data = questions(tmp_path, 1, options=None, answer="two", answer_type="OT")
    request = asked(tmp_path, data=data, retries=1)
    run, _ = await ran(store, request, engine(), judge=Judge(10**6))
    (one,) = graded_of(store.benchmarks, run.id)
    assert (one.score, one.reason) == (None, "the judge failed: overloaded")
    # It is worth another try in another run.
    request = asked(tmp_path, data=data, retries=1, self_check=0, samples=1, limit=1, seed=9)
    judge = Judge(1)
    run, _ = await ran(store, request, engine(), judge=judge)
    (one,) = graded_of(store.benchmarks, run.id)
    assert (run.cached, judge.left, one.score) == (0, 0, 1.0)
