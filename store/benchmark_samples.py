"""The finished units of benchmark runs, each with its trace."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnClause, delete, func, literal_column
from sqlmodel import Session, col, select

from store.benchmark_rows import Sample, Status, as_sample, held, locked, sample_row
from store.database import Database
from store.tables import BenchmarkSampleRow, TraceRow
from store.text import to_json
from store.traces import trace_row

_T = TypeVar("_T")

#: Most values that one query names; SQLite takes many more.
_AT_ONCE = 500

#: A question's text in a trace, by the database's name. PostgreSQL's JSON refuses some of what JSON
#: can hold; but no text within JSON looks like this key, for its quotes have a backslash there.
_QUESTION = {
    "sqlite": "trace.body -> '$.problem.question'",
    "postgresql": """substring(trace.body from '"question": ("(?:[^"\\\\]|\\\\.)*")')""",
}


class BenchmarkSamples:
    """Finished units by their run and place, each counted in its run once.

    Raises:
        StoreError: from every method, one line: there is no such run, what was given is not JSON,
            or the store cannot be read or written.
        RunLost: from those that take a `holder`: it is no longer the run's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def finish(
        self,
        id: str,
        holder: str,
        sample: Sample,
        trace: Mapping[str, Any] | None,
        dollars: float | None,
    ) -> bool:
        """Keep a unit with its trace, both or neither, and count it; False if it was there already.

        `dollars` is what it cost, None where nothing has a price.
        """
        kept = trace_row(trace) if trace is not None else None
        graded = to_json(sample.graded, "the graded answers")
        with self._database.writing() as session:
            row = held(session, id, holder)
            if session.get(BenchmarkSampleRow, (id, *sample.place)) is not None:
                return False
            if kept is not None:
                session.merge(kept)
            session.add(sample_row(id, sample, graded))
            row.done += 1
            row.tokens += sample.tokens
            if dollars is not None:
                row.dollars = (row.dollars or 0.0) + dollars
            return True

    def take_over(self, id: str, holder: str, samples: Sequence[Sample]) -> int:
        """Keep units that another run has finished (`finished_elsewhere`); how many were new.

        Not those whose traces were deleted since, together with that run.
        """
        taken = 0
        for some in _some(samples):
            with self._database.writing() as session:
                row = held(session, id, holder)
                traces = _traces_there(session, some)
                for sample in some:
                    if sample.trace_id is not None and sample.trace_id not in traces:
                        continue
                    if session.get(BenchmarkSampleRow, (id, *sample.place)) is None:
                        graded = to_json(sample.graded, "the graded answers")
                        session.add(sample_row(id, sample, graded))
                        taken += 1
                        row.done += 1
                        row.cached += 1
        return taken

    def finished(self, id: str) -> set[tuple[str, str, int, int]]:
        """The places (`Sample.place`) of a run's finished units."""
        row = BenchmarkSampleRow
        query = select(row.task, row.item, row.ord, row.sample).where(row.run == id)
        with self._database.reading() as session:
            return {
                (task, item, order, sample) for task, item, order, sample in session.exec(query)
            }

    def finished_elsewhere(self, unit_keys: Sequence[str]) -> dict[str, Sample]:
        """Finished units with these keys, of whatever run."""
        found: dict[str, Sample] = {}
        with self._database.reading() as session:
            for some in _some(unit_keys):
                query = select(BenchmarkSampleRow).where(col(BenchmarkSampleRow.unit_key).in_(some))
                for row in session.exec(query):
                    found[row.unit_key] = as_sample(row)
        return found

    def of(self, id: str) -> list[Sample]:
        """A run's finished units, in order of task, question, order of options and sample."""
        row = BenchmarkSampleRow
        query = (
            select(row)
            .where(row.run == id)
            .order_by(col(row.task), col(row.item), col(row.ord), col(row.sample))
        )
        with self._database.reading() as session:
            return [as_sample(found) for found in session.exec(query)]

    def questions(self, id: str) -> dict[str, str]:
        """The text of each of a run's questions that has a trace, by the question's id.

        The database takes it out of the traces, which are long.
        """
        sample = BenchmarkSampleRow
        one = (
            select(sample.item, func.min(sample.trace_id).label("trace"))
            .where(sample.run == id, col(sample.trace_id).is_not(None))
            .group_by(col(sample.item))
            .subquery()
        )
        with self._database.reading() as session:
            # As JSON still, for neither database could give out every text that JSON can hold.
            text: ColumnClause[str | None] = literal_column(
                _QUESTION[session.get_bind().dialect.name]
            )
            query = select(one.c.item, text).join(TraceRow, col(TraceRow.id) == one.c.trace)
            return {item: json.loads(found) for item, found in session.exec(query) if found}

    def ask_again(self, id: str, places: Collection[tuple[str, str, int, int]]) -> int:
        """Take finished units (`Sample.place`) out of a run that is done, so that it can go on.

        How many were there; none of a run that is not done. Their traces go, too, unless another
        run shares them. What they took stays counted.
        """
        with self._database.writing() as session:
            row = locked(session, id)
            if row.status != Status.DONE:
                return 0
            found = [session.get(BenchmarkSampleRow, (id, *place)) for place in places]
            failed = [one for one in found if one is not None]
            for one in failed:
                row.done -= 1
                row.cached -= one.cached
                session.delete(one)
            if failed:
                row.status, row.ended = Status.STOPPED, None
            session.flush()
            for some in _some([one.trace_id for one in failed if one.trace_id is not None]):
                shared = select(BenchmarkSampleRow.trace_id).where(
                    col(BenchmarkSampleRow.trace_id).in_(some)
                )
                session.execute(
                    delete(TraceRow).where(
                        col(TraceRow.id).in_(some), col(TraceRow.id).not_in(shared)
                    )
                )
            return len(failed)


def _traces_there(session: Session, samples: Sequence[Sample]) -> set[str]:
    """The traces of these units that are there, and stay until the end of the transaction."""
    named = [sample.trace_id for sample in samples if sample.trace_id is not None]
    query = select(TraceRow.id).where(col(TraceRow.id).in_(named))
    return set(session.exec(query.with_for_update(read=True, key_share=True)))


def _some(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
