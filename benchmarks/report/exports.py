"""A run as a file: its report, its answers as a table, and the log formats of other harnesses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from benchmarks.report.run_data import RunData
from benchmarks.report.whole import written_whole
from reasoning.errors import DeliberateError

Traces = Callable[[str], Mapping[str, Any] | None]
"""The whole record of a trace by its id, None where it is gone: `Store.trace`."""

Write = Callable[[RunData, Traces, BinaryIO], None]


class ExportError(DeliberateError):
    """A run cannot be written as asked for; one line says why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what a button calls it, its ending with the dot, its media type.

    `write_one` writes the one .json of a zip that would hold no other.
    """

    title: str
    suffix: str
    media: str
    write: Write
    write_one: Write | None = None


# The libraries of each kind are imported where it is written: some take a second.


def _html(data: RunData, traces: Traces, file: BinaryIO) -> None:
    from benchmarks.report.build import document
    from benchmarks.report.page import page

    file.write(page(document([data])).encode())


def _markdown(data: RunData, traces: Traces, file: BinaryIO) -> None:
    from benchmarks.report.build import document
    from benchmarks.report.markdown import markdown

    file.write(markdown(document([data])).encode())


def _csv(data: RunData, traces: Traces, file: BinaryIO) -> None:
    from benchmarks.report.tables import write_csv

    write_csv(data, traces, file)


def _parquet(data: RunData, traces: Traces, file: BinaryIO) -> None:
    from benchmarks.report.tables import write_parquet

    write_parquet(data, traces, file)


def _json(data: RunData, traces: Traces, file: BinaryIO) -> None:
    from benchmarks.report.record import write_json

    write_json(data, file)


def _lm_eval(data: RunData, traces: Traces, file: BinaryIO) -> None:
    from benchmarks.report.lm_eval import write_lm_eval

    write_lm_eval(data, traces, file)


def _inspect(data: RunData, traces: Traces, file: BinaryIO) -> None:
    from benchmarks.report.inspect_log import write_inspect

    write_inspect(data, traces, file)


def _inspect_one(data: RunData, traces: Traces, file: BinaryIO) -> None:
    from benchmarks.report.inspect_log import write_one

    write_one(data, traces, file)


def _submission(data: RunData, traces: Traces, file: BinaryIO) -> None:
    from benchmarks.report.submission import write_submission

    write_submission(data, traces, file)


def _submission_one(data: RunData, traces: Traces, file: BinaryIO) -> None:
    from benchmarks.report.submission import write_one

    write_one(data, traces, file)


#: Every kind by its name. The logs of other harnesses are several files, and come in a zip.
KINDS: Mapping[str, Kind] = {
    "html": Kind("Report, HTML", ".html", "text/html", _html),
    "md": Kind("Report, Markdown", ".md", "text/markdown", _markdown),
    "csv": Kind("Answers, CSV", ".csv", "text/csv", _csv),
    "parquet": Kind("Answers, Parquet", ".parquet", "application/vnd.apache.parquet", _parquet),
    "json": Kind("Everything, JSON", ".json", "application/json", _json),
    "lm-eval": Kind("Log of lm-evaluation-harness", ".zip", "application/zip", _lm_eval),
    "inspect": Kind("Log of Inspect", ".zip", "application/zip", _inspect, _inspect_one),
    "submission": Kind(
        "Answers to hand in", ".zip", "application/zip", _submission, _submission_one
    ),
}


def write_export(kind: str, data: RunData, traces: Traces, to: Path) -> Path:
    """Write a run as a file of this kind, whole or not at all; what was there is replaced.

    "lm-eval", "inspect" and "submission" are a zip of several files. "inspect" or "submission" to a
    name that ends in .json is the one file itself, where the run has only one task and one budget.

    Raises:
        ExportError: there is no such kind, or no answers yet, or several logs for one file, or a
            zip would have a name that does not say so.
        FileError: it cannot be written.
    """
    if kind not in KINDS:
        raise ExportError(f"kind {kind!r} is unknown; allowed: {', '.join(KINDS)}")
    one = KINDS[kind].write_one if to.suffix == ".json" else None
    write = one or KINDS[kind].write
    if KINDS[kind].suffix == ".zip" and one is None and to.suffix.lower() != ".zip":
        lone = ", or in .json for the one file of one task at one budget"
        raise ExportError(
            f"{to} is no name for {kind}, which is a zip of several files; allowed: a name that"
            f" ends in .zip{lone if KINDS[kind].write_one else ''}"
        )
    if not data.graded and kind not in ("html", "md", "json"):
        raise ExportError(f"run {data.short} has no answers yet; wait for some, then export it")
    with written_whole(to) as file:
        write(data, traces, file)
    return to
