"""The bundled model on the CPU: no GPU, no server, no download, ready in about a second.

The model runs in `embedded_worker` processes of one thread each (why: see there). A request goes to
the process that holds most of its prompt in its prefix cache, unless that one is much busier than
another. What a request draws depends on its prompt and sampling only, bit for bit: not on the
batch, not on the process, not on what was cached.

Streams may be opened from any event loop, and several at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import Pipe
from pathlib import Path
from typing import Any, Literal

from reasoning.engines.base import Capabilities, Chunk, Model, Sampling, TextChunk, Tokenizer
from reasoning.engines.chat_tokenizer import ChatTokenizer
from reasoning.engines.gguf_export import digest, export, read_config, weight_files
from reasoning.engines.probe import probe
from reasoning.errors import EngineError, EngineUnavailable
from reasoning.model_files import model_file
from reasoning.problem import Message

BLOCK = 32  # tokens in a block of the runtime's prefix cache
#: How many more streams than the idlest process one may have and still get a request for whose
#: prompt it holds a prefix; about where a step grows by what computing the prefix again would cost.
_SLACK = 4
_BLOCKS_REMEMBERED = 4096  # a process; as many as its cache of 131,072 tokens has
_WORKER = Path(__file__).with_name("embedded_worker.py")


class EmbeddedEngine:
    """Continues token ids with a Qwen3 model in a local folder; see `reasoning.engines.base`.

    Args:
        folder: the model, in the Hugging Face layout.
        cache: where the GGUF made from it is kept.
        threads: how many processes, of one thread each; a single stream uses one. None: two, or
            one on a machine with one core.
    """

    name = "embedded"
    capabilities = Capabilities(logprobs=True, prompt_logprobs=True, prefix_reuse=True, seeds=True)

    def __init__(self, folder: Path, cache: Path, threads: int | None = None) -> None:
        if threads is not None and threads < 1:
            raise EngineError(f"threads is {threads}; allowed: 1 or more")
        self._cache = cache
        self._threads = threads or min(2, os.cpu_count() or 1)
        self._config = read_config(folder)
        self.tokenizer: Tokenizer | None = ChatTokenizer(folder)
        self.model = Model(
            name=_name(folder),
            revision=digest(weight_files(folder))[:12],
            context_tokens=self._config.context,
            folder=folder,
        )
        self._folder = folder
        self._workers: list[_Process] = []
        self._numbers = count()

    async def start(self) -> None:
        """Convert the model if that was not done before, load it, and probe it.

        Raises:
            EngineError: the model is damaged, or a capability does not hold; one line.
            EngineUnavailable: the runtime does not start.
        """
        if self._workers:
            return
        gguf = await asyncio.to_thread(export, self._folder, self._cache)
        c = self._config
        layout = {"layers": c.layers, "kv_heads": c.kv_heads, "head": c.head, "context": c.context}
        self._workers = [_Process(gguf, layout) for _ in range(self._threads)]
        try:
            await asyncio.gather(*[asyncio.to_thread(w.wait_ready) for w in self._workers])
            await probe(self)
        except BaseException:
            await self.close()
            raise

    async def stream(
        self, prompt_ids: Sequence[int], sampling: Sampling
    ) -> AsyncGenerator[Chunk, None]:
        """Continue the ids; tokens come as they are drawn, several a chunk when they come fast.

        Raises:
            EngineError: the ids do not fit the model or its context.
            EngineUnavailable: the engine is not running, or broke off.
        """
        prompt = list(prompt_ids)
        self._check(prompt, sampling.max_tokens)
        if sampling.max_tokens == 0:
            yield Chunk((), () if sampling.logprobs else None, "length")
            return
        worker = self._pick(prompt)
        reader = _Reader(asyncio.get_running_loop(), sampling.logprobs)
        request = next(self._numbers)
        drawn: list[int] = []
        s = sampling
        settings = [s.max_tokens, s.temperature, s.top_p, s.seed, list(s.stop_ids), s.logprobs]
        worker.open(request, reader, ["add", request, prompt, *settings])
        try:
            finished = False
            while not finished:
                chunk = await reader.next()
                drawn += chunk.ids
                finished = chunk.finish is not None
                yield chunk
        finally:
            worker.shut(request)
            worker.prefixes.remember(prompt + drawn)

    def chat(
        self, messages: Sequence[Message], sampling: Sampling
    ) -> AsyncGenerator[TextChunk, None]:
        """Not for this engine, which takes token ids.

        Raises:
            EngineError: always.
        """
        raise EngineError("the embedded engine takes token ids; use stream")

    async def score(self, prompt_ids: Sequence[int]) -> list[float]:
        """Log-probability (natural log) of each id given those before it; the first is 0.

        Raises:
            EngineError: the ids do not fit the model or its context.
            EngineUnavailable: the engine is not running, or broke off.
        """
        prompt = list(prompt_ids)
        self._check(prompt, 1)
        return await self._ask(min(self._running(), key=lambda w: len(w.readers)), "score", prompt)

    async def idle(self) -> bool:
        """Whether every process has nothing left to do, cancelled requests among it."""
        answers = await asyncio.gather(*[self._ask(w, "count") for w in self._running()])
        return not any(n for (n,) in answers)

    async def close(self) -> None:
        """End the processes; streams still open end with EngineUnavailable."""
        workers, self._workers = self._workers, []
        await asyncio.gather(*[asyncio.to_thread(w.stop) for w in workers])

    def _check(self, prompt: list[int], max_tokens: int) -> None:
        limit, vocab = self._config.context, self._config.vocab
        if not prompt:
            raise EngineError("the prompt is empty; give at least one token id")
        if max_tokens < 0:
            raise EngineError(f"max_tokens is {max_tokens}; allowed: 0 or more")
        if len(prompt) + max_tokens > limit:
            raise EngineError(
                f"{len(prompt)} prompt tokens and {max_tokens} to draw do not fit the context of"
                f" {limit}; shorten the question or lower the budget"
            )
        if min(prompt) < 0 or max(prompt) >= vocab:
            wrong = next(id for id in prompt if not 0 <= id < vocab)
            raise EngineError(f"token id {wrong} is outside the vocabulary of {vocab}")

    async def _ask(self, worker: _Process, what: str, *about: list[int]) -> list[float]:
        """One order and the numbers that come back in its answer."""
        reader = _Reader(asyncio.get_running_loop(), scored=True)
        request = next(self._numbers)
        worker.open(request, reader, [what, request, *about])
        try:
            return list((await reader.next()).logprobs or ())
        finally:
            worker.readers.pop(request, None)

    def _running(self) -> list[_Process]:
        if not self._workers:
            raise EngineUnavailable("the embedded engine is not running; start it first")
        return self._workers

    def _pick(self, prompt: list[int]) -> _Process:
        workers = self._running()
        if len(workers) == 1:
            return workers[0]
        idlest = min(workers, key=lambda w: len(w.readers))
        limit = len(idlest.readers) + _SLACK
        return max(
            (w for w in workers if len(w.readers) <= limit),
            key=lambda w: (w.prefixes.longest(prompt), w is idlest),
        )


def _name(folder: Path) -> str:
    """The name in the model's card, where it has one; else the folder's."""
    card = model_file(folder, "card.json") or {}
    return str(card.get("name") or folder.resolve().name)


class _Reader:
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
class _Prefixes:
    """Which blocks of tokens a process has in its prefix cache, as far as can be told from here."""

    _known: OrderedDict[int, None] = field(default_factory=OrderedDict)

    def remember(self, ids: list[int]) -> None:
        for block in _blocks(ids):
            self._known[block] = None
            self._known.move_to_end(block)
        while len(self._known) > _BLOCKS_REMEMBERED:
            self._known.popitem(last=False)

    def longest(self, ids: list[int]) -> int:
        """How many whole blocks of these ids are known, from the first on."""
        blocks = _blocks(ids)
        return next((n for n, b in enumerate(blocks) if b not in self._known), len(blocks))


def _blocks(ids: list[int]) -> list[int]:
    """A hash for each whole block, which takes in the blocks before it."""
    hashes, before = [], 0
    for end in range(BLOCK, len(ids) + 1, BLOCK):
        before = hash((before, *ids[end - BLOCK : end]))
        hashes.append(before)
    return hashes


class _Process:
    """A worker process, and the thread that reads from it."""

    def __init__(self, gguf: Path, layout: dict[str, int]) -> None:
        self.readers: dict[int, _Reader] = {}
        self.prefixes = _Prefixes()
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

    def open(self, request: int, reader: _Reader, order: list[Any]) -> None:
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
        self._error = EngineUnavailable(f"the embedded engine broke off ({reason}); start it again")
        for reader in list(self.readers.values()):
            _call(reader.loop, reader.fail, self._error)
        self.readers.clear()

    def _spread(self, parts: dict[int, _Part]) -> None:
        """Give every reader its part, with one call for each event loop."""
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Reader, _Part]]] = {}
        for request, part in parts.items():
            if part.finish is None:
                reader = self.readers.get(request)
            else:
                reader = self.readers.pop(request, None)
            if reader is not None:
                by_loop.setdefault(reader.loop, []).append((reader, part))
        for loop, pairs in by_loop.items():
            _call(loop, _deliver, pairs)


def _deliver(pairs: list[tuple[_Reader, _Part]]) -> None:
    for reader, part in pairs:
        reader.deliver(part)


def _call(loop: asyncio.AbstractEventLoop, function: Any, argument: object) -> None:
    with contextlib.suppress(RuntimeError):  # the loop was closed with its streams still open
        loop.call_soon_threadsafe(function, argument)
