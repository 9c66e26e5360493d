"""One report of one or several runs: which parts, in which order."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from benchmarks.report import plots
from benchmarks.report.about import about
from benchmarks.report.comparing import comparisons
from benchmarks.report.document import Document, Part, Plot, Section, Text
from benchmarks.report.measures import (
    calibration_parts,
    check_parts,
    curve_parts,
    order_parts,
    slice_parts,
)
from benchmarks.report.results import result_parts
from benchmarks.report.run_data import RunData
from benchmarks.runner.request import RequestError
from benchmarks.statistics import Summary


def document(runs: Sequence[RunData]) -> Document:
    """The report of these runs; the others are compared with the first.

    Raises:
        RequestError: none is given, or one twice.
    """
    if not runs or len({data.run.id for data in runs}) < len(runs):
        named = ", ".join(data.short for data in runs) or "none"
        raise RequestError(f"runs are {named}; name each run once")
    sections = []
    if len(runs) > 1:
        sections.append(_together(runs))
    sections += [_run(data) for data in runs]
    return Document(
        title=runs[0].run.title if len(runs) == 1 else f"{len(runs)} benchmark runs",
        warnings=tuple(filter(None, (data.unfinished for data in runs))),
        sections=tuple(sections),
    )


def _together(runs: Sequence[RunData]) -> Section:
    figure = plots.accuracy_figure({f"{data.short} {_model(data)}": data.graded for data in runs})
    listed = "; ".join(f"{data.short} is {data.run.title}" for data in runs)
    return Section(
        "Runs compared",
        (Text(f"{listed}."), _plot(figure, "Accuracy against thinking tokens, by run and task")),
        comparisons(runs[0], runs[1:]),
    )


def _run(data: RunData) -> Section:
    title = f"Run {data.short}: {data.run.title}"
    if not data.graded:
        return Section(title, (Text("There are no answers yet."),), (about(data),))
    figure = plots.accuracy_figure({_model(data): data.graded})
    sections = [_task(data, summary) for summary in data.summaries]
    if check := check_parts(data.run.self_check):
        sections.append(Section("Self-check of the ladder", tuple(check)))
    caption = "Accuracy against thinking tokens, with 95 % intervals"
    return Section(title, (_plot(figure, caption),), (*sections, about(data)))


def _task(data: RunData, summary: Summary) -> Section:
    graded = [one for one in data.graded if one.task == summary.task]
    lengths = plots.length_figure(graded)
    parts: list[Part] = [*result_parts(summary), *curve_parts(summary.curve)]
    parts.append(_plot(lengths, "Mean thinking tokens by difficulty and budget"))
    parts += [*slice_parts(summary), *order_parts(summary.budgets)]
    parts += calibration_parts(summary.budgets)
    if (reliability := plots.reliability_figure(graded)) is not None:
        parts.append(_plot(reliability, "Reliability: how often right, by what was said"))
    return Section(f"Task {summary.task}", tuple(parts))


def _model(data: RunData) -> str:
    return data.plan.model


def _plot(figure: Figure, caption: str) -> Plot:
    return Plot(plots.svg(figure), caption)
