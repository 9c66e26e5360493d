"""A judge put to labelled replies.

A row is a JSON object with `question`, `reference` (or null), `reply` and `label` (true or false,
1 or 0, "right" or "wrong").
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.grading.agreement import Agreement, agreement
from benchmarks.grading.vectors import read_rows
from reasoning.engines.base import Engine
from reasoning.errors import GradingError
from reasoning.judging import Judgement, judge_open
from reasoning.problem import AnswerType, Problem

#: Replies that are judged at a time.
AT_A_TIME = 4
_LABELS = {
    **dict.fromkeys(("true", "1", "right", "correct", "yes"), True),
    **dict.fromkeys(("false", "0", "wrong", "incorrect", "no"), False),
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A reply to a question, and whether people found it right."""

    problem: Problem
    reply: str
    label: bool


def read_labelled(file: Path) -> list[Labelled]:
    """The labelled replies in a file.

    Raises:
        GradingError: the file is missing or empty, or a row does not fit.
    """
    found = [_labelled(row, number) for number, row in enumerate(read_rows(file), start=1)]
    if not found:
        raise GradingError(f"there are no rows in {file}; a labelled reply a line is needed")
    return found


def _labelled(row: dict[str, Any], number: int) -> Labelled:
    label = _LABELS.get(str(row.get("label")).lower())
    if label is None:
        raise GradingError(
            f"row {number}: label is {row.get('label')!r}; allowed: {', '.join(_LABELS)}"
        )
    question, reference, reply = (row.get(name) for name in ("question", "reference", "reply"))
    if not isinstance(question, str) or not isinstance(reply, str):
        raise GradingError(f"row {number}: question and reply must be texts")
    if reference is not None and not isinstance(reference, str):
        raise GradingError(f"row {number}: reference is {reference!r}; a text or null is needed")
    return Labelled(Problem(question, answer_type=AnswerType.OT, gold=reference), reply, label)


async def judge_rows(rows: Sequence[Labelled], engine: Engine) -> tuple[Agreement, list[Judgement]]:
    """The judge's agreement with the labels, and what it said to each reply."""
    turn = asyncio.Semaphore(AT_A_TIME)

    async def judged(row: Labelled) -> Judgement:
        async with turn:
            return await judge_open(row.problem, row.reply, engine)

    said = list(await asyncio.gather(*map(judged, rows)))
    verdicts = [None if one.score is None else one.score >= 0.5 for one in said]
    return agreement(verdicts, [row.label for row in rows]), said
