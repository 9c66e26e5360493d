"""The tables of the results: rows, measures of the curve, calibration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from benchmarks.statistics.calibration import Calibration
from benchmarks.statistics.curve import Step
from benchmarks.statistics.summary import AtBudget, Summary
from ui import budgets
from ui.admin.benchmarks import words
from ui.admin.benchmarks.pictures import under
from ui.language import phrase, say
from ui.render import html_table

#: The summaries of each run, task by task, by what the run is called.
Runs = Mapping[str, Sequence[Summary]]

VOTES = phrase("share of the votes")
PROBABILITIES = phrase("the answer's own probability")


def _titled(head: Sequence[str], rows: Iterable[Sequence[str]], title: str) -> str:
    return under(title, html_table(head, rows, title))


def results(runs: Runs) -> str:
    """A row a run, task and budget."""
    head = (
        say("Benchmark run"), say("Task"), say("Budget"), say("Questions"), say("Accuracy"),
        say("95 % interval"), say("Lower and upper bound"), "maj@k", say("How samples ended"),
        say("Cut"), say("Thinking tokens"), say("Answer tokens"), say("Seconds"), say("Money"),
    )  # fmt: skip
    rows = (
        (name, summary.task, *_row(at))
        for name, summaries in runs.items()
        for summary in summaries
        for at in summary.budgets
    )
    return _titled(head, rows, say("Results by budget"))


def _row(at: AtBudget) -> tuple[str, ...]:
    return (
        budgets.words(at.budget),
        f"{at.questions:,}",
        words.percent(at.accuracy.mean),
        words.between(at.accuracy.low, at.accuracy.high),
        words.bounds(at.ends.lower, at.ends.upper),
        _majority(at),
        words.outcomes(at.ends),
        words.cut(at.ends),
        words.number(at.cost.thinking_tokens.mean),
        words.number(at.cost.answer_tokens.mean),
        words.number(at.cost.seconds.mean, 2),
        words.dollars(None if at.cost.dollars is None else at.cost.dollars.total),
    )


def _majority(at: AtBudget) -> str:
    """The vote of all samples of a question; nothing where there is only one."""
    if len(at.majority_at_k) < 2:
        return words.NONE
    last = at.majority_at_k[-1]
    return f"{words.percent(last.value)} (k = {last.k})"


def measures(runs: Runs) -> str:
    """What each curve says in a few numbers, and below what a point of accuracy cost."""
    head = (
        say("Benchmark run"), say("Task"), say("Mean accuracy along the curve"), say("Knee"),
        say("Right at some budget, wrong at a larger one"), say("Cut and wrong, by budget"),
    )  # fmt: skip
    rows = ((name, *_measures(summary)) for name, each in runs.items() for summary in each)
    steps = [
        (name, summary.task, *_step(step))
        for name, each in runs.items()
        for summary in each
        for step in summary.curve.steps
    ]
    shown = _titled(head, rows, say("Measures of the curve"))
    if not steps:
        return shown
    of_steps = (
        say("Benchmark run"), say("Task"), say("From budget"), say("To budget"),
        say("Points gained"), say("Thinking tokens a point"), say("Seconds a point"),
        say("Money a point"),
    )  # fmt: skip
    return shown + _titled(of_steps, steps, say("What a point of accuracy cost"))


def _measures(summary: Summary) -> tuple[str, ...]:
    curve = summary.curve
    starved = "; ".join(
        f"{budgets.words(one.budget)}: {words.percent(one.share.mean)}" for one in curve.starvation
    )
    knee = words.NONE if curve.knee is None else budgets.words(curve.knee.budget)
    return (
        summary.task, words.percent(curve.area), knee, words.accuracy(curve.overthinking), starved,
    )  # fmt: skip


def _step(step: Step) -> tuple[str, ...]:
    return (
        budgets.words(step.smaller),
        budgets.words(step.larger),
        words.points(step.points / 100),
        words.number(step.thinking_tokens_a_point),
        words.number(step.seconds_a_point, 3),
        words.dollars(step.dollars_a_point),
    )


def calibration(runs: Runs) -> str:
    """Whether what was said with 80 % is right 80 times out of 100; "" where nothing was said."""
    rows = [
        (name, summary.task, *row)
        for name, each in runs.items()
        for summary in each
        for at in summary.budgets
        for row in _calibrations(at)
    ]
    if not rows:
        return ""
    head = (
        say("Benchmark run"), say("Task"), say("Budget"), say("Forecast"), say("Forecasts"),
        "Brier", "ECE",
    )  # fmt: skip
    return _titled(head, rows, say("Calibration"))


def _calibrations(at: AtBudget) -> Iterator[tuple[str, ...]]:
    of: tuple[tuple[str, Calibration | None], ...] = (
        (VOTES, at.vote_calibration), (PROBABILITIES, at.probability_calibration),
    )  # fmt: skip
    for name, found in of:
        if found is not None:
            yield (
                budgets.words(at.budget), say(name), f"{found.forecasts:,}",
                words.number(found.brier, 3), words.number(found.ece, 3),
            )  # fmt: skip
