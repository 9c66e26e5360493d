"""From the cells of the results to the figures that are reported, every one with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from training.recipes.part3.plan import ARMS, EFFICIENCY, cell_key
from training.recipes.part3.results import Results
from training.recipes.part3.statistics import Interval, Scores, interval, majority, paired

#: Accuracy points by which the journey has to be above short chains.
EXPECTED_GAIN = 0.06
#: Differences that are shown: first minus second.
PAIRS = (
    ("journey", "short"), ("step", "short"), ("journey", "step"), ("journey", "prompted"),
    ("short", "vanilla"), ("prompted", "vanilla"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One arm on one test set: accuracy 0 to 1, thinking tokens, share of thoughts cut."""

    arm: str
    test: str
    accuracy: Interval
    tokens: Interval
    cut: float


class Summary:
    """Figures of a results file; what was not measured yet is left out."""

    def __init__(self, results: Results) -> None:
        self.record: Mapping[str, Any] = results.record
        self._cells = results.cells
        plan = self.record["plan"]
        self.n: int = plan["n"]
        self.seeds: int = plan["seeds"]
        self.votes: Sequence[int] = plan["votes"]
        self.sizes: Sequence[int] = sorted({*plan["sizes"], plan["n"]})
        self.tests: Sequence[str] = self.record["data"]["tests"]

    def rows(self) -> list[Row]:
        """Greedy accuracy and length of every arm on every test set."""
        found = []
        for arm in ARMS:
            for test in self.tests:
                cells = self._of(arm, test, "greedy")
                if cells:
                    ends = [c["ends"].get("cut", 0) + c["ends"].get("escaped", 0) for c in cells]
                    asked = sum(len(c["correct"]) for c in cells)
                    found.append(
                        Row(
                            arm,
                            test,
                            interval(_matrix(cells, "correct")),
                            interval(_matrix(cells, "thinking_tokens")),
                            sum(ends) / asked if ARMS[arm].thinks else 0.0,
                        )
                    )
        return found

    def gain(self, first: str, second: str, tests: Sequence[str] | None = None) -> Interval | None:
        """Difference in greedy accuracy over these test sets (all if left out)."""
        sides = [self._greedy(arm, tests or self.tests) for arm in (first, second)]
        if sides[0] is None or sides[1] is None:
            return None
        return paired(*_as_many(sides[0], sides[1]))

    def seed_gains(self, first: str, second: str) -> list[float]:
        """That difference over all sets for each seed alone."""
        sides = [self._greedy(arm, self.tests) for arm in (first, second)]
        if sides[0] is None or sides[1] is None:
            return []
        one, other = _as_many(sides[0], sides[1])
        return [float(x) for x in one.mean(axis=1) - other.mean(axis=1)]

    def longer(self, arm: str) -> list[Interval]:
        """By how many tokens an arm thinks longer on each set than on the one before."""
        per_test = [self._of(arm, test, "greedy") for test in self.tests]
        if not all(per_test):
            return []
        tokens = [_matrix(cells, "thinking_tokens") for cells in per_test]
        return [_apart(after, before) for before, after in pairwise(tokens)]

    def maj(self, arm: str, k: int, tests: Sequence[str] | None = None) -> Interval | None:
        """maj@k over these test sets."""
        scores = self._majorities(arm, k, tests or self.tests)
        return None if scores is None else interval(scores)

    def vote_gain(self, arm: str, k: int, tests: Sequence[str] | None = None) -> Interval | None:
        """What a vote of `k` adds to one sample, over these test sets (all if left out)."""
        scores = self._vote_gains(arm, k, tests or self.tests)
        return None if scores is None else paired(scores, np.zeros_like(scores))

    def vote_gain_over(self, first: str, second: str, k: int) -> Interval | None:
        """By how much more a vote of `k` adds to the first arm than to the second."""
        sides = [self._vote_gains(arm, k, self.tests) for arm in (first, second)]
        if sides[0] is None or sides[1] is None:
            return None
        return paired(*_as_many(sides[0], sides[1]))

    def efficiency(self, arm: str) -> list[tuple[int, Interval]]:
        """Greedy accuracy over all sets for each number of examples."""
        assert arm in EFFICIENCY
        found = []
        for size in self.sizes:
            scores = self._greedy(arm, self.tests, size)
            if scores is not None:
                found.append((size, interval(scores)))
        return found

    def _of(
        self, arm: str, test: str, measure: str, n: int | None = None
    ) -> list[Mapping[str, Any]]:
        """The cells of an arm over the seeds that have one."""
        size = 0 if ARMS[arm].style is None else (n or self.n)
        keys = [cell_key(arm, size, s, test, measure) for s in range(self.seeds)]  # type: ignore[arg-type]
        return [self._cells[key] for key in keys if key in self._cells]

    def _greedy(self, arm: str, tests: Sequence[str], n: int | None = None) -> Scores | None:
        return _joined([_matrix(self._of(arm, t, "greedy", n), "correct") for t in tests])

    def _majorities(self, arm: str, k: int, tests: Sequence[str]) -> Scores | None:
        return _joined(
            [
                np.array([[majority(g, k) for g in c["groups"]] for c in self._of(arm, t, "votes")])
                for t in tests
            ]
        )

    def _vote_gains(self, arm: str, k: int, tests: Sequence[str]) -> Scores | None:
        many, one = (self._majorities(arm, size, tests) for size in (k, 1))
        return None if many is None or one is None else many - one


def _matrix(cells: Sequence[Mapping[str, Any]], what: str) -> Scores:
    return np.array([cell[what] for cell in cells], dtype=np.float64)


def _joined(parts: Sequence[Scores]) -> Scores | None:
    """The test sets side by side, for the seeds that all of them have; None if one has none."""
    if not all(part.size for part in parts):
        return None
    seeds = min(len(part) for part in parts)
    return np.concatenate([part[:seeds] for part in parts], axis=1)


def _as_many(first: Scores, second: Scores) -> tuple[Scores, Scores]:
    """Both with the seeds that both have; one row (an arm without seeds) is left alone."""
    if len(first) == 1 or len(second) == 1:
        return first, second
    seeds = min(len(first), len(second))
    return first[:seeds], second[:seeds]


def _apart(first: Scores, second: Scores) -> Interval:
    """First minus second on different problems: the intervals' widths add in squares."""
    one, other = interval(first), interval(second)
    mean = one.mean - other.mean
    down = np.hypot(one.mean - one.low, other.high - other.mean)
    up = np.hypot(one.high - one.mean, other.mean - other.low)
    return Interval(mean, float(mean - down), float(mean + up), float("nan"))
