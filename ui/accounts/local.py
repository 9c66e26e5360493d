"""Where somebody goes after signing in: to what they asked for, and never to another site."""

from __future__ import annotations

from urllib.parse import quote, unquote

from starlette.types import Scope

HOME = "/"
MOST_CHARACTERS = 2000


def local(path: str) -> str:
    """The path, with its query, if it is one of this site; "/" for anything else.

    It has to be one however often it is decoded: something between us and the browser may decode
    it once more.
    """
    plain = path
    while _is_local(plain):
        decoded = unquote(plain)
        if decoded == plain:
            return path
        plain = decoded
    return HOME


def _is_local(path: str) -> bool:
    # Browsers take a backslash for a slash, and pass over tabs and line breaks.
    return (
        len(path) <= MOST_CHARACTERS
        and path.startswith("/")
        and not path.startswith("//")
        and "\\" not in path
        and path.isprintable()
    )


def asked_for(scope: Scope) -> str:
    """The path and query that a request asks for, as `local` takes them."""
    query = str(scope["query_string"], "latin-1")
    return local(quote(str(scope["path"])) + (f"?{query}" if query else ""))


def sign_in_address(path: str) -> str:
    """Where to sign in, and be sent on to `path`."""
    return "/login" if path == HOME else f"/login?next={quote(path)}"
