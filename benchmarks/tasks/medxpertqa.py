"""MedXpertQA: expert-level questions; Text with ten options, MM with pictures and five."""

from __future__ import annotations

import re

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.rows import Row

_ID = "TsinghuaC3I/MedXpertQA"
_REVISION = "f4e6fe7e5a9e13d6c97d7aa2b91cdd8b80c9cc61"
_COLUMNS = {
    "id": "its id",
    "question": "the case and the question",
    "options": "options by letter",
    "label": "the letter of the right one",
    "body_system?": "the body system",
    "medical_task?": "diagnosis, treatment or basic science",
}
_LICENCE = "MIT"
_CITATION = "Zuo et al. 2025, MedXpertQA, ICML, arXiv:2501.18362"


@register(
    Task(
        name="medxpertqa",
        title="MedXpertQA Text, 10 options",
        domain="medical",
        licence=_LICENCE,
        citation=_CITATION,
        size=2450,
        chance=0.1,
        source=Hub(_ID, ("Text",), revision=_REVISION),
        columns=_COLUMNS,
    )
)
@register(
    Task(
        name="medxpertqa_mm",
        title="MedXpertQA MM, with pictures, 5 options",
        domain="medical",
        licence=_LICENCE,
        citation=_CITATION,
        size=2000,
        chance=0.2,
        source=Hub(_ID, ("MM",), revision=_REVISION, archive="images.zip"),
        columns=_COLUMNS | {"images?": "names of its pictures, which lie in images.zip"},
        note="Needs a model that sees pictures. The archive of pictures is 517 MB.",
    )
)
def read(row: Row) -> Item:
    """One row of the hub."""
    options = row.options("options")
    # The question ends with its options once more.
    question = re.split(r"\n\s*Answer Choices:", row.text("question"), maxsplit=1)[0].strip()
    return row.item(
        question or row.text("question"),
        id=row.text("id"),
        options=options,
        gold=row.letter("label", options),
        images=row.images("images"),
        subject=row.maybe("body_system"),
    )
