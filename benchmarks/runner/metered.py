"""What asking takes: tokens and dollars of whoever does not tell by itself."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from reasoning.engines.base import Chunk, Engine, Sampling, TextChunk
from reasoning.errors import EngineError
from reasoning.problem import Message


@dataclass(slots=True)
class Spent:
    """Generated tokens, and dollars (None without a price)."""

    tokens: int = 0
    dollars: float | None = None

    def add(self, tokens: int, dollars: float | None) -> None:
        """Count more."""
        self.tokens += tokens
        if dollars is not None:
            self.dollars = (self.dollars or 0.0) + dollars


@dataclass(slots=True)
class Metered:
    """An engine whose tokens are counted: those of the prompts sent, and those generated.

    `broke` is why one of its requests broke off, "" while none did.
    """

    engine: Engine
    sent: int = 0
    generated: int = 0
    broke: str = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    @property
    def spent(self) -> Spent:
        """What was generated, and what all of it cost."""
        price = self.engine.model.price
        if price is None:
            return Spent(self.generated)
        cost = self.sent * price.prompt + self.generated * price.generated
        return Spent(self.generated, cost / 1_000_000)

    async def stream(
        self, prompt_ids: Sequence[int], sampling: Sampling
    ) -> AsyncGenerator[Chunk, None]:
        """As the engine's."""
        self.sent += len(prompt_ids)
        try:
            async with aclosing(self.engine.stream(prompt_ids, sampling)) as chunks:
                async for chunk in chunks:
                    self.generated += len(chunk.ids)
                    yield chunk
        except EngineError as error:
            self.broke = str(error)
            raise

    async def chat(
        self, messages: Sequence[Message], sampling: Sampling
    ) -> AsyncGenerator[TextChunk, None]:
        """As the engine's; counted where its server counts."""
        try:
            async with aclosing(self.engine.chat(messages, sampling)) as chunks:
                async for chunk in chunks:
                    if chunk.usage is not None:
                        self.sent += chunk.usage.prompt_tokens
                        self.generated += chunk.usage.generated_tokens
                    yield chunk
        except EngineError as error:
            self.broke = str(error)
            raise

    async def score(self, prompt_ids: Sequence[int]) -> list[float]:
        """As the engine's."""
        self.sent += len(prompt_ids)
        try:
            return await self.engine.score(prompt_ids)
        except EngineError as error:
            self.broke = str(error)
            raise
