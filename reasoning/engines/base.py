"""What an engine is: token ids in, token ids out. It knows nothing of problems or budgets."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from reasoning.problem import Message


@dataclass(frozen=True, slots=True)
class Sampling:
    """How one request is drawn.

    temperature 0 is greedy. `seed` makes a request reproducible whatever else is in the batch.
    Generation ends before `max_tokens` (tokens) when an id of `stop_ids` is drawn. `logprobs` asks
    for the log-probability of each token, which takes the embedded engine a tenth longer.
    """

    max_tokens: int
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0
    stop_ids: tuple[int, ...] = ()
    logprobs: bool = True


@dataclass(frozen=True, slots=True)
class Chunk:
    """One or more tokens of a stream, in order.

    `logprobs` (natural log, one an id) is None where the engine has none or none were asked for.
    The last chunk of a stream, and only that, has `finish`: "stop" with the `stop_id` that was
    drawn (which is never part of `ids`), or "length".
    """

    ids: tuple[int, ...]
    logprobs: tuple[float, ...] | None = None
    finish: Literal["stop", "length"] | None = None
    stop_id: int | None = None


@dataclass(frozen=True, slots=True)
class TextUsage:
    """Tokens of a chat reply as its server counted them.

    `generated_tokens` includes `reasoning_tokens`, which is None where the server does not say.
    """

    prompt_tokens: int
    generated_tokens: int
    reasoning_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class TextChunk:
    """A piece of a chat reply, from an engine that takes messages only.

    The last chunk, and only that, has `finish`, and `usage` where the server counts.
    """

    reasoning: str = ""
    content: str = ""
    finish: Literal["stop", "length"] | None = None
    usage: TextUsage | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine claims; its start-up probe checks every claim that is True.

    token_ids: takes a prompt as token ids and returns token ids, so budgets are exact.
    logprobs: gives the log-probability of each token drawn.
    prompt_logprobs: gives the log-probability of each token of a prompt (`Engine.score`).
    prefix_reuse: a prompt that begins like an earlier one is not computed again.
    seeds: the same seed draws the same tokens.
    images: takes images.
    """

    token_ids: bool = True
    logprobs: bool = False
    prompt_logprobs: bool = False
    prefix_reuse: bool = False
    seeds: bool = False
    images: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars per million tokens."""

    prompt: float
    generated: float


@dataclass(frozen=True, slots=True)
class Model:
    """Which model an engine serves; `revision` changes whenever its weights do.

    A server tells no such thing. Unless somebody else did, `address` says where it is, so that two
    servers of models with one name are told apart; it is "" for every other engine.
    """

    name: str
    revision: str
    context_tokens: int
    price: Price | None = None
    folder: Path | None = None  # where its files are, card and scope among them, if they are here
    address: str = ""


class StreamDecoder(Protocol):
    """Turns a stream of ids into text, holding back half a character."""

    def push(self, ids: Sequence[int]) -> str:
        """The text that these ids complete."""


class Tokenizer(Protocol):
    """Text to ids and back, and the model's own chat and thinking format."""

    think_end_id: int
    """The id that ends a thought (the model draws it to stop thinking)."""
    close_ids: tuple[int, ...]
    """Appended to close a thought; begins the answer. The same for a free and a forced close."""
    wait_ids: tuple[int, ...]
    """The "Wait" continuation (s1)."""
    answer_stop_ids: tuple[int, ...]
    """Ids that end an answer."""

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        """The chat prompt up to and with the opening of the thought."""

    def encode(self, text: str) -> list[int]:
        """Ids of a text, with no special tokens added."""

    def decode(self, ids: Sequence[int]) -> str:
        """Text of the ids, special tokens left in."""

    def stream_decoder(self) -> StreamDecoder:
        """A decoder for one stream, with nothing in it yet."""


class Engine(Protocol):
    """Anything that continues token ids.

    An engine is started before use and closed after it. `tokenizer` is None for an engine whose
    `capabilities.token_ids` is False; only `chat` may be called on that one, and only `stream`
    on the others.
    """

    name: str
    model: Model
    capabilities: Capabilities
    tokenizer: Tokenizer | None

    async def start(self) -> None:
        """Load or connect, then probe every claimed capability.

        Raises:
            EngineError: a claim does not hold, or the model is missing; one line.
            EngineUnavailable: the server cannot be reached.
        """

    def stream(self, prompt_ids: Sequence[int], sampling: Sampling) -> AsyncGenerator[Chunk, None]:
        """Continue the ids. Closing the iterator (`aclose`) stops the work at once.

        Raises:
            EngineError: the request is impossible (too long for the context, say).
            EngineUnavailable: the engine broke off.
        """

    def chat(
        self, messages: Sequence[Message], sampling: Sampling
    ) -> AsyncGenerator[TextChunk, None]:
        """Answer chat messages, for an engine that takes no token ids."""

    async def score(self, prompt_ids: Sequence[int]) -> list[float]:
        """Log-probability (natural log) of each id given those before it; the first is 0."""

    async def close(self) -> None:
        """Free everything. Streams still open end with EngineUnavailable."""
