"""Rows of a file, JSON lines or parquet, each with its place for messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.tasks.base import TaskError

Rows = Iterator[tuple[str, dict[str, Any]]]
_PARQUET = b"PAR1"


def read_rows(path: Path) -> Rows:
    """The rows of a file in its order, each with its place ("questions.jsonl line 3").

    Raises:
        TaskError: the file is missing, empty, neither of the two formats, or a line is not an
            object; one line that names the place.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except FileNotFoundError:
        raise TaskError(
            f"there is no file {path}; give one of JSON lines or a parquet file"
        ) from None
    except IsADirectoryError:
        raise TaskError(
            f"{path} is a folder; give one file of JSON lines or a parquet file"
        ) from None
    except OSError as error:
        raise TaskError(f"cannot read {path}: {error.strerror}") from None
    if start == _PARQUET:
        return _parquet(path)
    if path.suffix == ".parquet":
        raise TaskError(f"{path.name} is no parquet file; write it again, or give JSON lines")
    return _json_lines(path)


def _json_lines(path: Path) -> Rows:
    found = False
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            place = f"{path.name} line {number}"
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            except UnicodeDecodeError as error:
                raise TaskError(
                    f"{place} is not UTF-8 (byte {error.start + 1}); save the file as UTF-8"
                ) from None
            if text:
                found = True
                yield place, _object(text, place)
    if not found:
        raise TaskError(f"{path.name} is empty; it needs one JSON object a line")


def _object(text: str, place: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise TaskError(
            f"{place} is not JSON ({error.msg} at character {error.pos + 1}); "
            "it needs one whole object on each line"
        ) from None
    except (RecursionError, ValueError):  # nested too deep, or a number of thousands of digits
        raise TaskError(f"{place} is beyond what is read as JSON; make it simpler") from None
    if not isinstance(value, dict):
        kind = {list: "a list", str: "a text", type(None): "null"}.get(type(value), "a number")
        raise TaskError(f"{place} holds {kind}; it needs one JSON object on each line")
    return value


def _parquet(path: Path) -> Rows:
    # pyarrow takes a while to import, and most files are JSON lines.
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=256):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path.name} row {number}", row
    except (pa.ArrowException, OSError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise TaskError(f"{path.name} cannot be read as parquet ({said}); write it again") from None
    if number == 0:
        raise TaskError(f"{path.name} has no rows; it needs one for each question")
