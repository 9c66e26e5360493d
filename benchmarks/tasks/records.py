"""Questions of one's own: any file of common records."""

from __future__ import annotations

from benchmarks.tasks.base import OwnFile, Task, register

register(
    Task(
        name="records",
        title="Your own questions",
        domain="general",
        licence="as each record says",
        citation="none: they are yours",
        size=None,
        chance=None,
        source=OwnFile(),
        columns={
            "question": "the question",
            "options": "by letter, or null",
            "answer": "the right answer: a letter, a text, or a list of texts",
            "answer_type": "SC, MC, TF, NV, EX, EQ, IN, SET, TUP, MATRIX, MPV, MA, TEXT,"
            " REFUSAL (comply or refuse), OT, CODE",
            "id?": "its id",
            "domain?": "medical, maths or general",
            "unit?": "the unit of the answer",
            "subject?": "what it is counted under",
            "difficulty?": "the same",
            "language?": "EN or ZH",
            "images?": "pictures: paths beside the file, or data URLs",
            "extra?": "rubrics, test_cases, contexts and more: see benchmarks/tasks/record.py",
        },
        languages=("EN", "ZH"),
        note="`python -m data sample vignettes` prints such records.",
    )
)
