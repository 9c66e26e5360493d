"""What the answers that could not be graded may change: each score at its worst and at its best.

At worst every ungraded answer is wrong, at best every one is right. One that has no answer at all
(its run failed) also has no vote; it votes then with the most frequent wrong answer to its
question, or the most frequent right one, or with an answer that nobody else gave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.graded import Graded
from benchmarks.statistics.clusters import by_budget, by_question, mean
from benchmarks.statistics.intervals import Estimate

#: Stands for an answer that nobody gave; no answer has such a text.
_NOBODYS = "\0nobody's"


def any_ungraded(graded: Sequence[Graded]) -> bool:
    """Whether anything is ungraded, so that worst and best differ from what is known."""
    return any(one.score is None for one in graded)


def at_worst(graded: Sequence[Graded]) -> list[Graded]:
    """The answers with every ungraded one counted as wrong."""
    return _filled(graded, 0.0)


def at_best(graded: Sequence[Graded]) -> list[Graded]:
    """The answers with every ungraded one counted as right."""
    return _filled(graded, 1.0)


def bounds(graded: Sequence[Graded]) -> tuple[float, float] | tuple[None, None]:
    """Accuracy at worst and at best, questions counting alike; Nones without answers."""
    questions = by_question(graded).values()
    if not questions:
        return None, None
    low, high = (
        mean([mean([worth if o.score is None else o.score for o in q]) for q in questions])
        for worth in (0.0, 1.0)
    )
    return low, high


def bounded(
    found: Estimate, lower: Sequence[Sequence[float]], upper: Sequence[Sequence[float]]
) -> Estimate:
    """An estimate with its bounds, given what each sample of each question may count at least and
    at most."""
    if not lower:
        return found
    return replace(
        found, lower=mean([mean(one) for one in lower]), upper=mean([mean(one) for one in upper])
    )


def _filled(graded: Sequence[Graded], worth: float) -> list[Graded]:
    found: list[Graded] = []
    for of_budget in by_budget(graded).values():
        for answers in by_question(of_budget).values():
            vote = _leader(answers, worth)
            for one in answers:
                if one.score is not None:
                    found.append(one)
                elif one.answer is not None:
                    found.append(replace(one, score=worth))
                else:
                    found.append(replace(one, score=worth, answer=vote, vote=vote))
    return found


def _leader(answers: Sequence[Graded], worth: float) -> str:
    """The most frequent answer of this worth to one question."""
    counts = Counter(
        one.answer if one.vote is None else one.vote
        for one in answers
        if one.answer is not None and one.score in (None, worth)
    )
    # The smallest of those that tie, so that the order of the answers does not matter.
    most = max(counts.values(), default=0)
    return min((str(vote) for vote, n in counts.items() if n == most), default=_NOBODYS)
