"""The rows that graders are measured on: two files of one folder, which does not ship."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reasoning.errors import GradingError

EQUIVALENCE = "answer_equivalence.jsonl"
EXTRACTION = "choice_extraction.jsonl"
#: Where a row keeps what other graders answered.
MATH_VERIFY = "verdict_math_verify_0.8.0"
OLYMPICARENA = "verdict_olympicarena_rule_judge"

_PAIR = ("id", "answer_type", "gold", "prediction", "equal", "extra")


@dataclass(frozen=True, slots=True)
class Pair:
    """A right answer and a prediction, whether they are equal, and what two other graders said."""

    id: str
    answer_type: str
    gold: str
    prediction: str
    equal: bool
    contested: bool
    math_verify: bool | None
    olympicarena: bool | None


@dataclass(frozen=True, slots=True)
class Extraction:
    """A reply to a choice, and the letter that it settles on; None where it settles on none."""

    id: str
    response: str
    options: dict[str, str]
    expected: str | None
    contested: bool


def read_pairs(folder: Path) -> list[Pair]:
    """The rows of `answer_equivalence.jsonl`.

    Raises:
        GradingError: the file is missing, or a line of it does not fit.
    """
    return [
        Pair(
            id=row["id"],
            answer_type=row["answer_type"],
            gold=", ".join(row["gold"]) if isinstance(row["gold"], list) else row["gold"],
            prediction=row["prediction"],
            equal=row["equal"],
            contested=bool(row["extra"].get("contested")),
            math_verify=row["extra"].get(MATH_VERIFY),
            olympicarena=row["extra"].get(OLYMPICARENA),
        )
        for row in _rows(folder / EQUIVALENCE, _PAIR)
    ]


def read_extractions(folder: Path) -> list[Extraction]:
    """The rows of `choice_extraction.jsonl`.

    Raises:
        GradingError: the file is missing, or a line of it does not fit.
    """
    return [
        Extraction(
            id=row["id"],
            response=row["response"],
            options=row["options"],
            expected=row["expected"],
            contested=bool(row["extra"].get("contested")),
        )
        for row in _rows(folder / EXTRACTION, ("id", "response", "options", "expected", "extra"))
    ]


def _rows(file: Path, needed: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = read_rows(file)
    for number, row in enumerate(rows, start=1):
        if missing := [name for name in needed if name not in row]:
            raise GradingError(f"line {number} of {file} has no {missing[0]}; needed: {needed}")
    return rows


def read_rows(file: Path) -> list[dict[str, Any]]:
    """The JSON objects in a file, one a line.

    Raises:
        GradingError: the file cannot be read, or a line is no JSON object.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GradingError(f"cannot read {file}: {error}; give a file of JSON lines") from None
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise GradingError(f"line {number} of {file} is not JSON: {error}") from None
        if not isinstance(row, dict):
            raise GradingError(f"line {number} of {file} is no JSON object")
        rows.append(row)
    return rows
