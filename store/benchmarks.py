"""Benchmark runs: what is asked for, how far it is, and who works on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from reasoning.errors import StoreError
from store.benchmark_rows import UNDER_WAY, BenchmarkRun, Status, as_run, held, locked
from store.benchmark_samples import BenchmarkSamples
from store.database import Database
from store.holds import held_until, seconds_left
from store.ids import is_id, new_id, now
from store.tables import BenchmarkRunRow, BenchmarkSampleRow, TraceRow
from store.text import storable, to_json

# `list` is a method below, so within the class the type needs another name.
_Runs = list[BenchmarkRun]


class Benchmarks:
    """Runs by their plan's key, each worked on by one process at a time.

    Attributes:
        samples: the finished units that the runs consist of.

    Raises:
        StoreError: from every method, one line: there is no such run, what was given is not JSON,
            or the store cannot be read or written.
        RunLost: from those that take a `holder`: it is no longer the run's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.samples = BenchmarkSamples(database)

    def open(
        self,
        key: str,
        *,
        title: str,
        request: Mapping[str, Any],
        plan: Mapping[str, Any],
        total: int,
        owner: str | None = None,
        note: str = "",
    ) -> BenchmarkRun:
        """The run of this key; a new one, queued, where there is none yet."""
        texts = to_json(dict(request), "the request"), to_json(dict(plan), "the plan")
        with self._database.writing() as session:
            query = select(BenchmarkRunRow).where(BenchmarkRunRow.key == key)
            if row := session.exec(query).first():
                return as_run(row)
            row = BenchmarkRunRow(
                id=new_id(),
                key=key,
                owner=owner,
                title=storable(title),
                request=texts[0],
                plan=texts[1],
                status=Status.QUEUED,
                created=now(),
                note=storable(note),
                total=total,
            )
            session.add(row)
            try:
                session.flush()
            except IntegrityError:
                # Another process has opened it meanwhile, which PostgreSQL lets it do.
                session.rollback()
                if (opened := session.exec(query).first()) is None:
                    raise
                return as_run(opened)
            return as_run(row)

    def get(self, id: str) -> BenchmarkRun | None:
        """One run; None where there is none."""
        with self._database.reading() as session:
            row = session.get(BenchmarkRunRow, id) if is_id(id) else None
            return as_run(row) if row else None

    def of_key(self, key: str) -> BenchmarkRun | None:
        """The run of this key; None where there is none."""
        with self._database.reading() as session:
            row = session.exec(select(BenchmarkRunRow).where(BenchmarkRunRow.key == key)).first()
            return as_run(row) if row else None

    def list(self, limit: int = 200) -> _Runs:
        """The newest first, at most `limit`."""
        query = (
            select(BenchmarkRunRow)
            .order_by(col(BenchmarkRunRow.created).desc(), col(BenchmarkRunRow.id))
            .limit(max(0, limit))
        )
        with self._database.reading() as session:
            return [as_run(row) for row in session.exec(query)]

    def active(self) -> _Runs:
        """Those that are queued or under way, the oldest first."""
        query = (
            select(BenchmarkRunRow)
            .where(col(BenchmarkRunRow.status).in_((Status.QUEUED, *UNDER_WAY)))
            .order_by(col(BenchmarkRunRow.created), col(BenchmarkRunRow.id))
        )
        with self._database.reading() as session:
            return [as_run(row) for row in session.exec(query)]

    def count(self) -> int:
        """How many runs there are."""
        with self._database.reading() as session:
            return session.exec(select(func.count()).select_from(BenchmarkRunRow)).one()

    def settle(
        self,
        id: str,
        holder: str,
        key: str,
        *,
        title: str,
        plan: Mapping[str, Any],
        total: int,
        note: str = "",
    ) -> BenchmarkRun | None:
        """Say what a run comes to that was queued before it was prepared (its plan was empty).

        None, and nothing has changed, where this key is another run's.
        """
        text = to_json(dict(plan), "the plan")
        others = select(BenchmarkRunRow.id).where(
            BenchmarkRunRow.key == key, BenchmarkRunRow.id != id
        )
        with self._database.writing() as session:
            row = held(session, id, holder)
            if session.exec(others).first() is not None:
                return None
            row.key, row.title, row.plan = key, storable(title), text
            row.total, row.note = total, storable(note)
            try:
                session.flush()
            except IntegrityError:
                # Another process has opened it meanwhile, which PostgreSQL lets it do.
                session.rollback()
                return None
            return as_run(row)

    def delete(self, id: str) -> None:
        """Remove a run that nobody works on, and the traces that no other run's units share."""
        others = select(BenchmarkSampleRow.trace_id).where(
            BenchmarkSampleRow.run != id, col(BenchmarkSampleRow.trace_id).is_not(None)
        )
        own = select(BenchmarkSampleRow.trace_id).where(BenchmarkSampleRow.run == id)
        with self._database.writing() as session:
            row = locked(session, id)
            if seconds_left(row.held_until):
                raise StoreError("the run is going on; stop it first, then delete it")
            session.execute(
                delete(TraceRow).where(col(TraceRow.id).in_(own), col(TraceRow.id).not_in(others))
            )
            session.delete(row)

    def claim(self, id: str, holder: str, hold: float) -> BenchmarkRun | None:
        """Begin or go on with a run, and hold it for so many seconds; None if another holds it."""
        with self._database.writing() as session:
            row = locked(session, id)
            if seconds_left(row.held_until) and row.holder != holder:
                return None
            row.queued = False
            return _begin(row, holder, hold)

    def free(self, id: str, gone: str) -> None:
        """End the hold of a process that is known to be gone; another's is left."""
        with self._database.writing() as session:
            row = locked(session, id)
            if row.holder == gone:
                row.held_until = None

    def claim_next(self, holder: str, hold: float) -> BenchmarkRun | None:
        """Begin the oldest queued run, or go on with one whose process is gone.

        None where there is none, or any run is held: one at a time in a store. A run that was to
        stop when its process was killed is stopped.
        """
        query = (
            select(BenchmarkRunRow)
            .where(col(BenchmarkRunRow.status).in_((Status.QUEUED, *UNDER_WAY)))
            .order_by(col(BenchmarkRunRow.created), col(BenchmarkRunRow.id))
            .with_for_update()
        )
        with self._database.writing() as session:
            rows = session.exec(query).all()
            if any(seconds_left(row.held_until) for row in rows):
                return None
            for row in rows:
                if row.stop:
                    _stop(row)
            waiting = [row for row in rows if row.queued]
            return _begin(waiting[0], holder, hold) if waiting else None

    def waits(self) -> bool:
        """Whether a worker would have something to take now (`claim_next`)."""
        under_way = col(BenchmarkRunRow.status).in_((Status.QUEUED, *UNDER_WAY))
        with self._database.reading() as session:
            rows = session.exec(select(BenchmarkRunRow).where(under_way)).all()
            return any(row.queued for row in rows) and not any(
                seconds_left(row.held_until) for row in rows
            )

    def hold_on(
        self, id: str, holder: str, hold: float, *, seconds: float, rate: float | None
    ) -> bool:
        """Hold a run on, and say how it goes; whether somebody asked for its end.

        `seconds` were worked on it since this was last said, `rate` is in tokens a second.
        """
        with self._database.writing() as session:
            row = held(session, id, holder)
            row.held_until = held_until(hold)
            row.seconds += seconds
            row.rate = rate
            return row.stop

    def tell(self, id: str, holder: str, status: Status, message: str = "") -> None:
        """Say how a run stands; at its end its holder lets go of it."""
        with self._database.writing() as session:
            row = held(session, id, holder)
            row.status, row.message = status, storable(message)
            if status not in UNDER_WAY:
                row.ended, row.queued = now(), False
                row.held_until = row.holder = row.rate = None

    def let_go(self, id: str, holder: str, message: str = "") -> None:
        """Leave a paused run to whoever goes on with it; a worker does when it is queued again."""
        with self._database.writing() as session:
            row = held(session, id, holder)
            row.message, row.queued = storable(message), False
            row.held_until = row.holder = row.rate = None

    def keep_check(
        self,
        id: str,
        holder: str,
        check: Mapping[str, Any],
        tokens: int,
        dollars: float | None = None,
    ) -> None:
        """Keep what the ladder's self-check has come to, and count what was spent on it."""
        text = to_json(dict(check), "the self-check")
        with self._database.writing() as session:
            row = held(session, id, holder)
            row.self_check = text
            row.tokens += tokens
            if dollars is not None:
                row.dollars = (row.dollars or 0.0) + dollars

    def keep_versions(self, id: str, holder: str, versions: Mapping[str, str]) -> None:
        """Keep which versions of packages a start has, if they are not those of the last one."""
        with self._database.writing() as session:
            row = held(session, id, holder)
            kept = as_run(row).versions
            if not kept or kept[-1] != dict(versions):
                row.versions = to_json({"starts": [*kept, dict(versions)]}, "the versions")

    def ask_to_stop(self, id: str) -> None:
        """Have whoever works on a run stop it; one that nobody works on is stopped at once."""
        with self._database.writing() as session:
            row = locked(session, id)
            if row.status in (Status.DONE, Status.FAILED, Status.STOPPED):
                return
            row.stop = True
            if not seconds_left(row.held_until):
                _stop(row)

    def queue(self, id: str) -> None:
        """Have a worker begin a run, or go on with one that was stopped, paused or has failed."""
        with self._database.writing() as session:
            row = locked(session, id)
            if row.status == Status.DONE:
                raise StoreError("the run is done; change a setting to start another")
            if seconds_left(row.held_until):
                raise StoreError("the run is going on already")
            row.status, row.queued, row.stop = Status.QUEUED, True, False
            row.message, row.ended = "", None


def _begin(row: BenchmarkRunRow, holder: str, hold: float) -> BenchmarkRun:
    row.holder, row.held_until = holder, held_until(hold)
    row.status, row.stop, row.message = Status.RUNNING, False, ""
    row.started, row.ended = row.started or now(), None
    return as_run(row)


def _stop(row: BenchmarkRunRow) -> None:
    """Stop a run that nobody works on."""
    row.status, row.ended, row.queued, row.message = Status.STOPPED, now(), False, ""
