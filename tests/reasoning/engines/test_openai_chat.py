"""The chat route, for servers that take no token ids."""

from __future__ import annotations

import pytest

from reasoning.engines.base import Sampling, TextChunk
from reasoning.errors import EngineError, EngineUnavailable
from tests.fake_server import Fault
from tests.reasoning.engines.conftest import ASK, PROMPT, drain


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
async def test_chat_keeps_thought_and_answer_apart_under_either_name(make, server, field):
    server.quirks.reasoning_field = field
    engine = make(exact=False)
    await engine.start()
    chunks = [chunk async for chunk in engine.chat(ASK, Sampling(100))]
    assert "".join(c.reasoning for c in chunks) == "Let me add."
    assert "".join(c.content for c in chunks) == "It is 42."
    assert [c.finish for c in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    usage = chunks[-1].usage
    assert usage is not None
    assert (usage.prompt_tokens, usage.generated_tokens, usage.reasoning_tokens) == (7, 4, 2)
    body = server.asked("/v1/chat/completions")[-1]
    assert body["messages"] == [{"role": m.role, "content": m.content} for m in ASK]


async def test_chat_that_meets_its_limit_ends_with_length(make):
    engine = make(exact=False)
    await engine.start()
    chunks = [chunk async for chunk in engine.chat(ASK, Sampling(3))]
    assert chunks[-1].finish == "length"
    assert "".join(c.content for c in chunks) == "It is"


async def test_chat_speaks_the_dialect_of_a_model_that_refuses_fields(make, server):
    server.quirks.refuses = ("max_tokens", "temperature", "seed")
    engine = make(exact=False)
    await engine.start()
    assert "this model takes no temperature" in engine.notes
    server.requests.clear()
    chunks = [chunk async for chunk in engine.chat(ASK, Sampling(9))]
    assert chunks[-1].finish == "stop"
    (body,) = server.asked("/v1/chat/completions")
    assert body["max_completion_tokens"] == 9
    assert not {"max_tokens", "temperature", "seed"} & set(body)


async def test_chat_sends_no_limit_that_the_context_cannot_hold(make, server):
    engine = make(exact=False)
    await engine.start()
    server.requests.clear()
    [chunk async for chunk in engine.chat(ASK, Sampling(5000))]
    assert "max_tokens" not in server.asked("/v1/chat/completions")[0]


async def test_chat_is_tried_again_only_while_nothing_has_arrived(make, server, naps):
    engine = make(exact=False)
    await engine.start()
    server.faults += [Fault("status", status=500), Fault("drop", after=1)]
    chunks = [chunk async for chunk in engine.chat(ASK, Sampling(100))]
    assert "".join(c.content for c in chunks) == "It is 42."
    assert len(naps) == 2
    server.faults.append(Fault("drop", after=3))
    arrived: list[TextChunk] = []
    with pytest.raises(EngineUnavailable):
        async for chunk in engine.chat(ASK, Sampling(100)):
            arrived.append(chunk)
    assert [c.reasoning for c in arrived] == ["Let me", " add."]
    assert len(naps) == 2


async def test_token_ids_on_a_chat_only_engine_are_an_error(make):
    engine = make(exact=False)
    await engine.start()
    with pytest.raises(EngineError, match="use chat messages"):
        await drain(engine.stream(PROMPT, Sampling(5)))
