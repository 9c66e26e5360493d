"""MATH-500: competition problems of seven subjects and five levels."""

from __future__ import annotations

import re

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.rows import Row
from reasoning.problem import AnswerType

#: What a value is written with beside digits; a letter that is left stands for something unknown.
_SIGNS = re.compile(r"\\(?:text|mathrm)\{[^{}]*\}|\\[a-zA-Z]+|\\[,! ]")


@register(
    Task(
        name="math500",
        title="MATH-500, competition maths",
        domain="maths",
        licence="MIT",
        citation="Hendrycks et al. 2021, arXiv:2103.03874; the 500 of Lightman et al. 2023, "
        "arXiv:2305.20050",
        size=500,
        chance=0.0,
        source=Hub("HuggingFaceH4/MATH-500", revision="ff5b20257d8185524591543f8ff5993951537bb8"),
        columns={
            "problem": "the problem",
            "answer": "the answer in LaTeX",
            "subject?": "the subject",
            "level?": "1 (easy) to 5",
            "unique_id?": "its id",
        },
        note="The source does not say what form an answer has: it is told from the answer itself.",
    )
)
def read(row: Row) -> Item:
    """One row of the hub."""
    answer = row.text("answer")
    level = row.maybe("level")
    return row.item(
        row.text("problem"),
        id=row.maybe("unique_id").removesuffix(".json").replace("/", "-"),
        answer_type=form_of(answer),
        gold=answer,
        subject=row.maybe("subject"),
        difficulty=f"level {level}" if level else "",
    )


def form_of(answer: str) -> AnswerType:
    """What form an answer in LaTeX has, told from how it is written."""
    bare = answer.strip().strip("$").replace("\\left", "").replace("\\right", "").strip()
    if "matrix}" in bare:
        return AnswerType.MATRIX
    if re.fullmatch(r"\\text\{.*\}|\\text(?:bf|rm|it)\{.*\}", bare):
        return AnswerType.TEXT
    if "\\cup" in bare or re.fullmatch(r"[(\[][^()\[\]]*,[^()\[\]]*[)\]]", bare):
        # (1, 2) may be a point as well; only a bracket or infinity says that it is an interval.
        ends = bare[0] + bare[-1]
        interval = "\\cup" in bare or "\\infty" in bare or ends in ("[]", "[)", "(]")
        return AnswerType.IN if interval else AnswerType.TUP
    if bare.startswith("("):
        return AnswerType.TUP if "," in bare and bare.endswith(")") else AnswerType.EX
    if "=" in bare:
        return AnswerType.EQ
    if re.search(r",(?![0-9]{3}(?![0-9])|\\!)", bare.replace("\\,", "")):
        return AnswerType.MA
    return AnswerType.EX if re.search("[A-Za-z]", _SIGNS.sub("", bare)) else AnswerType.NV
