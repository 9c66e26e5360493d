"""What an OpenAI-compatible engine does when its server fails, stalls, refuses or hangs up."""

from __future__ import annotations

import asyncio
import socket
from contextlib import aclosing

import pytest

from reasoning.engines.base import Sampling
from reasoning.engines.openai_faults import Backoff
from reasoning.errors import EngineError, EngineUnavailable
from tests.fake_server import Fault
from tests.reasoning.engines.conftest import PROMPT, SECRET, drain


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


async def test_a_server_that_is_down_is_unavailable_in_one_line(make, naps):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(EngineUnavailable, match=r"cannot reach http.* \(.+\) after 3 tries"):
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
