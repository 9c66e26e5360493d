"""What the measurements of the page and of many people rest on; nothing here is timed."""

from __future__ import annotations

import asyncio
import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.perf.measure import BenchmarkError
from benchmarks.perf.paced import PacedEngine
from benchmarks.perf.page import Weight
from benchmarks.perf.people import Crowd, percentile
from benchmarks.perf.served import Served, running
from benchmarks.perf.visitor import Asked, Messages, handler, loaders
from reasoning import Budget, Problem, reason
from reasoning.engines.base import Sampling
from reasoning.events import End, Ending
from store import Store
from ui import page
from ui.services import Services


@pytest.fixture
def config(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The real page's, as its /config says."""
    with Store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        services = Services({"paced": PacedEngine()}, store, answer_tokens=64, most_samples=8)
        yield json.loads(json.dumps(page.build(services).config, default=str))


def test_the_send_button_of_the_real_page_takes_a_question(config: dict[str, Any]) -> None:
    send = handler(config, "chat-send", "click")
    data = send.given(chat_question="Why?")
    assert data[send.named["chat-question"]] == "Why?"
    assert data[send.named["chat-domain"]] == "medical"
    assert [a for a, b in zip(data, send.inputs, strict=True) if a != b] == ["Why?"]
    assert handler(config, "chat-question", "submit") == send


def test_an_opened_page_asks_for_all_that_it_loads(config: dict[str, Any]) -> None:
    assert len(loaders(config)) == 3
    assert any("chat-here" in loader.named for loader in loaders(config))


def test_a_page_that_was_changed_is_told_of_in_one_line(config: dict[str, Any]) -> None:
    with pytest.raises(
        BenchmarkError, match=r"^the page has 0 handlers for 'click' of 'gone', .*$"
    ):
        handler(config, "gone", "click")
    with pytest.raises(BenchmarkError, match="takes no 'chat-gone', only chat-question"):
        handler(config, "chat-send", "click").given(chat_gone=1)


def test_messages_are_whole_wherever_the_network_cuts_them() -> None:
    stream = b'data: {"msg":"a"}\n\ndata: {"msg":"b","text":"x\\n\\ny"}\n\n: a comment\n\n'
    expected = [b'{"msg":"a"}', b'{"msg":"b","text":"x\\n\\ny"}']
    for cut in range(len(stream)):
        messages = Messages()
        assert messages.push(stream[:cut]) + messages.push(stream[cut:]) == expected


async def test_the_stand_in_thinks_to_the_budget_and_answers() -> None:
    engine = PacedEngine(tokens_a_second=1_000_000)
    await engine.start()
    run = reason(Problem("Why?", domain="general"), Budget(300), engine)
    ends = [event.result async for event in run if isinstance(event, End)]
    assert [end.end for end in ends] == [Ending.CUT]
    assert ends[0].thinking_tokens.spent == 300
    assert ends[0].text and 0 < ends[0].answer_tokens < 256


async def test_the_stand_in_keeps_to_its_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = asyncio.get_running_loop()
    now, waits = clock.time(), []
    monkeypatch.setattr(clock, "time", lambda: now)

    async def sleep(seconds: float) -> None:
        nonlocal now
        waits.append(round(seconds, 6))
        now += seconds + 0.005  # a busy loop comes back late

    monkeypatch.setattr(asyncio, "sleep", sleep)
    engine = PacedEngine(tokens_a_second=50)
    await engine.start()
    run = engine.stream([1], Sampling(4))
    assert len([chunk async for chunk in run if chunk.ids]) == 4
    assert waits == [0.02, 0.015, 0.015, 0.015]


def test_a_question_fails_on_its_stream_or_in_the_store() -> None:
    fine = Asked(0.1, 0.2, 1.0, 500, "")
    broken = Asked(None, None, 1.0, 0, "ReadTimeout('')")
    assert Crowd((fine, fine), (10, 20), 1, 1, 1).failed == 0
    lost = Crowd((fine, fine), (10,), 1, 1, 1)
    assert (lost.failed, lost.faults) == (1, "1 not in the store")
    cut_off = Crowd((fine, broken), (10, 20), 1, 1, 1)
    assert (cut_off.failed, cut_off.faults) == (1, "ReadTimeout('')")
    assert (cut_off.tokens, cut_off.bytes) == (30, 500)


def test_a_percentile_of_nothing_is_never() -> None:
    assert percentile([1, 2, 3], 50) == 2
    assert percentile(range(101), 99) == 99
    assert percentile([], 50) == math.inf


def test_what_comes_from_the_browsers_cache_weighs_nothing() -> None:
    weight = Weight()
    for name, from_disk in (("page", False), ("style", True), ("script", False)):
        weight.responded({"requestId": name, "response": {"fromDiskCache": from_disk}})
    weight.from_memory({"requestId": "script"})
    for name in ("page", "style", "script"):
        weight.received({"requestId": name, "dataLength": 300})
        weight.finished({"requestId": name, "encodedDataLength": 100})
    assert (weight.requests, weight.decoded, weight.wire) == (1, 300, 100)


def test_a_server_that_does_not_start_is_told_of_in_one_line() -> None:
    with (
        pytest.raises(BenchmarkError, match=r"exit code 3\); it said: no such thing$"),
        running(["-c", "import sys; print('no such thing'); sys.exit(3)"]),
    ):
        pytest.fail("it did not start")


def test_processor_time_is_that_of_the_process(tmp_path: Path) -> None:
    this = Served("http://127.0.0.1:1", tmp_path, os.getpid(), 0.0)
    assert this.cpu_seconds() == pytest.approx(sum(os.times()[:2]), abs=0.5)
    assert this.resident_megabytes() > 1
