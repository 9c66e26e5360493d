"""OlympicArena: seven subjects, two languages, text and pictures, thirteen types of answer."""

from __future__ import annotations

from benchmarks.tasks.base import Hub, Item, Task, register
from benchmarks.tasks.record import read_tests
from benchmarks.tasks.rows import Row, split_options
from reasoning.problem import AnswerType

SUBJECTS = ("Math", "Physics", "Chemistry", "Biology", "Geography", "Astronomy", "CS")
TYPES = tuple(AnswerType(code) for code in "SC MC TF NV SET IN EX EQ TUP MPV MA OT CODE".split())
_CHOICE = (AnswerType.SC, AnswerType.MC)


def _card(name: str, split: str, withheld: bool, note: str) -> Task:
    return Task(
        name=name,
        title=f"OlympicArena, {'test' if withheld else 'validation'}",
        domain="maths",
        licence="CC-BY-NC-SA-4.0",
        citation="Huang et al. 2024, OlympicArena, NeurIPS, arXiv:2406.12753",
        size=None,
        chance=None,
        source=Hub(
            "GAIR/OlympicArena",
            SUBJECTS,
            split=split,
            revision="0f11060bb276a0af2e3e0b34d29723db51ed57f3",
        ),
        columns={
            "id": "its id, such as Astronomy_1",
            "problem": "the problem",
            "answer_type": ", ".join(TYPES),
            "subject": ", ".join(SUBJECTS),
            "language": "EN or ZH",
            f"answer{'?' if withheld else ''}": "a list of answers; null for programs",
            "figure_urls?": "pictures in their order, which the problem names as figures",
            "unit?": "the unit of the answer; a list of them for several quantities",
            "test_cases?": "of a CODE problem: inputs and outputs",
        },
        languages=("EN", "ZH"),
        answer_tokens=1024,
        withheld=withheld,
        note=f"{note} OT answers need a judge model, CODE answers a sandbox. A part is one "
        "subject, language or modality: olympicarena:Physics, olympicarena:ZH.",
    )


@register(_card("olympicarena", "val", False, "Answers are public."))
@register(
    _card(
        "olympicarena_test",
        "test",
        True,
        "Answers are withheld: a run has no score here; its export `submission` is what its authors"
        " grade.",
    )
)
def read(row: Row) -> Item:
    """One row of the hub."""
    code = row.text("answer_type")
    if code not in TYPES:
        raise row.wrong("answer_type", ", ".join(TYPES))
    kind = AnswerType(code)
    subject, language = row.text("subject"), row.text("language")
    if language not in ("EN", "ZH"):
        raise row.wrong("language", "EN, ZH")
    is_code = kind is AnswerType.CODE
    answers = row.texts("answer") if row.has("answer") and not is_code else ()
    question, options = row.text("problem"), dict[str, str]()
    if kind in _CHOICE:
        stem, listed = split_options(question)
        if set(answers) <= listed.keys():  # else the problem lists its options in another way
            question, options = stem, listed
    return row.item(
        question,
        id=row.text("id"),
        options=options,
        answer_type=kind,
        gold=", ".join(answers) or None,
        images=row.images("figure_urls"),
        unit=", ".join(row.texts("unit")) if row.has("unit") else "",
        subject=subject,
        language=language,
        tests=read_tests(row, "test_cases") if row.has("test_cases") else (),
    )
