from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reasoning import Budget, Decoding, Problem, reason
from reasoning.events import Ending, Event
from tests.reasoning.runs import collect, thinker
from tests.reasoning.stand_in import StandIn
from ui import transcript
from ui.stream import Column

OPTIONS = {"A": "gout", "B": "migraine"}
PROBLEM = Problem("Which?", domain="medical", options=OPTIONS, answer_type="SC", gold="B")  # type: ignore[arg-type]
THOUGHT = "joint: *no*"


def choose(so_far: str, seed: int) -> str:
    return "B) migraine" if len(so_far) >= 6 else "A) gout"


async def events_of(budget: Budget, engine: StandIn, seed: int = 0) -> list[Event]:
    return await collect(reason(PROBLEM, budget, engine, decoding=Decoding(1.0, 1.0, seed)))


def shown(events: list[Event], budget: Budget) -> list[transcript.ChatMessage]:
    column = Column()
    for event in events:
        column.add(event, 2.0)
    return transcript.reply(PROBLEM, column, budget.thinking_tokens, turn=0, now=3.0)


async def test_a_reply_is_a_closed_thought_with_counters_and_an_answer_with_its_end() -> None:
    budget = Budget(thinking_tokens=6, answer_tokens=50)
    thought, answer = shown(await events_of(budget, thinker(THOUGHT, choose)), budget)
    assert thought["metadata"]["status"] == "done"
    assert thought["metadata"]["log"].startswith("6 of 6 tokens")
    assert "cut by the budget" in thought["metadata"]["log"]
    assert thought["content"] == "joint&#58;"
    assert answer["content"].startswith("B) migraine")
    assert "Against the known answer: **right**." in answer["content"]
    assert "Cut by the budget at 6 tokens, then answered" in answer["content"]


async def test_a_thought_that_goes_on_is_open() -> None:
    budget = Budget(answer_tokens=50)
    events = await events_of(budget, thinker(THOUGHT, choose))
    thought, *_ = shown(events[:5], budget)
    assert thought["metadata"]["status"] == "pending"
    assert thought["metadata"]["title"] == "Thinking"


async def test_an_answer_at_once_has_no_thought() -> None:
    budget = Budget(thinking_tokens=0, answer_tokens=50)
    (answer,) = shown(await events_of(budget, thinker(THOUGHT, choose)), budget)
    assert "Answered at once" in answer["content"]
    assert "**wrong**" in answer["content"]


async def test_samples_are_blocks_in_one_block_and_their_votes_a_table() -> None:
    budget = Budget(samples=4, answer_tokens=50)
    engine = thinker(THOUGHT, lambda so_far, seed: "B) migraine" if seed % 2 else "A) gout")
    events = await events_of(budget, engine)
    group, *samples, answer = shown(events, budget)
    assert len(samples) == 4
    assert {block["metadata"]["parent_id"] for block in samples} == {group["metadata"]["id"]}
    assert "| Answer | Votes | Share |" in answer["content"]
    assert "not calibrated" in answer["content"]


async def test_a_stopped_reply_says_so_and_closes_its_thought() -> None:
    budget = Budget(answer_tokens=50)
    run = reason(PROBLEM, budget, thinker(THOUGHT * 99, choose))
    events: list[Event] = []
    async for event in run:
        events.append(event)
        if len(events) == 9:
            run.cancel()
    *thoughts, last = shown(events, budget)
    assert all(block["metadata"]["status"] == "done" for block in thoughts)
    assert "Stopped by you" in last["content"]


def test_an_error_is_shown_in_place_of_an_answer() -> None:
    column = Column(problem="the engine <broke>")
    (message,) = transcript.reply(PROBLEM, column, None, turn=0, now=1.0)
    assert message["content"] == "*the engine &#60;broke&#62;*"


def test_a_refused_question_is_said_first_and_loudest() -> None:
    from reasoning.events import Result, Tokens

    column = Column()
    column.result = Result(
        answer=None, text="", end=Ending.REFUSED, thinking_tokens=Tokens(64, 0, 0),
        answer_tokens=0, samples=(), votes=(), confidence=None, calibrated=False, seconds=0.1,
        first_token_seconds=None, correct=None, reason="outside what it was taught",
    )  # fmt: skip
    (message,) = transcript.reply(PROBLEM, column, 64, turn=0, now=1.0)
    assert message["content"].startswith("**Not answered&#58; outside what it was taught**")


def test_a_question_is_shown_with_its_options() -> None:
    asked = transcript.question(PROBLEM)
    assert asked["role"] == "user"
    assert "\nB) migraine" in asked["content"]


@given(st.text())
def test_an_edited_question_comes_back_as_it_was_typed(text: str) -> None:
    shown = transcript.question(replace(PROBLEM, question=text, options={}))["content"]
    assert transcript.as_typed(shown) == text
    assert "<" not in shown
    assert "![" not in shown
