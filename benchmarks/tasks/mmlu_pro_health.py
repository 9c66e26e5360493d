"""MMLU-Pro, the health category: up to ten options."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.rows import LETTERS, Row


def _is_health(values: Mapping[str, object]) -> bool:
    return values.get("category") == "health"


@register(
    Task(
        name="mmlu_pro_health",
        title="MMLU-Pro, health",
        domain="medical",
        licence="MIT",
        citation="Wang et al. 2024, MMLU-Pro, NeurIPS, arXiv:2406.01574",
        size=818,
        chance=0.117,
        source=Hub("TIGER-Lab/MMLU-Pro", revision="b189ec765aa7ed75c8acfea42df31fdae71f97be"),
        columns={
            "question": "the question",
            "options": "3 to 10 options in order",
            "answer_index": "the right one, from 0",
            "category": "health; rows of other categories are passed over",
            "question_id?": "its id",
            "src?": "where the question came from",
        },
        keep=_is_health,
        note="Chance is the mean of 1/options over a random sample of 200 questions.",
    )
)
def read(row: Row) -> Item:
    """One row of the hub."""
    options = row.options("options")
    return row.item(
        row.text("question"),
        id=row.maybe("question_id"),
        options=options,
        gold=LETTERS[row.whole("answer_index", 0, len(options) - 1)],
        subject=row.maybe("src"),
    )
