"""What is PostgreSQL's own: its address, and a lock for those who open a new store at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError

from reasoning.errors import StoreError

SCHEMES = ("postgresql", "postgresql+psycopg")

#: How long to wait for a server that does not answer, in seconds, where the address does not say.
CONNECT_SECONDS = 10

#: The advisory lock that one holds while bringing a store up to date: "deliber8" in ASCII.
_MIGRATION_LOCK = int.from_bytes(b"deliber8")


class PostgresServer:
    """A store in a database on a PostgreSQL server, which exists and may be empty.

    Raises:
        StoreError: the address is not in PostgreSQL's form. No message shows any of it but the
            host and the name of the database.
    """

    way_out = (
        "see that the server runs, has the database and lets you in, or correct"
        " DELIBERATE_DATABASE_URL"
    )

    def __init__(self, address: str) -> None:
        try:
            url = make_url(address)
        except (ArgumentError, ValueError):
            raise _malformed() from None
        # An @ that is left over was in a password, parts of which then stand in other fields.
        if not url.database or "@" in f"{url.host}{url.database}":
            raise _malformed()
        self._url = url.set(drivername="postgresql+psycopg")
        self.name = URL.create(
            "postgresql", host=url.host, port=url.port, database=url.database
        ).render_as_string()

    def connect(self) -> tuple[Engine, Engine]:
        """Engines for reading, where a transaction sees one state throughout, and for writing."""
        patience = (
            {} if "connect_timeout" in self._url.query else {"connect_timeout": CONNECT_SECONDS}
        )
        engine = create_engine(
            self._url, connect_args=patience, pool_pre_ping=True, hide_parameters=True
        )
        reader = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        return reader, engine.execution_options(isolation_level="READ COMMITTED")

    def lock(self, connection: Connection) -> None:
        """Wait until nobody else brings this store up to date; until the transaction's end."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})

    @contextmanager
    def at_work(self, alone: Callable[[], None]) -> Iterator[None]:
        """Never known to be alone: a lock would be lost unnoticed with its connection."""
        yield

    def size_bytes(self, connection: Connection) -> int:
        """Bytes on the server's disk, of the whole database."""
        return int(
            connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        )


def _malformed() -> StoreError:
    return StoreError(
        "the store's address is not one of PostgreSQL; allowed:"
        " postgresql://user:password@host:port/database, with signs such as @ in the password"
        " written as %40"
    )
