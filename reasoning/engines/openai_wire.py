"""What is sent to an OpenAI-compatible server, and how its replies are read.

The token-id route is vLLM's `/v1/completions`: the prompt is a list of ids, and `return_token_ids`
adds `token_ids` (and `prompt_token_ids`) to each choice. Nothing that a server sends is trusted to
have the right type: the `openai` package builds its objects without checking them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from openai.types import Completion, CompletionUsage
from openai.types.chat import (
    ChatCompletionChunk,
    ChatCompletionContentPartParam,
    ChatCompletionMessageParam,
)

from reasoning.engines.base import Chunk, Sampling, TextChunk, TextUsage
from reasoning.engines.openai_faults import StreamBroken
from reasoning.errors import EngineError
from reasoning.problem import Message

# A resumed stream must not draw with the random numbers of its own beginning again.
_RESEED = 0x9E3779B97F4A7C15
_LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Piece:
    """One event of a completion stream, as the server sent it."""

    ids: tuple[int, ...]
    logprobs: tuple[float, ...] | None
    finish: str | None
    stop_reason: int | None


def completion_fields(sampling: Sampling) -> dict[str, object]:
    """The fields beyond OpenAI's own that make the token-id route exact."""
    return {
        "return_token_ids": True,
        "stop_token_ids": list(sampling.stop_ids),
        # Only `stop_ids` end a stream: the end-of-text id is one of them where it should.
        "ignore_eos": True,
        "skip_special_tokens": False,
        "add_special_tokens": False,
        # vLLM takes these from the model's generation_config.json unless they are given, and
        # would then draw from another distribution than the one asked for.
        "top_k": -1,
        "min_p": 0.0,
        "repetition_penalty": 1.0,
    }


def seed_after(seed: int, drawn: int) -> int:
    """The seed of a request that goes on after `drawn` tokens; the first request keeps its own."""
    return seed if drawn == 0 else (seed + drawn * _RESEED) & _LARGEST_SEED


def read_piece(event: Completion) -> Piece | None:
    """The tokens in one event, or None for an event without a choice (usage only).

    Raises:
        StreamBroken: the server gave up on the request ("abort", "error").
        EngineError: it sent text without ids, or withheld the text.
    """
    choices = event.choices
    if not choices:
        return None
    choice = choices[0]
    extra: Mapping[str, Any] = choice.model_extra or {}
    finish = known_finish(choice.finish_reason)
    ids = _ids(extra.get("token_ids"))
    if ids is None:
        if choice.text:
            raise EngineError("the server sent text without token ids; budgets would not be exact")
        ids = ()
    values = choice.logprobs.token_logprobs if choice.logprobs else None
    reason = extra.get("stop_reason")
    return Piece(
        ids=ids,
        logprobs=_logprobs(values, len(ids)),
        finish=finish,
        stop_reason=reason if isinstance(reason, int) else None,
    )


def known_finish(reason: str | None) -> Literal["stop", "length"] | None:
    """A finish reason as ours.

    Raises:
        StreamBroken: the server gave up on the request.
        EngineError: it withheld the text.
    """
    if reason is None or reason == "":
        return None
    if reason == "stop":
        return "stop"
    if reason == "length":
        return "length"
    if reason == "content_filter":
        raise EngineError("the server's content filter withheld the reply; ask another way")
    raise StreamBroken(f"the server ended the request with {str(reason)[:40]!r}")


def cut_at_stop(piece: Piece, sampling: Sampling, eos_ids: Sequence[int]) -> Chunk:
    """The piece as a chunk: nothing from the first stop id on.

    vLLM puts the stop id into `token_ids` and names it in `stop_reason`; others do one of the two,
    or send the rest of a block that they had drawn already. A server that stopped at its own
    end-of-text id, asked or not, names none: `eos_ids` are recognised.
    """
    for i, token in enumerate(piece.ids):
        if token in sampling.stop_ids:
            return Chunk(piece.ids[:i], _first(piece.logprobs, i), "stop", token)
    if piece.finish != "stop":
        finish: Literal["length"] | None = "length" if piece.finish == "length" else None
        return Chunk(piece.ids, piece.logprobs, finish)
    last = piece.ids[-1] if piece.ids else None
    if last is not None and (last == piece.stop_reason or last in eos_ids):
        n = len(piece.ids) - 1
        return Chunk(piece.ids[:n], _first(piece.logprobs, n), "stop", last)
    return Chunk(piece.ids, piece.logprobs, "stop", piece.stop_reason)


def read_prompt_logprobs(reply: Completion, prompt_ids: Sequence[int]) -> list[float] | None:
    """Log-probability of each prompt id (0 for the first), or None where the server has none.

    vLLM: `prompt_logprobs` is a list as long as the prompt, its first entry null, each other entry
    an object from id (as a string) to {"logprob": ...}.
    """
    extra: Mapping[str, Any] = (reply.choices[0].model_extra or {}) if reply.choices else {}
    entries = extra.get("prompt_logprobs")
    if not isinstance(entries, list) or len(entries) != len(prompt_ids):
        return None
    scores = [0.0]
    for token, entry in zip(prompt_ids[1:], entries[1:], strict=True):
        value = entry.get(str(token)) if isinstance(entry, dict) else None
        logprob = value.get("logprob") if isinstance(value, dict) else None
        if not isinstance(logprob, (int, float)):
            return None
        scores.append(min(0.0, float(logprob)))
    return scores


def read_prompt_ids(reply: Completion) -> tuple[int, ...] | None:
    """The prompt as the server tokenised it, where it says."""
    extra: Mapping[str, Any] = (reply.choices[0].model_extra or {}) if reply.choices else {}
    return _ids(extra.get("prompt_token_ids"))


def cached_tokens(usage: CompletionUsage | None) -> int:
    """Prompt tokens that the server did not compute again, 0 where it does not say."""
    details = usage.prompt_tokens_details if usage else None
    return (details.cached_tokens or 0) if details else 0


def chat_messages(messages: Sequence[Message]) -> list[ChatCompletionMessageParam]:
    """Our messages in the form of the chat route."""
    turns: list[ChatCompletionMessageParam] = []
    for m in messages:
        if m.role == "system":
            turns.append({"role": "system", "content": m.content})
        elif m.role == "user":
            turns.append({"role": "user", "content": _parts(m) if m.images else m.content})
        else:
            turns.append({"role": "assistant", "content": m.content})
    return turns


def _parts(message: Message) -> list[ChatCompletionContentPartParam]:
    """A text with its images, in the form of the chat route."""
    parts: list[ChatCompletionContentPartParam] = [
        {"type": "image_url", "image_url": {"url": image}} for image in message.images
    ]
    return [*parts, {"type": "text", "text": message.content}]


def read_text(event: ChatCompletionChunk) -> TextChunk | None:
    """The text in one event of the chat route, or None when it has none and ends nothing.

    Thoughts come as `reasoning` (vLLM, OpenRouter) or `reasoning_content` (DeepSeek, SGLang,
    llama.cpp, earlier vLLM).

    Raises:
        StreamBroken, EngineError: as `known_finish`.
    """
    usage = read_usage(event.usage)
    if not event.choices:
        return TextChunk(usage=usage) if usage else None
    choice = event.choices[0]
    delta = choice.delta
    extra: Mapping[str, Any] = (delta.model_extra or {}) if delta else {}
    thought = extra.get("reasoning") or extra.get("reasoning_content")
    reasoning = thought if isinstance(thought, str) else ""
    content = (delta.content or "") if delta else ""
    finish = known_finish(choice.finish_reason)
    if not (reasoning or content or finish or usage):
        return None
    return TextChunk(reasoning, content, finish, usage)


def read_usage(usage: CompletionUsage | None) -> TextUsage | None:
    """The server's own count, where it gives one."""
    if usage is None or usage.completion_tokens is None:
        return None
    details = usage.completion_tokens_details
    return TextUsage(
        prompt_tokens=usage.prompt_tokens or 0,
        generated_tokens=usage.completion_tokens,
        reasoning_tokens=details.reasoning_tokens if details else None,
    )


def _ids(value: object) -> tuple[int, ...] | None:
    if not isinstance(value, list) or not all(type(i) is int for i in value):
        return None
    return tuple(value)


def _logprobs(values: list[float] | None, count: int) -> tuple[float, ...] | None:
    """`count` log-probabilities, or None; a rounding error above 0 counts as 0."""
    if values is None or len(values) != count:
        return None
    if not all(isinstance(v, (int, float)) for v in values):
        return None
    return tuple(min(0.0, float(v)) for v in values)


def _first(logprobs: tuple[float, ...] | None, count: int) -> tuple[float, ...] | None:
    return None if logprobs is None else logprobs[:count]
