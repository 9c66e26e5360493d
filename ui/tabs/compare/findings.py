"""What several columns say together: which of them agree, and from where the answer stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reasoning import Problem
from reasoning.domains import domain_of
from reasoning.events import Ending, Result, Rung
from ui import budgets, render
from ui.comparison import Comparison, Setting
from ui.language import phrase, say

Agreement = tuple[tuple[bool | None, ...], ...]
"""For every pair of columns: equivalent answers, or None where one of the two has no answer."""

#: Ends that say nothing of what the budget would have given.
_BROKEN_OFF = (Ending.CANCELLED, Ending.FAILED)


def agreement(problem: Problem, answers: Sequence[str | None]) -> Agreement:
    """Which columns give equivalent answers, as the problem's own domain compares them."""
    domain = domain_of(problem)
    size = len(answers)
    found: list[list[bool | None]] = [[None] * size for _ in range(size)]
    for i, first in enumerate(answers):
        for j, second in enumerate(answers[: i + 1]):
            if first is not None and second is not None:
                same = i == j or domain.same(problem, second, first)
                found[i][j] = found[j][i] = same
    return tuple(map(tuple, found))


def groups(table: Agreement) -> list[list[int]]:
    """Columns with an answer, by equivalence, the largest group first, then by their order."""
    found: list[list[int]] = []
    for number, row in enumerate(table):
        if row[number] is None:
            continue
        for group in found:
            if table[group[0]][number]:
                group.append(number)
                break
        else:
            found.append([number])
    return sorted(found, key=lambda group: (-len(group), group[0]))


def agreement_words(problem: Problem, answers: Sequence[str | None]) -> str:
    """Agreement in a sentence."""
    found = groups(agreement(problem, answers))
    if not found:
        return say("No column has an answer to compare.")
    if len(found) == 1 and len(found[0]) == len(answers):
        return say("All columns give the same answer.")
    parts = []
    for group in found:
        named = render.in_full(problem, answers[group[0]])
        one, several = phrase("{columns} answers {answer}"), phrase("{columns} agree on {answer}")
        text = several if len(group) > 1 else one
        parts.append(say(text, columns=_columns(group), answer=named))
    missing = [number for number, answer in enumerate(answers) if answer is None]
    if missing:
        one, several = phrase("{columns} has no answer"), phrase("{columns} have no answer")
        parts.append(say(several if len(missing) > 1 else one, columns=_columns(missing)))
    line = say("; @@between findings").join(parts)
    return say("{sentence}.", sentence=f"{line[:1].upper()}{line[1:]}")


def _columns(numbers: Sequence[int]) -> str:
    named = [str(number + 1) for number in numbers]
    if len(named) == 1:
        return say("column {number}", number=named[0])
    return say("columns {others} and {last}", others=", ".join(named[:-1]), last=named[-1])


def agreement_table(table: Agreement) -> str:
    """The matrix as HTML: same, different, or a dash."""
    head = ("", *(str(number + 1) for number in range(len(table))))
    signs = {True: say("same"), False: say("different"), None: "–"}
    rows = [
        (say("Column {number}", number=number + 1), *("" if other == number else signs[cell]
                                   for other, cell in enumerate(row)))
        for number, row in enumerate(table)
    ]  # fmt: skip
    return render.html_table(head, rows, say("Which columns agree"))


@dataclass(frozen=True, slots=True)
class Knee:
    """The column of the smallest budget from which the answer no longer changes, or none; why."""

    column: int | None
    said: str


def knee(problem: Problem, settings: Sequence[Setting], results: Sequence[Result | None]) -> Knee:
    """Where more thinking stopped changing the answer.

    Columns that were stopped or failed are left out, and that is said. An answer that still changed
    at the largest budget has no knee, for nobody knows what a larger one would give.
    """
    if len({(s.samples, s.auto, s.model) for s in settings}) > 1:
        return Knee(
            None, say("No knee is looked for: the columns differ in more than their budget.")
        )
    if len({s.thinking for s in settings}) < len(settings):
        return Knee(None, say("No knee is looked for: two columns have the same budget."))
    ordered = sorted(range(len(settings)), key=lambda n: _size(settings[n].thinking))
    ended = [
        (number, result.answer)
        for number in ordered
        if (result := results[number]) is not None and result.end not in _BROKEN_OFF
    ]
    left_out = ""
    if len(ended) < len(settings):
        left_out = say(" Columns without an end are left out.")
    if len(ended) < 2:
        return Knee(None, say("No knee: fewer than two columns came to an end.") + left_out)
    largest, last = ended[-1]
    if last is None:
        return Knee(None, say("No knee: the largest budget gave no answer.") + left_out)
    domain, at = domain_of(problem), len(ended) - 1
    while at and (before := ended[at - 1][1]) is not None and domain.same(problem, before, last):
        at -= 1
    found = ended[at][0]
    named = budgets.words(settings[found].thinking)
    if found == largest:
        said = say(
            "No knee: the answer still changed at the largest budget ({budget}).", budget=named
        )
        return Knee(None, said + left_out)
    if at == 0:
        said = say(
            "The answer was there at the smallest budget ({budget}); more changed nothing.",
            budget=named,
        )
    else:
        said = say("Knee at {budget}: from there on the answer no longer changes.", budget=named)
    return Knee(found, said + left_out)


def _size(rung: Rung) -> float:
    return math.inf if rung is None else rung


def findings_html(comparison: Comparison) -> str:
    """Knee and agreement, as the page shows them below the table."""
    answers = [result.answer if result else None for result in comparison.results()]
    lines = (
        knee(comparison.problem, comparison.settings, comparison.results()).said,
        agreement_words(comparison.problem, answers),
    )
    parts = [f'<p class="compare-finding">{render.escape(line)}</p>' for line in lines]
    if len(groups(agreement(comparison.problem, answers))) > 1:
        parts.append(agreement_table(agreement(comparison.problem, answers)))
    return "".join(parts)
