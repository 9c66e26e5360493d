"""Plots of graded answers, and a figure as SVG that stands alone and reads on light and on dark."""

from __future__ import annotations

import hashlib
import html
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, NullFormatter

from benchmarks.graded import Graded
from benchmarks.report.words import printable
from benchmarks.statistics.accuracy import accuracy
from benchmarks.statistics.calibration import Calibration, of_probabilities, of_votes
from benchmarks.statistics.clusters import by_budget, by_task
from benchmarks.statistics.cost import costs
from benchmarks.statistics.curve import lengths
from reasoning.events import Rung
from reasoning.terminal import rung_name

#: Stands for the page's text colour until the SVG is written; no other part may have it.
_INK = "#123457"
_COLOURS = ("#3d8ea6", "#d1803a", "#2a9d63", "#b0529e", "#c94f5d", "#8a7a3c", "#6a74c9", "#5f8f7f")
_MARKERS = "osD^vPX*"
#: Longest label written in a plot (characters); there is room for so many beside it.
_LONGEST = 34
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_FONT = re.compile(r"font-family:[^;\"]*;?")
_GROUP_ID = re.compile(r"(<g) id=\"[^\"]*\"")
_ID = re.compile(r"(\bid=\"|xlink:href=\"#|url\(#)")
_EASY_TO_HARD = ("easy", "medium", "hard")


def accuracy_figure(runs: Mapping[str, Sequence[Graded]]) -> Figure:
    """Accuracy against mean thinking tokens, a line with its 95 % band for each run and task.

    `runs` are answers by the name that the legend has for them. The axis of tokens is logarithmic
    from 16 on and shows 0.
    """
    figure = _figure("Accuracy against thinking tokens")
    axes = _axes(figure, "thinking tokens, mean of a sample", "accuracy")
    most, names = 16.0, []
    for number, (name, graded) in enumerate(_lines(runs)):
        spent = {cost.budget: cost.thinking_tokens.mean for cost in costs(graded)}
        found = {rung: accuracy(answers) for rung, answers in by_budget(graded).items()}
        points = sorted(
            (spent[rung], one.mean, one.low, one.high)
            for rung, one in found.items()
            if one.mean is not None and one.low is not None and one.high is not None
        )
        if not points:
            continue
        tokens, means, lows, highs = zip(*points, strict=True)
        colour = _colour(number)
        axes.fill_between(tokens, lows, highs, color=colour, alpha=0.16, linewidth=0)
        axes.vlines(tokens, lows, highs, color=colour, alpha=0.5, linewidth=1)
        axes.plot(tokens, means, color=colour, marker=_marker(number), linewidth=1.6)
        names.append((name, number))
        most = max(most, *tokens)
    _tokens_scale(axes, most)
    _shares(axes)
    _legend(axes, names)
    if not names:
        _say(axes, "nothing is graded yet")
    return figure


def length_figure(graded: Sequence[Graded]) -> Figure:
    """Mean thinking tokens by difficulty, a bar for each budget; one group where none is told."""
    figure = _figure("Thinking tokens by difficulty")
    axes = _axes(figure, "", "thinking tokens, mean")
    found = {(one.difficulty, one.budget): one.thinking_tokens for one in lengths(graded)}
    found = found or {("", cost.budget): cost.thinking_tokens.mean for cost in costs(graded)}
    names = sorted({name for name, _ in found}, key=_difficulty)
    budgets = list(by_budget(graded))
    width = 0.8 / max(1, len(budgets))
    for number, rung in enumerate(budgets):
        places = [at for at, name in enumerate(names) if (name, rung) in found]
        axes.bar(
            [at - 0.4 + width * (number + 0.5) for at in places],
            [found[names[at], rung] for at in places],
            0.9 * width,
            color=_colour(number),
        )
    axes.set_xticks([])
    axes.set_xlim(-0.5, max(len(names), 1) - 0.5)
    for at, name in enumerate(names):
        # Not as ticks, whose texts are made again whenever the figure is drawn.
        axes.text(
            at, -0.03, _short(name or "all questions"), transform=axes.get_xaxis_transform(),
            ha="center", va="top", color=_INK, fontsize=9, parse_math=False,
        )  # fmt: skip
    _legend(axes, [(f"budget {rung_name(r)}", n) for n, r in enumerate(budgets)], squares=True)
    if not names:
        _say(axes, "there are no answers yet")
    return figure


def reliability_figure(graded: Sequence[Graded]) -> Figure | None:
    """What was said against what came, of vote shares and of probabilities, a line for each budget.

    None where answers have neither.
    """
    budgets = by_budget(graded)
    panels: list[tuple[str, dict[Rung, Calibration]]] = []
    for name, measure in (("share of the votes", of_votes), ("probability", of_probabilities)):
        found = {rung: one for rung, answers in budgets.items() if (one := measure(answers))}
        if found:
            panels.append((name, found))
    if not panels:
        return None
    figure = _figure("Reliability: what was said against what came", height=3.6)
    for at, (name, of_budget) in enumerate(panels):
        axes = _axes(figure, name, "right" if at == 0 else "", panel=(at, len(panels)))
        axes.plot([0, 1], [0, 1], color=_INK, alpha=0.4, linewidth=1, linestyle="--")
        for rung, calibration in of_budget.items():
            number = list(budgets).index(rung)
            axes.plot(
                [one.forecast for one in calibration.bins],
                [one.score for one in calibration.bins],
                color=_colour(number), marker=_marker(number), linewidth=1.2,
            )  # fmt: skip
        axes.set_xlim(-0.03, 1.03)
        axes.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
        _shares(axes)
    _legend(axes, [(f"budget {rung_name(rung)}", at) for at, rung in enumerate(budgets)])
    return figure


def svg(figure: Figure) -> str:
    """A figure as one SVG element: no request, no script, the same text for the same figure.

    It takes font and text colour of the page around it; ids are its own, so that several of them
    may stand on a page.
    """
    out = io.StringIO()
    FigureCanvasSVG(figure)
    with (
        _stand_ins(figure) as labels,
        rc_context({"svg.fonttype": "none", "svg.hashsalt": "benchmarks"}),
    ):
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    text = out.getvalue()
    text = _METADATA.sub("", text[text.index("<svg") :])
    text = _GROUP_ID.sub(r"\1", _FONT.sub("", text)).replace(_INK, "currentColor")
    own = hashlib.sha256(text.encode()).hexdigest()[:8]
    text = _ID.sub(rf"\g<1>{own}-", text)
    for name, label in labels.items():
        text = text.replace(f">{name}<", f">{html.escape(label, quote=False)}<")
    label = html.escape(str(figure.get_label()))
    return text.replace("<svg", f'<svg role="img" aria-label="{label}"', 1).rstrip()


@contextmanager
def _stand_ins(figure: Figure) -> Iterator[dict[str, str]]:
    """Names in place of texts that the font cannot set: the page's own fonts have their letters."""
    font = get_font(findfont(FontProperties()))
    labels: dict[str, str] = {}
    changed: list[Text] = []
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        label = text.get_text()
        if "label-" in label or not all(font.get_char_index(ord(c)) for c in label):
            name = f"label-{len(labels)}-"
            labels[name] = label
            changed.append(text)
            text.set_text(name)
    try:
        yield labels
    finally:
        for text in changed:
            text.set_text(labels[text.get_text()])


def _lines(runs: Mapping[str, Sequence[Graded]]) -> Iterator[tuple[str, Sequence[Graded]]]:
    several = len({one.task for graded in runs.values() for one in graded}) > 1
    for name, graded in runs.items():
        for task, answers in by_task(graded).items():
            yield " · ".join(filter(None, (name, task if several or not name else ""))), answers


def _figure(label: str, height: float = 3.3) -> Figure:
    figure = Figure(figsize=(9.2, height))
    figure.set_label(label)
    return figure


def _axes(figure: Figure, x: str, y: str, panel: tuple[int, int] = (0, 1)) -> Axes:
    at, count = panel
    width = 0.61 / count
    axes = figure.add_axes((0.09 + at * width, 0.17, width - (0.07 if count > 1 else 0), 0.77))
    axes.patch.set_alpha(0)
    axes.set_xlabel(x, color=_INK)
    axes.set_ylabel(y, color=_INK)
    axes.tick_params(colors=_INK, which="both")
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(_INK)
    return axes


def _tokens_scale(axes: Axes, most: float) -> None:
    """Zero and the doubling budgets at equal distances, at most nine of them named."""
    axes.set_xscale("symlog", base=2, linthresh=16, linscale=0.6)
    axes.set_xlim(-3, most * 1.4)
    powers = [2**power for power in range(4, 40) if 2**power <= most * 1.3]
    step = math.ceil(len(powers) / 8)
    axes.set_xticks([0, *powers[::step]])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}"))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _shares(axes: Axes) -> None:
    axes.set_ylim(-0.03, 1.03)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    axes.grid(axis="y", color=_INK, alpha=0.12, linewidth=0.8)


def _legend(axes: Axes, names: Sequence[tuple[str, int]], squares: bool = False) -> None:
    """Names beside the plot, written and not drawn by the library, which reads texts as markup."""
    width = axes.get_position().width
    step = min(0.085, 1 / max(1, len(names)))
    for row, (name, number) in enumerate(names):
        height = 0.97 - step * row
        axes.plot(
            [1 + 0.02 / width], [height], transform=axes.transAxes, clip_on=False, linestyle="",
            color=_colour(number), marker="s" if squares else _marker(number), markersize=6,
        )  # fmt: skip
        axes.text(
            1 + 0.037 / width, height, _short(name), transform=axes.transAxes, va="center",
            fontsize=8, color=_INK, parse_math=False,
        )  # fmt: skip


def _say(axes: Axes, what: str) -> None:
    axes.text(0.5, 0.5, what, transform=axes.transAxes, ha="center", color=_INK)


def _short(text: str) -> str:
    """A label that fits; names that begin alike often differ in how they end."""
    shown = printable(text)
    if len(shown) <= _LONGEST:
        return shown
    half = (_LONGEST - 1) // 2
    return f"{shown[:half]}…{shown[-half:]}"


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]


def _marker(number: int) -> str:
    # Past the first eight, the same colours with other marks.
    return _MARKERS[(number + number // len(_COLOURS)) % len(_MARKERS)]


def _difficulty(name: str) -> tuple[float, str]:
    """Levels in words and in numbers in their order, anything else after them by name."""
    if name.lower() in _EASY_TO_HARD:
        return _EASY_TO_HARD.index(name.lower()), ""
    number = re.search(r"\d{1,9}", name)
    return (float(number[0]), name) if number else (math.inf, name)
