"""MedQA: questions in the style of the US medical licensing exam (USMLE), four options."""

from __future__ import annotations

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.rows import Row


@register(
    Task(
        name="medqa",
        title="MedQA, USMLE, 4 options",
        domain="medical",
        licence="MIT; the copy on the hub: CC-BY-4.0",
        citation="Jin et al. 2021, What Disease Does This Patient Have?, arXiv:2009.13081",
        size=1273,
        chance=0.25,
        source=Hub(
            "GBaker/MedQA-USMLE-4-options", revision="0fb93dd23a7339b6dcd27e241cb9b5eca62d4d18"
        ),
        columns={
            "question": "the case and the question",
            "options": "four options by letter",
            "answer_idx": "the letter of the right one",
            "meta_info?": "the step of the exam",
        },
    )
)
def read(row: Row) -> Item:
    """One row of the hub."""
    options = row.options("options")
    return row.item(
        row.text("question"),
        options=options,
        gold=row.letter("answer_idx", options),
        subject=row.maybe("meta_info"),
    )
