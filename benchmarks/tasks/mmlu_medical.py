"""MMLU, the six subjects that papers on medical models report together."""

from __future__ import annotations

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.rows import LETTERS, Row

SUBJECTS = (
    "anatomy",
    "clinical_knowledge",
    "college_biology",
    "college_medicine",
    "medical_genetics",
    "professional_medicine",
)


@register(
    Task(
        name="mmlu_medical",
        title="MMLU, six medical subjects",
        domain="medical",
        licence="MIT",
        citation="Hendrycks et al. 2021, Measuring Massive Multitask Language Understanding, "
        "ICLR, arXiv:2009.03300",
        size=1089,
        chance=0.25,
        source=Hub("cais/mmlu", SUBJECTS, revision="c30699e8356da336a370243923dbaf21066bb9fe"),
        columns={
            "question": "the question",
            "choices": "four options in order",
            "answer": "the right one, from 0 to 3",
            "subject?": "the subject",
        },
        note="Shares questions with mmlu_pro_health; do not add the two up.",
    )
)
def read(row: Row) -> Item:
    """One row of the hub."""
    options = row.options("choices")
    subject = row.maybe("subject") or row.config
    return row.item(
        row.text("question"),
        id=f"{subject}-{row.index:03d}" if subject else "",
        options=options,
        gold=LETTERS[row.whole("answer", 0, len(options) - 1)],
        subject=subject,
    )
