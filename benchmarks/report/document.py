"""What a report consists of, before it is HTML or Markdown. All texts are plain, none is markup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head. The first `words` columns are text, the others figures."""

    kind: ClassVar[str] = "table"
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    words: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """Something to type, shown as it is."""

    kind: ClassVar[str] = "command"
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture as an SVG element made by `plots.svg`; Markdown has its caption alone."""

    kind: ClassVar[str] = "plot"
    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A long list that is folded away where that is possible."""

    kind: ClassVar[str] = "listed"
    title: str
    items: tuple[str, ...]


Part = Table | Text | Command | Plot | Listed


@dataclass(frozen=True, slots=True)
class Section:
    """Parts under a title, then sections of their own."""

    title: str
    parts: tuple[Part, ...]
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A report. `warnings` come before everything else."""

    title: str
    warnings: tuple[str, ...]
    sections: tuple[Section, ...]
