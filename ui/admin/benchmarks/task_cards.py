"""What there is to know of a task before it is chosen: size, what a guess gets, licence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from benchmarks.tasks import STANDARD, Generated, Hub, Task, TaskError, task_names, task_of
from ui.language import say
from ui.language.lines import say_line
from ui.render import error, html_table


def names() -> list[str]:
    """Every task, those first that need neither the hub nor a file."""
    return sorted(task_names(), key=lambda name: not isinstance(task_of(name).source, Generated))


def label(name: str) -> str:
    """A task in a box to choose from, with what matters for choosing."""
    task = task_of(name)
    guess = say("a guess: {chance}", chance=_chance(task))
    return f"{name} ({_size(task)}, {guess}, {_licence(task)})"


def _licence(task: Task) -> str:
    """Its name alone: what else is to be said of it stands on the task's card."""
    return re.split(r"[;:,]", task.licence, maxsplit=1)[0].strip()


def _size(task: Task) -> str:
    if isinstance(task.source, Generated):
        return say("any number of questions")
    if task.size is None:
        return say("questions not counted")
    return say("{count:,} questions", count=task.size)


def _chance(task: Task) -> str:
    if task.chance is None:
        return say("by question")
    return f"{task.chance:.1%}"


def _source(task: Task) -> str:
    match task.source:
        case Generated():
            return say("made here; {count} without a limit", count=STANDARD)
        case Hub() as hub:
            return say("the hub: {id}", id=hub.id)
    return say("a file that you bring")


def cards(names: Sequence[str]) -> str:
    """What there is to know of the tasks chosen; what is no task is said in one line."""
    rows, faults = [], ""
    for name in names:
        try:
            task = task_of(str(name).strip())
        except TaskError as problem:
            faults += error(str(problem))
            continue
        rows.append(
            (
                task.name,
                say_line(task.title),
                _size(task),
                _chance(task),
                task.licence,
                _source(task),
                say_line(task.note),
            )
        )
    head = (say("Task"), say("Title"), say("Questions"), say("Guessing"), say("Licence"),
            say("From"), say("Note"))  # fmt: skip
    return (html_table(head, rows, say("The tasks chosen")) if rows else "") + faults
