"""The plot: accuracy by test set, against length, under votes, and by number of examples."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.recipes.part3.plan import ARMS, EFFICIENCY
from training.recipes.part3.statistics import Interval
from training.recipes.part3.summary import Summary

#: Okabe and Ito's colours, told apart by colour-blind eyes too; and a marker each, for print.
COLOURS = {
    "vanilla": "#000000",
    "prompted": "#E69F00",
    "short": "#56B4E9",
    "step": "#009E73",
    "journey": "#D55E00",
}
MARKERS = {"vanilla": "o", "prompted": "s", "short": "^", "step": "D", "journey": "v"}
DOTS_PER_INCH = 130


def draw(summary: Summary, path: Path) -> None:
    """Four panels as a PNG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 8), layout="constrained", dpi=DOTS_PER_INCH)
    (by_test, by_tokens), (by_votes, by_size) = figure.subplots(2, 2)
    _accuracy(summary, by_test)
    _length(summary, by_tokens)
    _votes(summary, by_votes)
    _sizes(summary, by_size)
    for panel in (by_test, by_tokens, by_votes, by_size):
        panel.set_ylabel("accuracy, %")
        panel.grid(alpha=0.3)
        panel.spines[["top", "right"]].set_visible(False)
    handles, labels = by_test.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(ARMS), frameon=False)
    figure.savefig(path)


def _accuracy(summary: Summary, panel: Any) -> None:
    panel.set_title("Accuracy by test set (greedy, 95% intervals)")
    rows = summary.rows()
    for index, arm in enumerate(ARMS):
        mine = [row for row in rows if row.arm == arm]
        shift = 0.13 * (index - 2)
        places = [summary.tests.index(row.test) + shift for row in mine]
        _points(panel, arm, places, [row.accuracy for row in mine], line=False)
    panel.set_xticks(range(len(summary.tests)), summary.tests)


def _length(summary: Summary, panel: Any) -> None:
    panel.set_title("Accuracy against thinking, each test set")
    rows = summary.rows()
    for arm in ARMS:
        mine = [row for row in rows if row.arm == arm]
        _points(panel, arm, [r.tokens.mean for r in mine], [r.accuracy for r in mine])
    panel.set_xlabel("mean thinking tokens")


def _votes(summary: Summary, panel: Any) -> None:
    panel.set_title("Majority votes, all sets")
    for arm in ARMS:
        found = [(k, rate) for k in summary.votes if (rate := summary.maj(arm, k)) is not None]
        _points(panel, arm, [k for k, _ in found], [rate for _, rate in found])
    panel.set_xscale("log", base=4)
    panel.set_xticks(list(summary.votes), [str(k) for k in summary.votes])
    panel.minorticks_off()
    panel.set_xlabel("votes")


def _sizes(summary: Summary, panel: Any) -> None:
    panel.set_title("Data efficiency, all sets")
    for arm in EFFICIENCY:
        found = summary.efficiency(arm)
        _points(panel, arm, [size for size, _ in found], [rate for _, rate in found])
    panel.set_xscale("log")
    panel.set_xticks(list(summary.sizes), [str(size) for size in summary.sizes])
    panel.minorticks_off()
    panel.set_xlabel("examples")


def _points(
    panel: Any, arm: str, places: Sequence[float], found: Sequence[Interval], line: bool = True
) -> None:
    if not found:
        return
    means = [100 * i.mean for i in found]
    down = [100 * (i.mean - i.low) for i in found]
    up = [100 * (i.high - i.mean) for i in found]
    panel.errorbar(
        places,
        means,
        # The mean is inside its interval but for rounding.
        yerr=[[max(0.0, d) for d in down], [max(0.0, u) for u in up]],
        color=COLOURS[arm],
        marker=MARKERS[arm],
        linestyle="-" if line else "none",
        capsize=3,
        label=ARMS[arm].label,
    )
