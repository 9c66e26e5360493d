"""`python -m benchmarks list|show`: which tasks there are, and one task's card and questions."""

from __future__ import annotations

import json
import re
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from benchmarks.tasks import hub
from benchmarks.tasks.base import Generated, Hub, Item, OwnFile, Task, task_names, task_of
from benchmarks.tasks.loading import available, items

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def list_tasks(as_json: AsJson = False) -> None:
    """List the tasks: questions, what a guess gets, licence, source."""
    tasks = [task_of(name) for name in task_names()]
    if as_json:
        print(json.dumps([card(task) for task in tasks], ensure_ascii=False))
        return
    table = Table()
    table.add_column("task", no_wrap=True, style="bold")
    table.add_column("title")
    table.add_column("questions", no_wrap=True, justify="right")
    table.add_column("chance", no_wrap=True, justify="right")
    table.add_column("licence")
    table.add_column("source", overflow="fold")
    for task in tasks:
        # What else a licence says stands on the task's own card.
        licence = re.split(r"[;:,]", task.licence, maxsplit=1)[0].strip()
        row = (task.name, task.title, _size(task), _chance(task), licence, str(task.source))
        table.add_row(*map(Text, row))
    Console().print(table)


def show_task(
    name: Annotated[str, typer.Argument(help="A task, or one part: vignettes:hard.")],
    data: Annotated[
        Path | None, typer.Option(help="A file of its questions, JSON lines or parquet.")
    ] = None,
    n: Annotated[int, typer.Option(min=0, help="How many questions.")] = 1,
    seed: Annotated[int, typer.Option(help="Of generated questions.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Show a task's card, how to bring a file, and its first questions; nothing is downloaded."""
    task = task_of(name)
    here = data is not None or available(task)
    first = list(islice(items(task, data, seed=seed), n)) if here else []
    if as_json:
        printed = card(task) | {"available": here, "items": [item_record(item) for item in first]}
        print(json.dumps(printed, ensure_ascii=False))
        return
    console = Console()
    console.print(Panel(_card(task), title=task.name, title_align="left"))
    if task.columns:
        console.print(_columns(task))
    for line in _how(task, here, n):
        console.print(Text(line, style="dim"))
    for item in first:
        console.print(_item(item))


def card(task: Task) -> dict[str, Any]:
    """A task's card as JSON: what `list --json` prints of each."""
    return {
        "name": task.name,
        "title": task.title,
        "domain": task.domain,
        "size": task.size,
        "chance": task.chance,
        "licence": task.licence,
        "citation": task.citation,
        "source": _source(task),
        "languages": list(task.languages),
        "columns": dict(task.columns),
        "answer_tokens": task.answer_tokens,
        "withheld": task.withheld,
        "note": task.note,
    }


def item_record(item: Item) -> dict[str, Any]:
    """A question as JSON: its record, and what an item has beside it."""
    return item.problem.to_record() | {
        "modality": item.modality,
        "rubrics": [{"criterion": c.text, "points": c.points} for c in item.rubric],
        "test_cases": [{"input": t.given, "output": t.expected} for t in item.tests],
        "extra": dict(item.extra or {}),
    }


def _source(task: Task) -> dict[str, Any]:
    match task.source:
        case Hub() as source:
            found = [hub.kept(source, config) for config in source.configs or ("",)]
            return {
                "kind": "hub",
                "id": source.id,
                "configs": list(source.configs),
                "split": source.split,
                "file": source.file,
                "revision": source.revision,
                "kept_revisions": sorted({hub.revision_of(path) for path in found if path}),
            }
        case Generated() as source:
            return {"kind": "generated", "family": source.family, "levels": list(source.levels)}
    return {"kind": "own file", "addresses": len(_addresses(task))}


def _card(task: Task) -> Group:
    source = _source(task)
    lines = [
        Text(task.title, style="bold"),
        Text(
            f"questions: {_size(task)} · a guess gets {_chance(task)} · {', '.join(task.languages)}"
        ),
        Text(f"licence: {task.licence}"),
        Text(f"cite: {task.citation}"),
    ]
    if isinstance(task.source, Hub):
        where = f"split {source['split']}" if not source["file"] else f"file {source['file']}"
        configs = f", {', '.join(source['configs'])}" if source["configs"] else ""
        kept = ", ".join(source["kept_revisions"])
        revision = source["revision"] or (
            f"{kept} (not pinned; what this machine loaded first)"
            if kept
            else "not pinned: resolved when first loaded, then kept and recorded"
        )
        lines.append(Text(f"from: {task.source}{configs}, {where}; revision {revision}"))
    else:
        lines.append(Text(f"from: {task.source}"))
    if task.note:
        lines.append(Text(task.note))
    return Group(*lines)


def _columns(task: Task) -> Table:
    table = Table("column", "holds", expand=True)
    for name, holds in task.columns.items():
        optional = " (may be absent)" if name.endswith("?") else ""
        table.add_row(Text(name.removesuffix("?")), Text(f"{holds}{optional}"))
    return table


def _how(task: Task, here: bool, n: int) -> list[str]:
    """How to have its questions, in lines."""
    base = task.base
    if isinstance(task.source, Generated):
        return [f"Made here: the same seed gives the same questions. One part: {base}:hard."]
    file = (
        f"--data FILE takes JSON lines or parquet in {'these' if task.columns else 'its'} columns, "
        "or records as `python -m data sample vignettes` prints them."
    )
    if isinstance(task.source, Hub):
        kept = "It is on this machine." if here else "Not on this machine: a run downloads it once."
        return [f"{kept} {file}"]
    addresses = _addresses(task)
    return [file, *(f"to be written from: {address}" for address in addresses[:n])]


def _addresses(task: Task) -> list[str]:
    if not isinstance(task.source, OwnFile) or task.source.addresses is None:
        return []
    return task.source.addresses.read_text("utf-8").split()


def _item(item: Item) -> Panel:
    problem = item.problem
    parts = [Text(f"{turn.role}: {turn.content}", style="dim") for turn in problem.history]
    parts.append(Text(problem.question))
    parts += [Text(f"{letter}) {text}") for letter, text in problem.options.items()]
    if problem.images:
        parts.append(Text(f"{len(problem.images)} pictures", style="dim"))
    elif item.modality == "image":
        parts.append(Text("its pictures are not here", style="yellow"))
    parts += [Text(f"{c.points:+g}  {c.text}", style="dim") for c in item.rubric]
    parts += [Text(f"{t.given!r} → {t.expected!r}", style="dim") for t in item.tests[:2]]
    gold = "withheld or judged" if problem.gold is None else problem.gold
    unit = f" {problem.unit}" if problem.unit else ""
    parts.append(Text(f"answer ({problem.answer_type}): {gold}{unit}", style="bold"))
    told = (problem.subject, problem.difficulty, problem.language, problem.provenance.source)
    parts.append(Text(" · ".join(name for name in told if name), style="dim"))
    return Panel(Group(*parts), title=Text(problem.id), title_align="left")


def _size(task: Task) -> str:
    if isinstance(task.source, Generated):
        return "any number"
    return "-" if task.size is None else f"{task.size:,}"


def _chance(task: Task) -> str:
    return "by question" if task.chance is None else f"{task.chance:.1%}"
