"""The account pages' routes: /welcome, /login, /logout and /password."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from reasoning.errors import DeliberateError
from store import Person
from ui.accounts import pages, words
from ui.accounts.accounts import SESSION_SECONDS, Accounts
from ui.accounts.errors import Refused
from ui.accounts.local import HOME, local

#: A form is a name and a few passwords.
MOST_FORM_BYTES = 20_000
MOST_FIELDS = 10

Form = dict[str, str]


def routes(accounts: Accounts) -> list[BaseRoute]:
    """To be put before the page's own routes, behind a `Guard`."""
    return [
        Route(pages.STYLE_PATH, _style, methods=["GET"]),
        Route("/welcome", _first(accounts), methods=["GET", "POST"]),
        Route("/login", _sign_in(accounts), methods=["GET", "POST"]),
        Route("/logout", _sign_out(accounts), methods=["POST"]),
        Route("/password", _change_password(accounts), methods=["GET", "POST"]),
    ]


Handler = Callable[[Request], Awaitable[Response]]


async def _style(request: Request) -> Response:
    return FileResponse(pages.STYLE, headers={"Cache-Control": "max-age=300"})


def _first(accounts: Accounts) -> Handler:
    async def first(request: Request) -> Response:
        if not await accounts.waits_for_first():
            return pages.refusal(words.LINK_USED, 410)
        if request.method != "POST":
            key = request.query_params.get("key", "")
            fits = accounts.fits(key)
            return pages.welcome(key) if fits else pages.refusal(words.LINK_WRONG, 403)
        form: Form = {}
        key = name = ""
        try:
            form = await _read(request)
            key, name = form.get("key", ""), form.get("name", "").strip()
            if not accounts.fits(key):
                raise Refused(403, words.LINK_WRONG)
            token = await accounts.make_first(key, name, _new_password(form))
        except DeliberateError as error:
            if not accounts.fits(key):
                return pages.refusal(str(error), _status(error))
            return pages.welcome(key, name, str(error), _status(error))
        return _signed_in(accounts, request, token, RedirectResponse("/", 303))

    return first


def _sign_in(accounts: Accounts) -> Handler:
    async def sign_in(request: Request) -> Response:
        held = request.cookies.get(accounts.cookie, "")
        if request.method != "POST":
            wanted = local(request.query_params.get("next", HOME))
            signed_in = await accounts.person(held)
            return RedirectResponse(wanted, 303) if signed_in else pages.sign_in(wanted)
        name, wanted = "", HOME
        try:
            form = await _read(request)
            name, wanted = form.get("name", "").strip(), local(form.get("next", HOME))
            token = await accounts.sign_in(name, form.get("password", ""), _address(request))
            if held:
                await accounts.sign_out(held)
        except DeliberateError as error:
            return pages.sign_in(wanted, name, str(error), _status(error))
        return _signed_in(accounts, request, token, RedirectResponse(wanted, 303))

    return sign_in


def _sign_out(accounts: Accounts) -> Handler:
    async def sign_out(request: Request) -> Response:
        try:
            await accounts.sign_out(request.cookies.get(accounts.cookie, ""))
        except DeliberateError as error:
            return pages.refusal(str(error), _status(error))
        response = RedirectResponse("/login", 303)
        response.delete_cookie(accounts.cookie, path="/", httponly=True, samesite="strict")
        return response

    return sign_out


def _change_password(accounts: Accounts) -> Handler:
    async def change_password(request: Request) -> Response:
        person: Person = request.state.person
        if request.method != "POST":
            return pages.change_password(person.name)
        try:
            form = await _read(request)
            token = await accounts.change_password(
                person, form.get("current", ""), _new_password(form), _address(request)
            )
        except DeliberateError as error:
            return pages.change_password(person.name, str(error), _status(error))
        return _signed_in(accounts, request, token, pages.password_changed())

    return change_password


async def _read(request: Request) -> Form:
    """The fields of a form; of fields with the same name the last.

    Raises:
        Refused: it is too large, or no form.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_FORM_BYTES:
            raise Refused(413, words.FORM_TOO_LARGE)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:  # too many fields, or bytes that are no text
        raise Refused(400, words.FORM_WRONG) from None


def _new_password(form: Form) -> str:
    password = form.get("password", "")
    if password != form.get("again", ""):
        raise Refused(400, words.NOT_THE_SAME)
    return password


def _signed_in(accounts: Accounts, request: Request, token: str, response: Response) -> Response:
    response.set_cookie(
        accounts.cookie,
        token,
        max_age=SESSION_SECONDS,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return response


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _status(error: DeliberateError) -> int:
    return error.status if isinstance(error, Refused) else 400
