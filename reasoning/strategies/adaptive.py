"""Auto: think until the answer has settled.

The thought is grown from rung to rung; at each one the answer is probed from a fork. When the last
few probes agree and are confident enough, thinking stops. Agreement over rungs is Dynasor's
Certaindex (Fu et al. 2024, section 4); the confidence of a probed answer is DEER's (Yang et al.
2025, section 3.2). With several samples the probes vote at every rung, and the leader's share is
the confidence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from reasoning.budget import Budget
from reasoning.context import Context
from reasoning.errors import BudgetError, EngineError
from reasoning.events import Answer, Checkpoint, Ending, Rung, SampleResult, Vote
from reasoning.strategies.chain import draw_answer, end_thought, failed_sample, think
from reasoning.strategies.outcome import end_rung
from reasoning.strategies.vote import count_votes

#: Largest rung where neither the budget nor the context says less.
DEFAULT_CAP = 4096


@dataclass(frozen=True, slots=True)
class Adaptive:
    """Probe the answer at growing rungs; stop when it has settled.

    first, growth: the rungs are first, first*growth, … up to the thinking budget.
    agree: how many probes in a row have to give the same answer.
    confidence: least confidence of each of them, 0 to 1 (ignored without log-probabilities).
    """

    first: int = 32
    growth: float = 1.5
    agree: int = 3
    confidence: float = 0.9
    name = "adaptive"

    def rungs(self, budget: Budget) -> tuple[Rung, ...]:
        """One: the largest it may go to."""
        return (budget.thinking_tokens,)

    def check(self, ctx: Context) -> None:
        """Refuse settings that cannot settle, and limits it does not keep."""
        if self.first < 1 or self.growth <= 1 or self.agree < 2 or not 0 <= self.confidence <= 1:
            raise BudgetError(
                "auto needs a first rung of 1 or more, growth above 1, agreement of 2 or more "
                "probes, and a confidence of 0 to 1"
            )
        if ctx.budget.dollars is not None:
            raise BudgetError("auto takes no limit in dollars; ask with one budget instead")
        ctx.limit(ctx.budget.thinking_tokens)

    def steps(self, cap: int) -> list[int]:
        """The rungs up to `cap` (tokens), the cap last."""
        found: list[int] = []
        rung = float(self.first)
        while rung < cap:
            found.append(round(rung))
            rung *= self.growth
        return [*found, cap]

    async def run(self, ctx: Context) -> None:
        """Grow, probe, decide; the probes at the last rung become the answer."""
        rung = ctx.budget.thinking_tokens
        cap = ctx.limit(rung) if rung is not None else min(ctx.room(), DEFAULT_CAP)
        state = _Settling(self)
        samples: list[SampleResult] = []
        for step in self.steps(cap):
            samples = await _grow_and_probe(ctx, rung, step)
            state.probe_tokens += sum(s.answer_tokens for s in samples)
            votes = count_votes(ctx, samples)
            over = all(ctx.thought(n).over for n in range(ctx.budget.samples))
            if state.settled(ctx, votes, samples) or over or ctx.out_of_time():
                break
            if all(s.end is Ending.FAILED for s in samples):
                break
        for result in samples:
            thought = ctx.thought(result.sample)
            end_thought(ctx, result.sample, "all", cut=not thought.over)
            if (probe := ctx.probes.get((rung, result.sample))) and result.text:
                ctx.emit(Answer(rung, result.sample, tuple(probe.ids), probe.text))
            ctx.emit(Checkpoint(rung, result))
        stopped_early = [s for s in samples if not ctx.thought(s.sample).over]
        probes = state.probe_tokens - sum(s.answer_tokens for s in samples)
        saved = sum(cap - s.thinking_tokens for s in stopped_early) - probes
        end_rung(ctx, rung, samples, requested=cap, probe_tokens=probes, saved_tokens=saved)


@dataclass(slots=True)
class _Settling:
    """The last probes: what they said, and whether that is enough."""

    rule: Adaptive
    leaders: list[str | None] = field(default_factory=list)
    sure: list[bool] = field(default_factory=list)
    probe_tokens: int = 0

    def settled(self, ctx: Context, votes: Sequence[Vote], samples: Sequence[SampleResult]) -> bool:
        self.leaders.append(votes[0].answer if votes else None)
        self.sure.append(bool(votes) and self._confident(votes, samples))
        last = self.leaders[-self.rule.agree :]
        if len(last) < self.rule.agree or not all(self.sure[-self.rule.agree :]):
            return False
        newest = last[-1]
        return newest is not None and all(
            answer is not None and ctx.domain.same(ctx.problem, answer, newest) for answer in last
        )

    def _confident(self, votes: Sequence[Vote], samples: Sequence[SampleResult]) -> bool:
        if len(samples) > 1:
            return votes[0].share >= self.rule.confidence
        probability = samples[0].probability
        return probability is None or probability >= self.rule.confidence


async def _grow_and_probe(ctx: Context, rung: Rung, step: int) -> list[SampleResult]:
    """Every sample's thought grown to `step` tokens, and the answer it would give there."""

    async def one(sample: int) -> SampleResult:
        try:
            record = await think(ctx, sample, step)
            cut = not record.over and step > 0
            return await draw_answer(
                ctx, rung, sample, record.ids, cut=cut, waits=record.waits, probe=True
            )
        except EngineError as error:
            return failed_sample(ctx, rung, sample, len(ctx.thought(sample).ids), error)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(sample)) for sample in range(ctx.budget.samples)]
    return [task.result() for task in tasks]
