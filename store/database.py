"""The database under the store: transactions for reading and for writing, errors in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from reasoning.errors import StoreError
from store.migrations import migrate
from store.sqlite import SqliteFile


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
                migrate(self._writer, self.name)
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


def _backend_of(url: str) -> SqliteFile:
    path = url.removeprefix("sqlite:///")
    if path in (url, "", ":memory:"):
        kind = url.partition(":")[0]  # no more of it: an address may hold a password
        raise StoreError(
            f"the store's address begins with {kind!r}; allowed: sqlite:/// and the path of a file"
        )
    return SqliteFile(Path(path).expanduser().absolute())
