"""A run as one JSON object: what was asked for, how it went, every figure and every answer."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from benchmarks.report.command import command_of
from benchmarks.report.run_data import RunData
from benchmarks.runner.request import from_record
from reasoning.events import as_record

#: Version of the object's form.
FORMAT = 1
_OF_THE_RUN = (
    "id", "key", "title", "status", "message", "note", "created", "started", "ended", "done",
    "total", "cached", "tokens", "dollars", "seconds", "self_check",
)  # fmt: skip


def run_record(data: RunData) -> dict[str, Any]:
    """The object. Names are those of the fields; shares are 0 to 1, budget null is no limit."""
    return {
        "format": FORMAT,
        "run": {name: getattr(data.run, name) for name in _OF_THE_RUN},
        "unfinished": data.unfinished,
        "command": command_of(from_record(data.run.request), data.plan),
        "versions": data.run.versions,
        "request": data.run.request,
        "plan": data.run.plan,
        "tasks": [summary.to_record() for summary in data.summaries],
        "answers": [as_record(one) for one in data.graded],
    }


def write_json(data: RunData, file: BinaryIO) -> None:
    """Write the object."""
    file.write(json_bytes(run_record(data), indent=1))


def json_bytes(value: object, indent: int | None = None) -> bytes:
    """JSON as UTF-8; halves of characters, which UTF-8 has not, become question marks."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return text.encode("utf-8", "replace") + b"\n"
