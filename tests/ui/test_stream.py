import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning import Budget, Problem, curve, reason
from reasoning.events import Answer, Event, Thought, ThoughtEnd
from tests.reasoning.runs import collect, run_now, thinker
from ui.stream import FLUSH_SECONDS, Column, flush_seconds, gather, merge

THOUGHT = "seven and two is nine"
PROBLEM = Problem("How much?", domain="general")


async def items(count: int) -> AsyncIterator[int]:
    for number in range(count):
        yield number


async def broken() -> AsyncIterator[int]:
    yield 1
    raise ValueError("broke")


def fold(column: Column, events: list[Event]) -> Column:
    for number, event in enumerate(events):
        column.add(event, float(number))
    return column


async def test_gather_keeps_order_and_loses_nothing() -> None:
    batches = [batch async for batch in gather(items(500), seconds=0)]
    assert [number for batch in batches for number in batch] == list(range(500))
    assert len(batches) < 20


async def test_gather_waits_between_batches_but_not_before_the_first() -> None:
    gate = asyncio.Event()

    async def slow() -> AsyncIterator[str]:
        yield "first"
        await gate.wait()
        yield "second"
        yield "third"

    batches = gather(slow(), seconds=0.01)
    assert await anext(batches) == ["first"]
    gate.set()
    assert await anext(batches) == ["second", "third"]


async def test_gather_raises_an_error_after_what_came_before_it() -> None:
    batches = gather(broken(), seconds=0)
    assert await anext(batches) == [1]
    with pytest.raises(ValueError, match="broke"):
        await anext(batches)


async def test_closing_gather_stops_the_run_it_listens_to() -> None:
    engine = thinker("x" * 3000, lambda so_far, seed: "done")
    batches = gather(reason(PROBLEM, Budget(), engine), seconds=0)
    while not engine.open:
        await anext(batches)
    await batches.aclose()
    assert engine.open == 0


async def test_one_broken_source_does_not_end_the_others() -> None:
    found = [pair async for pair in merge({"good": items(3), "bad": broken()})]
    assert [value for key, value in found if key == "good"] == [0, 1, 2]
    assert isinstance([value for key, value in found if key == "bad"][-1], ValueError)


async def test_a_column_of_a_ladder_shows_the_thought_up_to_its_cut() -> None:
    engine = thinker(THOUGHT, lambda so_far, seed: so_far.upper())
    rungs = (0, 5, None)
    events = await collect(curve(PROBLEM, rungs, engine, budget=Budget(answer_tokens=99)))
    views = {rung: fold(Column(rung), events).samples[0] for rung in rungs}
    assert {rung: view.thought for rung, view in views.items()} == {
        0: "",
        5: THOUGHT[:5],
        None: THOUGHT,
    }
    assert {rung: view.cut for rung, view in views.items()} == {0: False, 5: True, None: False}
    assert {rung: view.answer for rung, view in views.items()} == {
        0: "",
        5: THOUGHT[:5].upper(),
        None: THOUGHT.upper(),
    }


@given(st.integers(0, 40))
def test_a_column_counts_what_the_core_counts(budget: int) -> None:
    engine = thinker(THOUGHT, lambda so_far, seed: "yes")
    column = fold(Column(), run_now(reason(PROBLEM, Budget(thinking_tokens=budget), engine)))
    assert column.result is not None
    view = column.samples[0]
    assert view.thinking_tokens == column.result.thinking_tokens.spent
    assert view.answer_tokens == column.result.answer_tokens
    assert view.thought == THOUGHT[:budget]
    assert column.phase == "done"


def test_many_thoughts_are_updated_less_often() -> None:
    assert flush_seconds(1) == FLUSH_SECONDS
    assert FLUSH_SECONDS < flush_seconds(16) < 1


def test_many_pages_are_updated_less_often() -> None:
    assert flush_seconds(1, 20) == FLUSH_SECONDS
    assert flush_seconds(1, 100) == 0.25


def test_a_column_shows_the_thought_up_to_its_cut() -> None:
    column = Column(rung=4)
    column.add(Thought(0, 0, (1, 2, 3), "abc"), 0.0)
    column.add(Thought(0, 3, (4,), "d"), 1.0)
    column.add(Thought(0, 4, (5, 6), "ef"), 2.0)
    view = column.samples[0]
    assert (view.thought, view.thinking_tokens, view.cut) == ("abcd", 4, True)
    assert view.thinking_seconds(now=9.0) == 2.0


def test_a_thought_that_stopped_below_the_rung_is_not_cut() -> None:
    column = Column(rung=64)
    column.add(Thought(0, 0, (1,), "a"), 0.0)
    column.add(ThoughtEnd(0, 1, cut=False), 1.0)
    assert not column.samples[0].cut


def test_a_column_leaves_other_rungs_answers_alone() -> None:
    column = Column(rung=64)
    assert not column.add(Answer(16, 0, (1,), "no"), 0.0)
    assert column.add(Answer(64, 0, (1,), "yes"), 0.0)
    assert column.samples[0].answer == "yes"


def test_a_column_goes_from_waiting_to_thinking_to_answering() -> None:
    column = Column()
    assert column.phase == "waiting"
    column.add(Thought(0, 0, (1,), "a"), 0.0)
    assert column.phase == "thinking"
    column.add(Answer(None, 0, (1,), "b"), 0.0)
    assert column.phase == "answering"
    column.problem = "it broke"
    assert column.phase == "done"
