"""People for the tests of the accounts and of the administrator's page, and who asks."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from store import Person, Store
from ui.accounts import Accounts, Guard, routes

PASSWORD = "a long password"
ADDRESS = "http://127.0.0.1:7860"
HTML = {"accept": "text/html,*/*"}
OWN_SITE = {"origin": ADDRESS, **HTML}


class Site:
    """An app of accounts and one page, with a clock that only a test moves."""

    def __init__(self, store: Store, address: str = ADDRESS) -> None:
        self.now = 0.0
        self.people = store.people
        self.address = address
        self.accounts = Accounts(store.people, address, clock=lambda: self.now)
        self.ready = True
        anything = Route("/{path:path}", _who, methods=["GET", "POST"])
        app = Starlette(routes=[*routes(self.accounts), anything])
        self.app = Guard(app, accounts=lambda: self.accounts if self.ready else None)

    def client(self, token: str | None = None, address: str = "127.0.0.1") -> TestClient:
        return TestClient(
            self.app,
            self.address,
            cookies={self.accounts.cookie: token} if token else None,
            follow_redirects=False,
            client=(address, 5000),
        )

    def sign_in(self, name: str, password: str, address: str = "127.0.0.1"):
        form = {"name": name, "password": password}
        return self.client(address=address).post("/login", data=form, headers=OWN_SITE)


async def _who(request: Request) -> JSONResponse:
    person = getattr(request.state, "person", None)
    return JSONResponse({"name": person and person.name})


def store_at(folder: Path) -> Store:
    """A store whose passwords are hashed as fast as can be."""
    store = Store(f"sqlite:///{folder / 'store.db'}")
    store.people._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return store


def asked_by(person: Person | None) -> Any:
    """A `gr.Request` as far as handlers look at it; None for nobody."""
    state = SimpleNamespace(person=person) if person else SimpleNamespace()
    return SimpleNamespace(session_hash="a-page", request=SimpleNamespace(state=state))
