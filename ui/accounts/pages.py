"""The account pages: small HTML of our own, without scripts, that works before Gradio is loaded."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import HTMLResponse

from store.people import NAME_CHARACTERS, PASSWORD_CHARACTERS
from ui.accounts import words
from ui.language import say, spoken
from ui.render import error, escape

STYLE_PATH = "/accounts.css"
STYLE = Path(__file__).with_name("style.css")

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
}


def page(title: str, body: str, status: int = 200, head: str = "") -> HTMLResponse:
    """A whole page; `body` and what is added to its `head` are HTML, `title` is text."""
    return HTMLResponse(
        "<!doctype html>\n"
        f'<html lang="{spoken()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Deliberate</title>"
        f'<link rel="stylesheet" href="{STYLE_PATH}"><link rel="icon" href="data:,">'
        f'{head}</head><body><main><p class="brand">Deliberate</p><h1>{escape(title)}</h1>'
        f"{body}</main></body></html>",
        status,
        HEADERS,
    )


def refusal(line: str, status: int) -> HTMLResponse:
    """A page that says one line and does nothing."""
    return page(say(words.REFUSED), error(line), status)


def once_more(path: str) -> HTMLResponse:
    """Goes on to a path of this site by itself, this time as a step from this site."""
    link = f'<p><a href="{escape(path)}">{escape(say(words.GO_ON))}</a></p>'
    refresh = f'<meta http-equiv="refresh" content="0; url={escape(path)}">'
    return page(say(words.ONE_MOMENT), link, head=refresh)


def sign_in(next: str, name: str = "", line: str = "", status: int = 200) -> HTMLResponse:
    """Name and password, with what was wrong before; `next` is where to go afterwards."""
    fields = (
        f'<input type="hidden" name="next" value="{escape(next)}">'
        f"{_name(name, 'username')}"
        f"{_password('password', say(words.PASSWORD), 'current-password')}"
    )
    title = say(words.SIGN_IN)
    return _form(title, "/login", error(line), fields, title, status)


def welcome(key: str, name: str = "", line: str = "", status: int = 200) -> HTMLResponse:
    """The first administrator's name and password; `key` is the one-time key."""
    fields = (
        f'<input type="hidden" name="key" value="{escape(key)}">'
        f"{_name(name, 'username')}{_new_password(say(words.PASSWORD))}"
    )
    above = f"<p>{escape(say(words.WELCOME_TEXT))}</p>{error(line)}"
    return _form(say(words.WELCOME), "/welcome", above, fields, say(words.MAKE_ADMIN), status)


def change_password(name: str, line: str = "", status: int = 200) -> HTMLResponse:
    """One's own password, the current one asked for again."""
    fields = (
        # Password managers want to know whose password it is.
        f'<input type="text" name="username" autocomplete="username" value="{escape(name)}" hidden>'
        f"{_password('current', say(words.CURRENT_PASSWORD), 'current-password')}"
        f"{_new_password(say(words.NEW_PASSWORD))}"
    )
    above = f"<p>{escape(name)}</p>{error(line)}"
    title = say(words.CHANGE_PASSWORD)
    return _form(title, "/password", above, fields, title, status, back=True)


def password_changed() -> HTMLResponse:
    """The word after a changed password."""
    said = say("{sentence}.", sentence=say(words.PASSWORD_CHANGED))
    return page(say(words.CHANGE_PASSWORD), f'<p role="status">{escape(said)}</p>{_back()}')


def _back() -> str:
    return f'<p><a href="/">{escape(say(words.TO_THE_PAGE))}</a></p>'


def _form(
    title: str, action: str, above: str, fields: str, send: str, status: int, back: bool = False
) -> HTMLResponse:
    body = (
        f'{above}<form method="post" action="{action}">{fields}'
        f'<button type="submit">{escape(send)}</button></form>{_back() if back else ""}'
    )
    return page(title, body, status)


def _name(value: str, autocomplete: str) -> str:
    return _field(
        "name", say(words.NAME),
        f'type="text" value="{escape(value)}" autocomplete="{autocomplete}" autofocus'
        f' autocapitalize="none" spellcheck="false" maxlength="{NAME_CHARACTERS[1]}"',
    )  # fmt: skip


def _password(name: str, label: str, autocomplete: str, least: int = 0) -> str:
    return _field(
        name, label,
        f'type="password" autocomplete="{autocomplete}" maxlength="{PASSWORD_CHARACTERS[1]}"'
        + (f' minlength="{least}"' if least else ""),
    )  # fmt: skip


def _new_password(label: str) -> str:
    least = PASSWORD_CHARACTERS[0]
    return (
        f"{_password('password', words.at_least(label, least), 'new-password', least)}"
        f"{_password('again', say(words.AGAIN), 'new-password', least)}"
    )


def _field(name: str, label: str, attributes: str) -> str:
    return (
        f'<label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" name="{name}" required {attributes}>'
    )
