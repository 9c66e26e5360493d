"""What a rung came to: samples and their votes made into one result, and its end told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reasoning import grading
from reasoning.context import Context
from reasoning.events import End, Ending, Result, Rung, SampleResult, Tokens, Vote
from reasoning.problem import Problem
from reasoning.strategies.vote import Calibration, calibration_of, count_votes


def end_rung(
    ctx: Context,
    rung: Rung,
    samples: Sequence[SampleResult],
    *,
    votes: Sequence[Vote] | None = None,
    requested: int | None = None,
    probe_tokens: int = 0,
    saved_tokens: int | None = None,
) -> None:
    """Emit the rung's `End`, once.

    `requested` is the limit given to each sample, if it differs from the rung. `probe_tokens` are
    counted into the totals, not into what the sample spent.
    """
    votes = count_votes(ctx, samples) if votes is None else tuple(votes)
    winner = _winner(ctx, samples, votes)
    confidence, calibrated = _confidence(ctx, winner, samples, votes)
    answer = votes[0].answer if votes else None
    gold = ctx.problem.gold
    ctx.emit(
        End(
            rung,
            Result(
                answer=answer,
                text=winner.text if winner else "",
                end=_end(ctx, samples, answer, winner),
                thinking_tokens=Tokens(
                    requested=rung if requested is None else requested,
                    spent=max((s.thinking_tokens for s in samples), default=0),
                    total=sum(s.thinking_tokens for s in samples) + probe_tokens,
                ),
                answer_tokens=sum(s.answer_tokens for s in samples),
                samples=tuple(samples),
                votes=tuple(votes),
                confidence=confidence,
                calibrated=calibrated,
                seconds=ctx.elapsed(),
                first_token_seconds=ctx.first_token,
                correct=None if gold is None else _correct(ctx.problem, answer, gold),
                reason=next((s.reason for s in samples if s.reason), ""),
                approximate=ctx.engine.tokenizer is None,
                saved_tokens=saved_tokens,
            ),
        )
    )


def _correct(problem: Problem, answer: str | None, gold: str) -> bool | None:
    """Whether it is right; None where only a judge or a test could say."""
    return grading.is_correct(answer, gold, problem.answer_type, problem.options, problem.unit)


def _winner(
    ctx: Context, samples: Sequence[SampleResult], votes: Sequence[Vote]
) -> SampleResult | None:
    """The sample whose answer names the leading group; the first with any text if none answered."""
    if votes:
        return next(s for s in samples if s.answer == votes[0].answer)
    return next((s for s in samples if s.text), None)


def _end(
    ctx: Context,
    samples: Sequence[SampleResult],
    answer: str | None,
    winner: SampleResult | None,
) -> Ending:
    """The most common end among the samples that gave the answer (of all, where none did)."""
    voters = [
        s
        for s in samples
        if answer is not None
        and s.answer is not None
        and ctx.domain.same(ctx.problem, s.answer, answer)
    ]
    ends = Counter(s.end for s in (voters or samples))
    if not ends:
        return Ending.CANCELLED
    most = max(ends.values())
    tied = [end for end, count in ends.items() if count == most]
    return winner.end if winner and winner.end in tied else tied[0]


def _confidence(
    ctx: Context,
    winner: SampleResult | None,
    samples: Sequence[SampleResult],
    votes: Sequence[Vote],
) -> tuple[float | None, bool]:
    """Probability that the answer is right: calibrated vote share, or what there is instead."""
    if not votes or winner is None:
        return None, False
    voters = sum(v.count for v in votes)
    if len(samples) == 1:
        return winner.probability, False
    calibration: Calibration | None = calibration_of(ctx.engine.model.folder)
    if calibration is None:
        return votes[0].share, False
    return calibration.probability(votes[0].count, voters), True
