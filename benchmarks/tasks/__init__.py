r"""Benchmark tasks: one short file each, which registers itself.

    load(task_of("gsm8k"), Path("mine.jsonl"))   all questions of a file
    load(task_of("vignettes"), limit=100)        a hundred generated ones
    items(task_of("olympicarena:Physics"))       one by one, no more than are taken

Add your own: one file, and its name in the import below. This one reads lines such as
{"q": "Is the sky blue?", "right": "yes", "wrong": "no"}:

    from benchmarks.tasks import Item, OwnFile, Row, Task, register

    @register(
        Task(
            name="mine",
            title="My questions",
            domain="general",
            licence="CC0-1.0",
            citation="me",
            size=None,
            chance=0.5,
            source=OwnFile(),
            columns={"q": "the question", "right": "the answer", "wrong": "the other one"},
        )
    )
    def read(row: Row) -> Item:
        options = {"A": row.text("right"), "B": row.text("wrong")}
        return row.item(row.text("q"), options=options, gold="A")

With `source=Hub("owner/name", revision="...")` in place of `OwnFile()` its rows come from the hub.
"""

from __future__ import annotations

from benchmarks.tasks import (  # each registers
    aime,
    amc,
    generated,
    gsm8k,
    healthbench,
    jama,
    math500,
    medbullets,
    medmcqa,
    medqa,
    medxpertqa,
    mmlu_medical,
    mmlu_pro_health,
    olympiadbench,
    olympicarena,
    pubmedqa,
    records,
    xstest,
)
from benchmarks.tasks.base import (
    CodeTest,
    Criterion,
    Generated,
    Hub,
    Item,
    OwnFile,
    Source,
    Task,
    TaskError,
    chance_of,
    register,
    task_names,
    task_of,
)
from benchmarks.tasks.loading import STANDARD, available, items, load
from benchmarks.tasks.rows import Row

__all__ = [
    "STANDARD",
    "CodeTest",
    "Criterion",
    "Generated",
    "Hub",
    "Item",
    "OwnFile",
    "Row",
    "Source",
    "Task",
    "TaskError",
    "available",
    "chance_of",
    "items",
    "load",
    "register",
    "task_names",
    "task_of",
]

_MODULES = (
    aime, amc, generated, gsm8k, healthbench, jama, math500, medbullets, medmcqa, medqa, medxpertqa,
    mmlu_medical, mmlu_pro_health, olympiadbench, olympicarena, pubmedqa, records,
    xstest,
)  # fmt: skip
