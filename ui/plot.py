"""The curve of a comparison as a small SVG: answer and confidence against thinking tokens.

Drawn in `currentColor`, so that it reads on a light and on a dark page alike.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

#: Stands for the page's text colour until the SVG is written; no other part may have it.
_INK = "#123457"
_FONT = re.compile(r"font-family:[^;\"]*;?")
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_RIGHT, _WRONG, _UNKNOWN = "#2a9d63", "#d1495b", "#3d8ea6"

#: Longest answer written beside a point (characters).
_LONGEST_LABEL = 18


@dataclass(frozen=True, slots=True)
class Point:
    """One budget of a comparison. `confidence` is 0 to 1; `correct` None where nobody knows."""

    thinking_tokens: int
    answer: str
    confidence: float | None
    correct: bool | None


def curve_svg(points: Sequence[Point]) -> str:
    """The plot as an SVG element (no declaration, no document type).

    Points without a confidence lie on the zero line with a hollow mark. Right answers are discs,
    wrong ones crosses, so that colour is not the only difference.
    """
    figure = Figure(figsize=(7.2, 3.1))
    FigureCanvasSVG(figure)
    axes = figure.add_axes((0.1, 0.19, 0.88, 0.74))
    axes.patch.set_alpha(0)
    ordered = sorted(points, key=lambda p: p.thinking_tokens)
    known = [p for p in ordered if p.confidence is not None]
    axes.plot(
        [p.thinking_tokens for p in known],
        [p.confidence or 0 for p in known],
        color=_INK, alpha=0.35, linewidth=1.2, zorder=1,
    )  # fmt: skip
    for order, point in enumerate(ordered):
        _mark(axes, point, above=order % 2 == 0)
    _scales(axes, max([32, *(p.thinking_tokens for p in points)]))
    return _written(figure, ordered)


def _mark(axes: Axes, point: Point, *, above: bool) -> None:
    colour = {True: _RIGHT, False: _WRONG, None: _UNKNOWN}[point.correct]
    x, y = point.thinking_tokens, point.confidence or 0
    axes.scatter(
        [x], [y], s=64, marker="X" if point.correct is False else "o", zorder=2,
        facecolors="none" if point.confidence is None else colour, edgecolors=colour,
    )  # fmt: skip
    label = point.answer
    if len(label) > _LONGEST_LABEL:
        label = label[: _LONGEST_LABEL - 1] + "…"
    # An answer may hold dollar signs, and is not this plot's LaTeX.
    axes.annotate(
        label, (x, y), xytext=(0, 9 if above or y == 0 else -17), textcoords="offset points",
        ha="center" if x else "left", fontsize=9, color=_INK, parse_math=False,
    )  # fmt: skip


def _scales(axes: Axes, most: int) -> None:
    """Zero and the doubling budgets at equal distances; confidence from 0 to 1."""
    axes.set_xscale("symlog", base=2, linthresh=16, linscale=0.6)
    axes.set_xlim(-3, most * 1.6)
    axes.set_xticks([0, *(2**power for power in range(4, 24) if 2**power <= most * 1.5)])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_ylim(-0.08, 1.22)
    axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    axes.set_xlabel("thinking tokens spent", color=_INK)
    axes.set_ylabel("confidence", color=_INK)
    axes.tick_params(colors=_INK, which="both")
    for name, spine in axes.spines.items():
        spine.set_visible(name in ("left", "bottom"))
        spine.set_color(_INK)


def _written(figure: Figure, points: Sequence[Point]) -> str:
    out = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "curve"}):
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    # The page's own font and colour; and no metadata, which is as long as the picture.
    svg = _METADATA.sub("", _FONT.sub("", svg)).replace(_INK, "currentColor")
    steps = "; ".join(
        f"{p.thinking_tokens} tokens: "
        + ("no confidence" if p.confidence is None else f"{100 * p.confidence:.0f}%")
        for p in points
    )
    label = f"Confidence against thinking tokens. {steps}"
    return svg.replace("<svg", f'<svg class="curve" role="img" aria-label="{label}"', 1)
