"""The engine for OpenAI-compatible servers, against a real server on loopback that can fail."""

from __future__ import annotations

import asyncio
import random
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from types import ModuleType

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning.engines.base import Chunk, Price, Sampling, TextChunk
from reasoning.engines.openai_discovery import probe_prompt
from reasoning.engines.openai_faults import Backoff, one_line
from reasoning.engines.openai_link import server_address
from reasoning.engines.openai_server import ASSUMED_CONTEXT, OpenAIServer
from reasoning.engines.openai_wire import Piece, cut_at_stop
from reasoning.errors import EngineError, EngineUnavailable
from reasoning.problem import Message
from tests.fake_server import EOS, ByteTokenizer, FakeServer, Fault

PROMPT = ByteTokenizer().encode("What is 12 + 30?")
ASK = [Message("system", "Be brief."), Message("user", "What is 12 + 30?")]
SECRET = "sk-very-secret-0123456789"


@pytest.fixture(scope="module")
def running() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


@pytest.fixture
def server(running: FakeServer) -> FakeServer:
    running.reset()
    return running


@pytest.fixture
def probed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The engines handed to the shared probe, which has tests of its own."""
    engines: list[object] = []

    async def probe(engine: object) -> None:
        engines.append(engine)

    module = ModuleType("reasoning.engines.probe")
    module.probe = probe  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return engines


@pytest.fixture
def naps() -> list[float]:
    """The seconds the engine would have slept."""
    return []


@pytest.fixture
async def make(server: FakeServer, naps: list[float], probed: list[object]) -> AsyncIterator:
    """Builds engines that do not wait between tries, and closes them."""
    engines: list[OpenAIServer] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    def build(url: str = server.url, **settings) -> OpenAIServer:
        settings = {"tokenizer": ByteTokenizer(), "model": "tiny", "sleep": nap, **settings}
        engines.append(OpenAIServer(url, **settings))
        return engines[-1]

    yield build
    for engine in engines:
        await engine.close()


@pytest.fixture
async def engine(make, server: FakeServer) -> OpenAIServer:
    """Started on the token-id route; the requests of the start are forgotten."""
    engine = make()
    await engine.start()
    server.requests.clear()
    return engine


async def drain(stream: AsyncIterator[Chunk]) -> tuple[list[int], list[Chunk]]:
    chunks = [chunk async for chunk in stream]
    return [i for chunk in chunks for i in chunk.ids], chunks


async def test_start_finds_every_capability_of_a_vllm_like_server(make, probed):
    engine = make(price=Price(1.0, 2.0), revision="abc")
    await engine.start()
    c = engine.capabilities
    assert (c.token_ids, c.logprobs, c.prompt_logprobs, c.seeds, c.prefix_reuse) == (True,) * 5
    assert not c.images
    assert engine.model.context_tokens == 4096
    assert engine.model.price == Price(1.0, 2.0)
    assert engine.model.revision == "abc"
    assert probed == [engine]
    assert engine.notes == ()


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


@pytest.mark.parametrize("kind", ["drop", "error", "abort", "no finish"])
async def test_a_broken_stream_goes_on_from_the_tokens_that_arrived(engine, server, kind, naps):
    server.faults += [Fault(kind, after=7), Fault(kind, after=5)]
    ids, chunks = await drain(engine.stream(PROMPT, Sampling(20, seed=9)))
    expected = server.process.greedy(PROMPT, 20)
    assert ids == expected
    assert chunks[-1].finish == "length"
    bodies = server.asked("/v1/completions")
    assert [b["max_tokens"] for b in bodies] == [20, 13, 8]
    assert [b["prompt"] for b in bodies] == [PROMPT, PROMPT + expected[:7], PROMPT + expected[:12]]
    assert bodies[0]["seed"] == 9
    assert len({b["seed"] for b in bodies}) == 3
    assert len(naps) == engine.retried == 2


async def test_a_stream_that_lost_only_its_end_is_not_asked_again(engine, server):
    server.quirks.finish_apart = True
    server.faults.append(Fault("drop", after=20))
    ids, chunks = await drain(engine.stream(PROMPT, Sampling(20)))
    assert ids == server.process.greedy(PROMPT, 20)
    assert [c.finish for c in chunks] == [None] * 20 + ["length"]
    assert len(server.asked("/v1/completions")) == 1


async def test_broken_streams_are_taken_up_at_most_retries_times(make, server, naps):
    engine = make(retries=2)
    await engine.start()
    server.faults += [Fault("drop", after=1)] * 3
    with pytest.raises(EngineUnavailable, match="after 3 tries") as caught:
        await drain(engine.stream(PROMPT, Sampling(20)))
    assert "\n" not in str(caught.value)
    assert len(naps) == 2


async def test_too_many_requests_are_tried_again_no_sooner_than_asked(engine, server, naps):
    server.faults += [Fault("status", status=429, headers={"Retry-After": "7"})] * 2
    ids, _ = await drain(engine.stream(PROMPT, Sampling(5)))
    assert len(ids) == 5
    assert len(naps) == 2
    assert all(7 <= nap <= 9 for nap in naps)


async def test_a_long_retry_after_is_capped(engine, server, naps):
    server.faults.append(Fault("status", status=429, headers={"Retry-After": "86400"}))
    await drain(engine.stream(PROMPT, Sampling(5)))
    assert naps == [Backoff().longest]


async def test_server_errors_back_off_longer_each_time_and_then_give_up(make, server, naps):
    engine = make(retries=3)
    await engine.start()
    server.faults += [Fault("status", status=503, message="overloaded")] * 4
    with pytest.raises(EngineUnavailable, match=r"after 4 tries \(503: overloaded\)"):
        await drain(engine.stream(PROMPT, Sampling(5)))
    assert len(naps) == 3
    assert naps == sorted(naps)


async def test_an_empty_account_is_not_tried_again(engine, server, naps):
    server.faults.append(Fault("status", status=429, code="insufficient_quota"))
    with pytest.raises(EngineUnavailable, match="429"):
        await drain(engine.stream(PROMPT, Sampling(5)))
    assert naps == []


@pytest.mark.parametrize(
    ("status", "line"),
    [(400, "refused the request"), (403, "does not allow this key"), (404, "no such route")],
)
async def test_a_clients_mistake_is_one_line_and_not_tried_again(
    engine, server, naps, status, line
):
    server.faults.append(Fault("status", status=status, message="two\nlines"))
    with pytest.raises(EngineError, match=line) as caught:
        await drain(engine.stream(PROMPT, Sampling(5)))
    assert not isinstance(caught.value, EngineUnavailable)
    assert "\n" not in str(caught.value)
    assert naps == []


async def test_a_clients_mistake_told_inside_the_stream_is_not_tried_again(engine, server, naps):
    server.faults.append(Fault("error", after=2, status=400, message="no"))
    with pytest.raises(EngineError, match="refused the request: no") as caught:
        await drain(engine.stream(PROMPT, Sampling(5)))
    assert not isinstance(caught.value, EngineUnavailable)
    assert naps == []


async def test_silence_ends_with_the_reason_and_hangs_up(engine, server, naps):
    server.faults.append(Fault("stall", after=1))
    arrived: list[int] = []
    with pytest.raises(EngineUnavailable, match=r"sent nothing for 0\.05 s"):
        async for chunk in engine.stream(PROMPT, Sampling(10)):
            arrived += chunk.ids
            engine._link._timeout = 0.05
    assert len(arrived) == 1
    assert naps == []
    assert await asyncio.to_thread(server.hung_up.wait, 10)


async def test_closing_a_stream_hangs_up_on_the_server(engine, server):
    server.faults.append(Fault("stall", after=3))
    async with aclosing(engine.stream(PROMPT, Sampling(10))) as stream:
        async for _ in stream:
            break
    assert await asyncio.to_thread(server.hung_up.wait, 10)


async def test_cancelling_the_reader_hangs_up_on_the_server(engine, server):
    server.faults.append(Fault("stall", after=1))
    arrived = asyncio.Event()

    async def read() -> None:
        async for _ in engine.stream(PROMPT, Sampling(10)):
            arrived.set()

    task = asyncio.create_task(read())
    await arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(server.hung_up.wait, 10)


async def test_closing_the_engine_ends_open_streams(engine, server):
    server.faults.append(Fault("stall", after=1))
    arrived = asyncio.Event()

    async def read() -> None:
        async for _ in engine.stream(PROMPT, Sampling(10)):
            arrived.set()

    task = asyncio.create_task(read())
    await arrived.wait()
    await engine.close()
    with pytest.raises(EngineUnavailable, match="was closed"):
        await asyncio.wait_for(task, 10)
    assert engine.retried == 0
    with pytest.raises(EngineUnavailable, match="was closed"):
        await drain(engine.stream(PROMPT, Sampling(10)))


async def test_closing_the_engine_ends_the_pause_before_a_retry(make, server):
    pausing = asyncio.Event()

    async def endless(_: float) -> None:
        pausing.set()
        await asyncio.Event().wait()

    engine = make(sleep=endless)
    await engine.start()
    server.faults.append(Fault("status", status=503))
    task = asyncio.create_task(drain(engine.stream(PROMPT, Sampling(10))))
    await pausing.wait()
    await engine.close()
    with pytest.raises(EngineUnavailable, match="was closed"):
        await asyncio.wait_for(task, 10)


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


async def test_a_server_that_is_down_is_unavailable_in_one_line(make, naps):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(EngineUnavailable, match=f"cannot reach http://127.0.0.1:{port}/v1 after 3"):
        await make(f"http://127.0.0.1:{port}", retries=2).start()
    assert len(naps) == 2


async def test_the_api_key_is_sent_but_never_told(make, server, caplog, monkeypatch):
    caplog.set_level("INFO")
    server.quirks.api_key = SECRET
    good = make(api_key=SECRET)
    await good.start()
    server.faults += [Fault("status", status=500, message=f"no for {SECRET}")] * 9
    with pytest.raises(EngineUnavailable) as failed:
        await drain(good.stream(PROMPT, Sampling(5)))
    server.faults.clear()
    with pytest.raises(EngineError, match="refused the API key") as refused:
        await make(api_key="sk-another-secret-987654").start()
    told = f"{failed.value} {refused.value} {good!r} {vars(good)} {caplog.text}"
    assert "secret" not in told


async def test_the_environments_openai_account_is_not_sent_to_other_servers(
    make, server, monkeypatch
):
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-secret")
    await make().start()
    assert server.requests
    assert not [r for r in server.requests if "secret" in repr(r.headers)]


async def test_a_date_is_understood_as_retry_after(engine, server, naps):
    date = "Wed, 01 Jan 2200 00:00:00 GMT"
    server.faults.append(Fault("status", status=503, headers={"Retry-After": date}))
    await drain(engine.stream(PROMPT, Sampling(2)))
    assert naps == [Backoff().longest]


@pytest.mark.parametrize(
    "address", ["ftp://host/v1", "host:8000", "", "http://", "http://host:port", "file:///etc"]
)
def test_only_http_addresses_are_taken(address):
    with pytest.raises(EngineError, match="give http:// or https://"):
        OpenAIServer(address)


def test_an_address_is_shown_without_what_may_be_secret():
    url, where, host = server_address("https://me:pass@host:8443/api/v2/?token=abc")
    assert where == "https://host:8443/api/v2"
    assert host == "host"
    assert "token=abc" in url
    assert server_address("http://host:8000")[1] == "http://host:8000/v1"
    with pytest.raises(EngineError) as caught:
        server_address("ftp://me:pass@host?token=abc")
    assert "pass" not in str(caught.value)
    assert "abc" not in str(caught.value)


def test_a_servers_own_end_of_text_is_taken_off_even_unnamed():
    piece = Piece((20, 21, EOS), (-1.0, -2.0, -3.0), "stop", None)
    assert cut_at_stop(piece, Sampling(9), (EOS,)) == Chunk((20, 21), (-1.0, -2.0), "stop", EOS)


@given(
    st.lists(st.integers(0, 9), max_size=12).map(tuple),
    st.sets(st.integers(0, 9), max_size=3).map(tuple),
    st.sampled_from([None, "stop", "length"]),
)
def test_no_stop_id_survives_and_what_is_before_it_does(ids, stops, finish):
    piece = Piece(ids, tuple(-float(i) for i in range(len(ids))), finish, None)
    chunk = cut_at_stop(piece, Sampling(99, stop_ids=stops), ())
    assert not set(chunk.ids) & set(stops)
    assert chunk.ids == ids[: len(chunk.ids)]
    assert chunk.logprobs == piece.logprobs[: len(chunk.ids)]
    if len(chunk.ids) < len(ids):
        assert (chunk.finish, chunk.stop_id) == ("stop", ids[len(chunk.ids)])
    else:
        assert chunk.finish == finish


@given(st.integers(0, 12), st.one_of(st.none(), st.floats(0, 1e6)), st.integers())
def test_a_pause_is_bounded_and_no_shorter_than_asked(attempt, asked, seed):
    backoff = Backoff()
    seconds = backoff.pause(attempt, asked, random.Random(seed))
    assert 0 < seconds <= backoff.longest
    assert seconds >= min(asked or 0.0, backoff.longest)


@given(st.text(), st.text())
def test_a_key_never_survives_in_a_line(before, after):
    line = one_line(f"{before}{SECRET}{after}", SECRET)
    assert SECRET not in line
    assert len(line.splitlines()) <= 1


def test_the_probe_prompt_is_longer_than_a_cache_block():
    assert len(probe_prompt(ByteTokenizer())) > 64


def test_the_packages_own_retries_are_off():
    engine = OpenAIServer("http://127.0.0.1:1")
    assert isinstance(engine._link.client, openai.AsyncOpenAI)
    assert engine._link.client.max_retries == 0
