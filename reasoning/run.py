"""`reason`: everything that thinks goes through this one call."""

from __future__ import annotations

import asyncio
import math
import uuid
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from typing import Literal

from reasoning.budget import Budget
from reasoning.context import Context
from reasoning.decoding import Decoding
from reasoning.domains import domain_of, messages
from reasoning.engines.base import Engine
from reasoning.errors import BudgetError, DeliberateError, EngineError
from reasoning.events import (
    Checkpoint,
    End,
    Ending,
    Event,
    Rung,
    SampleResult,
    Started,
    Usage,
)
from reasoning.problem import Problem
from reasoning.scope import out_of_scope
from reasoning.strategies import Adaptive, Approximate, Independent, Ladder, Strategy, Vote
from reasoning.strategies.outcome import end_rung
from reasoning.trace import Trace, TraceStore

#: "Auto" in the page.
AUTO = Adaptive()

_OVER = object()


class Run:
    """One run, going on in the background from the first `async for`.

    Iterate for its events; `cancel` stops the engine and lets every rung end as cancelled. The
    trace is stored before the last `End` is delivered, so what was seen to end is on record.
    """

    def __init__(self, ctx: Context, strategy: Strategy, store: TraceStore | None) -> None:
        self.id = uuid.uuid4().hex
        self._ctx = ctx
        self._strategy = strategy
        self._store = store
        self._events: asyncio.Queue[Event | object] = asyncio.Queue()
        self._held: list[End] = []
        self._thinking: asyncio.Task[None] | None = None
        self._cancelled = False
        self.trace: Trace | None = None
        ctx.deliver = self._deliver

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The thinking budgets that it reports on, smallest first."""
        return self._strategy.rungs(self._ctx.budget)

    @property
    def generated_tokens(self) -> int:
        """Tokens that the engine has generated for this run so far."""
        return self._ctx.generated_tokens

    def cancel(self) -> None:
        """Stop the engine's work on this run. Does nothing to a run that is over."""
        self._cancelled = True
        if self._thinking:
            self._thinking.cancel()

    async def __aiter__(self) -> AsyncIterator[Event]:
        work = asyncio.create_task(self._work())
        try:
            while (event := await self._events.get()) is not _OVER:
                yield event  # type: ignore[misc]
        finally:
            # Whoever stops listening does not want the tokens either.
            self.cancel()
            await asyncio.gather(work, return_exceptions=True)
        if error := work.exception():
            raise error

    def _deliver(self, event: Event) -> None:
        if isinstance(event, End) and len(self._ctx.ends) == len(self.rungs):
            self._held.append(event)
        else:
            self._events.put_nowait(event)

    async def _work(self) -> None:
        self._start()
        unexpected: BaseException | None = None
        if not self._cancelled:
            self._thinking = asyncio.create_task(self._think())
            try:
                await self._thinking
            except asyncio.CancelledError:
                self._cancelled = True
            except Exception as error:
                self._end_open_rungs(Ending.FAILED, _reason(error))
                unexpected = _unexpected(error)
        if self._cancelled:
            self._end_open_rungs(Ending.CANCELLED, "stopped")
        await self._finish()
        if unexpected:
            raise unexpected

    async def _think(self) -> None:
        if not await self._refused():
            await self._strategy.run(self._ctx)

    def _start(self) -> None:
        model = self._ctx.engine.model
        self._events.put_nowait(
            Started(
                trace_id=self.id,
                model=model.name,
                revision=model.revision,
                rungs=self.rungs,
                samples=self._ctx.budget.samples,
                prompt_tokens=len(self._ctx.prompt_ids),
                approximate=self._ctx.engine.tokenizer is None,
            )
        )

    async def _refused(self) -> bool:
        """End every rung as refused when the question is outside what the model was taught."""
        try:
            reason = await out_of_scope(self._ctx.engine, self._ctx.prompt_ids)
        except EngineError as error:
            self._end_open_rungs(Ending.FAILED, str(error))
            return True
        if reason:
            self._end_open_rungs(Ending.REFUSED, reason)
        return bool(reason)

    def _end_open_rungs(self, end: Ending, reason: str) -> None:
        """End what has no end yet, keeping what each sample had come to."""
        ctx = self._ctx
        for rung in self.rungs:
            if rung in ctx.ends:
                continue
            samples = []
            for sample in range(ctx.budget.samples):
                done = ctx.samples.get((rung, sample))
                if done is None:
                    done = self._unfinished(rung, sample, end, reason)
                    ctx.emit(Checkpoint(rung, done))
                samples.append(done)
            end_rung(ctx, rung, samples)

    def _unfinished(self, rung: Rung, sample: int, end: Ending, reason: str) -> SampleResult:
        ctx = self._ctx
        thought = ctx.thoughts.get(("all", sample)) or ctx.thoughts.get((rung, sample))
        answer = ctx.answers.get((rung, sample))
        tokens = len(thought.ids) if thought else 0
        return SampleResult(
            sample=sample,
            answer=None,
            end=end,
            thinking_tokens=tokens if rung is None else min(tokens, rung),
            answer_tokens=len(answer.ids) if answer else 0,
            text=answer.text if answer else "",
            mean_logprob=None,
            reason=reason,
        )

    async def _finish(self) -> None:
        """Store the trace, then let the last end out."""
        ctx = self._ctx
        try:
            self._price()
            self._events.put_nowait(Usage(ctx.prompt_tokens, ctx.generated_tokens))
            self.trace = Trace(self.id, self._strategy.name, ctx)
            if self._store:
                await asyncio.to_thread(_save, self._store, self.trace)
        finally:
            for held in self._held:
                self._events.put_nowait(held)
            self._events.put_nowait(_OVER)

    def _price(self) -> None:
        """Put what the run cost into its result; a curve's cost belongs to no single rung."""
        price = self._ctx.engine.model.price
        if price is None or len(self._held) != 1 or len(self.rungs) != 1:
            return
        ctx = self._ctx
        dollars = (
            ctx.prompt_tokens * price.prompt + ctx.generated_tokens * price.generated
        ) / 1_000_000
        end = replace(self._held[0], result=replace(self._held[0].result, dollars=dollars))
        self._held[0] = ctx.ends[end.rung] = end


def _save(store: TraceStore, trace: Trace) -> None:
    store.save_trace(trace.record)


def _reason(error: BaseException) -> str:
    """An error, or the first leaf of a group of them, as one line."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return str(error) or type(error).__name__


def _unexpected(error: Exception) -> BaseException | None:
    """What of an error is a fault of this program, and not an end that a user was told of."""
    if isinstance(error, ExceptionGroup):
        return error.split(DeliberateError)[1]
    return None if isinstance(error, DeliberateError) else error


def reason(
    problem: Problem,
    budget: Budget,
    engine: Engine,
    *,
    decoding: Decoding | None = None,
    strategy: Strategy | None = None,
    store: TraceStore | None = None,
) -> Run:
    """Reason about a problem under a budget; iterate the result for its events.

    The strategy is a chain (a majority vote where the budget has several samples) unless another
    is named: `AUTO`, or those of `reasoning.strategies`. Every run's trace goes to the `store`.

    Raises:
        BudgetError: the budget is impossible for this question, engine or strategy. Nothing has
            been spent then.
    """
    if problem.images and not engine.capabilities.images:
        raise BudgetError(
            f"{engine.model.name} takes no images; remove them, or choose a model that does"
        )
    if any(m.images for m in problem.history) and not engine.capabilities.images:
        raise BudgetError(
            f"an earlier question here has an image, and {engine.model.name} takes none; start a "
            "new conversation, or choose a model that does"
        )
    domain = domain_of(problem)
    turns = messages(domain, problem)
    tokenizer = engine.tokenizer
    ctx = Context(
        problem=problem,
        domain=domain,
        budget=budget,
        decoding=decoding or Decoding(),
        engine=engine,
        messages=turns,
        prompt_ids=tokenizer.prompt(turns) if tokenizer else (),
        deliver=lambda event: None,
    )
    if tokenizer is None:
        if strategy is not None and not isinstance(strategy, Vote):
            raise BudgetError(
                f"engine {engine.name} takes chat messages only, so {strategy.name} cannot run on "
                "it; ask with one budget, or use an engine that takes token ids"
            )
        strategy = Approximate()
    strategy = strategy or Vote()
    _afford(ctx, strategy)
    strategy.check(ctx)
    return Run(ctx, strategy, store)


def curve(
    problem: Problem,
    rungs: Iterable[Rung],
    engine: Engine,
    *,
    budget: Budget | None = None,
    method: Literal["ladder", "independent"] = "ladder",
    decoding: Decoding | None = None,
    store: TraceStore | None = None,
) -> Run:
    """Reason at several thinking budgets: from one chain (`ladder`), or each on its own.

    Both give the same events: one `End` a rung. `budget` gives everything but the thinking tokens.

    Raises:
        BudgetError: as `reason`.
    """
    made = Ladder if method == "ladder" else Independent
    return reason(
        problem,
        replace(budget or Budget(), thinking_tokens=None),
        engine,
        decoding=decoding,
        strategy=made(tuple(rungs)),
        store=store,
    )


def _afford(ctx: Context, strategy: Strategy) -> None:
    """Turn a limit in dollars into one in thinking tokens, for the worst case.

    A sample sends its prompt twice (to think and to answer), so with P prompt, T thinking, C
    closing and A answer tokens it costs (2P + T + C) * prompt price + (T + A) * generated price.
    """
    dollars = ctx.budget.dollars
    if dollars is None or not isinstance(strategy, Vote):
        return
    price = ctx.engine.model.price
    if price is None:
        raise BudgetError(
            f"a limit in dollars needs prices, and {ctx.engine.model.name} has none; set "
            "price_prompt and price_generated, or leave the limit out"
        )
    each = dollars * 1_000_000 / ctx.budget.samples
    fixed = (2 * len(ctx.prompt_ids) + len(ctx.tokenizer.close_ids)) * price.prompt
    left = each - fixed - ctx.budget.answer_tokens * price.generated
    per_token = price.prompt + price.generated
    if left < 0:
        raise BudgetError(
            f"${dollars:g} does not pay for {ctx.budget.samples} answers of up to "
            f"{ctx.budget.answer_tokens} tokens; raise it, or lower samples or answer tokens"
        )
    if per_token > 0:
        affordable = math.floor(left / per_token)
        wanted = ctx.budget.thinking_tokens
        limit = affordable if wanted is None else min(wanted, affordable)
        ctx.with_budget(thinking_tokens=min(limit, ctx.room()))
