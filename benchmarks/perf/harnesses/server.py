"""A small OpenAI-compatible server before the bundled model, for harnesses that need one.

    python -m benchmarks.perf.harnesses.server PORT

Loopback only, no key, nothing kept. `/v1/completions` takes text or token ids and streams if asked;
`/v1/chat/completions` gives the thought apart, and whole replies only. Special tokens within a
reply are left in its text; the one that ended it is not a part of it. Both routes close a thought
for a client that asks with vLLM's `thinking_token_budget`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import uvicorn
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from benchmarks.perf.harnesses.wire import (
    Body,
    ChatBody,
    CompletionBody,
    chat_completion,
    completion,
    listed,
    refusal,
    usage,
)
from reasoning.engines import open_engine
from reasoning.engines.base import Chunk, Engine, Tokenizer
from reasoning.errors import DeliberateError, EngineError, EngineUnavailable
from settings import load_settings

B = TypeVar("B", bound=Body)

#: Tokens that an event of a stream waits for, as vLLM's --stream-interval: a model of this size
#: draws them faster than anybody reads them one by one.
STREAM_TOKENS = 16


async def draw(
    engine: Engine, prompt: Sequence[int], body: Body, max_tokens: int, *, logprobs: bool = False
) -> AsyncGenerator[Chunk, None]:
    """The tokens of a reply to a prompt whose last thought is open; a forced close is among them.

    Raises:
        EngineError: it does not fit the model's context.
    """
    tokenizer = _tokenizer(engine)
    stops = (*body.stop_token_ids, *(() if body.ignore_eos else tokenizer.answer_stop_ids))
    ids = list(prompt)
    left, budget = max_tokens, body.thinking_token_budget
    if budget is not None:
        thought = body.sampling(min(budget, left), (tokenizer.think_end_id, *stops), logprobs)
        ended: Chunk | None = None
        if thought.max_tokens > 0:
            async with aclosing(engine.stream(ids, thought)) as chunks:
                async for chunk in chunks:
                    ids += chunk.ids
                    ended = chunk
                    if chunk.ids:
                        yield Chunk(chunk.ids, chunk.logprobs)
        left = max_tokens - (len(ids) - len(prompt))
        if ended and ended.finish == "stop" and ended.stop_id != tokenizer.think_end_id:
            yield Chunk((), () if logprobs else None, "stop", ended.stop_id)
            return
        close = tokenizer.close_ids[:left]
        ids += close
        left -= len(close)
        # Nothing was drawn, so the close is certain.
        yield Chunk(close, (0.0,) * len(close) if logprobs else None, None if left else "length")
        if not left:
            return
    async with aclosing(engine.stream(ids, body.sampling(left, stops, logprobs))) as chunks:
        async for chunk in chunks:
            yield chunk


@dataclass(slots=True)
class Reply:
    """A whole reply. `stop_id`: what ended it, if a token did."""

    ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    finish: str = "length"
    stop_id: int | None = None

    def text(self, tokenizer: Tokenizer, stops: Sequence[str]) -> str:
        """Its text before the first of the stop strings, which then ended it."""
        text = tokenizer.decode(self.ids)
        ends = [at for stop in stops if stop and (at := text.find(stop)) >= 0]
        if ends:
            self.finish = "stop"
            return text[: min(ends)]
        return text


async def whole(
    engine: Engine, prompt: Sequence[int], body: Body, max_tokens: int, *, logprobs: bool = False
) -> Reply:
    """A reply to its end, or to the first stop string."""
    tokenizer, reply, text = _tokenizer(engine), Reply(), ""
    decoder = tokenizer.stream_decoder()
    async with aclosing(draw(engine, prompt, body, max_tokens, logprobs=logprobs)) as chunks:
        async for chunk in chunks:
            reply.ids += chunk.ids
            reply.logprobs += chunk.logprobs or ()
            reply.finish, reply.stop_id = chunk.finish or reply.finish, chunk.stop_id
            if body.stop:
                text += decoder.push(chunk.ids)
                if any(stop in text for stop in body.stop):
                    break
    return reply


def app(engine: Engine) -> Starlette:
    """The server of an engine that takes token ids; started and closed with it."""

    @asynccontextmanager
    async def opened(_: Starlette) -> AsyncIterator[None]:
        await engine.start()
        try:
            yield
        finally:
            await engine.close()

    async def healthy(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def models(_: Request) -> Response:
        model = engine.model
        return JSONResponse(listed(model.name, str(model.folder or ""), model.context_tokens))

    async def completions(request: Request) -> Response:
        body = await _read(request, CompletionBody)
        prompt = body.prompt
        ids = _tokenizer(engine).encode(prompt) if isinstance(prompt, str) else prompt
        if not body.stream:
            return JSONResponse(await _completion(engine, ids, body))
        if body.stop:
            raise EngineError("stop strings in a stream are not offered; leave out stop or stream")
        return StreamingResponse(_events(engine, ids, body), media_type="text/event-stream")

    async def chat(request: Request) -> Response:
        body = await _read(request, ChatBody)
        return JSONResponse(await _chat(engine, body))

    return Starlette(
        routes=[
            Route("/healthz", healthy),
            Route("/v1/models", models),
            Route("/v1/completions", completions, methods=["POST"]),
            Route("/v1/chat/completions", chat, methods=["POST"]),
        ],
        exception_handlers={EngineError: _refused},
        lifespan=opened,
    )


async def _read(request: Request, kind: type[B]) -> B:
    try:
        return kind.model_validate_json(await request.body())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the body"
        raise EngineError(f"{place}: {first['msg']}") from None


async def _refused(_: Request, error: Exception) -> Response:
    status = 503 if isinstance(error, EngineUnavailable) else 400
    return JSONResponse(refusal(str(error), status), status_code=status)


async def _completion(
    engine: Engine, prompt: Sequence[int], body: CompletionBody
) -> dict[str, Any]:
    scored = body.logprobs is not None
    reply = await whole(engine, prompt, body, body.max_tokens, logprobs=scored)
    text = reply.text(_tokenizer(engine), body.stop)
    choice = _choice(body, reply.ids, reply.logprobs if scored else None, text)
    choice |= {"finish_reason": reply.finish, "stop_reason": reply.stop_id}
    if body.return_token_ids:
        choice["prompt_token_ids"] = list(prompt)
    return {**completion(body, choice), "usage": usage(len(prompt), len(reply.ids))}


async def _events(
    engine: Engine, prompt: Sequence[int], body: CompletionBody
) -> AsyncGenerator[str, None]:
    """A streamed reply, as server-sent events of up to `STREAM_TOKENS` tokens."""
    scored = body.logprobs is not None
    decoder = _tokenizer(engine).stream_decoder()
    ids: list[int] = []
    scores: list[float] = []
    try:
        async with aclosing(draw(engine, prompt, body, body.max_tokens, logprobs=scored)) as chunks:
            async for chunk in chunks:
                ids += chunk.ids
                scores += chunk.logprobs or ()
                if len(ids) < STREAM_TOKENS and not chunk.finish:
                    continue
                choice = _choice(body, ids, scores if scored else None, decoder.push(ids))
                choice |= {"finish_reason": chunk.finish, "stop_reason": chunk.stop_id}
                yield f"data: {json.dumps(completion(body, choice))}\n\n"
                ids, scores = [], []
    except EngineError as error:
        # The reply has begun, so its status can say nothing any more.
        yield f"data: {json.dumps(refusal(str(error), 503))}\n\n"
    yield "data: [DONE]\n\n"


def _choice(
    body: CompletionBody, ids: Sequence[int], logprobs: Sequence[float] | None, text: str
) -> dict[str, Any]:
    choice: dict[str, Any] = {"text": text, "logprobs": None}
    if logprobs is not None:
        choice["logprobs"] = {"token_logprobs": list(logprobs), "tokens": [""] * len(ids)}
    if body.return_token_ids:
        choice["token_ids"] = list(ids)
    return choice


async def _chat(engine: Engine, body: ChatBody) -> dict[str, Any]:
    tokenizer = _tokenizer(engine)
    prompt = tokenizer.prompt([turn.message() for turn in body.messages])
    room = engine.model.context_tokens - len(prompt)
    most = body.max_completion_tokens or body.max_tokens or room
    reply = await whole(engine, prompt, body, most)
    thought, closed, answer = _parted(tokenizer, reply, body.stop)
    return chat_completion(
        body,
        thought,
        answer if closed else None,
        reply.finish,
        usage(len(prompt), len(reply.ids)),
    )


def _parted(tokenizer: Tokenizer, reply: Reply, stops: Sequence[str]) -> tuple[str, bool, str]:
    """Thought, whether it was closed, and answer."""
    text = reply.text(tokenizer, stops)
    thought, closed, answer = text.partition(tokenizer.decode([tokenizer.think_end_id]))
    return thought, bool(closed), answer


def _tokenizer(engine: Engine) -> Tokenizer:
    if engine.tokenizer is None:
        raise EngineError(f"engine {engine.name} takes no token ids; serve one that does")
    return engine.tokenizer


def main() -> int:
    """Serve the settings' embedded model until somebody stops it; the exit code."""
    try:
        port = int(sys.argv[1])
    except (IndexError, ValueError):
        print(
            "error: give a port: python -m benchmarks.perf.harnesses.server 8000", file=sys.stderr
        )
        return 2
    try:
        engine = open_engine(load_settings(), "embedded")
        uvicorn.run(app(engine), host="127.0.0.1", port=port, log_level="error")
    except DeliberateError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
