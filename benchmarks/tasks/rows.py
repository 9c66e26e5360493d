"""One row of a source: its columns read with a check each, and the item that is made of them.

Whatever a row holds, the only error is a `TaskError` that names the place, the column, what is in
it and what is allowed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from benchmarks.tasks.base import CodeTest, Criterion, Item, Task, TaskError
from benchmarks.tasks.images import ALLOWED, Images, is_remote, named, picture
from reasoning.grading.refusal import COMPLY, REFUSE
from reasoning.problem import AnswerType, Message, Problem, Provenance, default_answer_type

#: Of options, in their order.
LETTERS = ascii_uppercase
_NO_IMAGES = Images()
_SHOWN = 60
#: What a CODE answer and a judged one may lack: a gold answer.
_JUDGED = frozenset({AnswerType.CODE, AnswerType.OT})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a task's source.

    `index` counts from 0 in its file or config, `place` names the row in messages, `origin` is
    what becomes the problem's source ("hub:openai/gsm8k@e53f..."). Pictures lie in `folder`; those
    that rows name but the folder lacks are got by `fetch`, which only rows of the hub have.
    """

    task: Task
    values: Mapping[str, Any]
    index: int
    place: str
    origin: str
    folder: Path | None = None
    config: str = ""
    fetch: Callable[[str], Path | None] | None = None

    def wrong(self, column: str, allowed: str) -> TaskError:
        """The error of a column that does not fit."""
        return TaskError(
            f"{self.place}: column {column!r} is {_shown(self.values.get(column))}; "
            f"allowed: {allowed}"
        )

    def has(self, column: str) -> bool:
        """Whether the row has something in this column."""
        return self.values.get(column) not in (None, "", [], {})

    def text(self, column: str) -> str:
        """A text that is not blank; a number is written out.

        Raises:
            TaskError: there is none.
        """
        text = _written(self._needed(column, "a text"))
        if not text:
            raise self.wrong(column, "a text")
        return text

    def maybe(self, column: str) -> str:
        """A text, "" where there is none.

        Raises:
            TaskError: there is something else than a text or a number.
        """
        value = self.values.get(column)
        text = "" if value is None else _written(value)
        if text is None:
            raise self.wrong(column, "a text, or null")
        return text

    def texts(self, column: str) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one.

        Raises:
            TaskError: it is none, or one of them is blank.
        """
        value = self._needed(column, "a list of texts")
        values = value if isinstance(value, list) else [value]
        texts = [_written(v) for v in values]
        if not texts or not all(texts):
            raise self.wrong(column, "a list of texts")
        return tuple(text for text in texts if text)

    def whole(self, column: str, least: int, most: int) -> int:
        """A whole number from `least` to `most`.

        Raises:
            TaskError: it is none.
        """
        allowed = f"a whole number from {least} to {most}"
        value = self._needed(column, allowed)
        if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,9}", value.strip()):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.wrong(column, allowed)
        return value

    def nested(self, column: str) -> Row:
        """The row within a column.

        Raises:
            TaskError: the column holds no object.
        """
        value = self._needed(column, "an object")
        if not isinstance(value, dict):
            raise self.wrong(column, "an object")
        return replace(self, values=value, place=f"{self.place}, in {column!r}")

    def each(self, column: str) -> tuple[Row, ...]:
        """The rows within a column that holds a list of objects.

        Raises:
            TaskError: it does not.
        """
        value = self._needed(column, "a list of objects")
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.wrong(column, "a list of objects")
        return tuple(
            replace(self, values=v, place=f"{self.place}, {column!r} {n}")
            for n, v in enumerate(value, 1)
        )

    def options(self, column: str) -> dict[str, str]:
        """Options by letter: an object of letters, or a list of texts that get theirs in order.

        An option that is null is none: tables keep a place for the longest list.

        Raises:
            TaskError: there are fewer than two, or a letter or text does not fit.
        """
        allowed = 'two or more texts, as a list or by letter: {"A": "...", "B": "..."}'
        value = self._needed(column, allowed)
        if isinstance(value, list):
            value = dict(zip(LETTERS, value, strict=False)) if len(value) <= len(LETTERS) else None
        if not isinstance(value, dict):
            raise self.wrong(column, allowed)
        found = {k: _written(v) for k, v in value.items() if v is not None}
        if len(found) < 2 or any(k not in LETTERS or len(k) != 1 for k in found):
            raise self.wrong(column, allowed)
        if not all(found.values()):
            raise self.wrong(column, allowed)
        return {k: found[k] or "" for k in sorted(found)}

    def letter(self, column: str, options: Mapping[str, str]) -> str:
        """The letter of an option, given as that letter.

        Raises:
            TaskError: it is none of theirs.
        """
        text = self.text(column)
        if text not in options:
            raise self.wrong(column, ", ".join(options))
        return text

    def number(self, column: str) -> str:
        """A number as text, as short as it can be: 27.0 is 27, 025 is 25, 1,234 is 1234.

        Raises:
            TaskError: it is none.
        """
        text = re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", self.text(column).strip("$"))
        match = re.fullmatch(r"(-?)0*([0-9]{1,40}(?:\.[0-9]{1,40})?)", text)
        if not match:
            raise self.wrong(column, "a number")
        digits = match[2].rstrip("0").rstrip(".") if "." in match[2] else match[2]
        return f"{match[1]}{digits}"

    def images(self, *columns: str) -> Images:
        """The pictures that columns hold, each a picture or a list of them, in order.

        Raises:
            TaskError: a column holds something that can be no picture.
        """
        values: list[tuple[str, Any]] = []
        for column in columns:
            held = self.values.get(column)
            values += [(column, v) for v in (held if isinstance(held, list) else [held]) if v]
        urls: list[str] = []
        absent: list[str] = []
        for column, value in values:
            url = picture(value, self.folder)
            if url is None and isinstance(value, str) and self.fetch is not None:
                path = self.fetch(value)
                url = picture(path.name, path.parent) if path else None
            if url is not None:
                urls.append(url)
            elif isinstance(value, str) and (is_remote(value) or self.folder is None):
                absent.append(named(value))
            else:
                raise TaskError(
                    f"{self.place}: column {column!r} names {_shown(named(value))}, which is no "
                    f"picture here; allowed: {ALLOWED}"
                )
        return Images((), tuple(absent)) if absent else Images(tuple(urls))

    def item(
        self,
        question: str,
        *,
        id: str = "",
        options: Mapping[str, str] | None = None,
        answer_type: AnswerType | None = None,
        gold: str | None = None,
        history: Sequence[Message] = (),
        images: Images = _NO_IMAGES,
        unit: str = "",
        subject: str = "",
        language: str = "",
        difficulty: str = "",
        domain: str = "",
        rubric: Sequence[Criterion] = (),
        tests: Sequence[CodeTest] = (),
        source: str = "",
        licence: str = "",
        unreferenced: bool = False,
    ) -> Item:
        """The item of this row; what is left out is the task's own.

        `unreferenced`: a judge is to do without a right answer, if there is none.

        Raises:
            TaskError: the answer does not fit the options or the type, or there is none.
        """
        task, options = self.task, options or {}
        domain = domain or task.domain
        kind = answer_type or default_answer_type(domain, options)
        if kind in _JUDGED and domain == "maths":
            domain = "general"  # an open answer or a program is no result to put in a box
        if kind is AnswerType.CODE and not tests and not task.withheld:
            raise TaskError(f"{self.place}: a CODE question needs tests (test_cases), and has none")
        judged = kind in _JUDGED and (rubric or tests or unreferenced)
        if gold is None and not task.withheld and not judged:
            raise TaskError(
                f"{self.place}: there is no answer; a question of type {kind} needs one"
                f"{' or a rubric' if kind is AnswerType.OT else ''}"
            )
        if gold is not None:
            self._fits(kind, gold, options)
        problem = Problem(
            question=question,
            domain=domain,
            options=options,
            answer_type=kind,
            gold=gold,
            history=tuple(history),
            images=images.urls,
            unit=unit,
            id=f"{task.base}/{id or f'{self.index:05d}'}",
            task=task.base,
            subject=subject,
            language=language or task.languages[0],
            difficulty=difficulty,
            provenance=Provenance(source or self.origin, licence or task.licence),
        )
        pictured = images.urls or images.absent
        return Item(
            problem,
            modality="image" if pictured else "text",
            rubric=tuple(rubric),
            tests=tuple(tests),
            extra={"images": "\n".join(images.absent)} if images.absent else None,
        )

    def _fits(self, kind: AnswerType, gold: str, options: Mapping[str, str]) -> None:
        if kind is AnswerType.TF and gold not in ("True", "False"):
            raise TaskError(f"{self.place}: the answer is {_shown(gold)}; allowed: True, False")
        if kind is AnswerType.REFUSAL and gold not in (COMPLY, REFUSE):
            raise TaskError(f"{self.place}: the answer is {_shown(gold)}; allowed: comply, refuse")
        if not options or kind not in (AnswerType.SC, AnswerType.MC):
            return
        letters = re.split(r",\s*", gold) if kind is AnswerType.MC else [gold]
        for letter in letters:
            if letter not in options:
                raise TaskError(
                    f"{self.place}: the answer is {_shown(letter)}; allowed: {', '.join(options)}"
                )

    def _needed(self, column: str, allowed: str) -> Any:
        if self.values.get(column) is not None:
            return self.values[column]
        if column in self.values:
            raise self.wrong(column, allowed)
        needed = [name for name in self.task.columns if not name.endswith("?")]
        if column not in needed:
            raise TaskError(f"{self.place}: there is no {column!r}, which is needed here")
        raise TaskError(
            f"{self.place}: there is no column {column!r}; needed: {', '.join(needed)}, or a "
            f"record (`python -m benchmarks show {self.task.base}` tells both)"
        )


def _written(value: Any) -> str | None:
    """A text or number as text without blanks around it; None for anything else.

    Half of a surrogate pair, which JSON can hold, could neither be printed nor stored.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        text = str(value).strip()
        text.encode()
    except ValueError:  # a broken character, or a whole number of thousands of digits
        return None
    return text if "\0" not in text else None


def _shown(value: Any) -> str:
    """A value in a message: on one line and short."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=lambda v: type(v).__name__)
    except (ValueError, RecursionError):
        text = type(value).__name__
    text = text.encode(errors="replace").decode()
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def split_options(question: str) -> tuple[str, dict[str, str]]:
    """A question and the options that its last lines list as "A) ..."; none if it lists none."""
    lines = question.splitlines()
    for start, line in enumerate(lines):
        if not _listed(line, "A"):
            continue
        options: dict[str, str] = {}
        for letter, at in zip(LETTERS, range(start, len(lines)), strict=False):
            match = _listed(lines[at], letter)
            if match is None:
                break
            options[letter] = match[1].strip()
        stem = "\n".join(lines[:start]).strip()
        if stem and len(options) >= 2 and len(options) == len(lines) - start:
            return stem, options
    return question, {}


def _listed(line: str, letter: str) -> re.Match[str] | None:
    return re.match(rf"\s*[(（]?{letter}[)）.．:：、]\s*(\S.*)$", line)
