"""AMC 12 of 2023, as numbers: the problems whose answer is one, without their options."""

from __future__ import annotations

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.rows import Row
from reasoning.problem import AnswerType


@register(
    Task(
        name="amc23",
        title="AMC 12, 2023",
        domain="maths",
        licence="(c) Mathematical Association of America; for research",
        citation="Mathematical Association of America, American Mathematics Competitions 12, 2023",
        size=40,
        chance=0.0,
        source=Hub("math-ai/amc23", revision="80815d37005feb82cd7f8fbc6901d5d3eff43057"),
        columns={"question": "the problem", "answer": "a number", "id?": "its id"},
    )
)
def read(row: Row) -> Item:
    """One row of the hub."""
    return row.item(
        row.text("question"),
        id=row.maybe("id"),
        answer_type=AnswerType.NV,
        gold=row.number("answer"),
        subject="AMC 12",
    )
