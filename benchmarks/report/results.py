"""What a report says of one run on one task at each budget: accuracy, ends, cost, pass@k, maj@k."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.document import Part, Table, Text
from benchmarks.report.words import (
    DASH,
    amount,
    at_k,
    dollars,
    estimate,
    percent,
    seconds,
    span,
)
from benchmarks.statistics import AtBudget, Summary
from benchmarks.statistics.pass_at_k import AtK
from benchmarks.tasks import task_of
from benchmarks.tasks.base import TaskError
from reasoning.terminal import rung_name

#: Every k up to this, then its doublings, and the largest: rows of the table of pass@k and maj@k.
_EVERY_K = 8
_BRACKETS = (
    " In square brackets, here and below: the lower to the upper bound of a figure, where answers"
    " could not be graded."
)


def result_parts(summary: Summary) -> list[Part]:
    """Tables of one run on one task."""
    parts: list[Part] = [Text(_about(summary)), _accuracy(summary.budgets)]
    parts.append(_costs(summary.budgets))
    parts.append(_ends(summary.budgets))
    if any(len(at.pass_at_k) > 1 for at in summary.budgets):
        parts.append(_at_k(summary.budgets))
    return parts


def _about(summary: Summary) -> str:
    told = f"{summary.questions} questions, {summary.samples} answers at all budgets together."
    try:
        task = task_of(summary.task)
    except TaskError:
        return told  # of a file or a version that is not here
    if task.chance is not None:
        told += f" A random guess gets {percent(task.chance)} %."
    return f"{task.title}. {told} Licence: {task.licence}. Source: {task.citation}"


def _accuracy(budgets: Sequence[AtBudget]) -> Table:
    several = any(len(at.pass_at_k) > 1 for at in budgets)
    head = ["budget", "questions", "graded", "answers", "accuracy", "standard error"]
    head += ["95 % interval", "interval by", "lower to upper bound", "among the answered"]
    if several:
        head += ["pass@k", "maj@k"]
    rows = []
    for at in budgets:
        row = [rung_name(at.budget), amount(at.questions), amount(at.accuracy.questions)]
        row += [amount(at.samples), percent(at.accuracy.mean), percent(at.accuracy.stderr)]
        row += [span(at.accuracy.low, at.accuracy.high), at.accuracy.interval or DASH]
        row += [span(at.ends.lower, at.ends.upper), estimate(at.ends.answered)]
        if several:
            row += [_last(at.pass_at_k), _last(at.majority_at_k)]
        rows.append(tuple(row))
    return Table(
        "Accuracy by thinking budget (%)",
        tuple(head),
        tuple(rows),
        "Questions count alike; the standard error and the interval take the samples of one"
        " question for one cluster. The bounds count every answer that could not be graded as"
        " wrong, and as right. Among the answered: of the samples that the budget did"
        " not cut and that ended with an answer."
        + _BRACKETS * any(at.ends.lower != at.ends.upper for at in budgets)
        + (" pass@k and maj@k are at the largest k." if several else ""),
    )


def _last(found: Sequence[AtK]) -> str:
    return f"{at_k(found[-1])} (k = {found[-1].k})" if found else DASH


def _costs(budgets: Sequence[AtBudget]) -> Table:
    rows = []
    for at in budgets:
        cost = at.cost
        paid = cost.dollars
        rows.append(
            (
                rung_name(at.budget),
                amount(cost.thinking_tokens.mean, 1),
                amount(cost.answer_tokens.mean, 1),
                amount(cost.thinking_tokens.total + cost.answer_tokens.total),
                seconds(cost.seconds.mean),
                seconds(cost.seconds.total),
                dollars(paid.mean if paid else None),
                dollars(paid.total if paid else None),
            )
        )
    head = ("budget", "thinking tokens", "answer tokens", "tokens in all", "seconds")
    return Table(
        "What an answer took",
        (*head, "seconds in all", "dollars", "dollars in all"),
        tuple(rows),
        "Means of an answer, and totals. Each answer has what it takes by itself, so budgets that"
        " come from one chain add up to more than the chain took. Dollars where the model has a"
        " price.",
    )


def _ends(budgets: Sequence[AtBudget]) -> Table:
    names = [one.name for one in budgets[0].ends.outcomes]
    rows = []
    for at in budgets:
        counts = {one.name: one for one in at.ends.outcomes}
        cells = [
            f"{counts[name].count} ({percent(counts[name].share)})" if counts[name].count else "0"
            for name in names
        ]
        rows.append((rung_name(at.budget), *cells))
    return Table(
        "How answers came about (count, %)",
        ("budget", *(name.replace("_", ", ") for name in names)),
        tuple(rows),
        "Cut: the budget closed the thought before the answer. Escaped: it went on thinking in the"
        " answer. Empty: no answer could be read. Ungraded: it answered and got no score.",
    )


def _at_k(budgets: Sequence[AtBudget]) -> Table:
    most = max(len(at.pass_at_k) for at in budgets)
    ks = sorted({*range(1, min(most, _EVERY_K) + 1), *_doublings(most), most})
    head, columns = ["k"], []
    for at in budgets:
        head += [f"pass@k, {rung_name(at.budget)}", f"maj@k, {rung_name(at.budget)}"]
        columns += [{one.k: one for one in at.pass_at_k}, {one.k: one for one in at.majority_at_k}]
    rows = tuple(
        (str(k), *(at_k(column[k]) if k in column else DASH for column in columns)) for k in ks
    )
    return Table(
        "pass@k and maj@k by budget (%, ± standard error)",
        tuple(head),
        rows,
        "pass@k: at least one of k samples is right, unbiased (Chen et al. 2021). maj@k: the vote"
        " of k samples is right, expected over all subsets of k; ties by lot.",
    )


def _doublings(most: int) -> list[int]:
    return [k for power in range(most.bit_length()) if (k := 1 << power) <= most]
