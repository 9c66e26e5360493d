"""What the start of an OpenAI-compatible engine finds out, claims, refuses and falls back to."""

from __future__ import annotations

import sys

import pytest

from reasoning.engines.base import Price, Sampling
from reasoning.engines.openai_server import ASSUMED_CONTEXT
from reasoning.errors import EngineError
from tests.reasoning.engines.conftest import ASK, PROMPT, drain


async def test_start_finds_every_capability_of_a_vllm_like_server(make, probed):
    engine = make(price=Price(1.0, 2.0), revision="abc")
    await engine.start()
    c = engine.capabilities
    assert (c.token_ids, c.logprobs, c.prompt_logprobs, c.seeds, c.prefix_reuse) == (True,) * 5
    assert not c.images
    assert engine.model.context_tokens == 4096
    assert engine.model.price == Price(1.0, 2.0)
    assert (engine.model.revision, engine.model.address) == ("abc", "")
    assert probed == [engine]
    assert engine.notes == ()


async def test_a_model_whose_revision_nobody_told_is_known_by_its_server_too(make, probed):
    engine = make()
    await engine.start()
    assert engine.model.address.startswith("http://")
    assert engine.model.address.endswith("/v1")


async def test_the_shared_probe_agrees_with_what_start_found(make, monkeypatch):
    monkeypatch.delitem(sys.modules, "reasoning.engines.probe")
    engine = make()
    await engine.start()
    c = engine.capabilities
    assert (c.token_ids, c.logprobs, c.prompt_logprobs, c.seeds, c.prefix_reuse) == (True,) * 5
    assert engine.notes == ()


async def test_seeds_that_hold_alone_but_not_beside_others_are_not_claimed(
    make, server, monkeypatch
):
    monkeypatch.delitem(sys.modules, "reasoning.engines.probe")
    server.quirks.seed_fails_in_streams = True
    engine = make()
    await engine.start()
    assert not engine.capabilities.seeds
    assert engine.capabilities.prefix_reuse
    assert "same seed" in engine.notes[-1]


async def test_start_claims_only_what_was_shown(make, server):
    server.quirks.gives_logprobs = False
    server.quirks.gives_prompt_logprobs = False
    server.quirks.honours_seed = False
    server.quirks.reports_cache = False
    engine = make()
    await engine.start()
    c = engine.capabilities
    assert c.token_ids
    assert not (c.logprobs or c.prompt_logprobs or c.seeds or c.prefix_reuse)
    _, chunks = await drain(engine.stream(PROMPT, Sampling(5)))
    assert all(chunk.logprobs is None for chunk in chunks)


async def test_a_model_that_is_not_served_is_one_line_with_those_that_are(make, server):
    server.quirks.models = ("alpha", "beta")
    with pytest.raises(EngineError, match=r"does not serve 'tiny'; it serves: alpha, beta$"):
        await make().start()


async def test_the_only_served_model_needs_no_name(make):
    engine = make(model=None)
    await engine.start()
    assert engine.model.name == "tiny"


async def test_several_served_models_need_a_name(make, server):
    server.quirks.models = ("alpha", "beta")
    with pytest.raises(EngineError, match=r"name the model to use at .*: alpha, beta"):
        await make(model=None).start()


async def test_an_unknown_context_is_assumed_and_said_or_taken_from_the_caller(make, server):
    server.quirks.max_model_len = None
    engine = make()
    await engine.start()
    assert engine.model.context_tokens == ASSUMED_CONTEXT
    assert any("context" in note for note in engine.notes)
    engine = make(context_tokens=777)
    await engine.start()
    assert engine.model.context_tokens == 777
    assert engine.notes == ()


async def test_a_server_without_a_model_list_is_used_by_name(make, server):
    server.quirks.lists_models = False
    engine = make(context_tokens=1000)
    await engine.start()
    assert engine.capabilities.token_ids
    assert engine.notes == ("the server does not list its models",)


@pytest.mark.parametrize("quirk", ["takes_ids", "returns_ids", "honours_max_tokens"])
async def test_without_a_working_token_route_it_falls_back_and_says_so(make, server, quirk, probed):
    setattr(server.quirks, quirk, False)
    engine = make()
    await engine.start()
    assert engine.capabilities.token_ids is False
    assert engine.tokenizer is None
    assert "approximate" in engine.notes[-1]
    assert probed == []
    text = [chunk async for chunk in engine.chat(ASK, Sampling(50))]
    assert "".join(t.content for t in text) == "It is 42."


@pytest.mark.parametrize("quirk", ["takes_ids", "returns_ids", "honours_max_tokens"])
async def test_demanding_exact_budgets_fails_in_one_line_where_they_are_not(make, server, quirk):
    setattr(server.quirks, quirk, False)
    with pytest.raises(EngineError, match="exact budgets are not possible") as caught:
        await make(exact=True).start()
    assert "\n" not in str(caught.value)
    assert server.asked("/v1/chat/completions") == []


async def test_exact_without_a_tokenizer_is_refused_and_otherwise_noted(make):
    with pytest.raises(EngineError, match=r"no tokenizer was given.*/models/tiny"):
        await make(exact=True, tokenizer=None).start()
    engine = make(tokenizer=None)
    await engine.start()
    assert "no tokenizer" in engine.notes[-1]


async def test_a_tokenizer_of_another_model_is_noticed(make, server):
    server.quirks.shift = 1
    with pytest.raises(EngineError, match="not the one of the server's model"):
        await make(exact=True).start()


async def test_exact_false_never_touches_the_completions_route(make, server):
    engine = make(exact=False)
    await engine.start()
    assert server.asked("/v1/completions") == []
    assert not engine.capabilities.token_ids
