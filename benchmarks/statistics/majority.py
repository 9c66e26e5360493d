"""maj@k: how often the majority vote of k samples is right, at every k from one set of samples.

The value at k is the exact expectation over all subsets of k of a question's samples: not one
subset drawn by lot, so that no sample is wasted and nothing depends on their order. Ties are
broken by lot, so a tie counts by its chance (expectation over a uniformly random leader). Samples
without an answer do not vote; when none of the k votes, the vote is wrong. maj@1 is therefore the
accuracy. (Self-consistency: Wang et al. 2022.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.graded import Graded
from benchmarks.statistics.clusters import by_question, mean
from benchmarks.statistics.intervals import standard_error
from benchmarks.statistics.pass_at_k import AtK, with_bounds

#: Up to this many samples of a question the expectation is exact; past it, subsets are drawn.
EXACT_SAMPLES = 128
_DRAWS = 400

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes of a question's graded samples: (count, mean score) of each answer voted for."""

    classes: tuple[tuple[int, float], ...]
    abstained: int

    @property
    def samples(self) -> int:
        """How many samples there are, those that did not vote included."""
        return sum(count for count, _ in self.classes) + self.abstained


def vote_of(one: Graded, answer: str) -> str:
    """What an answer votes for: itself, where nothing says what it is equivalent to."""
    return answer if one.vote is None else one.vote


def votes(answers: Sequence[Graded]) -> Votes:
    """Count the votes of one question's samples; those that could not be graded are left out.

    Where a judge gave the same answer different scores, voting for it is worth their mean.
    """
    classes: dict[str, list[float]] = {}
    abstained = 0
    for one in answers:
        if one.score is None:
            continue
        if one.answer is None:
            abstained += 1
        else:
            classes.setdefault(vote_of(one, one.answer), []).append(one.score)
    return Votes(tuple(sorted((len(s), mean(s)) for s in classes.values())), abstained)


def majority_at_k(graded: Sequence[Graded]) -> tuple[AtK, ...]:
    """maj@k at every k up to the most samples that a question has; give it one budget's answers."""
    return with_bounds(_graded_at_k, graded)


def _graded_at_k(graded: Sequence[Graded]) -> tuple[AtK, ...]:
    counted = [votes(answers) for answers in by_question(graded).values()]
    found = [(expected_scores(vote), vote.samples) for vote in counted if vote.samples]
    points = []
    for k in range(1, max((n for _, n in found), default=0) + 1):
        values = [scores[k - 1] for (scores, _), n in found if n >= k]
        errors = [errors[k - 1] for (_, errors), n in found if n >= k]
        error = math.sqrt(math.fsum(e**2 for e in errors)) / len(errors)
        points.append(AtK(k, mean(values), standard_error(values), len(values), error))
    return tuple(points)


def majority_score(answers: Sequence[Graded]) -> float | None:
    """Expected score of the vote of all of one question's samples; None where none is graded."""
    counted = votes(answers)
    if not counted.samples:
        return None
    leaders = [n for n, _ in counted.classes]
    tied = [score for n, score in counted.classes if n == max(leaders)]
    return mean(tied) if tied else 0.0


def expected_scores(counted: Votes) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Expected score of the vote of k samples, for k from 1 to all, and its own standard errors."""
    if counted.samples <= EXACT_SAMPLES:
        return _exact(counted), (0.0,) * counted.samples
    return _drawn(counted)


@lru_cache(maxsize=4096)
def _exact(counted: Votes) -> tuple[float, ...]:
    """By counting subsets, for every k at once.

    For each number of votes j that may win: a table by (leaders t, subset size d) of how many
    ways the answers so far give d votes of which t answers have exactly j and the others fewer, and
    one of the leaders' scores summed over those ways. A subset with t leaders is worth the mean
    of their scores.
    """
    total = counted.samples
    free = _choices(counted.abstained)
    worth = np.zeros(total + 1)
    for j in range(1, max((n for n, _ in counted.classes), default=0) + 1):
        most = min(sum(n >= j for n, _ in counted.classes), total // j)
        ways = np.zeros((most + 1, total + 1))
        ways[0, 0] = 1
        scores = np.zeros_like(ways)
        for n, score in counted.classes:
            fewer = _choices(n)[:j]
            new_ways, new_scores = _times(ways, fewer), _times(scores, fewer)
            if n >= j:
                chosen = math.comb(n, j)
                new_ways[1:, j:] += chosen * ways[:-1, :-j]
                new_scores[1:, j:] += chosen * (scores[:-1, :-j] + score * ways[:-1, :-j])
            ways, scores = new_ways, new_scores
        means = scores[1:] / np.arange(1, most + 1)[:, None]
        worth += _times(means.sum(axis=0)[None, :], free)[0]
    best = max((score for _, score in counted.classes), default=0.0)
    # Rounding may go past what no vote can be worth.
    return tuple(min(best, float(worth[k]) / math.comb(total, k)) for k in range(1, total + 1))


def _choices(n: int) -> Numbers:
    return np.array([math.comb(n, size) for size in range(n + 1)], dtype=np.float64)


def _times(rows: Numbers, factor: Numbers) -> Numbers:
    """Each row, a polynomial in the subset's size, times a factor; higher powers fall away."""
    width = rows.shape[1]
    return np.stack([np.convolve(row, factor)[:width] for row in rows])


def _drawn(counted: Votes) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """By lot: the first k of a shuffling are a subset of k, so one shuffling serves every k."""
    rng = np.random.default_rng(0)
    sizes = [n for n, _ in counted.classes]
    labels = np.repeat(np.arange(len(sizes) + 1), [*sizes, counted.abstained])
    worth = np.array([score for _, score in counted.classes])
    found = np.empty((_DRAWS, counted.samples))
    for draw in found:
        votes_so_far = (rng.permutation(labels)[:, None] == np.arange(len(sizes))).cumsum(axis=0)
        most = votes_so_far.max(axis=1, initial=0)
        leads = (votes_so_far == most[:, None]) & (most > 0)[:, None]
        draw[:] = (leads @ worth) / np.maximum(leads.sum(axis=1), 1)
    errors = found.std(axis=0, ddof=1) / math.sqrt(_DRAWS)
    return tuple(found.mean(axis=0).tolist()), tuple(errors.tolist())
