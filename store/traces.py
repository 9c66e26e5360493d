"""How a run's trace becomes a row: the columns that lists show, and the whole of it as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from reasoning.errors import StoreError
from store.tables import TraceRow
from store.text import storable, to_json


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


COLUMNS = tuple(field.name for field in fields(TraceSummary))


def trace_row(record: Mapping[str, Any]) -> TraceRow:
    """The row of a trace, as JSON with at least the fields of `TraceSummary`.

    Raises:
        StoreError: a field is missing, or it is not JSON; one line.
    """
    missing = [name for name in COLUMNS if name not in record]
    if missing:
        raise StoreError(f"a trace needs {', '.join(COLUMNS)}; missing: {', '.join(missing)}")
    body = to_json(dict(record), f"trace {record['id']}")
    texts = {name: storable(v) for name in COLUMNS if isinstance(v := record[name], str)}
    columns = {name: record[name] for name in COLUMNS} | texts
    return TraceRow(body=body, owner=record.get("owner"), **columns)
