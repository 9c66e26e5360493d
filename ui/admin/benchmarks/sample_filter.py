"""Which samples of a run are looked at: by task, budget, end, score, subject, flip and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.graded import Graded
from reasoning.events import Rung
from store.text import fold
from ui.admin.benchmarks.answers import Chain

Verdict = Literal["", "right", "wrong", "ungraded"]


@dataclass(frozen=True, slots=True)
class Flip:
    """Right at one of two budgets and wrong at the other."""

    right_at: Rung
    wrong_at: Rung


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; "", None and "any" stand for anything.

    `end` and `verdict` have to be true of the answer at `budget`, or of any one answer.
    """

    task: str = ""
    subject: str | None = None
    budget: Rung | Literal["any"] = "any"
    end: str = ""
    verdict: Verdict = ""
    flip: Flip | None = None
    text: str = ""


def matching(
    chains: Sequence[Chain], wanted: Wanted, questions: Callable[[], Mapping[str, str]]
) -> list[Chain]:
    """The samples that are looked for, in order.

    `questions` gives their texts, folded; it is asked only where words are looked for.
    """
    found = [chain for chain in chains if _is_wanted(chain, wanted)]
    words = fold(wanted.text.strip())
    if not words:
        return found
    texts = questions()
    return [
        chain
        for chain in found
        if words in texts.get(chain.one.item, "") or words in fold(chain.one.item)
    ]


def _is_wanted(chain: Chain, wanted: Wanted) -> bool:
    one = chain.one
    return (
        (not wanted.task or one.task == wanted.task)
        and (wanted.subject is None or one.subject == wanted.subject)
        and any(_answer_is_wanted(answer, wanted) for answer in chain.answers)
        and (wanted.flip is None or _flips(chain, wanted.flip))
    )


def _answer_is_wanted(answer: Graded, wanted: Wanted) -> bool:
    return (
        (wanted.budget == "any" or answer.budget == wanted.budget)
        and (not wanted.end or answer.end == wanted.end)
        and (not wanted.verdict or verdict(answer) == wanted.verdict)
    )


def _flips(chain: Chain, flip: Flip) -> bool:
    right, wrong = chain.at(flip.right_at), chain.at(flip.wrong_at)
    return (
        right is not None
        and wrong is not None
        and verdict(right) == "right"
        and verdict(wrong) == "wrong"
    )


def verdict(answer: Graded) -> Verdict:
    """Right or wrong; an answer that is right in part only is wrong here."""
    if answer.score is None:
        return "ungraded"
    return "right" if answer.right else "wrong"
