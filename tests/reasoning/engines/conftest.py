"""Engines for OpenAI-compatible servers, against a real server on loopback that can fail."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from types import ModuleType

import pytest

from reasoning.engines.base import Chunk
from reasoning.engines.openai_server import OpenAIServer
from reasoning.problem import Message
from tests.byte_model import ByteTokenizer
from tests.fake_server import FakeServer

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
