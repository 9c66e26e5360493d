"""A task's questions: from a file, from the hub, or made.

for item in islice(items(task), 20): ...   # nothing beyond the 20th is read, made or fetched
load(task, Path("mine.jsonl"))             # all of a file, checked to its last line
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.tasks import hub as hugging_face
from benchmarks.tasks.base import Generated, Hub, Item, OwnFile, Task, TaskError
from benchmarks.tasks.files import read_rows
from benchmarks.tasks.record import is_record, read_record
from benchmarks.tasks.rows import Row
from data.generators import examples

#: How many questions the standard set of a generated task has; the first ones of any longer set.
STANDARD = 300
#: After so many questions in a row that were there already, a family has no more.
_STALE = 500
_ENDLESS = 10**9


def load(
    task: Task, data: Path | None = None, *, limit: int | None = None, seed: int = 0
) -> tuple[Item, ...]:
    """The questions of a task in the source's order, ids and (where generated) questions unique.

    With a `limit` the first ones, and nothing after them is read or made; without one all of them,
    of a generated task the `STANDARD` first. `seed` is that of generated questions, and changes
    nothing else. The same arguments give the same questions.

    Raises:
        TaskError: the questions cannot be had, or do not fit; one line.
    """
    if limit is None and data is None and isinstance(task.source, Generated):
        limit = STANDARD
    return tuple(islice(items(task, data, seed=seed), limit))


def items(task: Task, data: Path | None = None, *, seed: int = 0) -> Iterator[Item]:
    """The questions of a task one by one, each made, read and checked when it is reached.

    Those of a generated task go on until its family has no new ones; one that was there already is
    passed over, so long sets of a small family have fewer easy questions than hard ones.

    Raises:
        TaskError: as `load`, when the place is reached that does not fit.
    """
    match task.source:
        case _ if data is not None:
            found = _of_file(task, data)
        case Generated():
            yield from _made(task, task.source, seed)
            return
        case Hub():
            found = _of_hub(task, task.source)
        case OwnFile():
            raise TaskError(
                f"task {task.base} has no questions of its own: bring them with --data FILE "
                f"(`python -m benchmarks show {task.base}` tells the columns)"
            )
    yield from _narrowed(task, _unique(found))


def available(task: Task) -> bool:
    """Whether the questions can be had without network and without a file."""
    match task.source:
        case Generated():
            return True
        case Hub():
            configs = _configs(task, task.source)
            return all(hugging_face.kept(task.source, config) for config in configs)
    return False


def _of_file(task: Task, path: Path) -> Iterator[tuple[str, Item]]:
    origin = f"file:{path.name}"
    for index, (place, values) in enumerate(read_rows(path)):
        row = Row(task, values, index, place, origin, folder=path.parent)
        if task.read is None or is_record(values):
            yield place, read_record(row)
        elif task.keep is None or task.keep(values):
            yield place, task.read(row)


def _of_hub(task: Task, source: Hub) -> Iterator[tuple[str, Item]]:
    if task.read is None:
        raise TaskError(f"task {task.base} cannot read its rows: register it with a reader")
    revision: str | None = None
    for config in _configs(task, source):
        path = hugging_face.get(source, config, revision)
        revision = hugging_face.revision_of(path)
        fetch = partial(hugging_face.get_picture, replace(source, revision=revision))
        for index, (place, values) in enumerate(read_rows(path)):
            row = Row(
                task, values, index, place, f"{source}@{revision}", config=config, fetch=fetch
            )
            if task.keep is None or task.keep(values):
                yield place, task.read(row)


def _configs(task: Task, source: Hub) -> tuple[str, ...]:
    """The configs to load: one alone where the part of the task names it."""
    named = tuple(c for c in source.configs if c.casefold() == task.part.casefold())
    return named or source.configs or ("",)


def _unique(found: Iterator[tuple[str, Item]]) -> Iterator[Item]:
    places: dict[str, str] = {}
    for place, item in found:
        name = item.problem.id
        if name in places:
            raise TaskError(
                f"{place}: the id {name.partition('/')[2]!r} is that of {places[name]} too; "
                "ids must differ"
            )
        places[name] = place
        yield item


def _narrowed(task: Task, found: Iterator[Item]) -> Iterator[Item]:
    """Those of the task's part; all of them where it has none."""
    if not task.part:
        yield from found
        return
    kept = 0
    seen: set[str] = set()
    for item in found:
        problem = item.problem
        names = (problem.subject, problem.difficulty, problem.language, item.modality)
        seen.update(name for name in names if name)
        if task.part.casefold() in (name.casefold() for name in names):
            kept += 1
            yield item
    if not kept:
        raise TaskError(
            f"task {task.base} has no part {task.part!r}; there are: {', '.join(sorted(seen))}"
        )


def _made(task: Task, source: Generated, seed: int) -> Iterator[Item]:
    seen: set[bytes] = set()
    stale = 0
    for example in examples(source.family, _ENDLESS, seed, task.part or None):
        problem = example.problem
        text = "\0".join([problem.question, *problem.options.values()])
        said = hashlib.blake2b(text.encode(), digest_size=16).digest()
        if said in seen:
            stale += 1
            if stale == _STALE:
                return
            continue
        seen.add(said)
        stale = 0
        yield Item(
            replace(
                problem,
                id=f"{task.base}/{problem.id}",
                task=task.base,
                subject=problem.subject or source.family,
                language=problem.language or "EN",
            )
        )
