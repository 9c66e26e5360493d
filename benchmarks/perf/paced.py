"""The real page on a stand-in engine that draws 50 tokens a second for everybody; for `people`.

    DELIBERATE_HOME=... DELIBERATE_PORT=... python -m benchmarks.perf.paced

It never slows down, so whatever is late on the page is the page's own doing.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager

from benchmarks.perf.measure import MODEL
from data.generators import examples
from reasoning.engines.base import (
    Capabilities,
    Chunk,
    Engine,
    Model,
    Sampling,
    TextChunk,
    Tokenizer,
)
from reasoning.engines.chat_tokenizer import ChatTokenizer
from reasoning.errors import DeliberateError, EngineError
from reasoning.problem import Message
from settings import Settings, load_settings
from store import Store
from ui.server import Server
from ui.services import Services

TOKENS_A_SECOND = 50


class PacedEngine:
    """Draws the same worked solution for every prompt, a token each 1/50 s, on the clock.

    It has the bundled model's tokenizer and none of its weights. A thought goes on until its
    budget closes it; an answer ends by itself.
    """

    name = "paced"
    capabilities = Capabilities(seeds=True)

    def __init__(self, tokens_a_second: float = TOKENS_A_SECOND) -> None:
        self.model = Model("a stand-in that thinks at a steady pace", "1", 4096)
        self.tokenizer: Tokenizer | None = ChatTokenizer(MODEL)
        self._step = 1 / tokens_a_second
        self._thought: list[int] = []
        self._answer: list[int] = []

    async def start(self) -> None:
        """Read the solution."""
        assert self.tokenizer is not None
        example = next(examples("cases", 1, 77, "hard"))
        assert example.thoughts is not None
        self._thought = self.tokenizer.encode(example.thoughts.journey + "\n")
        self._answer = self.tokenizer.encode(example.answer)

    async def stream(
        self, prompt_ids: Sequence[int], sampling: Sampling
    ) -> AsyncGenerator[Chunk, None]:
        """Continue the ids, late never by more than the event loop makes it."""
        assert self.tokenizer is not None
        closed = self.tokenizer.close_ids
        answers = tuple(prompt_ids[-len(closed) :]) == closed
        text = self._answer if answers else itertools.cycle(self._thought)
        clock = asyncio.get_running_loop()
        due = clock.time()
        for id in itertools.islice(text, sampling.max_tokens):
            due += self._step
            await asyncio.sleep(due - clock.time())
            yield Chunk((id,))
        if answers and len(self._answer) < sampling.max_tokens:
            yield Chunk((), finish="stop", stop_id=self.tokenizer.answer_stop_ids[0])
        else:
            yield Chunk((), finish="length")

    def chat(
        self, messages: Sequence[Message], sampling: Sampling
    ) -> AsyncGenerator[TextChunk, None]:
        """Not for this engine, which takes token ids."""
        raise EngineError("the stand-in takes token ids; use stream")

    async def score(self, prompt_ids: Sequence[int]) -> list[float]:
        """Not claimed by this engine."""
        raise EngineError("the stand-in has no log-probabilities; use stream")

    async def close(self) -> None:
        """There is nothing to free."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Services]:
    """The page's services on the stand-in."""
    engine: Engine = PacedEngine()
    await engine.start()
    with Store(settings.database_url) as store:
        services = Services(
            engines={engine.model.name: engine},
            store=store,
            answer_tokens=settings.answer_tokens,
            most_samples=settings.max_samples,
        )
        try:
            yield services
        finally:
            await services.close()


def main() -> int:
    """Serve until somebody stops it; the exit code."""
    try:
        settings = load_settings()
        Server(settings.host, settings.port, lambda: opened(settings)).run()
    except DeliberateError as error:
        print(f"The stand-in cannot run: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
