"""Medbullets: USMLE Step 2 and 3 style questions, the same ones with four and with five options."""

from __future__ import annotations

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.rows import Row


def _card(options: int) -> Task:
    return Task(
        name=f"medbullets_op{options}",
        title=f"Medbullets, {options} options",
        domain="medical",
        licence="none stated; (c) Medbullets, for research, not to be published",
        citation="Chen et al. 2024, Benchmarking Large Language Models on Answering and "
        "Explaining Challenging Medical Questions, arXiv:2402.18060",
        size=308,
        chance=1 / options,
        source=Hub("mkieffer/Medbullets", split=f"op{options}_test"),
        columns={
            "question": "the case and the question",
            "options": f"{options} options by letter",
            "answer": "the letter of the right one",
            "idx?": "its number",
        },
        note="298 of the 308 questions are distinct. The right letter differs between the two.",
    )


@register(_card(4))
@register(_card(5))
def read(row: Row) -> Item:
    """One row of the hub."""
    options = row.options("options")
    return row.item(
        row.text("question"),
        id=row.maybe("idx"),
        options=options,
        gold=row.letter("answer", options),
        subject="USMLE Step 2/3 style",
    )
