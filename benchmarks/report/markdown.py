"""A report as Markdown: the tables and texts of the HTML page; of a plot its caption."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from benchmarks.report.document import Command, Document, Listed, Part, Plot, Section, Table, Text
from benchmarks.report.words import as_typed, printable

_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]|~#$!])")
#: What some readers make a link of by itself.
_ADDRESS = re.compile(r"(?<=:)//|(?<=www)\.", re.IGNORECASE)
#: What begins a list, or underlines a heading, where a line begins with it.
_LINE_START = re.compile(r"^(?:(?=[-+=])|(\d+)(?=[.)]))")


def markdown(document: Document) -> str:
    """The text. No text of the document can make markup, a link or a picture of itself."""
    return "\n\n".join(_blocks(document)) + "\n"


def _blocks(document: Document) -> Iterator[str]:
    yield f"# {_said(document.title)}"
    for warning in document.warnings:
        yield f"> **Unfinished.** {_said(warning)}"
    for section in document.sections:
        yield from _section(section, 2)


def _section(section: Section, level: int) -> Iterator[str]:
    yield f"{'#' * level} {_said(section.title)}"
    for part in section.parts:
        yield from _part(part)
    for one in section.sections:
        yield from _section(one, level + 1)


def _part(part: Part) -> Iterator[str]:
    match part:
        case Text():
            yield _line(part.text)
        case Command():
            yield _fenced(as_typed(part.text))
        case Plot():
            yield f"*Plot, in the HTML report: {_said(part.caption)}.*"
        case Listed():
            yield f"{_line(part.title)}: {', '.join(map(_said, part.items))}"
        case Table():
            yield f"**{_said(part.title)}**"
            yield _table(part)
            if part.note:
                yield _line(part.note)


def _table(table: Table) -> str:
    count = len(table.head)
    rule = ["---"] * table.words + ["---:"] * (count - table.words)
    return "\n".join(map(_row, (tuple(map(_said, table.head)), rule, *_cells(table.rows))))


def _cells(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield tuple(map(_said, row))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _fenced(text: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}\n{text}\n{fence}"


def _said(text: str) -> str:
    """One line that shows exactly this text."""
    shown = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = _MEANS_SOMETHING.sub(r"\\\1", shown)
    return _ADDRESS.sub(lambda found: f"\\{found[0]}", shown)


def _line(text: str) -> str:
    """The same, where a line begins with it."""
    return _LINE_START.sub(lambda found: f"{found[1] or ''}\\", _said(text))
