"""One person's open page without a browser: what the page's own script sends and receives.

An event goes the way of the Gradio queue: POST queue/join with the page's session hash and the
handler's number, then GET queue/data, a stream of server-sent events, until the server closes it.
Which handler a button has, and what it is given, is read from the page's own /config.
"""

from __future__ import annotations

import json
import secrets
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import httpx

from benchmarks.perf.measure import BenchmarkError
from ui.accounts import cookie_name

#: Seconds without a word from the server after which a request has failed.
PATIENCE = 60
#: What the page's script says that it takes.
_HEADERS = {"accept-encoding": "gzip, deflate, br", "accept": "*/*"}
#: How an answer's first thought looks in a message.
_THOUGHT = b'"title":"Thinking"'
_SEPARATOR = b"\n\n"

Config = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Handler:
    """An event's handler: its number, and the page's starting value of each input.

    `named`: where the input of an element id is in `inputs`.
    """

    number: int
    inputs: tuple[Any, ...]
    named: Mapping[str, int]

    def given(self, **values: Any) -> list[Any]:
        """The inputs with some changed, by element id with "_" for "-".

        Raises:
            BenchmarkError: the handler has no such input.
        """
        data = list(self.inputs)
        for name, value in values.items():
            element = name.replace("_", "-")
            if element not in self.named:
                raise BenchmarkError(
                    f"the handler takes no {element!r}, only {', '.join(self.named)}; the page was"
                    " changed, so change benchmarks/perf/visitor.py with it"
                )
            data[self.named[element]] = value
        return data


def handler(config: Config, element: str, event: str) -> Handler:
    """The server's handler of an element's event, such as "chat-send" and "click".

    Raises:
        BenchmarkError: the page has no such element, or it has not exactly one such handler.
    """
    components = {c["id"]: c for c in config["components"]}
    ids = [i for i, c in components.items() if c["props"].get("elem_id") == element]
    found = [
        d
        for d in config["dependencies"]
        if d["backend_fn"] and any([i, event] in d["targets"] for i in ids)
    ]
    if len(found) != 1:
        raise BenchmarkError(
            f"the page has {len(found)} handlers for {event!r} of {element!r}, not one; it was"
            " changed, so change benchmarks/perf/visitor.py with it"
        )
    return _read(found[0], components)


def loaders(config: Config) -> list[Handler]:
    """What the page asks of the queue when it is opened."""
    components = {c["id"]: c for c in config["components"]}
    return [
        _read(d, components)
        for d in config["dependencies"]
        if d["backend_fn"] and any(event == "load" for _, event in d["targets"])
    ]


def _read(dependency: Mapping[str, Any], components: Mapping[int, Any]) -> Handler:
    props = [components[i]["props"] for i in dependency["inputs"]]
    names = {p["elem_id"]: n for n, p in enumerate(props) if p.get("elem_id")}
    return Handler(dependency["id"], tuple(p.get("value") for p in props), names)


class Messages:
    """Server-sent events, cut out of what comes from the network in pieces of any length."""

    def __init__(self) -> None:
        self._rest = b""

    def push(self, piece: bytes) -> list[bytes]:
        """The data of every event that this piece completes."""
        *whole, self._rest = (self._rest + piece).split(_SEPARATOR)
        return [event.removeprefix(b"data: ") for event in whole if event.startswith(b"data: ")]


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a question. Seconds since Send was pressed; None: it never came.

    first_event: the page's first change; first_thought: the first text of the thought;
    streamed_bytes: what the server sent for it, without HTTP's own headers and framing;
    fault: one line if it failed, else empty.
    """

    first_event: float | None
    first_thought: float | None
    seconds: float
    streamed_bytes: int
    fault: str


class Visitor:
    """A page that somebody has open. `token`: their session's."""

    def __init__(self, address: str, token: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=address,
            headers={**_HEADERS, "cookie": f"{cookie_name(address)}={token}"},
            timeout=PATIENCE,
            verify=_NO_TLS,
            trust_env=False,
            # Shorter than the server keeps an idle connection: a browser would ask once more.
            limits=httpx.Limits(keepalive_expiry=2),
        )
        self._config: Config = {}
        self._page = ""
        self._streamed_bytes = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def open(self) -> None:
        """Open the page anew, as a reload does: nothing is asked yet.

        Raises:
            BenchmarkError: it did not open.
        """
        self._page = secrets.token_hex(6)
        try:
            answer = await self._client.get("/config")
            answer.raise_for_status()
            self._config = answer.json()
            for loader in loaders(self._config):
                async for _ in self._event(loader.number, list(loader.inputs)):
                    pass
        except httpx.HTTPError as error:
            raise BenchmarkError(f"the page did not open: {error!r}") from None

    async def ask(self, question: str) -> Asked:
        """Type a question and press Send, everything else as the page has it; wait for the end."""
        send = handler(self._config, "chat-send", "click")
        data = send.given(chat_question={"text": question, "files": []})
        first_event = first_thought = None
        fault = "the stream ended before the answer did"
        begin, already = time.perf_counter(), self._streamed_bytes
        try:
            async for message in self._event(send.number, data):
                now = time.perf_counter() - begin
                said = json.loads(message)
                if said["msg"] == "process_generating" and first_event is None:
                    first_event = now
                if first_thought is None and _THOUGHT in message:
                    first_thought = now
                if said["msg"] == "process_completed":
                    fault = "" if said["success"] else str(said["output"])
                elif said["msg"] == "unexpected_error":
                    fault = str(said["message"])
        except httpx.HTTPError as error:
            fault = repr(error)
        seconds = time.perf_counter() - begin
        return Asked(first_event, first_thought, seconds, self._streamed_bytes - already, fault)

    async def _event(self, number: int, data: list[Any]) -> AsyncIterator[bytes]:
        """Every message of an event."""
        body = {"data": data, "fn_index": number, "session_hash": self._page, "event_data": None}
        joined = await self._client.post("/gradio_api/queue/join", json=body)
        joined.raise_for_status()
        query = {"session_hash": self._page}
        async with self._client.stream("GET", "/gradio_api/queue/data", params=query) as stream:
            stream.raise_for_status()
            messages = Messages()
            async for piece in stream.aiter_raw():
                self._streamed_bytes += len(piece)
                for message in messages.push(piece):
                    yield message


#: One for all: making one reads the certificates of the whole machine, and there is no TLS here.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
