"""The curve of a comparison: answer and confidence against thinking tokens.

As a small SVG for the page, drawn in `currentColor`, so that it reads on a light and on a dark page
alike; as a PNG for everywhere else.
"""

from __future__ import annotations

import html
import io
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ticker import FuncFormatter, NullFormatter

from ui.language import ENGLISH, say, speaking

#: Stands for the page's text colour until the SVG is written; no other part may have it.
_INK = "#123457"
_FONT = re.compile(r"font-family:[^;\"]*;?")
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_RIGHT, _WRONG, _UNKNOWN = "#2a9d63", "#d1495b", "#3d8ea6"

#: Longest answer written beside a point (characters).
_LONGEST_LABEL = 18

#: Heights of a name above its mark that are tried in turn, a line, a letter's width (points).
_LIFT = (9, -17, 21, -29, 33)
_LINE, _LETTER = 11, 5.6

#: Marks nearer than this are one to the eye (points); below this confidence nothing fits below.
_COVERED, _ROOM_BELOW = 4, 0.2

#: Longest question written above a PNG (characters).
_LONGEST_TITLE = 90


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
    labels: dict[str, str] = {}

    def stand_in(text: str) -> str:
        # The page's own fonts have letters that the plot's has not, so texts go in later.
        name = f"answer-{len(labels)}-"
        labels[name] = html.escape(text, quote=False)
        return name

    figure, ordered = _drawn(points, stand_in)
    FigureCanvasSVG(figure)
    svg = _written(figure, ordered)
    for name, label in labels.items():
        svg = svg.replace(f">{name}<", f">{label}<")
    return svg


def curve_png(points: Sequence[Point], question: str = "") -> bytes:
    """The same as a PNG on white, the question above it; a letter that the font lacks is a box.

    Its axes are named in English, whose letters the font has.
    """
    with speaking(ENGLISH):
        figure, _ = _drawn(points, _in_font)
    figure.suptitle(
        _in_font(_short(question, _LONGEST_TITLE)), x=0.1, ha="left", fontsize=9, color=_INK,
        parse_math=False,
    )  # fmt: skip
    FigureCanvasAgg(figure)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=160, facecolor="white", metadata={"Software": None})
    return out.getvalue()


def _short(text: str, most: int = _LONGEST_LABEL) -> str:
    """One line of what can be printed."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def _in_font(text: str) -> str:
    font = get_font(findfont(FontProperties()))
    return "".join(c if font.get_char_index(ord(c)) else "\N{WHITE SQUARE}" for c in text)


def _drawn(points: Sequence[Point], label: Callable[[str], str]) -> tuple[Figure, list[Point]]:
    figure = Figure(figsize=(7.2, 3.1))
    axes = figure.add_axes((0.1, 0.19, 0.88, 0.72))
    axes.patch.set_alpha(0)
    ordered = sorted(points, key=lambda p: p.thinking_tokens)
    known = [p for p in ordered if p.confidence is not None]
    axes.plot(
        [p.thinking_tokens for p in known],
        [p.confidence or 0 for p in known],
        color=_INK, alpha=0.35, linewidth=1.2, zorder=1,
    )  # fmt: skip
    for point in ordered:
        _mark(axes, point)
    _scales(axes, max([32, *(p.thinking_tokens for p in points)]), label)
    _name(axes, ordered, label)
    return figure, ordered


def _mark(axes: Axes, point: Point) -> None:
    colour = {True: _RIGHT, False: _WRONG, None: _UNKNOWN}[point.correct]
    axes.scatter(
        [point.thinking_tokens], [point.confidence or 0], s=64,
        marker="X" if point.correct is False else "o", zorder=2,
        facecolors="none" if point.confidence is None else colour, edgecolors=colour,
    )  # fmt: skip


def _name(axes: Axes, points: Sequence[Point], label: Callable[[str], str]) -> None:
    """Every answer beside its mark, at the first of a few heights where no other name is.

    A mark that another with the same answer all but covers has no name of its own.
    """
    named: list[tuple[float, float, float]] = []  # middle, height, half a width, in points
    marks: list[tuple[str, tuple[float, float]]] = []
    to_points = 72 / axes.get_figure(root=True).dpi  # type: ignore[union-attr]
    for point in points:
        short = _short(point.answer)
        place = (point.thinking_tokens, point.confidence or 0)
        x, y = (float(pixel) * to_points for pixel in axes.transData.transform(place))
        half = max(len(short), 1) * _LETTER / 2
        middle = x + half if point.thinking_tokens == 0 else x
        if any(short == n and math.dist((x, y), at) < _COVERED for n, at in marks):
            continue
        marks.append((short, (x, y)))
        lifts = [lift for lift in _LIFT if lift > 0 or place[1] > _ROOM_BELOW]
        lift = next(
            (
                lift
                for lift in lifts
                if not any(
                    abs(middle - at) < half + other and abs(y + lift - high) < _LINE
                    for at, high, other in named
                )
            ),
            lifts[-1],
        )
        named.append((middle, y + lift, half))
        # An answer may hold dollar signs, and is not this plot's LaTeX.
        axes.annotate(
            label(short), place, xytext=(0, lift), textcoords="offset points",
            ha="center" if point.thinking_tokens else "left", fontsize=9, color=_INK,
            parse_math=False,
        )  # fmt: skip


def _scales(axes: Axes, most: int, label: Callable[[str], str]) -> None:
    """Zero and the doubling budgets at equal distances; confidence from 0 to 1."""
    axes.set_xscale("symlog", base=2, linthresh=16, linscale=0.6)
    axes.set_xlim(-3, most * 1.6)
    axes.set_xticks([0, *(2**power for power in range(4, 24) if 2**power <= most * 1.5)])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_ylim(-0.08, 1.22)
    axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    axes.set_xlabel(label(say("thinking tokens spent")), color=_INK)
    axes.set_ylabel(label(say("confidence")), color=_INK)
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
        say(
            "{count} tokens: {confidence}",
            count=p.thinking_tokens,
            confidence=say("no confidence")
            if p.confidence is None
            else f"{100 * p.confidence:.0f}%",
        )
        for p in points
    )
    label = say("Confidence against thinking tokens. {steps}", steps=steps)
    return svg.replace("<svg", f'<svg class="curve" role="img" aria-label="{label}"', 1)
