"""What a benchmark task is, and the register of them.

A task that lies on the Hugging Face hub or in a file has columns and a reader of one row:

    @register(Task(name="gsm8k", ..., source=Hub("openai/gsm8k"), columns={...}))
    def read(row: Row) -> Item: ...

Registered alone (`register(Task(...))`) it reads files of common records only (see `record`), or it
is generated and needs no file at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from reasoning.errors import DeliberateError
from reasoning.problem import AnswerType, Problem

if TYPE_CHECKING:
    from benchmarks.tasks.rows import Row

Modality = Literal["text", "image"]


class TaskError(DeliberateError):
    """A task is unknown, its questions cannot be had, or a file of them does not fit."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric: what an answer should (points above 0) or must not (below 0) have."""

    text: str
    points: float


@dataclass(frozen=True, slots=True)
class CodeTest:
    """One test of a program: what it is given on standard input, and what it has to print."""

    given: str
    expected: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a task.

    `problem.id` ("<task>/<id>") is unique within the task and stays the same from one loading to
    the next. Modality "image" with no `problem.images` means that the question has pictures which
    are not here; `extra["images"]` then says, a line each, where they would be.
    """

    problem: Problem
    modality: Modality = "text"
    rubric: tuple[Criterion, ...] = ()
    tests: tuple[CodeTest, ...] = ()
    extra: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Hub:
    """A data set on the Hugging Face hub.

    `configs` are loaded one after the other; none given means that the set has only one. `revision`
    None means that nobody has pinned one: it is resolved when the set is first loaded on a machine,
    kept for later loads, and recorded as every question's source. `file` names a plain JSON-lines
    file of the repository where the set has no configs. `archive` is a zip in the repository with
    the pictures that rows name. `ids` is a JSON file elsewhere whose keys are the ids of the rows
    to keep, as the column `id_column` has them.
    """

    id: str
    configs: tuple[str, ...] = ()
    split: str = "test"
    revision: str | None = None
    file: str = ""
    archive: str = ""
    ids: str = ""
    id_column: str = ""

    def __str__(self) -> str:
        return f"hub:{self.id}"


@dataclass(frozen=True, slots=True)
class Generated:
    """A family of `data.generators`: made here, without a download."""

    family: str
    levels: tuple[str, ...]

    def __str__(self) -> str:
        return "generated"


@dataclass(frozen=True, slots=True)
class OwnFile:
    """Only ever a file that its user brings.

    `addresses` is a text file of web addresses, one a line, of what the file has to be made from.
    """

    addresses: Path | None = None

    def __str__(self) -> str:
        return "own file"


Source = Hub | Generated | OwnFile
Read = Callable[["Row"], Item]


@dataclass(frozen=True, slots=True)
class Task:
    """A benchmark task, as its card shows it.

    `size` is the number of questions, None where it is not known before they are loaded. `chance`
    is the accuracy of a random guess, 0 to 1, None where it depends on what is loaded (then
    `chance_of` works it out). `columns` says what each column of the source holds; a name that
    ends in "?" may be absent. `keep` tells the rows that belong to the task where the source has
    others too. `answer_tokens` is how many tokens an answer needs where the default
    is too few. `withheld` means that the source keeps the right answers to itself. `part` narrows
    the task to one subject, difficulty, language or modality: `task_of("vignettes:hard")`.
    """

    name: str
    title: str
    domain: str
    licence: str
    citation: str
    size: int | None
    chance: float | None
    source: Source
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    keep: Callable[[Mapping[str, Any]], bool] | None = None
    languages: tuple[str, ...] = ("EN",)
    answer_tokens: int | None = None
    note: str = ""
    withheld: bool = False
    part: str = ""
    read: Read | None = None

    @property
    def base(self) -> str:
        """The registered name, without a part."""
        return self.name.partition(":")[0]


_TASKS: dict[str, Task] = {}


def register(task: Task) -> Callable[[Read], Read]:
    """Make a task known; as a decorator, it also gives the task the reader of one row.

    Raises:
        TaskError: the name is taken, or is not made of a-z, 0-9 and "_".
    """
    if task.name in _TASKS:
        raise TaskError(f"task {task.name!r} is registered twice; remove one of the two")
    if not task.name.replace("_", "").isalnum() or task.name != task.name.lower():
        raise TaskError(f"task name {task.name!r} does not fit; allowed: a-z, 0-9 and _")
    _TASKS[task.name] = task

    def with_reader(read: Read) -> Read:
        _TASKS[task.name] = replace(task, read=read)
        return read

    return with_reader


def task_names() -> list[str]:
    """The names of all tasks: in the order of their registration, the generated ones last."""
    return sorted(_TASKS, key=lambda name: isinstance(_TASKS[name].source, Generated))


def task_of(name: str) -> Task:
    """A task by its name, or by name and part, such as "vignettes:hard" or "olympicarena:ZH".

    Raises:
        TaskError: there is no such task, or it is never of that part.
    """
    base, colon, part = name.partition(":")
    if base not in _TASKS:
        raise TaskError(f"unknown task {base!r}; allowed: {', '.join(task_names())}")
    task = _TASKS[base]
    if not colon:
        return task
    levels = task.source.levels if isinstance(task.source, Generated) else ()
    if not part or (levels and part not in levels):
        allowed = ", ".join(levels) or "a subject, difficulty, language or modality of it"
        raise TaskError(f"task {base} has no part {part!r}; allowed: {allowed}")
    # What is true of the whole need not be of a part.
    return replace(task, name=name, part=part, size=None, chance=None)


def chance_of(items: Iterable[Item]) -> float:
    """The accuracy that guessing at random among what is offered has on these questions, 0 to 1.

    One option of k is right 1/k of the time, one set of options (not none) 1/(2^k - 1), True or
    False (or whether to refuse) half of it; anything that has to be written is never guessed.
    """
    guesses = [_guess(item.problem) for item in items]
    return sum(guesses) / len(guesses) if guesses else 0.0


def _guess(problem: Problem) -> float:
    match problem.answer_type:
        case AnswerType.SC if problem.options:
            return 1 / len(problem.options)
        case AnswerType.MC if problem.options:
            return 1 / ((1 << len(problem.options)) - 1)
        case AnswerType.TF | AnswerType.REFUSAL:
            return 0.5
    return 0.0
