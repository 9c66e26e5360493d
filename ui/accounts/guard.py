"""Lets nothing through but what the person who asks may have. Pure ASGI, so that streams that a
browser breaks off end quietly."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from reasoning.errors import StoreError
from store import Person
from ui.accounts import pages, words
from ui.accounts.accounts import Accounts
from ui.accounts.gate import UPLOAD
from ui.accounts.local import asked_for, sign_in_address
from ui.language import preferred, speaking
from ui.language.lines import say_line

HEALTH = "/healthz"
ADMIN = "/admin"

#: What anybody may ask for.
OPEN = (pages.STYLE_PATH, "/login", "/welcome")

#: Most bytes of a file, and of anything else that is sent.
LARGEST_FILE = 20_000_000
LARGEST_BODY = 2_000_000

#: Around a file there is a form.
_FORM = 10_000


class Guard:
    """Puts the `Person` who asks in `scope["state"]["person"]`, or refuses.

    `accounts` gives None while the app is not ready yet; everything but its health waits then.
    """

    def __init__(self, app: ASGIApp, accounts: Callable[[], Accounts | None]) -> None:
        self._app, self._accounts = app, accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a refusal, in the language of whoever asks."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        with speaking(preferred(Headers(scope=scope).get("accept-language"))):
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == HEALTH:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":  # there are none
            await send({"type": "websocket.close", "code": 1008})
        else:
            refusal = await self._refusal(scope)
            await (refusal or self._app)(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        accounts, headers, path = self._accounts(), Headers(scope=scope), str(scope["path"])
        if accounts is None:
            return _said(headers, 503, words.STARTING)
        if _is_from_another_site(headers):
            return _said(headers, 403, words.OTHER_SITE)
        if too_much := _too_much(path, headers):
            return too_much
        try:
            if path != pages.STYLE_PATH and path != "/welcome" and await accounts.waits_for_first():
                return _said(headers, 401, words.OPEN_THE_LINK)
            if path in OPEN:
                return None
            token = cookie_parser(headers.get("cookie", "")).get(accounts.cookie)
            person = await accounts.person(token)
        except StoreError as error:
            return _said(headers, 503, str(error))
        if person is None:
            if scope["method"] in ("GET", "HEAD") and _wants_page(headers):
                return _to_sign_in(asked_for(scope), headers)
            return _said(headers, 401, words.SIGN_IN_FIRST)
        if _is_below(path, ADMIN) and person.role != "admin":
            return _said(headers, 403, words.ADMIN_ONLY)
        _put(scope, person)
        return None


def _to_sign_in(path: str, headers: Headers) -> Response:
    """Send a browser to sign in; one that comes by a link from another site only once more.

    On such a step it keeps the cookie to itself, even if somebody is signed in.
    """
    if headers.get("sec-fetch-site") == "cross-site":
        return pages.once_more(path)
    return RedirectResponse(sign_in_address(path), 303, {"Cache-Control": "no-store"})


def _put(scope: Scope, person: Person) -> None:
    scope.setdefault("state", {})["person"] = person


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _is_from_another_site(headers: Headers) -> bool:
    """Whether a page that we did not serve sends this.

    Browsers name the page's origin with every POST and with every request that could read the
    answer. SameSite alone lets through other ports of this machine.
    """
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")


def _too_much(path: str, headers: Headers) -> Response | None:
    """A refusal of what is too large, or does not say how large it is; nothing of it is read.

    The server itself holds a sender to the length that was said.
    """
    length, most = headers.get("content-length", "0"), LARGEST_BODY
    if path.endswith(UPLOAD):
        most = LARGEST_FILE + _FORM
    if "transfer-encoding" in headers or not length.isdecimal():
        return _said(headers, 411, words.NO_LENGTH)
    if len(length) > 20 or int(length) > most:
        return _said(headers, 413, words.too_large(most))
    return None


def _wants_page(headers: Headers) -> bool:
    return "text/html" in headers.get("accept", "")


def _said(headers: Headers, status: int, line: str) -> Response:
    """One line: a page for a browser that goes there, else JSON."""
    if _wants_page(headers):
        return pages.refusal(line, status)
    return JSONResponse({"detail": say_line(line)}, status, {"Cache-Control": "no-store"})
