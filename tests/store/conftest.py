"""An empty store for each test, on each back end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from argon2 import PasswordHasher

from store import Store
from tests.store import postgresql_server


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords in no time, as nobody's depends on it here."""
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("store.people.PasswordHasher", cheap)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Path]:
    """The socket's folder of a PostgreSQL server of the tests' own."""
    programs = postgresql_server.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (on Debian: apt-get install postgresql)")
    with postgresql_server.running(programs) as folder:
        yield folder


@pytest.fixture
def postgresql_url(postgresql: Path) -> Iterator[str]:
    """The address of a new and empty database."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(f"host={postgresql} user=postgres", autocommit=True) as server:
        # Copying files is many times faster than the log, and the only way before version 15.
        copying = " STRATEGY file_copy" if server.info.server_version >= 150_000 else ""
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0{copying}")
        yield f"postgresql://postgres@/{name}?host={postgresql}"
        # This fails where a test leaves a connection open.
        server.execute(f"DROP DATABASE {name}")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, home: Path) -> str:
    """The address of a new and empty store."""
    if request.param == "sqlite":
        return f"sqlite:///{home}/deliberate.db"
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store(url) as opened:
        yield opened


@pytest.fixture
def ada(store: Store) -> str:
    """The id of somebody."""
    return store.people.add("Ada", "long enough", "user").id


@pytest.fixture
def bob(store: Store) -> str:
    """The id of somebody else."""
    return store.people.add("Bob", "long enough", "user").id
