"""Token ids in and out of an OpenAI-compatible server; scores; limits kept."""

from __future__ import annotations

import asyncio

import pytest

from reasoning.engines.base import Sampling
from reasoning.errors import EngineError
from tests.byte_model import ByteTokenizer
from tests.reasoning.engines.conftest import PROMPT, drain


async def test_greedy_ids_and_logprobs_are_the_servers_and_max_tokens_is_exact(engine, server):
    ids, chunks = await drain(engine.stream(PROMPT, Sampling(20)))
    assert ids == server.process.greedy(PROMPT, 20)
    assert [c.finish for c in chunks] == [None] * 19 + ["length"]
    logprobs = [p for c in chunks for p in c.logprobs]
    assert logprobs == [
        pytest.approx(server.process.logprob([*PROMPT, *ids[:i]], t)) for i, t in enumerate(ids)
    ]


async def test_the_request_is_free_of_the_models_own_sampling_defaults(engine, server):
    await drain(engine.stream(PROMPT, Sampling(3, 0.7, 0.9, seed=5, stop_ids=(1, 3))))
    (body,) = server.asked("/v1/completions")
    assert body["prompt"] == PROMPT
    assert (body["max_tokens"], body["seed"], body["stop_token_ids"]) == (3, 5, [1, 3])
    assert (body["temperature"], body["top_p"]) == (0.7, 0.9)
    assert (body["top_k"], body["min_p"], body["repetition_penalty"]) == (-1, 0.0, 1.0)
    assert body["ignore_eos"] is True
    assert body["return_token_ids"] is True
    assert body["skip_special_tokens"] is False


@pytest.mark.parametrize("style", ["vllm", "ignored", "left out"])
@pytest.mark.parametrize("per_event", [1, 4, 50])
async def test_a_stop_id_ends_the_stream_and_is_never_in_ids(engine, server, style, per_event):
    server.quirks.stop_style = style
    server.quirks.tokens_per_event = per_event
    expected = server.process.greedy(PROMPT, 30)
    stop = expected[9]
    ids, chunks = await drain(engine.stream(PROMPT, Sampling(30, stop_ids=(stop,))))
    assert ids == expected[: expected.index(stop)]
    assert (chunks[-1].finish, chunks[-1].stop_id) == ("stop", stop)
    assert all(c.finish is None for c in chunks[:-1])
    assert all(len(c.logprobs) == len(c.ids) for c in chunks)


async def test_the_same_seed_draws_the_same_and_another_differs(engine):
    hot = Sampling(24, temperature=1.5, seed=3)
    first, _ = await drain(engine.stream(PROMPT, hot))
    again, _ = await drain(engine.stream(PROMPT, hot))
    other, _ = await drain(engine.stream(PROMPT, Sampling(24, temperature=1.5, seed=4)))
    assert first == again != other


async def test_many_streams_at_once_do_not_mix(engine, server):
    prompts = [ByteTokenizer().encode(f"question {i}") for i in range(24)]
    results = await asyncio.gather(*(drain(engine.stream(p, Sampling(12))) for p in prompts))
    assert [ids for ids, _ in results] == [server.process.greedy(p, 12) for p in prompts]


async def test_a_request_beyond_the_context_is_refused_before_it_is_sent(engine, server):
    with pytest.raises(EngineError, match=r"context is 4096"):
        await drain(engine.stream(PROMPT, Sampling(4096 - len(PROMPT) + 1)))
    with pytest.raises(EngineError, match="max_tokens is 0"):
        await drain(engine.stream(PROMPT, Sampling(0)))
    with pytest.raises(EngineError, match="prompt is empty"):
        await drain(engine.stream([], Sampling(1)))
    assert server.requests == []


async def test_a_server_that_draws_too_much_later_on_is_an_error(engine, server):
    server.quirks.honours_max_tokens = False
    with pytest.raises(EngineError, match="drew 6 tokens where 5 were allowed"):
        await drain(engine.stream(PROMPT, Sampling(5)))


async def test_a_server_that_stops_giving_logprobs_is_an_error(engine, server):
    server.quirks.gives_logprobs = False
    with pytest.raises(EngineError, match="stopped giving log-probabilities"):
        await drain(engine.stream(PROMPT, Sampling(5)))


async def test_score_gives_one_logprob_an_id_and_0_for_the_first(engine, server):
    scores = await engine.score(PROMPT)
    assert scores[0] == 0.0
    assert scores[1:] == [
        pytest.approx(server.process.logprob(PROMPT[:i], t)) for i, t in enumerate(PROMPT) if i
    ]


async def test_score_without_prompt_logprobs_is_an_error(engine, server):
    server.quirks.gives_prompt_logprobs = False
    with pytest.raises(EngineError, match="no log-probabilities of a prompt"):
        await engine.score(PROMPT)
