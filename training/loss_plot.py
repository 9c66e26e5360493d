"""The loss of a training, drawn."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure


def loss_svg(training: Mapping[str, Any]) -> str:
    """The loss by tokens, a line for each phase, as SVG; the same record gives the same text."""
    figure = Figure(figsize=(7, 3), layout="constrained")
    axes = figure.add_subplot()
    before = 0.0
    for number, phase in enumerate(training["phases"], 1):
        a_step = phase["tokens"] / phase["plan"]["steps"] / 1e6
        steps, losses = zip(*phase["curve"], strict=True)
        axes.plot([before + a_step * step for step in steps], losses, label=f"phase {number}")
        before += phase["tokens"] / 1e6
    axes.set(xlabel="million tokens", ylabel="loss, nats a token", yscale="log")
    axes.grid(alpha=0.3, which="both")
    axes.legend()
    text = io.StringIO()
    with rc_context({"svg.hashsalt": "loss", "svg.fonttype": "none"}):
        figure.savefig(text, format="svg", metadata={"Date": None})
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
