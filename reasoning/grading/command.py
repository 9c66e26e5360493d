"""`python -m reasoning grade --file ROWS.jsonl`: a verdict for every row of a file.

A row is a JSON object with `id`, `answer`, `answer_type` and `prediction` (a whole reply or a bare
answer), and where the question has them `unit` and `options`. What is printed is a JSON object a
row: `id`, `equal` (true, false, or null where it cannot be told), `reason`.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from reasoning.errors import GradingError
from reasoning.grading.guard import Guard
from reasoning.grading.verdict import Verdict


def grade_file(file: Path) -> None:
    """Print a verdict a row; "-" reads the standard input.

    Raises:
        GradingError: the file cannot be opened or read. Nothing in a row is an error.
    """
    with _opened(file) as lines, Guard() as guard:
        for number, line in enumerate(_read(file, lines), start=1):
            if line.strip():
                given, verdict = _graded(line, number, guard)
                printed = {"id": given, "equal": verdict.equal, "reason": verdict.reason}
                print(_as_json(printed), flush=True)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    try:
        lines = file.open("rb")
    except OSError as error:
        raise GradingError(_unreadable(file, error)) from None
    with lines:
        yield lines


def _read(file: Path, lines: BinaryIO) -> Iterator[bytes]:
    try:
        yield from lines
    except OSError as error:  # such as a folder
        raise GradingError(_unreadable(file, error)) from None


def _unreadable(file: Path, error: OSError) -> str:
    return (
        f"cannot read the rows in {file}: {error.strerror}; give a file of JSON lines, or - for "
        "the standard input"
    )


def _graded(line: bytes, number: int, guard: Guard) -> tuple[Any, Verdict]:
    """The id that a line gives, and its verdict."""
    try:
        row = json.loads(
            line.decode("utf-8-sig" if number == 1 else "utf-8"),
            parse_int=partial(_number, int),
            parse_float=partial(_number, float),
            parse_constant=str,
        )
    except (ValueError, RecursionError) as error:
        said = " ".join(str(error).split())[:120]
        return None, Verdict(None, f"line {number} is not JSON: {said}")
    if not isinstance(row, dict):
        return None, Verdict(None, f"line {number} is no JSON object")
    given = row.get("id")
    return given, guard.grade({k: v for k, v in row.items() if k in _USED})


def _number(kind: Callable[[str], int | float], text: str) -> int | float | str:
    """A number of JSON; as text where Python has no such number, or would not print it as JSON."""
    try:
        value = kind(text)
    except ValueError:  # thousands of digits
        return text
    return value if abs(value) < math.inf else text


#: A record of an evaluation set has much else, which need not travel.
_USED = frozenset({"answer", "answer_type", "prediction", "unit", "options"})


def _as_json(printed: dict[str, Any]) -> str:
    text = json.dumps(printed, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:  # half a character, or a terminal without Chinese
        return json.dumps(printed)
    return text
