"""A stand-in engine of a few lines: drives the real core from a script, one character a token."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence

from reasoning.engines.base import Capabilities, Chunk, Model, Sampling, TextChunk
from reasoning.problem import Message

THINK_END, STOP = 1, 2
_SPECIAL = {THINK_END: "</think>", STOP: "<stop>"}


class Decoder:
    def push(self, ids: Sequence[int]) -> str:
        return Characters().decode(ids)


class Characters:
    """Ids are code points."""

    think_end_id = THINK_END
    close_ids = (THINK_END,)
    wait_ids = tuple(map(ord, "\nWait,"))
    answer_stop_ids = (STOP,)

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        return self.encode("\n".join(m.content for m in messages if m.role != "system") + "<")

    def encode(self, text: str) -> list[int]:
        return [ord(c) for c in text]

    def decode(self, ids: Sequence[int]) -> str:
        return "".join(_SPECIAL.get(i) or chr(i) for i in ids)

    def stream_decoder(self) -> Decoder:
        return Decoder()


Script = Callable[[str, int], str]
"""(text so far after the prompt's "<", seed) -> all that follows; "|" ends a thought."""


class StandIn:
    """Continues any prefix by its script; a token a step, so that cancelling can be seen.

    `chunk`: tokens that come together, as from an engine that is faster than its reader.
    """

    name = "stand-in"

    def __init__(
        self,
        script: Script,
        *,
        context: int = 4096,
        logprob: float | None = -0.1,
        chunk: int = 1,
    ) -> None:
        self.chunk = chunk
        self.pause: asyncio.Event | None = None  # streams wait for it, if a test sets one
        self.script = script
        self.model = Model("stand-in", "1", context)
        self.capabilities = Capabilities(logprobs=logprob is not None, seeds=True)
        self.tokenizer: Characters | None = Characters()
        self.logprob = logprob
        self.open = 0
        self.requests: list[tuple[str, Sampling]] = []

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def score(self, prompt_ids: Sequence[int]) -> list[float]:
        return [0.0] * len(prompt_ids)

    async def stream(
        self, prompt_ids: Sequence[int], sampling: Sampling
    ) -> AsyncGenerator[Chunk, None]:
        prefix = Characters().decode(prompt_ids).split("<", 1)[1]
        self.requests.append((prefix, sampling))
        text = self.script(prefix, sampling.seed)
        thought, over, _ = text.partition("|")
        drawn = tuple(map(ord, thought[: sampling.max_tokens]))
        self.open += 1
        try:
            if self.pause is not None:
                await self.pause.wait()
            for start in range(0, len(drawn), self.chunk):
                ids = drawn[start : start + self.chunk]
                await asyncio.sleep(0)
                last = start + len(ids) == sampling.max_tokens
                logprobs = None if self.logprob is None else (self.logprob,) * len(ids)
                yield Chunk(ids, logprobs, "length" if last else None)
                if last:
                    return
            await asyncio.sleep(0)
            yield Chunk((), (), "stop", THINK_END if over else STOP)
        finally:
            self.open -= 1

    async def chat(
        self, messages: Sequence[Message], sampling: Sampling
    ) -> AsyncGenerator[TextChunk, None]:
        thought, _, answer = self.script(messages[-1].content, sampling.seed).rpartition("|")
        self.open += 1
        try:
            for char in thought:
                await asyncio.sleep(0)
                yield TextChunk(reasoning=char)
            for char in answer:
                yield TextChunk(content=char)
            yield TextChunk(finish="stop")
        finally:
            self.open -= 1
