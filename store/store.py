"""The store: runs, people, and what people keep, behind one class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from sqlmodel import col, select

from reasoning.errors import StoreError
from store.benchmarks import Benchmarks
from store.comparisons import Comparisons
from store.conversations import Conversations
from store.database import Database
from store.holds import let_go
from store.people import People
from store.tables import PersonRow, TraceRow
from store.text import from_json
from store.traces import COLUMNS, TraceSummary, trace_row


class Store:
    """What is kept, in the database of `url`.

    That is "sqlite:///" and the path of a file, which opening makes together with its folder, or
    "postgresql://user:password@host:port/database". An older store is brought up to date. Safe to
    share between threads; other processes may have the same store open.

    Attributes:
        name: how messages call it: the file, or the server and database without a password.
        people: who may sign in, and their sessions.
        conversations: trees of turns, each a person's own.
        comparisons: results side by side, a person's own or shared.
        benchmarks: benchmark runs and the graded answers that they consist of.

    Raises:
        StoreError: from every method, one line: it cannot be opened, read or written, or a newer
            version wrote it.
    """

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self.name = self._database.name
        self.people = People(self._database)
        self.conversations = Conversations(self._database)
        self.comparisons = Comparisons(self._database)
        self.benchmarks = Benchmarks(self._database)

    def save_trace(self, record: Mapping[str, Any]) -> None:
        """Keep a run; one with the same id is replaced.

        `record` is JSON and has at least the fields of `TraceSummary`, and `owner`, a person's id,
        where a person made the run. The whole is kept.
        """
        row = trace_row(record)
        with self._database.writing() as session:
            # All that they owned went with them; a run that ended after that goes too.
            owner = row.owner
            if owner is not None and session.get(PersonRow, owner, with_for_update=True) is None:
                raise StoreError("there is no such person; they may have been removed")
            session.merge(row)

    def trace(self, id: str) -> dict[str, Any] | None:
        """The whole record of a run, as it was saved; None where there is none."""
        with self._database.reading() as session:
            row = session.get(TraceRow, id)
            return from_json(row.body) if row else None

    def recent(self, limit: int = 50) -> list[TraceSummary]:
        """The newest runs first, at most `limit`."""
        columns = [getattr(TraceRow, name) for name in COLUMNS]
        query = select(*columns).order_by(col(TraceRow.created).desc(), col(TraceRow.id))
        with self._database.reading() as session:
            return [TraceSummary(*row) for row in session.exec(query.limit(max(0, limit)))]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """For as long as an app works on this store.

        If no other does, nothing can be held, so what an app held that was killed is let go at
        once. That no other does is known of a file alone; in PostgreSQL a hold has to run out.
        """
        with self._database.at_work(self._let_go):
            yield

    def _let_go(self) -> None:
        with self._database.writing() as session:
            let_go(session)

    def size_bytes(self) -> int:
        """Bytes on disk."""
        return self._database.size_bytes()

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
