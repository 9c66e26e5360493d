"""Finding out what an OpenAI-compatible server can do, by asking it.

Servers differ in what they take and in what they quietly ignore, and none of them says so. A
capability is claimed only when a request has shown it; the shared probe then checks the claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from openai.types import Completion
from openai.types import Model as ServedModel

from reasoning.engines.base import Capabilities, Sampling, Tokenizer
from reasoning.engines.openai_wire import (
    cached_tokens,
    read_piece,
    read_prompt_ids,
    read_prompt_logprobs,
)
from reasoning.errors import EngineError, EngineUnavailable
from reasoning.problem import Message

#: Most model names in an error line.
NAMES_SHOWN = 8
#: Tokens drawn to compare two requests with the same seed; hot, so that chance does not agree.
SEED_TOKENS, SEED_TEMPERATURE = 12, 1.5
# Longer than a block of any server's prefix cache (16 to 64 tokens), so that reuse can show.
_TEXT = "Deliberate asks: 12 + 30 = 42, and then? " * 8


class Completions(Protocol):
    """The token-id route, as plain requests."""

    async def complete(
        self, prompt: Sequence[int] | str, sampling: Sampling, *, score: bool = False
    ) -> Completion:
        """One reply; `score` asks for the log-probabilities of the prompt as well."""


@dataclass(frozen=True, slots=True)
class Served:
    """One model of `/v1/models`."""

    name: str
    context_tokens: int | None  # vLLM's max_model_len
    root: str  # what the name stands for, a hub id or folder; "" where the server does not say


def read_served(entry: ServedModel) -> Served:
    """One entry of `/v1/models`; what is beyond OpenAI's own fields may be missing."""
    extra = entry.model_extra or {}
    context, root = extra.get("max_model_len"), extra.get("root")
    return Served(
        name=str(entry.id),
        context_tokens=context if isinstance(context, int) and context > 0 else None,
        root=root if isinstance(root, str) else "",
    )


def choose(served: Sequence[Served], wanted: str | None, where: str) -> Served:
    """The model to use: the one wanted, or else the only one.

    Raises:
        EngineError: not served, or no choice was made among several; lists what is served.
    """
    for model in served:
        if model.name == wanted:
            return model
    if wanted is None and len(served) == 1:
        return served[0]
    names = ", ".join(m.name for m in served[:NAMES_SHOWN]) or "nothing"
    if len(served) > NAMES_SHOWN:
        names = f"{names} and {len(served) - NAMES_SHOWN} more"
    if wanted is None:
        raise EngineError(f"name the model to use at {where}; it serves: {names}")
    raise EngineError(f"{where} does not serve {wanted!r}; it serves: {names}")


def probe_prompt(tokenizer: Tokenizer) -> list[int]:
    """A prompt in the model's own chat form, long enough to show prefix reuse."""
    return tokenizer.prompt([Message("user", _TEXT)])


async def discover(route: Completions, tokenizer: Tokenizer) -> Capabilities:
    """What the token-id route can do.

    Raises:
        EngineError: it does not take and return ids within `max_tokens`; one line.
        EngineUnavailable: the server cannot be reached.
    """
    prompt = probe_prompt(tokenizer)
    await _same_tokenizer(route, tokenizer)
    drawn = Sampling(max_tokens=SEED_TOKENS, temperature=SEED_TEMPERATURE, seed=7)
    first = await route.complete(prompt, drawn)
    ids, logprobs = _checked(first, drawn)
    second = await route.complete(prompt, drawn)
    return Capabilities(
        token_ids=True,
        logprobs=logprobs is not None,
        prompt_logprobs=await _scores(route, prompt),
        prefix_reuse=cached_tokens(second.usage) > 0,
        seeds=_checked(second, drawn)[0] == ids,
    )


def _checked(
    reply: Completion, sampling: Sampling
) -> tuple[tuple[int, ...], tuple[float, ...] | None]:
    """Ids and log-probabilities of a reply that had to be exactly `max_tokens` long."""
    piece = read_piece(reply)
    if piece is None or not piece.ids:
        raise EngineError("the completions route returned no token ids")
    if len(piece.ids) != sampling.max_tokens:
        raise EngineError(
            f"asked for {sampling.max_tokens} tokens with no stop id, the server drew"
            f" {len(piece.ids)}: it does not honour max_tokens or ignore_eos"
        )
    return piece.ids, piece.logprobs


async def _scores(route: Completions, prompt: Sequence[int]) -> bool:
    """Whether the route gives prompt log-probabilities; a refusal means that it does not."""
    try:
        reply = await route.complete(prompt, Sampling(max_tokens=1), score=True)
    except EngineUnavailable:
        raise
    except EngineError:
        return False
    return read_prompt_logprobs(reply, prompt) is not None


async def _same_tokenizer(route: Completions, tokenizer: Tokenizer) -> None:
    """Ids mean nothing to a model with another vocabulary: compare ours with the server's."""
    theirs = read_prompt_ids(await route.complete(_TEXT, Sampling(max_tokens=1)))
    ours = tuple(tokenizer.encode(_TEXT))
    # A server may put a beginning-of-text id in front even when asked not to.
    if theirs is not None and theirs[-len(ours) :] != ours:
        raise EngineError(
            "the tokenizer given is not the one of the server's model;"
            " give the folder or hub id of that model"
        )
