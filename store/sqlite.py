"""What is SQLite's own: the file, its write-ahead log and its one writer at a time."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

#: How long a write waits for another process's write, in seconds.
LOCK_SECONDS = 30


class SqliteFile:
    """A store in one file, which several threads and processes may use at once."""

    way_out = "free or unlock the file, or set DELIBERATE_HOME to a folder that you may write to"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)

    def connect(self) -> tuple[Engine, Engine]:
        """Engines for reading and for writing. Makes the file's folder, and at first use the file.

        Python's sqlite3 begins a transaction by itself, but not before a CREATE TABLE; with an
        explicit beginning a migration is all or nothing. A transaction that reads first and writes
        later cannot wait for another writer in WAL mode, it fails; so one that will write takes
        the lock at its start.

        Raises:
            OSError: the folder or the file cannot be made.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.path.exists():
            # Questions and hashes of passwords are for nobody else on this machine.
            self.path.touch(mode=0o600)
        url = URL.create("sqlite", database=str(self.path))
        engine = create_engine(url, connect_args={"timeout": LOCK_SECONDS}, hide_parameters=True)

        @event.listens_for(engine, "connect")
        def _on_connect(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
            _use_write_ahead_log(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")

        @event.listens_for(engine, "begin")
        def _on_begin(connection: Connection) -> None:
            connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

        return engine, engine.execution_options(begin="BEGIN IMMEDIATE")

    def lock(self, connection: Connection) -> None:
        """Nothing: a transaction that writes holds the lock from its start."""

    @contextmanager
    def at_work(self, alone: Callable[[], None]) -> Iterator[None]:
        """Every app has a lock on a file beside; the system ends it with the app, however it ends.

        Not on the file itself: to close it a second time would end SQLite's own locks.
        """
        with open(f"{self.path.resolve()}-apps", "ab", opener=partial(os.open, mode=0o600)) as lock:
            with suppress(BlockingIOError):
                flock(lock, LOCK_EX | LOCK_NB)
                alone()
            flock(lock, LOCK_SH)
            yield

    def size_bytes(self, connection: Connection) -> int:
        """Bytes on disk: the file and what SQLite keeps beside it."""
        parts = (Path(f"{self.path}{suffix}") for suffix in ("", "-wal", "-shm"))
        return sum(part.stat().st_size for part in parts if part.exists())


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
