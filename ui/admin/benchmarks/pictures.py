"""Plots in the language that is spoken, and tables under a heading."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.text import Text

from benchmarks.report.plots import svg
from ui.language.lines import say_line
from ui.render import escape


def picture(figure: Figure) -> str:
    """A plot as the page's own HTML, its labels said as the core's lines are."""
    figure.set_label(say_line(str(figure.get_label())))
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        text.set_text(say_line(text.get_text()))
    return f'<div class="benchmark-plot">{svg(figure)}</div>'


def under(heading: str, content: str) -> str:
    """Content under its heading; "" where there is none."""
    return f'<h3 class="benchmark-heading">{escape(heading)}</h3>{content}' if content else ""
