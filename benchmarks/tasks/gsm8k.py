"""GSM8K: word problems of grade school; the answer stands after #### in the worked solution."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.rows import Row
from reasoning.problem import AnswerType


@register(
    Task(
        name="gsm8k",
        title="GSM8K, grade school maths",
        domain="maths",
        licence="MIT",
        citation="Cobbe et al. 2021, Training Verifiers to Solve Math Word Problems, "
        "arXiv:2110.14168",
        size=1319,
        chance=0.0,
        source=Hub("openai/gsm8k", ("main",), revision="e53f048856ff4f594e959d75785d2c2d37b678ee"),
        columns={
            "question": "the problem",
            "answer": "the worked solution, then #### and the number",
        },
    )
)
def read(row: Row) -> Item:
    """One row of the hub."""
    _, marks, final = row.text("answer").rpartition("####")
    if not marks:
        raise row.wrong("answer", "a solution that ends on #### and a number")
    return row.item(
        row.text("question"),
        answer_type=AnswerType.NV,
        gold=replace(row, values={"answer": final}).number("answer"),
        subject="grade school maths",
    )
