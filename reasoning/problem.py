"""What is asked: a question, its options or earlier turns, and what is known about its answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from reasoning.errors import ProblemError

Role = Literal["system", "user", "assistant"]
DOMAINS = ("medical", "maths", "general")


class AnswerType(StrEnum):
    """How an answer is read and graded; the codes are OlympicArena's, DDX is ours."""

    SC = "SC"  # the letter of the one correct option
    MC = "MC"  # the letters of all correct options, of which there may be several
    TF = "TF"  # True or False
    NV = "NV"  # a number
    EX = "EX"  # an expression
    EQ = "EQ"  # an equation, the same when its terms are moved or scaled
    IN = "IN"  # an interval or a union of intervals
    SET = "SET"  # a finite set
    TUP = "TUP"  # a tuple, its entries in order
    MATRIX = "MATRIX"  # a matrix
    MPV = "MPV"  # several quantities, in the order asked for
    MA = "MA"  # several correct answers, in any order
    TEXT = "TEXT"  # free text
    DDX = "DDX"  # a ranked differential diagnosis; gold is the first diagnosis
    OT = "OT"  # an open answer, graded by a judge against a reference or a rubric
    REFUSAL = "REFUSAL"  # whether a request is declined: comply or refuse
    CODE = "CODE"  # a program, graded by tests in a sandbox


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation, thoughts left out; `images` are data URLs, as `Problem`'s."""

    role: Role
    content: str
    images: tuple[str, ...] = ()

    def to_record(self) -> dict[str, Any]:
        """The JSON form; images only where there are some."""
        record: dict[str, Any] = {"role": self.role, "content": self.content}
        return record | {"images": list(self.images)} if self.images else record


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a problem comes from, so that a licence can be honoured and a split kept apart."""

    source: str = "user"
    license: str = ""
    split: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A question to reason about.

    `options` maps letters to texts, in the order shown. `history` holds the earlier turns of the
    conversation, oldest first. `images` belong to the question, each a data URL
    ("data:image/png;base64,..."). `gold` is the known right answer, if there is one; it is never
    shown to a model. `unit` is the unit that the answer is asked in, "" where none is. `subject`
    and `language` ("EN", "ZH") say what a result is counted under.
    """

    question: str
    domain: str = "general"
    options: Mapping[str, str] = field(default_factory=dict)
    answer_type: AnswerType = AnswerType.TEXT
    gold: str | None = None
    history: tuple[Message, ...] = ()
    images: tuple[str, ...] = ()
    unit: str = ""
    id: str = ""
    task: str = ""
    subject: str = ""
    language: str = ""
    difficulty: str = ""
    provenance: Provenance = Provenance()

    def to_record(self) -> dict[str, Any]:
        """The JSON form: one flat object, readable by `from_record`."""
        return {
            "id": self.id,
            "task": self.task,
            "domain": self.domain,
            "question": self.question,
            "options": dict(self.options) or None,
            "answer": self.gold,
            "answer_type": str(self.answer_type),
            "unit": self.unit,
            "subject": self.subject,
            "language": self.language,
            "difficulty": self.difficulty,
            "history": [m.to_record() for m in self.history],
            "images": list(self.images),
            "source": self.provenance.source,
            "license": self.provenance.license,
            "split": self.provenance.split,
        }


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text


class _Turn(BaseModel):
    role: Role
    content: str
    images: list[str] = []


class _Record(BaseModel):
    """The file format; keys that other tools add to a record are left alone."""

    model_config = ConfigDict(extra="ignore")

    question: Annotated[str, AfterValidator(_not_blank)]
    domain: Literal["medical", "maths", "general"] = "general"
    options: dict[Annotated[str, Field(pattern="^[A-Z]$")], str] | None = None
    answer: str | list[str] | None = None
    answer_type: AnswerType | None = None
    unit: str = ""
    subject: str = ""
    language: str = ""
    difficulty: str = ""
    id: str = ""
    task: str = ""
    history: list[_Turn] = []
    images: list[str] = []
    source: str = "user"
    license: str = ""
    split: str = ""

    @model_validator(mode="after")
    def _answer_fits_options(self) -> _Record:
        if self.options is not None and len(self.options) < 2:
            raise ValueError("options: a choice needs at least two")
        if self.answer_type in {AnswerType.SC, AnswerType.MC} and not self.options:
            raise ValueError(f"options: answer_type {self.answer_type} needs them")
        if self.options and self.gold is not None and self.answer_type is not AnswerType.TF:
            several = self.answer_type is AnswerType.MC
            for letter in re.split(r",\s*", self.gold) if several else [self.gold]:
                if letter not in self.options:
                    raise ValueError(f"answer: {letter!r} is none of {', '.join(self.options)}")
        return self

    @property
    def gold(self) -> str | None:
        """The answer in one text; the parts of a list are written with commas between them."""
        return ", ".join(self.answer) if isinstance(self.answer, list) else self.answer


def default_answer_type(domain: str, options: Mapping[str, str]) -> AnswerType:
    """What kind of answer a question asks for when nobody said."""
    if options:
        return AnswerType.SC
    return {"medical": AnswerType.DDX, "maths": AnswerType.EX}.get(domain, AnswerType.TEXT)


def from_record(record: Mapping[str, Any]) -> Problem:
    """A problem from its JSON form.

    Raises:
        ProblemError: one line naming the first field that does not fit.
    """
    try:
        r = _Record.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        said = first["msg"].removeprefix("Value error, ")
        if first["loc"]:
            said = f"{'.'.join(map(str, first['loc']))}: {said}"
        raise ProblemError(f"problem record: {said}") from None
    options = r.options or {}
    return Problem(
        question=r.question,
        domain=r.domain,
        options=options,
        answer_type=r.answer_type or default_answer_type(r.domain, options),
        gold=r.gold,
        history=tuple(Message(t.role, t.content, tuple(t.images)) for t in r.history),
        images=tuple(r.images),
        unit=r.unit,
        id=r.id,
        task=r.task,
        subject=r.subject,
        language=r.language,
        difficulty=r.difficulty,
        provenance=Provenance(r.source, r.license, r.split),
    )


def read_problem(path: Path) -> Problem:
    """The problem in a JSON file (or the first line of a JSON-lines file).

    Raises:
        ProblemError: the file is missing, is not JSON, or does not fit.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProblemError(f"cannot read the problem file {path}: {error}") from None
    try:
        record = json.loads(text)
    except json.JSONDecodeError:
        first_line = text.strip().split("\n", 1)[0]
        try:
            record = json.loads(first_line)
        except json.JSONDecodeError as error:
            raise ProblemError(
                f"{path} is not JSON ({error}); `python -m data sample vignettes` prints the form"
            ) from None
    if not isinstance(record, dict):
        raise ProblemError(f"{path} holds a {type(record).__name__}; a problem is one JSON object")
    return from_record(record)
