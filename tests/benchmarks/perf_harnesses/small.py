"""Reads of a few questions, and an engine that thinks a thought that can be cut."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

from benchmarks.perf.harnesses.answers import Answered, Read
from reasoning.engines.base import Chunk, Sampling
from tests.reasoning.stand_in import StandIn

THOUGHT = "abcdefgh"
ANSWER = "B) two"


class Thinker(StandIn):
    """Thinks `THOUGHT`, closes it and answers, in one stream where nobody stops it."""

    def __init__(self) -> None:
        super().__init__(_script, context=64)

    async def stream(
        self, prompt_ids: Sequence[int], sampling: Sampling
    ) -> AsyncGenerator[Chunk, None]:
        async with aclosing(super().stream(prompt_ids, sampling)) as chunks:
            async for chunk in chunks:
                if chunk.ids and chunk.ids[0] in sampling.stop_ids:
                    yield Chunk((), (), "stop", chunk.ids[0])
                    return
                yield chunk


def _script(prefix: str, seed: int) -> str:
    """All that follows; a close, where it is drawn, is one token."""
    so_far, closed, answered = prefix.partition("</think>")
    rest = "" if closed else THOUGHT[len(so_far) :] + "\x01"
    return rest + ANSWER[len(answered) :]


def read(id: str = "q0", **parts: Any) -> Read:
    """A question that was answered rightly."""
    given = {"thought": "so", "closed": True, "text": "B) two", "letter": "B", "right": True}
    return Read(id, **(given | parts))


def answered(seconds: float, *reads: Read, budgets: tuple[int, ...] = (256,)) -> Answered:
    """The same reads at every budget."""
    return Answered(seconds, {budget: {one.id: one for one in reads} for budget in budgets})
