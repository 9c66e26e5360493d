"""A benchmark run and its finished units, as rows and as the rest of the project sees them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from reasoning.errors import StoreError
from store.holds import seconds_left
from store.ids import is_id, now
from store.tables import BenchmarkRunRow, BenchmarkSampleRow
from store.text import from_json


class RunLost(StoreError):
    """Another process goes on with this run, or it was deleted."""


class Status(StrEnum):
    """How a benchmark run stands."""

    QUEUED = "queued"  # nobody has begun, or a worker is to go on with it
    RUNNING = "running"
    PAUSED = "paused"  # its engine is gone; whoever holds it tries again
    STOPPED = "stopped"  # somebody stopped it
    DONE = "done"
    FAILED = "failed"  # it cannot go on; the message says why


#: Units are asked, or would be if its process had not been killed.
UNDER_WAY = (Status.RUNNING, Status.PAUSED)


@dataclass(frozen=True, slots=True)
class BenchmarkRun:
    """A run as a list shows it; fields as in `BenchmarkRunRow`. Times are ISO 8601 in UTC.

    `held` is for how many seconds `holder`, a process, has it to itself, 0.0 where nobody has.
    """

    id: str
    key: str
    owner: str | None
    title: str
    request: dict[str, Any]
    plan: dict[str, Any]
    status: Status
    created: str
    started: str | None
    ended: str | None
    note: str
    message: str
    done: int
    total: int
    cached: int
    tokens: int
    dollars: float | None
    seconds: float
    rate: float | None
    self_check: dict[str, Any] | None
    versions: list[dict[str, str]]
    stop: bool
    holder: str | None
    held: float

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes, going by the units asked so far; None before the first."""
        asked = self.done - self.cached
        return self.seconds / asked * (self.total - self.done) if asked > 0 else None


@dataclass(frozen=True, slots=True)
class Sample:
    """One finished unit. `graded` is JSON: its answers at every budget, and how they were read."""

    task: str
    item: str
    order: int
    sample: int
    unit_key: str
    graded: dict[str, Any]
    trace_id: str | None = None
    tokens: int = 0
    cached: bool = False

    @property
    def place(self) -> tuple[str, str, int, int]:
        """Which unit of its run it is."""
        return self.task, self.item, self.order, self.sample


def as_run(row: BenchmarkRunRow) -> BenchmarkRun:
    """A row as the rest of the project sees it."""
    return BenchmarkRun(
        id=row.id,
        key=row.key,
        owner=row.owner,
        title=row.title,
        request=from_json(row.request),
        plan=from_json(row.plan),
        status=Status(row.status),
        created=row.created,
        started=row.started,
        ended=row.ended,
        note=row.note,
        message=row.message,
        done=row.done,
        total=row.total,
        cached=row.cached,
        tokens=row.tokens,
        dollars=row.dollars,
        seconds=row.seconds,
        rate=row.rate,
        self_check=None if row.self_check is None else from_json(row.self_check),
        versions=[] if row.versions is None else from_json(row.versions)["starts"],
        stop=row.stop,
        holder=row.holder,
        held=seconds_left(row.held_until),
    )


def sample_row(run: str, sample: Sample, graded: str) -> BenchmarkSampleRow:
    """The row of a unit; `graded` is its JSON text."""
    return BenchmarkSampleRow(
        run=run,
        task=sample.task,
        item=sample.item,
        ord=sample.order,
        sample=sample.sample,
        unit_key=sample.unit_key,
        trace_id=sample.trace_id,
        cached=sample.cached,
        tokens=sample.tokens,
        created=now(),
        graded=graded,
    )


def as_sample(row: BenchmarkSampleRow) -> Sample:
    """A row as the rest of the project sees it."""
    return Sample(
        task=row.task,
        item=row.item,
        order=row.ord,
        sample=row.sample,
        unit_key=row.unit_key,
        graded=from_json(row.graded),
        trace_id=row.trace_id,
        tokens=row.tokens,
        cached=row.cached,
    )


def locked(session: Session, id: str) -> BenchmarkRunRow:
    """The row, which nobody else changes until the end of the transaction.

    Raises:
        StoreError: there is none.
    """
    row = session.get(BenchmarkRunRow, id, with_for_update=True) if is_id(id) else None
    if row is None:
        raise StoreError("there is no such benchmark run; it may have been deleted")
    return row


def held(session: Session, id: str, holder: str) -> BenchmarkRunRow:
    """The row, as long as it is this holder's; it is even after a hold that ran out unnoticed.

    Raises:
        RunLost: it is not, or there is none.
    """
    row = session.get(BenchmarkRunRow, id, with_for_update=True) if is_id(id) else None
    if row is None:
        raise RunLost("the benchmark run was deleted; start it again")
    if row.holder != holder:
        raise RunLost(f"another process goes on with the benchmark run ({row.holder or 'ended'})")
    return row
