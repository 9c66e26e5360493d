"""The tables of a comparison of two runs: differences, and the tests of them."""

from __future__ import annotations

from benchmarks.statistics import Compared, Comparison
from ui import budgets
from ui.admin.benchmarks import words
from ui.admin.benchmarks.pictures import under
from ui.language import say
from ui.render import escape, html_table


def differences(comparison: Comparison) -> str:
    """A row a task and budget: what each run has, the difference, and its interval."""
    head = (
        say("Task"), say("Budget"), say("Questions"), say("First run"), say("Second run"),
        say("Second less first, in points"), say("95 % interval"), say("Left out, not graded"),
    )  # fmt: skip
    rows = (
        (
            one.task,
            budget_words(one),
            f"{one.paired.questions:,}",
            words.percent(one.paired.first),
            words.percent(one.paired.second),
            words.points(one.paired.difference),
            _interval(one),
            f"{one.paired.ungraded:,}",
        )
        for one in comparison.pairs
    )
    title = say("Differences")
    return under(title, html_table(head, rows, title))


def _interval(one: Compared) -> str:
    if one.paired.low is None:
        return words.NONE
    low, high = words.points(one.paired.low), words.points(one.paired.high)
    return say("{low} to {high}", low=low, high=high)


def tests(comparison: Comparison) -> str:
    """A row a task and budget: flips, p-values as they are and corrected, and the needed n."""
    head = (
        say("Task"), say("Budget"), say("Right in the second only"), say("Right in the first only"),
        "McNemar p", say("Permutation p"), "Holm p", "Benjamini-Hochberg p",
        say("Questions needed to show 2 points"),
    )  # fmt: skip
    rows = (
        (
            one.task,
            budget_words(one),
            f"{len(one.paired.gained):,}",
            f"{len(one.paired.lost):,}",
            words.p_value(one.paired.mcnemar_p),
            words.p_value(one.paired.permutation_p),
            words.p_value(one.holm_p),
            words.p_value(one.bh_p),
            words.number(one.paired.needed_questions, 0),
        )
        for one in comparison.pairs
    )
    title = say("Tests")
    return under(title, html_table(head, rows, title))


def notes(comparison: Comparison) -> str:
    """How it was reckoned, and what could not be compared."""
    lines = [
        say(
            "The last two p-values are the permutation test's, corrected for the {count} rows."
            " The needed questions would show a true difference of 2 points with 80 % power.",
            count=len(comparison.pairs),
        )
    ]
    for line, only in (
        (say("Only in the first run, so not compared:"), comparison.first_only),
        (say("Only in the second run, so not compared:"), comparison.second_only),
    ):
        if only:
            named = ", ".join(f"{task} · {budgets.words(budget)}" for task, budget in only)
            lines.append(f"{line} {named}")
    return "".join(f'<p class="legend">{escape(line)}</p>' for line in lines)


def budget_words(one: Compared) -> str:
    """The budget of a pair; both where they are not the same."""
    first, second = budgets.words(one.first_budget), budgets.words(one.second_budget)
    if one.first_budget == one.second_budget:
        return first
    return say("{first} against {second}", first=first, second=second)
