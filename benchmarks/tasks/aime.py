"""AIME 2024 and 2025: thirty problems each, every answer a whole number from 0 to 999."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.rows import Row
from reasoning.problem import AnswerType


def _card(year: int, source: Hub) -> Task:
    return Task(
        name=f"aime{year % 100}",
        title=f"AIME {year} I and II",
        domain="maths",
        licence="(c) Mathematical Association of America; for research",
        citation=f"Mathematical Association of America, American Invitational Mathematics "
        f"Examination {year}",
        size=30,
        chance=0.001,
        source=source,
        columns={
            "problem": "the problem",
            "answer": "a whole number from 0 to 999",
            "id?": "its id",
        },
    )


@register(
    _card(
        2024,
        Hub(
            "HuggingFaceH4/aime_2024",
            split="train",
            revision="2fe88a2f1091d5048c0f36abc874fb997b3dd99a",
        ),
    )
)
@register(_card(2025, Hub("math-ai/aime25", revision="563bb8404243c5f09de6ec262f2db674fe5bce9b")))
def read(row: Row) -> Item:
    """One row of the hub."""
    answer = replace(row, values={"answer": row.number("answer")})
    return row.item(
        row.text("problem"),
        id=row.maybe("id"),
        answer_type=AnswerType.NV,
        gold=str(answer.whole("answer", 0, 999)),
    )
