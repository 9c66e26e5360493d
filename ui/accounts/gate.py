"""What of Gradio's own interface is served, and to whom.

Gradio has many more routes than its pages use, and takes whoever names a page's session for the
person who opened it, and whoever names a file for one who may have it. Here the first person to
use a session keeps it, and an uploaded file is for those alone who uploaded it.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from store import Person
from ui.accounts import words
from ui.accounts.errors import Refused
from ui.accounts.uploads import Uploads
from ui.language import say

#: What a page asks of Gradio. A file is one of Gradio's own folder; without the slash after "="
#: it would be an address, which Gradio would fetch.
SERVED = re.compile(
    r"(?:/admin)?/gradio_api/(?:queue/join|queue/data|run/predict|cancel"
    r"|heartbeat/(?P<session>[^/]+)|upload|upload_progress|file=(?P<file>/.+))"
)
UPLOAD = "/gradio_api/upload"

#: Sessions whose owner is remembered at most; the longest unused is forgotten first.
MOST_REMEMBERED = 50_000


class Gate:
    """Stands behind the `Guard`, which says who asks, and before the pages.

    Puts the `Uploads` in `scope["state"]["uploads"]`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._owners: OrderedDict[str, str] = OrderedDict()
        self._uploads = Uploads()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a refusal."""
        if scope["type"] == "http" and "gradio_api" in scope["path"]:
            try:
                receive, send = await self._looked_at(scope, receive, send)
            except Refused as refused:
                refusal = JSONResponse({"detail": say(str(refused))}, refused.status)
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _looked_at(self, scope: Scope, receive: Receive, send: Send) -> tuple[Receive, Send]:
        """The same request, to be read from its beginning, and the way for its answer.

        Raises:
            Refused: it is not served, or not to this person.
        """
        route = SERVED.fullmatch(scope["path"])
        person: Person | None = scope.get("state", {}).get("person")
        if route is None or person is None:
            raise Refused(404, words.NOT_SERVED)
        if route["file"] and not self._uploads.has(route["file"], person):
            raise Refused(404, words.NOT_UPLOADED)
        scope["state"]["uploads"] = self._uploads
        query = parse_qsl(str(scope["query_string"], "latin-1"))
        named: list[Any] = [value for name, value in query if name == "session_hash"]
        named.append(route["session"])
        if scope["path"].endswith(UPLOAD):
            send = self._noting(send, person)
        elif scope["method"] == "POST":
            body = await _read(receive)
            sent = _parsed(body)
            if isinstance(sent, dict):
                named.append(sent.get("session_hash"))
            paths = (value for name, value in _members(sent) if name == "path")
            # A mounted Gradio page itself would read any file here, and fetch any address.
            if not all(self._uploads.has(path, person) for path in paths):
                raise Refused(400, words.NOT_UPLOADED)
            receive = _again(body, receive)
        if not all(self._belongs(name, person) for name in named if isinstance(name, str)):
            raise Refused(403, words.NOT_YOUR_PAGE)
        return receive, send

    def _noting(self, send: Send, person: Person) -> Send:
        """Takes from Gradio's answer to an upload what this person has from now on."""
        status, body = 0, b""

        async def send_on(message: Message) -> None:
            nonlocal status, body
            status = message.get("status", status)
            body += message.get("body", b"")
            if status == 200 and message["type"].endswith("body") and not message.get("more_body"):
                for path in json.loads(body):
                    self._uploads.add(path, person)
            await send(message)

        return send_on

    def _belongs(self, session: str, person: Person) -> bool:
        """Whether a page's session is this person's; one that nobody has used is from now on."""
        owner = self._owners.setdefault(session, person.id)
        self._owners.move_to_end(session)
        if len(self._owners) > MOST_REMEMBERED:
            self._owners.popitem(last=False)
        return owner == person.id


async def _read(receive: Receive) -> bytes:
    """A whole body; the guard has seen to its length."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
    return body


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was read, and then whatever comes."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


def _parsed(body: bytes) -> Any:
    """The JSON of a body, read as Gradio will read it."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, words.BODY_WRONG) from None


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Every name and its value, at any depth."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case dict() as members:
                yield from members.items()
                waiting.extend(members.values())
            case list() as items:
                waiting.extend(items)
