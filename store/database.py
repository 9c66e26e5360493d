"""The store: one SQLite file that several threads and processes may use at once."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, col, select

from reasoning.errors import StoreError
from store.migrations import migrate
from store.tables import TraceRow

#: How long a write waits for another process's write, in seconds.
LOCK_SECONDS = 30


@dataclass(frozen=True, slots=True)
class TraceSummary:
    """A run as a list shows it; `Store.trace(id)` has the whole. Fields are as in `TraceRow`."""

    id: str
    created: str
    engine: str
    model: str
    revision: str
    domain: str
    task: str
    strategy: str
    end: str
    answer: str | None
    seconds: float
    seed: int | None


_COLUMNS = tuple(field.name for field in fields(TraceSummary))


class Store:
    """Runs, kept in the SQLite file of `url` ("sqlite:///" and a path).

    Opening makes the file and its folder, and brings an older file up to date. Safe to share
    between threads; other processes may have the same file open.

    Raises:
        StoreError: from every method, one line: the file cannot be opened, read or written, or a
            newer version wrote it.
    """

    def __init__(self, url: str) -> None:
        self.path = _file_of(url)
        self._engine = _connect(self.path)
        # A transaction that reads first and writes later cannot wait for another writer in WAL
        # mode, it fails; so one that will write takes the lock at its start.
        self._writer = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        try:
            with self._errors("opened"):
                self.path.parent.mkdir(parents=True, exist_ok=True)
                migrate(self._writer)
        except StoreError:
            self.close()
            raise

    def save_trace(self, record: Mapping[str, Any]) -> None:
        """Keep a run; one with the same id is replaced.

        `record` is JSON and has at least the fields of `TraceSummary`. The whole is kept.
        """
        missing = [name for name in _COLUMNS if name not in record]
        if missing:
            raise StoreError(f"a trace needs {', '.join(_COLUMNS)}; missing: {', '.join(missing)}")
        try:
            body = json.dumps(dict(record), allow_nan=False)
        except (TypeError, ValueError) as error:
            raise StoreError(f"trace {record['id']} is not JSON: {error}") from None
        row = TraceRow(body=body, **{name: record[name] for name in _COLUMNS})
        with self._errors("written"), Session(self._writer) as session:
            session.merge(row)
            session.commit()

    def trace(self, id: str) -> dict[str, Any] | None:
        """The whole record of a run, as it was saved; None where there is none."""
        with self._errors("read"), Session(self._engine) as session:
            row = session.get(TraceRow, id)
            if row is None:
                return None
            record: dict[str, Any] = json.loads(row.body)
            return record

    def recent(self, limit: int = 50) -> list[TraceSummary]:
        """The newest runs first, at most `limit`."""
        columns = [getattr(TraceRow, name) for name in _COLUMNS]
        query = select(*columns).order_by(col(TraceRow.created).desc(), col(TraceRow.id))
        with self._errors("read"), Session(self._engine) as session:
            return [TraceSummary(*row) for row in session.exec(query.limit(max(0, limit)))]

    def size_bytes(self) -> int:
        """Bytes on disk: the file and what SQLite keeps beside it."""
        parts = (Path(f"{self.path}{suffix}") for suffix in ("", "-wal", "-shm"))
        return sum(part.stat().st_size for part in parts if part.exists())

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _errors(self, done: str) -> Iterator[None]:
        """Turn what SQLite and the system say into one line."""
        try:
            yield
        except (SQLAlchemyError, OSError, UnicodeError) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise StoreError(
                f"the store {self.path} cannot be {done} ({reason}); free or unlock the file, or"
                f" set DELIBERATE_HOME to a folder that you may write to"
            ) from None


def _file_of(url: str) -> Path:
    path = url.removeprefix("sqlite:///")
    if path in (url, "", ":memory:"):
        kind = url.partition(":")[0]  # no more of it: an address may hold a password
        raise StoreError(
            f"the store's address begins with {kind!r}; allowed: sqlite:/// and the path of a file"
        )
    return Path(path).expanduser().absolute()


def _connect(path: Path) -> Engine:
    """An engine whose transactions begin with a statement of ours.

    Python's sqlite3 begins one by itself, but not before a CREATE TABLE; with an explicit
    beginning a migration is all or nothing, and a writer can take the lock at once.
    """
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, connect_args={"timeout": LOCK_SECONDS})

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        _use_write_ahead_log(connection)
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch the file to WAL mode, in which readers and a writer do not wait for each other.

    SQLite does not wait for a lock to make this switch, not even as long as it was told to, so of
    two processes that open a new file at once the slower one would fail.
    """
    patience = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > patience:
                raise
            time.sleep(0.02)
