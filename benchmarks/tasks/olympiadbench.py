"""OlympiadBench: open-ended maths and physics of competitions; its proofs are left out."""

from __future__ import annotations

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.record import about
from benchmarks.tasks.rows import Row
from reasoning.problem import AnswerType

_TYPES = {
    "Numerical": AnswerType.NV,
    "Expression": AnswerType.EX,
    "Tuple": AnswerType.TUP,
    "Interval": AnswerType.IN,
    "Equation": AnswerType.EQ,
    "Need_human_evaluate": AnswerType.OT,
}
_LANGUAGES = {"english": "EN", "chinese": "ZH", "en": "EN", "zh": "ZH"}
#: Columns of pictures: image_1 and so on.
_PICTURES = tuple(f"image_{n}" for n in range(1, 10))


def _card(
    name: str, title: str, size: int | None, configs: tuple[str, ...], languages: tuple[str, ...]
) -> Task:
    return Task(
        name=name,
        title=f"OlympiadBench, {title}",
        domain="maths",
        licence="MIT; the copy on the hub: Apache-2.0",
        citation="He et al. 2024, OlympiadBench, ACL, arXiv:2402.14008",
        size=size,
        chance=0.0,
        source=Hub(
            "Hothan/OlympiadBench",
            configs,
            split="train",
            revision="91184b52131e7fc9455fef848035173aea8cc01a",
        ),
        columns={
            "question": "the problem",
            "final_answer": "a list of answers",
            "answer_type": ", ".join(_TYPES),
            "is_multiple_answer?": "whether there are several",
            "id?": "its id",
            "context?": "what several problems share",
            "unit?": "the unit of the answer",
            "subfield?": "the field",
            "language?": "English or Chinese",
            "image_1?": "pictures, up to image_9",
        },
        languages=languages,
        answer_tokens=1024,
    )


@register(_card("olympiadbench", "maths, text, English", 674, ("OE_TO_maths_en_COMP",), ("EN",)))
@register(
    _card(
        "olympiadbench_zh",
        "maths, text, Chinese",
        None,
        ("OE_TO_maths_zh_COMP", "OE_TO_maths_zh_CEE"),
        ("ZH",),
    )
)
@register(
    _card(
        "olympiadbench_physics",
        "physics, text",
        351,
        ("OE_TO_physics_en_COMP", "OE_TO_physics_zh_CEE"),
        ("EN", "ZH"),
    )
)
@register(
    _card(
        "olympiadbench_mm",
        "maths and physics with pictures",
        None,
        (
            "OE_MM_maths_en_COMP",
            "OE_MM_maths_zh_COMP",
            "OE_MM_maths_zh_CEE",
            "OE_MM_physics_en_COMP",
            "OE_MM_physics_zh_CEE",
        ),
        ("EN", "ZH"),
    )
)
def read(row: Row) -> Item:
    """One row of the hub."""
    kind = _TYPES.get(row.text("answer_type"))
    if kind is None:
        raise row.wrong("answer_type", ", ".join(_TYPES))
    answers = row.texts("final_answer")
    several = row.values.get("is_multiple_answer") is True or len(answers) > 1
    if several and kind is not AnswerType.OT:
        kind = AnswerType.MA
    unit = row.maybe("unit")
    question = row.text("question")
    config = row.config.removeprefix("OE_")
    return row.item(
        about(row.text("context"), question) if row.has("context") else question,
        # The numbers of one config come again in another.
        id=f"{config}-{row.maybe('id') or row.index}" if config else row.maybe("id"),
        answer_type=kind,
        gold=", ".join(answers),
        images=row.images(*_PICTURES),
        # A list of units belongs to a list of answers, of which each is graded by its number.
        unit="" if several or unit == "null" else unit,
        subject=row.maybe("subfield"),
        language=_LANGUAGES.get(row.maybe("language").lower(), ""),
    )
