"""What a report says beside accuracy: curve, kinds of question, order, calibration, self-check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.report.document import Part, Table, Text
from benchmarks.report.words import (
    DASH,
    amount,
    bounds,
    dollars,
    estimate,
    p_value,
    percent,
    seconds,
)
from benchmarks.statistics import AtBudget, Summary
from benchmarks.statistics.accuracy import DIMENSIONS, Slice
from benchmarks.statistics.calibration import Calibration
from benchmarks.statistics.curve import Curve, Step
from reasoning.events import Rung
from reasoning.terminal import rung_name


def curve_parts(curve: Curve) -> list[Part]:
    """Area, knee, overthinking, starvation, and what a point more costs; nothing for one budget."""
    if len(curve.starvation) < 2:
        return []
    knee = DASH
    if curve.knee is not None:
        height = percent(curve.knee.height)
        knee = f"{rung_name(curve.knee.budget)} ({height} points above the chord)"
    measures = (
        (
            "area under the curve, %",
            percent(curve.area) + bounds(curve.area_lower, curve.area_upper),
        ),
        ("knee", knee),
        ("overthinking tax, %", estimate(curve.overthinking)),
    )
    starved = tuple((rung_name(one.budget), estimate(one.share)) for one in curve.starvation)
    parts: list[Part] = [
        Table(
            "The curve in a few numbers",
            ("measure", "value"),
            measures,
            "Area: mean accuracy along log2(1 + budget). Knee: the budget highest above the chord"
            " from the first to the last (Satopää et al. 2011). Overthinking tax: right at"
            " some budget and wrong at a larger one.",
            words=2,
        ),
        Table("Starvation: cut and wrong (%)", ("budget", "share"), starved),
    ]
    if curve.steps:
        parts.append(_steps(curve.steps))
    if curve.lengths:
        rows = tuple(
            (
                one.difficulty or DASH,
                rung_name(one.budget),
                amount(one.thinking_tokens, 1),
                estimate(one.accuracy),
            )
            for one in curve.lengths
        )
        head = ("difficulty", "budget", "thinking tokens", "accuracy, %")
        parts.append(Table("Length against difficulty", head, rows, words=2))
    return parts


def _steps(steps: Sequence[Step]) -> Table:
    head = ("from", "to", "points", "thinking tokens", "seconds", "dollars", "tokens a point")
    return Table(
        "What more thinking bought, from one budget to the next",
        (*head, "seconds a point", "dollars a point"),
        tuple(
            (
                rung_name(one.smaller),
                rung_name(one.larger),
                f"{one.points:+.1f}",
                amount(one.thinking_tokens, 1),
                seconds(one.seconds),
                dollars(one.dollars),
                amount(one.thinking_tokens_a_point, 1),
                seconds(one.seconds_a_point),
                dollars(one.dollars_a_point),
            )
            for one in steps
        ),
        "Per sample. A dash where there was no gain, so that no amount bought a point, and where"
        " no more was spent.",
        words=2,
    )


def slice_parts(summary: Summary) -> list[Part]:
    """Accuracy by subject, difficulty, language, modality and answer type."""
    parts: list[Part] = []
    alike: list[str] = []
    budgets = [at.budget for at in summary.budgets]
    for dimension in DIMENSIONS:
        found = [one for one in summary.slices if one.dimension == dimension]
        names = list(dict.fromkeys(one.name for one in found))
        if len(names) == 1:
            alike.append(f"{dimension.replace('_', ' ')} {names[0]}")
        elif names:
            parts.append(_slice(dimension, names, found, budgets))
    if alike:
        parts.append(Text(f"All questions: {', '.join(alike)}."))
    return parts


def _slice(
    dimension: str, names: Sequence[str], found: Sequence[Slice], budgets: Sequence[Rung]
) -> Table:
    cells = {(one.name, one.budget): one for one in found}
    name = dimension.replace("_", " ")
    rows = []
    for kind in names:
        at = [cells.get((kind, rung)) for rung in budgets]
        questions = max((one.accuracy.questions for one in at if one), default=0)
        told = [estimate(one.accuracy) if one else DASH for one in at]
        rows.append((kind or "(not told)", amount(questions), *told))
    return Table(
        f"By {name} (%, with 95 % interval)",
        (name, "graded questions", *map(rung_name, budgets)),
        tuple(rows),
    )


def order_parts(budgets: Sequence[AtBudget]) -> list[Part]:
    """Accuracy by order of the options; nothing where each question had one."""
    spreads = [(at.budget, at.option_order) for at in budgets if at.option_order is not None]
    if not spreads:
        return []
    orders = max(len(spread.orders) for _, spread in spreads)
    rows = tuple(
        (
            rung_name(rung),
            amount(spread.questions),
            *(
                percent(one.accuracy.mean) + bounds(one.accuracy.lower, one.accuracy.upper)
                for one in spread.orders
            ),
            *[DASH] * (orders - len(spread.orders)),
            percent(spread.range),
            percent(spread.deviation),
            estimate(spread.changed),
        )
        for rung, spread in spreads
    )
    head = ("budget", "questions", "as it came", *(f"shuffled {n}" for n in range(1, orders)))
    return [
        Table(
            "By order of the options (%)",
            (*head, "range", "deviation beyond chance", "questions whose answer changed"),
            rows,
            "Of the questions graded in every order. Chance alone makes the range positive.",
        )
    ]


def calibration_parts(budgets: Sequence[AtBudget]) -> list[Part]:
    """Brier score and calibration error of votes and of probabilities; nothing without either."""
    rows = []
    for at in budgets:
        for name, found in (
            ("share of the votes", at.vote_calibration),
            ("probability", at.probability_calibration),
        ):
            if found is not None:
                rows.append((rung_name(at.budget), name, *_calibration(found)))
    if not rows:
        return []
    return [
        Table(
            "Calibration",
            ("budget", "forecast", "forecasts", "Brier", "ECE"),
            tuple(rows),
            "Brier: mean squared difference, 0 is perfect. ECE: expected calibration error over"
            " bins of about equal counts; by chance alone it is above 0.",
            words=2,
        )
    ]


def _calibration(found: Calibration) -> tuple[str, str, str]:
    return amount(found.forecasts), f"{found.brier:.3f}", f"{found.ece:.3f}"


def check_parts(check: Mapping[str, Any] | None) -> list[Part]:
    """What the ladder's self-check came to; nothing where there was none."""
    if not check:
        return []
    found = float(check["p_value"])
    said = (
        "No sign that the ladder differs from independent runs"
        if found >= 0.05
        else "The ladder's answers differ from those of independent runs"
    )
    rows = tuple(
        (item, p_value(float(one["p_value"]))) for item, one in check["by_question"].items()
    )
    return [
        Text(
            f"{said}: p = {p_value(found)} over {check['questions']} questions, each with"
            f" {check['samples']} samples both ways (Fisher's method)."
        ),
        Table("Self-check by question", ("question", "p"), rows),
    ]
