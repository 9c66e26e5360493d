"""People for the tests of the accounts and of the administrator's page, and who asks."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from argon2 import PasswordHasher

from store import Person, Store

PASSWORD = "a long password"


def store_at(folder: Path) -> Store:
    """A store whose passwords are hashed as fast as can be."""
    store = Store(f"sqlite:///{folder / 'store.db'}")
    store.people._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return store


def asked_by(person: Person | None) -> Any:
    """A `gr.Request` as far as handlers look at it; None for nobody."""
    state = SimpleNamespace(person=person) if person else SimpleNamespace()
    return SimpleNamespace(session_hash="a-page", request=SimpleNamespace(state=state))
