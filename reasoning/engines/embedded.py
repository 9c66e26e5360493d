"""The bundled model on the CPU: no GPU, no server, no download, ready in about a second.

The model runs in `embedded_worker` processes of one thread each (why: see there), on matrices of
8 bits. A request goes to the process that holds most of its prompt in its prefix cache, unless that
one is much busier than another; a fork of what was drawn always goes where it was drawn. What a
request draws depends on its prompt and sampling only, whatever else is in the batch and on whatever
process. (A prompt that repeats what was drawn long ago, and is no longer cached, is read anew and
rounds differently: 2 of 48 greedy continuations of 80 tokens then differed somewhere.)

Streams may be opened from any event loop, and several at once.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, Sequence
from itertools import count
from pathlib import Path

from reasoning.engines.base import Capabilities, Chunk, Model, Sampling, TextChunk, Tokenizer
from reasoning.engines.chat_tokenizer import ChatTokenizer
from reasoning.engines.embedded_process import Process, Reader, blocks
from reasoning.engines.gguf_export import digest, export, read_config, weight_files
from reasoning.engines.probe import probe
from reasoning.errors import EngineError, EngineUnavailable
from reasoning.model_files import model_file
from reasoning.problem import Message

#: How many more streams than the idlest process one may have and still get a request for whose
#: prompt it holds a prefix; about where a step grows by what computing the prefix again would cost.
_SLACK = 4


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
        self._gguf = cache  # the file, once `start` has made it
        self._workers: list[Process] = []
        self._replacing = threading.Lock()
        self._numbers = count()

    async def start(self) -> None:
        """Convert the model if that was not done before, load it, and probe it.

        Raises:
            EngineError: the model is damaged, or a capability does not hold; one line.
            EngineUnavailable: the runtime does not start.
        """
        if self._workers:
            return
        self._gguf = await asyncio.to_thread(export, self._folder, self._cache)
        self._workers = [self._launch() for _ in range(self._threads)]
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
        await self._replace_dead()
        worker = self._pick(prompt)
        reader = Reader(asyncio.get_running_loop(), sampling.logprobs)
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
            worker.prefixes.remember(prompt, drawn)

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
        await self._replace_dead()
        return await self._ask(min(self._running(), key=lambda w: len(w.readers)), "score", prompt)

    async def idle(self) -> bool:
        """Whether every process has nothing left to do, cancelled requests among it."""
        answers = await asyncio.gather(*[self._ask(w, "count") for w in self._running()])
        return not any(n for (n,) in answers)

    async def close(self) -> None:
        """End the processes; streams still open end with EngineUnavailable."""
        workers, self._workers = self._workers, []
        await asyncio.gather(*[asyncio.to_thread(w.stop) for w in workers])

    def _launch(self) -> Process:
        c = self._config
        layout = {"layers": c.layers, "kv_heads": c.kv_heads, "head": c.head, "context": c.context}
        return Process(self._gguf, layout)

    async def _replace_dead(self) -> None:
        """Start a new process for each that ended by itself; its streams were told.

        Raises:
            EngineUnavailable: a new one does not start either.
        """
        if any(worker.dead for worker in self._workers):
            await asyncio.to_thread(self._replace)

    def _replace(self) -> None:
        with self._replacing:
            for number, worker in enumerate(self._workers):
                if worker.dead:
                    fresh = self._launch()
                    fresh.wait_ready()
                    worker.stop()
                    self._workers[number] = fresh

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

    async def _ask(self, worker: Process, what: str, *about: list[int]) -> list[float]:
        """One order and the numbers that come back in its answer."""
        reader = Reader(asyncio.get_running_loop(), scored=True)
        request = next(self._numbers)
        worker.open(request, reader, [what, request, *about])
        try:
            return list((await reader.next()).logprobs or ())
        finally:
            worker.readers.pop(request, None)

    def _running(self) -> list[Process]:
        if not self._workers:
            raise EngineUnavailable("the embedded engine is not running; start it first")
        return self._workers

    def _pick(self, prompt: list[int]) -> Process:
        """The process for a request: where its prefix is, if that is not too busy.

        What was drawn is never computed again elsewhere, however busy its process: read at once
        rather than token by token it rounds differently, and a tie could fall the other way.
        """
        workers = self._running()
        hashes = blocks(prompt)
        held = [worker.prefixes.longest(hashes) for worker in workers]
        busy = [len(worker.readers) for worker in workers]
        limit = min(busy) + _SLACK
        return max(
            zip(workers, held, busy, strict=True),
            key=lambda w: (w[1] if w[1][0] or w[2] <= limit else (False, -1), -w[2]),
        )[0]


def _name(folder: Path) -> str:
    """The name in the model's card, where it has one; else the folder's."""
    card = model_file(folder, "card.json") or {}
    return str(card.get("name") or folder.resolve().name)
