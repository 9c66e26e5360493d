"""The database under the store: transactions for reading and for writing, errors in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from reasoning.errors import StoreError
from store.migrations import migrate
from store.postgresql import SCHEMES, PostgresServer
from store.sqlite import SqliteFile


class Backend(Protocol):
    """What differs between databases.

    `name` is how messages call the store, without a password; `way_out` what they advise.
    """

    name: str
    way_out: str

    def connect(self) -> tuple[Engine, Engine]:
        """Engines for reading and for writing, which share their connections."""

    def lock(self, connection: Connection) -> None:
        """Make this transaction the only one that migrates."""

    def at_work(self, alone: Callable[[], None]) -> AbstractContextManager[None]:
        """For as long as an app works on the store; `alone` is called first if no other does."""

    def size_bytes(self, connection: Connection) -> int:
        """Bytes on disk."""


class Database:
    """The database of `url`, made or brought up to date. Safe to share between threads.

    Raises:
        StoreError: from every method, one line: it cannot be opened, read or written, or a newer
            version wrote it.
    """

    def __init__(self, url: str) -> None:
        self._backend = _backend_of(url)
        self.name = self._backend.name
        with self._errors("opened"):
            self._reader, self._writer = self._backend.connect()
        try:
            with self._errors("opened"):
                migrate(self._writer, self.name, self._backend.lock)
        except StoreError:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state of the database and changes nothing."""
        with self._errors("read"), Session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is kept whole at the end of the block; an exception undoes it."""
        with (
            self._errors("written"),
            Session(self._writer, expire_on_commit=False) as session,
        ):
            yield session
            session.commit()

    @contextmanager
    def at_work(self, alone: Callable[[], None]) -> Iterator[None]:
        """For as long as an app works on the store.

        `alone` is called first if it is known that no other does; none begins to meanwhile.
        """
        with ExitStack() as stack:
            with self._errors("opened"):
                stack.enter_context(self._backend.at_work(alone))
            yield

    def size_bytes(self) -> int:
        """Bytes that the database takes."""
        with self._errors("read"), self._reader.connect() as connection:
            return self._backend.size_bytes(connection)

    def close(self) -> None:
        """Close every connection."""
        self._reader.dispose()

    @contextmanager
    def _errors(self, done: str) -> Iterator[None]:
        """Turn what the database and the system say into one line."""
        try:
            yield
        except (SQLAlchemyError, OSError, UnicodeError) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise StoreError(
                f"the store {self.name} cannot be {done} ({reason}); {self._backend.way_out}"
            ) from None


def _backend_of(url: str) -> Backend:
    scheme, _, path = url.partition(":///")
    if scheme == "sqlite" and path not in ("", ":memory:"):
        return SqliteFile(Path(path).expanduser().absolute())
    scheme = url.partition(":")[0]  # no more of it in a message: it may hold a password
    if scheme in SCHEMES:
        return PostgresServer(url)
    raise StoreError(
        f"the store's address begins with {scheme!r}; allowed: sqlite:/// and the path of a file,"
        f" or postgresql://user:password@host:port/database"
    )
