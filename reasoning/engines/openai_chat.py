"""The chat route of an OpenAI-compatible server: text only, so its budgets are approximate."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

import openai
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from reasoning.engines.base import Sampling, TextChunk, TextUsage
from reasoning.engines.openai_faults import RequestFault, StreamBroken
from reasoning.engines.openai_link import Link
from reasoning.engines.openai_wire import chat_messages, read_text
from reasoning.errors import EngineError
from reasoning.problem import Message

#: Enough for a model that must think before it says anything, and cut off after one event.
_GREETING_TOKENS = 16
#: Fields that some models refuse (OpenAI's reasoning models, most of them).
_OPTIONAL = ("seed", "temperature", "top_p", "stream_options")


@dataclass(frozen=True, slots=True)
class ChatDialect:
    """What a model takes: the name of its token limit, and the optional fields it refuses."""

    limit: str = "max_tokens"
    refused: tuple[str, ...] = ()


class ChatRoute:
    """`/v1/chat/completions` of one server."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._dialect = ChatDialect()

    async def learn(self, model: str) -> tuple[str, ...]:
        """Find out what the model takes, at the cost of a few tokens; the fields it refuses.

        Raises:
            EngineError, EngineUnavailable: the route does not work; one line.
        """
        greeting = chat_messages([Message("user", "Hello")])
        sampling = Sampling(max_tokens=_GREETING_TOKENS)

        async def open_stream() -> openai.AsyncStream[ChatCompletionChunk]:
            while True:
                try:
                    return await self._open(model, greeting, sampling, _GREETING_TOKENS)
                except openai.BadRequestError as error:
                    dialect = adapt(self._dialect, error)
                    if dialect is None:
                        raise
                    self._dialect = dialect

        stream = await self._link.call(open_stream)
        await stream.close()
        return self._dialect.refused

    async def stream(
        self, model: str, messages: Sequence[Message], sampling: Sampling, context: int | None
    ) -> AsyncGenerator[TextChunk, None]:
        """The reply, piece by piece; see `OpenAIServer.chat`.

        context: the model's context in tokens, None where it is not known.
        """
        if sampling.max_tokens < 1:
            raise EngineError(f"max_tokens is {sampling.max_tokens}; allowed: 1 or more")
        # A limit that no context can hold is refused by servers; without one they fill the context.
        beyond = context is not None and sampling.max_tokens >= context
        most = None if beyond else sampling.max_tokens
        turns = chat_messages(messages)
        attempt = 0
        arrived = False
        last: TextChunk | None = None
        usage: TextUsage | None = None
        while last is None:
            try:
                events = self._link.events(lambda: self._open(model, turns, sampling, most))
                async with aclosing(events):
                    async for event in events:
                        text = read_text(event)
                        if text is None:
                            continue
                        usage = text.usage or usage
                        if text.finish:
                            last = text  # held back, because the usage comes after it
                        elif text.reasoning or text.content:
                            arrived = True
                            yield replace(text, usage=None)
                if last is None:
                    raise StreamBroken("the stream ended without a finish reason")
            except RequestFault as error:
                if last is not None:
                    break  # only the usage was lost
                if arrived:
                    # Text cannot be taken up again in the middle.
                    raise self._link.final(error, attempt) from None
                await self._link.pause(error, attempt)
                attempt += 1
        assert last is not None
        yield replace(last, usage=usage)

    async def _open(
        self,
        model: str,
        messages: list[ChatCompletionMessageParam],
        sampling: Sampling,
        most: int | None,
    ) -> openai.AsyncStream[ChatCompletionChunk]:
        limit, refused = self._dialect.limit, self._dialect.refused
        return await self._link.client.chat.completions.create(
            model=model,
            messages=messages,
            max_tokens=most if most and limit == "max_tokens" else openai.omit,
            max_completion_tokens=(
                most if most and limit == "max_completion_tokens" else openai.omit
            ),
            seed=openai.omit if "seed" in refused else sampling.seed,
            temperature=openai.omit if "temperature" in refused else sampling.temperature,
            top_p=openai.omit if "top_p" in refused else sampling.top_p,
            stream_options=(
                openai.omit if "stream_options" in refused else {"include_usage": True}
            ),
            stream=True,
        )


def adapt(dialect: ChatDialect, error: openai.BadRequestError) -> ChatDialect | None:
    """The dialect without the field that the error names, or None if it names none of ours."""
    # OpenAI names the field in `param`; others only in the message.
    named = error.param or error.message
    if dialect.limit == "max_tokens" and "max_tokens" in named:
        return replace(dialect, limit="max_completion_tokens")
    for field in _OPTIONAL:
        if field in named and field not in dialect.refused:
            return replace(dialect, refused=(*dialect.refused, field))
    return None
