"""The ladder: the accuracy-against-budget curve from one chain a sample.

The first b tokens of a longer sample are distributed as a sample stopped at b, as long as the
prompt does not name the budget, the same closing tokens are appended, and the answer is drawn
afresh. So one chain is grown to the largest budget, and at every rung the answer is drawn from a
fork of the prefix, which the engine does not compute again: K budgets for the price of one long
chain and K short answers. A rung above the length at which the model stopped by itself shares the
answer drawn there. Equal to independent runs in distribution, not bit for bit (`self_check`).

With one rung this is a plain chain, or with several samples a majority vote.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from reasoning.budget import Budget
from reasoning.context import Context, ThoughtRecord
from reasoning.errors import BudgetError, EngineError
from reasoning.events import Checkpoint, Ending, Rung, SampleResult, Voted
from reasoning.strategies.chain import (
    draw_answer,
    end_thought,
    failed_sample,
    think,
    unfinished_sample,
)
from reasoning.strategies.outcome import end_rung
from reasoning.strategies.vote import EarlyStop, count_votes, may_stop

#: Most rungs of one curve.
MAX_RUNGS = 256


def sorted_rungs(rungs: Iterable[Rung]) -> tuple[Rung, ...]:
    """Distinct rungs, smallest first, "until it stops" last.

    Raises:
        BudgetError: none, too many, or a negative one.
    """
    found = set(rungs)
    if not 1 <= len(found) <= MAX_RUNGS:
        raise BudgetError(f"{len(found)} budgets were given; allowed: 1 to {MAX_RUNGS}")
    for rung in found:
        if rung is not None and rung < 0:
            raise BudgetError(f"thinking budget is {rung}; allowed: 0, a positive number, or none")
    return tuple(sorted(found, key=_size))


def _size(rung: Rung) -> float:
    return float("inf") if rung is None else rung


@dataclass(slots=True)
class Climb:
    """The samples of one or more rungs that share their thoughts."""

    ctx: Context
    rungs: Sequence[Rung]
    owner: Rung | str = "all"
    early_stop: EarlyStop = EarlyStop.NEVER
    done: dict[Rung, list[SampleResult]] = field(default_factory=dict)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def run(self) -> None:
        """Grow every sample through every rung; end each rung when its samples are in."""
        self.done = {rung: [] for rung in self.rungs}
        async with asyncio.TaskGroup() as group:
            for sample in range(self.ctx.budget.samples):
                self.tasks.append(group.create_task(self._sample(sample)))

    async def _sample(self, sample: int) -> None:
        ctx = self.ctx
        limits = [ctx.limit(rung) for rung in self.rungs]
        below_top = list(zip(self.rungs, limits, strict=True))[:-1]
        async with asyncio.TaskGroup() as forks:

            def fork_passed_rungs(record: ThoughtRecord) -> None:
                # The model may still stop at exactly this length; a run of its own at this budget
                # could not know either, so the rung is cut there too.
                while below_top and len(record.ids) >= below_top[0][1]:
                    rung, limit = below_top.pop(0)
                    forks.create_task(self._fork(rung, sample, record.ids[:limit]))

            fork_passed_rungs(ctx.thought(sample, self.owner))
            last = await self._top(sample, limits, fork_passed_rungs)
            for rung, _ in below_top:
                ctx.emit(Checkpoint(rung, last))
                self._arrived(rung, last)
            self._arrived(self.rungs[-1], last)

    async def _top(
        self, sample: int, limits: Sequence[int], on_growth: Callable[[ThoughtRecord], None]
    ) -> SampleResult:
        """Grow the thought to its end, and answer from there."""
        ctx, rung, (*cuts, limit) = self.ctx, self.rungs[-1], limits
        try:
            record = await think(
                ctx, sample, limit, owner=self.owner, on_growth=on_growth, cuts=cuts
            )
            cut = not record.over and limit > 0
            end_thought(ctx, sample, self.owner, cut=cut)
            return await draw_answer(ctx, rung, sample, record.ids, cut=cut, waits=record.waits)
        except EngineError as error:
            return failed_sample(ctx, rung, sample, len(ctx.thought(sample, self.owner).ids), error)

    async def _fork(self, rung: Rung, sample: int, prefix: Sequence[int]) -> None:
        """Answer from a prefix of the thought while the thought goes on."""
        try:
            result = await draw_answer(self.ctx, rung, sample, prefix, cut=len(prefix) > 0)
        except EngineError as error:
            result = failed_sample(self.ctx, rung, sample, len(prefix), error)
        self._arrived(rung, result)

    def _arrived(self, rung: Rung, result: SampleResult) -> None:
        """Count a sample's answer; end the rung when it was the last one needed."""
        arrived = self.done[rung]
        arrived.append(result)
        wanted = self.ctx.budget.samples
        if wanted > 1:
            votes = count_votes(self.ctx, arrived)
            outstanding = wanted - len(arrived)
            self.ctx.emit(Voted(rung, votes, outstanding))
            if may_stop(self.early_stop, votes, outstanding):
                self._stop_the_rest(rung)
        if len(arrived) == wanted:
            end_rung(self.ctx, rung, sorted(arrived, key=lambda s: s.sample))

    def _stop_the_rest(self, rung: Rung) -> None:
        arrived = self.done[rung]
        voted = {result.sample for result in arrived}
        for sample, task in enumerate(self.tasks):
            if sample not in voted:
                task.cancel()
                thought = self.ctx.thought(sample, self.owner)
                arrived.append(
                    unfinished_sample(
                        self.ctx,
                        rung,
                        sample,
                        len(thought.ids),
                        Ending.CANCELLED,
                        "the vote was decided without it",
                    )
                )


@dataclass(frozen=True, slots=True)
class Vote:
    """One thinking budget: a chain, or with several samples a majority vote."""

    early_stop: EarlyStop = EarlyStop.NEVER
    name = "vote"

    def rungs(self, budget: Budget) -> tuple[Rung, ...]:
        """The budget's own."""
        return (budget.thinking_tokens,)

    def check(self, ctx: Context) -> None:
        """The budget has to fit the context."""
        ctx.limit(ctx.budget.thinking_tokens)

    async def run(self, ctx: Context) -> None:
        """Draw the samples in one batch that shares the prompt."""
        await Climb(ctx, self.rungs(ctx.budget), early_stop=self.early_stop).run()


@dataclass(frozen=True, slots=True)
class Ladder:
    """Several thinking budgets from one chain a sample."""

    budgets: tuple[Rung, ...]
    name = "ladder"

    def rungs(self, budget: Budget) -> tuple[Rung, ...]:
        """The ladder's, smallest first."""
        return sorted_rungs(self.budgets)

    def check(self, ctx: Context) -> None:
        """Ladders are not valid with "Wait", seconds or dollars."""
        refuse_unshared_limits(ctx, "a ladder")
        if ctx.budget.min_thinking_tokens:
            raise BudgetError(
                "a ladder cannot force minimum thinking: a chain that was told to wait is not a "
                "sample of a smaller budget; use independent runs"
            )
        for rung in self.rungs(ctx.budget):
            ctx.limit(rung)

    async def run(self, ctx: Context) -> None:
        """Climb once."""
        await Climb(ctx, self.rungs(ctx.budget)).run()


@dataclass(frozen=True, slots=True)
class Independent:
    """Several thinking budgets, each with chains of its own. The same events as the ladder."""

    budgets: tuple[Rung, ...]
    name = "independent"

    def rungs(self, budget: Budget) -> tuple[Rung, ...]:
        """The budgets, smallest first."""
        return sorted_rungs(self.budgets)

    def check(self, ctx: Context) -> None:
        """Every rung has to fit; minimum thinking has to fit every rung."""
        refuse_unshared_limits(ctx, "a curve")
        for rung in self.rungs(ctx.budget):
            replace(ctx.budget, thinking_tokens=rung)  # refuses minimum thinking above the rung
            ctx.limit(rung)

    async def run(self, ctx: Context) -> None:
        """Run every budget at once; one that fails does not stop the others."""
        async with asyncio.TaskGroup() as group:
            for rung in self.rungs(ctx.budget):
                group.create_task(Climb(ctx, (rung,), owner=rung).run())


def refuse_unshared_limits(ctx: Context, what: str) -> None:
    """Refuse limits that hold for one run and mean nothing for several at once.

    Raises:
        BudgetError: seconds or dollars are set.
    """
    for part in ("seconds", "dollars"):
        if getattr(ctx.budget, part) is not None:
            raise BudgetError(f"{what} takes no limit in {part}; ask with one budget instead")
