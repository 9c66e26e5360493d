"""The project's common record of a question, which every task reads beside its own columns.

    {"id": "mine/1", "question": "...", "options": {"A": "...", "B": "..."} or null, "answer": "A",
     "answer_type": "SC", "subject": "...", "language": "EN", "extra": {...}}

`python -m data sample` prints such records. `answer` is a text, or a list of texts (MC, SET, MPV,
MA). Of `extra` these are read, where the record itself has no such key: `unit`, `level` (the
difficulty), `contexts` (a list of passages that the question is about), `figure_urls` (pictures),
`test_cases` (of a CODE question), `rubrics` (what an OT answer is judged by), and `response` (or
`chatgpt_response`), a reply that `task_note` asks about. Other keys are left alone. Two further
answer types are understood: RESPONSE and JUDGED are OT, judged against `answer`; where a JUDGED
record has none, a judge does without.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from benchmarks.tasks.base import CodeTest, Criterion, Item, TaskError
from benchmarks.tasks.images import Images
from benchmarks.tasks.rows import Row, split_options
from reasoning.problem import DOMAINS, AnswerType, Message, default_answer_type

_KEYS = frozenset({"question", "options", "answer", "answer_type"})
_ALSO = {"RESPONSE": AnswerType.OT, "JUDGED": AnswerType.OT}
_REPLIES = ("response", "chatgpt_response")
_LANGUAGES = ("EN", "ZH")


def is_record(values: dict[str, Any]) -> bool:
    """Whether a row is a common record, by the names of its columns."""
    return values.keys() >= _KEYS


def read_record(row: Row) -> Item:
    """The item of a common record.

    Raises:
        TaskError: a column does not fit, or the record's answer cannot be graded.
    """
    extra = row.nested("extra") if row.has("extra") else replace(row, values={})
    question = _question(row, extra)
    options = row.options("options") if row.has("options") else {}
    stem, listed = split_options(question)
    if options and listed == options:
        question = stem  # or the options would be shown twice
    domain = row.maybe("domain") if row.has("domain") else ""
    if domain and domain not in DOMAINS:
        raise row.wrong("domain", ", ".join(DOMAINS))
    kind = _answer_type(row, domain or row.task.domain, options)
    language = row.maybe("language")
    if language and language not in _LANGUAGES:
        raise row.wrong("language", ", ".join(_LANGUAGES))
    if extra.has("contexts"):
        question = about("\n\n".join(extra.texts("contexts")), question)
    question = _about_reply(question, extra)
    level = extra.maybe("level")
    return row.item(
        question,
        id=_own_id(row),
        options=options,
        answer_type=kind,
        gold=", ".join(row.texts("answer")) if row.has("answer") else None,
        history=_history(row),
        images=row.images("images") if row.has("images") else _figures(extra),
        unit=row.maybe("unit") or extra.maybe("unit"),
        subject=row.maybe("subject"),
        language=language,
        difficulty=row.maybe("difficulty") or (f"level {level}" if level else ""),
        domain=domain,
        rubric=read_rubric(extra, "rubrics") if extra.has("rubrics") else (),
        tests=read_tests(extra, "test_cases") if extra.has("test_cases") else (),
        source=row.maybe("source"),
        licence=row.maybe("license"),
        unreferenced=row.values.get("answer_type") == "JUDGED",
    )


def about(passage: str, question: str) -> str:
    """A question with the passage that it is about before it."""
    return f"{passage}\n\n{question}"


def _about_reply(question: str, extra: Row) -> str:
    """What is asked of a reply to the question, where the record is about one."""
    name = next((name for name in _REPLIES if extra.has(name)), "")
    if not name or not extra.has("task_note"):
        return question
    return f"{question}\n\nThe reply to this:\n\n{extra.text(name)}\n\n{extra.text('task_note')}"


def read_tests(row: Row, column: str) -> tuple[CodeTest, ...]:
    """Tests of a program: {"input": [...], "output": [...]}, or a list of {"input", "output"}.

    Raises:
        TaskError: they are neither, or there are more of one than of the other.
    """
    value = row.values.get(column)
    if isinstance(value, list):
        pairs = [(v.values.get("input"), v.values.get("output")) for v in row.each(column)]
    elif isinstance(value, dict):
        given, expected = value.get("input"), value.get("output")
        if not isinstance(given, list) or not isinstance(expected, list):
            raise row.wrong(column, 'lists in "input" and "output"')
        if len(given) != len(expected):
            raise row.wrong(column, "as many inputs as outputs")
        pairs = list(zip(given, expected, strict=True))
    else:
        pairs = []
    tests = [CodeTest(a, b) for a, b in pairs if isinstance(a, str) and isinstance(b, str)]
    if not tests or len(tests) < len(pairs):
        raise row.wrong(column, 'texts in "input" and "output"')
    return tuple(tests)


def read_rubric(row: Row, column: str) -> tuple[Criterion, ...]:
    """A rubric: a list of {"criterion": text, "points": number}.

    Raises:
        TaskError: it is none, points are no number within a million, or no points can be won.
    """
    rubric = []
    for line in row.each(column):
        points = line.values.get("points")
        if isinstance(points, bool) or not isinstance(points, int | float):
            raise line.wrong("points", "a number")
        if not abs(points) <= 1_000_000:  # also false for what is no number (NaN)
            raise line.wrong("points", "a number from -1000000 to 1000000")
        rubric.append(Criterion(line.text("criterion"), float(points)))
    if not any(criterion.points > 0 for criterion in rubric):
        raise row.wrong(column, "a list with some points above 0")
    return tuple(rubric)


def read_messages(row: Row, column: str) -> tuple[Message, ...]:
    """Turns of a conversation: a list of {"role": ..., "content": ...}, oldest first.

    Raises:
        TaskError: a turn does not fit.
    """
    turns = []
    for turn in row.each(column):
        match turn.maybe("role"):
            case "system" | "user" | "assistant" as role:
                turns.append(Message(role, turn.text("content")))
            case _:
                raise turn.wrong("role", "system, user, assistant")
    return tuple(turns)


def _question(row: Row, extra: Row) -> str:
    if not row.has("question") and extra.has("url"):
        raise TaskError(
            f"{row.place}: there is an address and no question; write what {extra.maybe('url')} "
            "says into question, options and answer, if your licence lets you"
        )
    return row.text("question")


def _own_id(row: Row) -> str:
    """The id without the name of the task that stands before it."""
    name, slash, own = row.maybe("id").partition("/")
    return own if slash and name in (row.task.base, row.maybe("task")) else row.maybe("id")


def _answer_type(row: Row, domain: str, options: dict[str, str]) -> AnswerType:
    if not row.has("answer_type"):
        return default_answer_type(domain, options)
    name = row.maybe("answer_type")
    if name in _ALSO:
        return _ALSO[name]
    if name not in AnswerType.__members__:
        raise row.wrong("answer_type", ", ".join([*AnswerType.__members__, *_ALSO]))
    return AnswerType[name]


def _history(row: Row) -> tuple[Message, ...]:
    return read_messages(row, "history") if row.has("history") else ()


def _figures(extra: Row) -> Images:
    """Pictures of the record's `extra`, or of the hub row that some records keep there."""
    if not extra.has("figure_urls") and extra.has("hub_row"):
        extra = extra.nested("hub_row")
    return extra.images("figure_urls")
