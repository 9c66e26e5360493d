"""Every answer of a run as a row: CSV for spreadsheets, Parquet for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.report.asked import golds
from benchmarks.report.exports import Traces
from benchmarks.report.run_data import RunData
from reasoning.terminal import rung_name
from store.text import storable

_TEXT, _WHOLE, _REAL, _YES = pa.string(), pa.int64(), pa.float64(), pa.bool_()
SCHEMA = pa.schema(
    [
        ("run", _TEXT), ("engine", _TEXT), ("model", _TEXT), ("revision", _TEXT), ("task", _TEXT),
        ("item", _TEXT), ("sample", _WHOLE), ("order", _WHOLE), ("budget", _WHOLE), ("end", _TEXT),
        ("answer", _TEXT), ("gold", _TEXT), ("vote", _TEXT), ("score", _REAL), ("right", _YES),
        ("thinking_tokens", _WHOLE), ("answer_tokens", _WHOLE), ("seconds", _REAL),
        ("dollars", _REAL), ("probability", _REAL), ("reason", _TEXT), ("trace_id", _TEXT),
        ("subject", _TEXT), ("difficulty", _TEXT), ("language", _TEXT), ("modality", _TEXT),
        ("answer_type", _TEXT),
    ]
)  # fmt: skip

#: What makes a spreadsheet take a cell for a formula; the wide ones are East Asian keyboards'.
_FORMULA = tuple("=+-@＝＋－＠")


def rows(data: RunData, traces: Traces) -> Iterator[dict[str, Any]]:
    """A row an answer, in the order of tasks, questions, orders of options, samples and budgets.

    `answer` and `gold` have the letters of the options as they came. `budget` None is no limit.
    """
    run = {
        "run": data.run.id,
        "engine": data.plan.engine,
        "model": data.plan.model,
        "revision": data.plan.revision,
    }
    known = golds(data.graded, traces)
    own = [name for name in SCHEMA.names if name not in (*run, "gold", "end")]
    for one in data.graded:
        row = run | {name: getattr(one, name) for name in own}
        row |= {"end": str(one.end), "gold": known.get(one.item)}
        yield {name: _kept(row[name]) for name in SCHEMA.names}


def write_csv(data: RunData, traces: Traces, file: BinaryIO) -> None:
    """Write the rows as CSV; text that a spreadsheet would take for a formula has an apostrophe."""
    # The mark, without which spreadsheets take UTF-8 for something else.
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.DictWriter(text, SCHEMA.names)
    writer.writeheader()
    for row in rows(data, traces):
        row["budget"] = rung_name(row["budget"])
        writer.writerow({name: _defused(value) for name, value in row.items()})
    text.detach()  # whoever opened the file closes it


def write_parquet(data: RunData, traces: Traces, file: BinaryIO) -> None:
    """Write the rows as Parquet; a null budget is no limit."""
    table = pa.Table.from_pylist(list(rows(data, traces)), schema=SCHEMA)
    pq.write_table(table, file)


def _kept(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value


def _defused(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip().startswith(_FORMULA):
        return f"'{value}"
    return value
