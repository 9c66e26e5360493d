"""A report as one HTML page that asks nothing of any other place, and runs nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from benchmarks.report.document import Document
from benchmarks.report.words import as_typed


def page(document: Document) -> str:
    """The page. Every text of the document is escaped; only its plots are markup."""
    return _template().render(document=document) + "\n"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    return environment.get_template("report.html")


def _shown(value: Any) -> Any:
    """Texts with a sign in place of what does not show; markup, which the template makes, as is.

    Spaces stay: a page runs them together by itself, but for those of a command.
    """
    return as_typed(value) if type(value) is str else value
