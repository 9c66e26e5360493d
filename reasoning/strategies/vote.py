"""Majority vote (self-consistency, maj@k; Wang et al. 2022) over equivalent answers.

Early stopping: "certain" once the leader cannot be overtaken; "bayes" once the posterior
probability that the leader is the majority answer reaches a bound (Adaptive-Consistency, Aggarwal
et al. 2023, section 3: a Beta posterior over leader and runner-up; ESC, Li et al. 2024, stops on a
window of equal answers, which this includes).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reasoning.context import Context
from reasoning.events import SampleResult, Vote
from reasoning.model_files import model_file

#: Adaptive-Consistency's threshold (section 4).
BAYES_BOUND = 0.95


class EarlyStop(StrEnum):
    """When a vote may end before its last sample."""

    NEVER = "never"
    CERTAIN = "certain"
    BAYES = "bayes"


def count_votes(ctx: Context, samples: Sequence[SampleResult]) -> tuple[Vote, ...]:
    """Groups of equivalent answers, most votes first, ties by mean log-probability.

    Samples without an answer do not vote. A group is named by its most probable member. Each
    answer is compared with the groups' first members only: equivalence is transitive.
    """
    groups: list[list[SampleResult]] = []
    for sample in samples:
        if sample.answer is None:
            continue
        for group in groups:
            if ctx.domain.same(ctx.problem, group[0].answer or "", sample.answer):
                group.append(sample)
                break
        else:
            groups.append([sample])
    voters = sum(map(len, groups))
    votes = [
        Vote(
            answer=max(group, key=_logprob).answer or "",
            count=len(group),
            share=len(group) / voters,
            mean_logprob=_mean_logprob(group),
        )
        for group in groups
    ]
    return tuple(sorted(votes, key=_rank, reverse=True))


def _logprob(sample: SampleResult) -> float:
    return -math.inf if sample.mean_logprob is None else sample.mean_logprob


def _mean_logprob(group: Sequence[SampleResult]) -> float | None:
    known = [s.mean_logprob for s in group if s.mean_logprob is not None]
    return sum(known) / len(known) if known else None


def _rank(vote: Vote) -> tuple[int, float]:
    return vote.count, -math.inf if vote.mean_logprob is None else vote.mean_logprob


def may_stop(rule: EarlyStop, votes: Sequence[Vote], outstanding: int) -> bool:
    """Whether the samples still outstanding may be left out."""
    if rule is EarlyStop.NEVER or not votes or not outstanding:
        return False
    leader = votes[0].count
    runner_up = votes[1].count if len(votes) > 1 else 0
    if leader > runner_up + outstanding:
        return True
    return rule is EarlyStop.BAYES and leads_for_good(leader, runner_up) >= BAYES_BOUND


def leads_for_good(leader: int, runner_up: int) -> float:
    """Posterior probability that the leader's true share is above the runner-up's.

    P(p > 1/2) for p ~ Beta(leader + 1, runner_up + 1); Adaptive-Consistency, equation 2. For whole
    numbers that is a binomial sum: at most `leader` heads in leader + runner_up + 1 fair throws.
    """
    throws = leader + runner_up + 1
    return float(sum(math.comb(throws, heads) for heads in range(leader + 1)) / 2**throws)


@dataclass(frozen=True, slots=True)
class Calibration:
    """From vote share to the probability of being right, fitted on held-out problems (Platt 1999).

    probability = sigmoid(slope * logit(s) + intercept), s = (votes + 1/2) / (voters + 1).
    """

    slope: float
    intercept: float

    def probability(self, votes: int, voters: int) -> float:
        """Calibrated probability, 0 to 1, that an answer with `votes` of `voters` is right."""
        share = (votes + 0.5) / (voters + 1)
        logit = math.log(share / (1 - share))
        return 1 / (1 + math.exp(-(self.slope * logit + self.intercept)))


def calibration_of(folder: Path | None) -> Calibration | None:
    """The calibration in a model's `card.json`, if it has one."""
    fitted = (model_file(folder, "card.json") or {}).get("calibration")
    return Calibration(fitted["slope"], fitted["intercept"]) if fitted else None
