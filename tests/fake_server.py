"""A small OpenAI-compatible server on loopback, with vLLM's token-id route and faults on demand.

It stands for a real server in tests: the replies come over a real socket, but the "model" is a
few lines that draw the next id from a hash of the last three. Use it as

    with FakeServer() as server:
        OpenAIServer(server.url, ...)

`server.quirks` says what it can do, `server.faults` what goes wrong next, `server.requests` what
was asked.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import random
import socket
import threading
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from PIL import Image

from tests.byte_model import EOS, ByteTokenizer, TokenProcess


@dataclass
class Quirks:
    """What this server can do; the defaults are vLLM's."""

    models: tuple[str, ...] = ("tiny",)
    lists_models: bool = True
    max_model_len: int | None = 4096
    api_key: str | None = None
    takes_ids: bool = True
    returns_ids: bool = True
    gives_logprobs: bool = True
    gives_prompt_logprobs: bool = True
    honours_max_tokens: bool = True
    honours_seed: bool = True
    seed_fails_in_streams: bool = False  # as a full batch may do
    reports_cache: bool = True
    shift: int = 0  # added to each id of a text prompt: another tokenizer
    stop_style: Literal["vllm", "ignored", "left out"] = "vllm"
    tokens_per_event: int = 1
    finish_apart: bool = False  # the finish reason comes in an event of its own
    reasoning_field: str = "reasoning"
    images: Literal["refused", "left out", "seen"] = "refused"
    refuses: tuple[str, ...] = ()  # fields of the chat route that are answered with 400
    thought: tuple[str, ...] = ("Let me", " add.")
    answer: tuple[str, ...] = ("It is", " 42.")
    answers_when_told: bool = False  # to answer at once, or only: it then leaves out the thought
    silent_after: int | None = None  # tokens of a chat, then silence until the client hangs up


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one POST.

    status: an error reply. drop: the connection is cut after `after` tokens. stall: silence after
    them, until the client hangs up. error: an error event after them. abort: that finish reason.
    """

    kind: Literal["status", "drop", "stall", "error", "abort", "no finish"]
    after: int = 0
    status: int = 500
    message: str = "made to fail"
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    path: str
    body: dict[str, Any]
    headers: Mapping[str, str]


class Dropped(Exception):
    """Raised inside a reply, so that the server cuts the connection."""


class FakeServer:
    """The server, in a thread of its own, on a free port of 127.0.0.1."""

    def __init__(self) -> None:
        self.process = TokenProcess()
        self.reset()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        config = uvicorn.Config(_app(self), log_config=None, log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), daemon=True
        )

    def reset(self) -> None:
        """As new: no faults, nothing asked, vLLM's abilities."""
        self.quirks = Quirks()
        self.faults: deque[Fault] = deque()
        self.requests: list[Asked] = []
        self.hung_up = threading.Event()
        self.seen: list[list[int]] = []

    def asked(self, path: str) -> list[dict[str, Any]]:
        """The bodies sent to `path`, in order."""
        return [r.body for r in self.requests if r.path == path]

    def __enter__(self) -> FakeServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


def _app(fake: FakeServer) -> FastAPI:
    app = FastAPI()

    @app.get("/v1/models")
    async def models(request: Request) -> Response:
        refused = _refused(fake, request)
        if refused or not fake.quirks.lists_models:
            return refused or _error(404, "Not Found")
        extra = {"root": "/models/tiny"}
        context = {"max_model_len": fake.quirks.max_model_len} if fake.quirks.max_model_len else {}
        entries = [
            {"id": name, "object": "model", "created": 0, "owned_by": "test", **extra, **context}
            for name in fake.quirks.models
        ]
        return JSONResponse({"object": "list", "data": entries})

    @app.post("/v1/completions")
    async def completions(request: Request) -> Response:
        body = await _record(fake, request)
        fault = fake.faults.popleft() if fake.faults else None
        refused = _refused(fake, request) or _status(fault)
        if refused:
            return refused
        prompt = body["prompt"]
        if isinstance(prompt, str):
            prompt = [i + fake.quirks.shift for i in ByteTokenizer().encode(prompt)]
        elif not fake.quirks.takes_ids:
            return _error(400, "prompt must be a string")
        reply = Completion(fake, body, prompt)
        if body.get("stream"):
            return _sse(_with_fault(reply.events(), fault, fake, request))
        return JSONResponse(reply.whole())

    @app.post("/v1/chat/completions")
    async def chat(request: Request) -> Response:
        body = await _record(fake, request)
        fault = fake.faults.popleft() if fake.faults else _silence(fake.quirks)
        refused = _refused(fake, request) or _status(fault)
        if refused:
            return refused
        for name in fake.quirks.refuses:
            if name in body:
                return _error(400, f"Unsupported parameter: '{name}'", param=name)
        images = _images(body)
        if images and fake.quirks.images == "refused":
            return _error(400, "image input is not supported by this model")
        return _sse(_with_fault(_chat_events(fake, body, images), fault, fake, request))

    return app


class Completion:
    """One reply of the completions route."""

    def __init__(self, fake: FakeServer, body: Mapping[str, Any], prompt: list[int]) -> None:
        self.quirks, self.body, self.prompt = fake.quirks, body, prompt
        self.process = fake.process
        self.cached = max((_shared(prompt, seen) for seen in fake.seen), default=0) // 16 * 16
        fake.seen.append(prompt)
        self.ids, self.finish, self.stop_reason = self._draw()

    def _draw(self) -> tuple[list[int], str, int | None]:
        most = self.body["max_tokens"] + (0 if self.quirks.honours_max_tokens else 2)
        noisy = self.quirks.seed_fails_in_streams and self.body.get("stream")
        seed = self.body["seed"] if self.quirks.honours_seed and not noisy else None
        rng = random.Random(seed)
        stops = self.body.get("stop_token_ids") or ()
        drawn: list[int] = []
        while len(drawn) < most:
            drawn.append(self.process.draw([*self.prompt, *drawn], self.body["temperature"], rng))
            if drawn[-1] in stops and self.quirks.stop_style != "ignored":
                if self.quirks.stop_style == "left out":
                    return drawn[:-1], "stop", drawn[-1]
                return drawn, "stop", drawn[-1]
            if drawn[-1] == EOS and not self.body.get("ignore_eos"):
                return drawn, "stop", None
        return drawn, "length", None

    def choice(self, first: int, end: int, finish: str | None) -> dict[str, Any]:
        ids = self.ids[first:end]
        end = first + len(ids)
        choice: dict[str, Any] = {
            "index": 0,
            "text": ByteTokenizer().decode(ids),
            "finish_reason": finish,
            "stop_reason": self.stop_reason if finish else None,
            "logprobs": None,
        }
        if self.body.get("return_token_ids") and self.quirks.returns_ids:
            choice["token_ids"] = ids
            choice["prompt_token_ids"] = self.prompt if first == 0 else None
        if self.body.get("logprobs") is not None and self.quirks.gives_logprobs:
            before = [*self.prompt, *self.ids]
            n = len(self.prompt)
            values = [self.process.logprob(before[: n + i], self.ids[i]) for i in range(first, end)]
            choice["logprobs"] = {"token_logprobs": values, "tokens": [""] * len(values)}
        return choice

    def events(self) -> list[dict[str, Any]]:
        step = self.quirks.tokens_per_event
        starts = list(range(0, len(self.ids), step)) or [0]
        last = None if self.quirks.finish_apart else self.finish
        events = [
            self._wrap(self.choice(i, i + step, last if i == starts[-1] else None)) for i in starts
        ]
        if self.quirks.finish_apart:
            events.append(self._wrap(self.choice(len(self.ids), len(self.ids), self.finish)))
        return events

    def whole(self) -> dict[str, Any]:
        choice = self.choice(0, len(self.ids), self.finish)
        if self.body.get("prompt_logprobs") is not None and self.quirks.gives_prompt_logprobs:
            choice["prompt_logprobs"] = [None] + [
                {str(token): {"logprob": self.process.logprob(self.prompt[:i], token)}}
                for i, token in enumerate(self.prompt)
                if i
            ]
        reply = self._wrap(choice)
        reply["usage"] = _usage(len(self.prompt), len(self.ids))
        if self.quirks.reports_cache and self.cached:
            reply["usage"]["prompt_tokens_details"] = {"cached_tokens": self.cached}
        return reply

    def _wrap(self, choice: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": "cmpl-1",
            "object": "text_completion",
            "created": 0,
            "model": self.body["model"],
            "choices": [choice],
        }


def _images(body: Mapping[str, Any]) -> list[str]:
    """The data URLs of all images in all messages."""
    lists = (m["content"] for m in body["messages"] if isinstance(m["content"], list))
    return [part["image_url"]["url"] for parts in lists for part in parts if "image_url" in part]


def _colour(image: str) -> str:
    """What fills a picture, by its first pixel."""
    data = base64.b64decode(image.partition(",")[2], validate=True)
    with Image.open(io.BytesIO(data)) as picture:
        red, green, blue = picture.convert("RGB").getpixel((0, 0))
    return max((red, "red"), (green, "green"), (blue, "blue"))[1]


def _chat_events(
    fake: FakeServer, body: Mapping[str, Any], images: Sequence[str]
) -> list[dict[str, Any]]:
    quirks = fake.quirks
    seen = images and quirks.images == "seen"
    told = quirks.answers_when_told and "answer" in str(body["messages"][-1]["content"]).lower()
    pieces = [] if told else [{quirks.reasoning_field: t} for t in quirks.thought]
    answer = ("It is", f" {_colour(images[-1])}.") if seen else quirks.answer
    pieces += [{"content": t} for t in answer]
    most = body.get("max_tokens", body.get("max_completion_tokens", len(pieces)))
    finish = "stop" if most >= len(pieces) else "length"
    pieces = pieces[:most]
    base = {"id": "chat-1", "object": "chat.completion.chunk", "created": 0, "model": body["model"]}
    first: dict[str, Any] = {"role": "assistant", "content": ""}
    events = [
        {**base, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        for delta in (first, *pieces)
    ]
    events.append({**base, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    if (body.get("stream_options") or {}).get("include_usage"):
        thoughts = [piece for piece in pieces if quirks.reasoning_field in piece]
        details = {"reasoning_tokens": len(thoughts)}
        usage = {**_usage(7, len(pieces)), "completion_tokens_details": details}
        events.append({**base, "choices": [], "usage": usage})
    return events


def _silence(quirks: Quirks) -> Fault | None:
    return None if quirks.silent_after is None else Fault("stall", after=quirks.silent_after)


async def _with_fault(
    events: Sequence[dict[str, Any]], fault: Fault | None, fake: FakeServer, request: Request
) -> AsyncIterator[dict[str, Any]]:
    try:
        for i, event in enumerate(events):
            if fault is not None and i == fault.after:
                if fault.kind == "drop":
                    raise Dropped
                if fault.kind == "stall":
                    while (await request.receive())["type"] != "http.disconnect":
                        pass
                    fake.hung_up.set()
                    return
                if fault.kind == "error":
                    yield {"error": {"message": fault.message, "code": fault.code or fault.status}}
                    return
                if fault.kind == "no finish":
                    return
                if fault.kind == "abort":
                    choice = {"index": 0, "text": "", "token_ids": [], "finish_reason": "abort"}
                    yield {**event, "choices": [choice]}
                    return
            yield event
            await asyncio.sleep(0)
    except (asyncio.CancelledError, GeneratorExit):
        # The response noticed first that the client hung up.
        fake.hung_up.set()
        raise


def _sse(events: AsyncIterator[dict[str, Any]]) -> StreamingResponse:
    async def lines() -> AsyncIterator[str]:
        async for event in events:
            yield f"data: {json.dumps(event)}\n\n"
        yield "data: [DONE]\n\n"

    return StreamingResponse(lines(), media_type="text/event-stream")


async def _record(fake: FakeServer, request: Request) -> dict[str, Any]:
    body: dict[str, Any] = await request.json()
    fake.requests.append(Asked(request.url.path, body, dict(request.headers)))
    return body


def _refused(fake: FakeServer, request: Request) -> Response | None:
    key = fake.quirks.api_key
    sent = request.headers.get("authorization", "")
    if key is None or sent == f"Bearer {key}":
        return None
    return _error(401, f"Incorrect API key provided: {sent}")


def _status(fault: Fault | None) -> Response | None:
    if fault is None or fault.kind != "status":
        return None
    return _error(fault.status, fault.message, code=fault.code, headers=fault.headers)


def _error(
    status: int,
    message: str,
    param: str | None = None,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    error = {"message": message, "type": "error", "param": param, "code": code or status}
    return JSONResponse({"error": error}, status_code=status, headers=dict(headers or {}))


def _usage(prompt: int, generated: int) -> dict[str, Any]:
    return {
        "prompt_tokens": prompt,
        "completion_tokens": generated,
        "total_tokens": prompt + generated,
    }


def _shared(a: Sequence[int], b: Sequence[int]) -> int:
    """Length of the common beginning."""
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count
