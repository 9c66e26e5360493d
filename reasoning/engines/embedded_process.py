"""A worker process of the embedded engine as the server sees it: orders in, tokens out to readers.

The process itself is `embedded_worker`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from multiprocessing import Pipe
from pathlib import Path
from typing import Any, Literal

from reasoning.engines.base import Chunk
from reasoning.errors import EngineError, EngineUnavailable

BLOCK = 32  # tokens in a block of the runtime's prefix cache
_BLOCKS_REMEMBERED = 4096  # a process; as many as its cache of 131,072 tokens has
_WORKER = Path(__file__).with_name("embedded_worker.py")


class Reader:
    """One request's tokens on their way from a process to whoever reads the stream.

    `deliver` and `fail` are called in the reader's loop; what comes while nobody reads is joined.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, scored: bool) -> None:
        self.loop = loop
        self._scored = scored
        self._ids: list[int] = []
        self._logprobs: list[float] = []
        self._finish: Literal["stop", "length"] | None = None
        self._stop_id: int | None = None
        self._error: EngineError | None = None
        self._news = asyncio.Event()

    def deliver(self, part: _Part) -> None:
        self._ids += part.ids
        self._logprobs += part.logprobs
        if part.finish == "memory":
            self._error = EngineError(
                "the request does not fit the key-value cache beside the others; lower the budget"
            )
        elif part.finish is not None:
            self._finish, self._stop_id = part.finish, part.stop_id
        self._news.set()

    def fail(self, error: EngineError) -> None:
        self._error = error
        self._news.set()

    async def next(self) -> Chunk:
        """Everything since the last call, waiting for something if there is nothing."""
        await self._news.wait()
        self._news.clear()
        if self._error is not None:
            raise self._error
        logprobs = tuple(self._logprobs) if self._scored else None
        chunk = Chunk(tuple(self._ids), logprobs, self._finish, self._stop_id)
        self._ids, self._logprobs = [], []
        return chunk


@dataclass(frozen=True, slots=True)
class _Part:
    """What one message of a process holds for one request."""

    ids: list[int]
    logprobs: list[float]
    finish: Literal["stop", "length", "memory"] | None = None
    stop_id: int | None = None


@dataclass(slots=True)
class Prefixes:
    """Which blocks of tokens a process has in its prefix cache, as far as can be told from here."""

    _known: OrderedDict[int, bool] = field(default_factory=OrderedDict)  # whether any was drawn

    def remember(self, prompt: list[int], drawn: list[int]) -> None:
        given = len(prompt) // BLOCK
        for number, block in enumerate(blocks(prompt + drawn)):
            self._known[block] = self._known.pop(block, False) or number >= given
        while len(self._known) > _BLOCKS_REMEMBERED:
            self._known.popitem(last=False)

    def longest(self, hashes: list[int]) -> tuple[bool, int]:
        """The known ones of these `blocks`, from the first on: if any was drawn, and how many."""
        known: list[bool] = []
        for block in hashes:
            if block not in self._known:
                break
            known.append(self._known[block])
        return any(known), len(known)


def blocks(ids: list[int]) -> list[int]:
    """A hash for each whole block, which takes in the blocks before it."""
    hashes, before = [], 0
    for end in range(BLOCK, len(ids) + 1, BLOCK):
        before = hash((before, *ids[end - BLOCK : end]))
        hashes.append(before)
    return hashes


class Process:
    """A worker process, and the thread that reads from it."""

    def __init__(self, gguf: Path, layout: dict[str, int]) -> None:
        self.readers: dict[int, Reader] = {}
        self.prefixes = Prefixes()
        self._writing = threading.Lock()
        self._error: EngineUnavailable | None = None
        # By its path, and with -P, so that it imports nothing of this project: it starts faster.
        # In a group of its own, because Ctrl-C is for the server, which ends its workers itself.
        inbox, self._to = Pipe(duplex=False)
        self._from, outbox = Pipe(duplex=False)
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(_WORKER), str(gguf), json.dumps(layout)],
            stdin=inbox.fileno(),
            stdout=outbox.fileno(),
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        inbox.close()
        outbox.close()
        self._thread = threading.Thread(target=self._read, name="embedded-reader", daemon=True)

    def wait_ready(self) -> None:
        """Block until the model is loaded, then start reading.

        Raises:
            EngineUnavailable: the process ended instead.
        """
        try:
            message = self._from.recv()
        except EOFError:
            message = ["broke", "the process ended"]
        if message[0] != "ready":
            raise EngineUnavailable(f"the embedded engine did not start: {message[1]}")
        self._thread.start()

    @property
    def dead(self) -> bool:
        """Whether the process ended, and its streams with it."""
        return self._error is not None

    def open(self, request: int, reader: Reader, order: list[Any]) -> None:
        """Send a request whose tokens go to `reader`."""
        self.readers[request] = reader
        if self._error is not None:
            del self.readers[request]
            raise self._error
        self._write(order)

    def shut(self, request: int) -> None:
        """Forget a request; one that is not finished is cancelled."""
        if self.readers.pop(request, None) is not None:
            self._write(["cancel", request])

    def stop(self) -> None:
        """End the process and its streams; returns when both are over."""
        self._to.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._thread.ident is not None:
            self._thread.join()
        self._from.close()

    def _write(self, order: list[Any]) -> None:
        # Closed or broken (both OSError): the reading thread tells the streams.
        with self._writing, contextlib.suppress(OSError):
            self._to.send(order)

    def _read(self) -> None:
        reason = "its process ended"
        with contextlib.suppress(EOFError, OSError):
            while True:
                match self._from.recv():
                    case ["tokens", parts]:
                        self._spread({n: _Part(*part) for n, *part in parts})
                    case ["numbers", request, numbers]:
                        self._spread({request: _Part([], numbers)})
                    case ["broke", text]:
                        reason = text
        self._error = EngineUnavailable(f"the embedded engine broke off ({reason}); ask again")
        for reader in list(self.readers.values()):
            _call(reader.loop, reader.fail, self._error)
        self.readers.clear()

    def _spread(self, parts: dict[int, _Part]) -> None:
        """Give every reader its part, with one call for each event loop."""
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Reader, _Part]]] = {}
        for request, part in parts.items():
            if part.finish is None:
                reader = self.readers.get(request)
            else:
                reader = self.readers.pop(request, None)
            if reader is not None:
                by_loop.setdefault(reader.loop, []).append((reader, part))
        for loop, pairs in by_loop.items():
            _call(loop, _deliver, pairs)


def _deliver(pairs: list[tuple[Reader, _Part]]) -> None:
    for reader, part in pairs:
        reader.deliver(part)


def _call(loop: asyncio.AbstractEventLoop, function: Any, argument: object) -> None:
    with contextlib.suppress(RuntimeError):  # the loop was closed with its streams still open
        loop.call_soon_threadsafe(function, argument)
