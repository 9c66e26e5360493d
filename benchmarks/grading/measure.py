"""False accepts and false rejects: ours, Math-Verify's and the OlympicArena judge's, row by row.

Ours is the verdict of `python -m reasoning grade`. The other two are recorded with the rows. Rows
on which reasonable graders differ are contested; they are left out of every figure but their own.

Our graders were written with these rows at hand and tested on them, as the other two were not. So
the figures say where the others fail, and that ours holds what it reached; they are no estimate of
how ours does on rows that nobody has seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.grading.vectors import Extraction, Pair
from reasoning.grading import read_choice
from reasoning.grading.verdict import verdict

#: Types whose answers are numbers, or made of them; none of theirs may be accepted wrongly.
NUMERIC = ("NV", "EX", "EQ", "IN", "SET", "TUP", "MATRIX", "MPV", "MA")
GRADERS = ("ours", "math_verify", "olympicarena")


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with the verdict of every grader; None where a grader gives none."""

    pair: Pair
    verdicts: dict[str, bool | None]


@dataclass(frozen=True, slots=True)
class Tally:
    """How one grader did on some rows. Agreement is a share of the rows that it gave a verdict."""

    rows: int
    no_verdict: int
    false_accepts: int
    false_rejects: int

    @property
    def agreement(self) -> float | None:
        """The share of its verdicts that are right, 0 to 1."""
        given = self.rows - self.no_verdict
        return 1 - (self.false_accepts + self.false_rejects) / given if given else None

    def to_record(self) -> dict[str, Any]:
        """The JSON form, agreement in per cent."""
        agreement = self.agreement
        return {
            "rows": self.rows,
            "no_verdict": self.no_verdict,
            "false_accepts": self.false_accepts,
            "false_rejects": self.false_rejects,
            "agreement": None if agreement is None else round(100 * agreement, 2),
        }


def judged(pairs: Iterable[Pair]) -> list[Judged]:
    """Grade every row with ours, and put the recorded verdicts beside it."""
    return [
        Judged(
            pair,
            {
                "ours": verdict(pair.prediction, pair.gold, pair.answer_type).equal,
                "math_verify": pair.math_verify,
                "olympicarena": pair.olympicarena,
            },
        )
        for pair in pairs
    ]


def tally(rows: Sequence[Judged], grader: str) -> Tally:
    """Count one grader's verdicts."""
    given = [(row.verdicts[grader], row.pair.equal) for row in rows]
    return Tally(
        rows=len(given),
        no_verdict=sum(said is None for said, _ in given),
        false_accepts=sum(said is True and not equal for said, equal in given),
        false_rejects=sum(said is False and equal for said, equal in given),
    )


def equivalence(rows: Sequence[Judged]) -> dict[str, Any]:
    """The figures of all graders: over all uncontested rows, by answer type, and contested."""
    clear = [row for row in rows if not row.pair.contested]
    numeric = [row for row in clear if row.pair.answer_type in NUMERIC]
    types = sorted({row.pair.answer_type for row in clear})
    return {
        "uncontested": _graders(clear),
        "numeric": _graders(numeric),
        "by_type": {
            kind: _graders([row for row in clear if row.pair.answer_type == kind]) for kind in types
        },
        "contested": _graders([row for row in rows if row.pair.contested]),
    }


def _graders(rows: Sequence[Judged]) -> dict[str, Any]:
    return {grader: tally(rows, grader).to_record() for grader in GRADERS}


def extraction(rows: Iterable[Extraction]) -> dict[str, Any]:
    """How the letter of a choice is read: right, another letter than is meant, or none of them.

    A letter where none is meant is wrong; no letter where none is meant is right.
    """
    clear = [row for row in rows if not row.contested]
    read = [(read_choice(row.response, row.options), row.expected) for row in clear]
    wrong = sum(letter is not None and letter != expected for letter, expected in read)
    abstained = sum(letter is None and expected is not None for letter, expected in read)
    right = len(read) - wrong - abstained
    return {
        "rows": len(read),
        "right": right,
        "wrong": wrong,
        "abstained": abstained,
        "agreement": round(100 * right / len(read), 2) if read else None,
    }


def mistaken(rows: Iterable[Judged]) -> list[str]:
    """The ids of the uncontested rows that ours gets wrong, for whoever looks into them."""
    clear = (row for row in rows if not row.pair.contested)
    return [row.pair.id for row in clear if row.verdicts["ours"] is not row.pair.equal]
