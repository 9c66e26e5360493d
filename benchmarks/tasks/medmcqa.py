"""MedMCQA: Indian medical entrance exams, four options; the validation split, which has answers."""

from __future__ import annotations

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.rows import LETTERS, Row

_OPTIONS = ("opa", "opb", "opc", "opd")


@register(
    Task(
        name="medmcqa",
        title="MedMCQA, entrance exams, 4 options",
        domain="medical",
        licence="MIT; the copy on the hub: Apache-2.0",
        citation="Pal et al. 2022, MedMCQA, CHIL, arXiv:2203.14371",
        size=4183,
        chance=0.25,
        source=Hub(
            "openlifescienceai/medmcqa",
            split="validation",
            revision="91c6572c454088bf71b679ad90aa8dffcd0d5868",
        ),
        columns={
            "question": "the question",
            "opa": "option A",
            "opb": "option B",
            "opc": "option C",
            "opd": "option D",
            "cop": "the right option, from 0 to 3",
            "id?": "its id",
            "subject_name?": "the subject",
        },
        note=(
            "On the hub `cop` counts from 0. The files of the authors' repository count from 1: "
            "subtract 1 before giving one of them, for a file cannot tell which it is."
        ),
    )
)
def read(row: Row) -> Item:
    """One row of the hub."""
    options = {letter: row.text(name) for letter, name in zip(LETTERS, _OPTIONS, strict=False)}
    if row.values.get("cop") in (4, "4"):
        raise row.wrong("cop", "0 to 3 (a file that counts from 1: subtract 1 in every row)")
    return row.item(
        row.text("question"),
        id=row.maybe("id"),
        options=options,
        gold=LETTERS[row.whole("cop", 0, 3)],
        subject=row.maybe("subject_name"),
    )
