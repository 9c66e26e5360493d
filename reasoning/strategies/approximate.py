"""Budgets on engines that take chat messages only (hosted APIs): approximate, and marked so.

Thinking tokens are counted as the server's stream delivers them, which is one token a piece on
most servers and cannot be checked. At the limit the stream is closed, and a second request hands
the thought back and asks for the answer alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass

from reasoning.budget import Budget
from reasoning.context import Context
from reasoning.errors import BudgetError, EngineError
from reasoning.escape import escaped
from reasoning.events import Answer, Checkpoint, Ending, Rung, SampleResult, Thought
from reasoning.problem import Message
from reasoning.strategies.chain import end_thought, failed_sample
from reasoning.strategies.outcome import end_rung

AT_ONCE = "Answer at once, without thinking about it first."
TIME_IS_UP = (
    "Your thoughts so far:\n{thought}\n\nThe time for thinking is over. Give the answer only."
)


@dataclass(frozen=True, slots=True)
class Approximate:
    """One thinking budget by chat messages; with several samples a majority vote."""

    name = "approximate"

    def rungs(self, budget: Budget) -> tuple[Rung, ...]:
        """The budget's own."""
        return (budget.thinking_tokens,)

    def check(self, ctx: Context) -> None:
        """Minimum thinking cannot be forced by messages."""
        if ctx.budget.min_thinking_tokens:
            raise BudgetError(
                f"engine {ctx.engine.name} takes chat messages only, so minimum thinking cannot be "
                "forced on it; set minimum thinking to 0, or use an engine that takes token ids"
            )

    async def run(self, ctx: Context) -> None:
        """Ask for every sample at once."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_sample(ctx, n)) for n in range(ctx.budget.samples)]
        end_rung(ctx, ctx.budget.thinking_tokens, [task.result() for task in tasks])


@dataclass(frozen=True, slots=True)
class _Reply:
    """How one request went; token counts are the server's, else those of its pieces."""

    cut: bool
    thinking_tokens: int
    answer_tokens: int


async def _sample(ctx: Context, sample: int) -> SampleResult:
    rung = ctx.budget.thinking_tokens
    thought = ctx.thought(sample)
    messages = list(ctx.messages)
    if rung == 0:
        messages.append(Message("user", AT_ONCE))
    try:
        first = reply = await _ask(ctx, sample, messages, thinking_limit=rung or None)
        end_thought(ctx, sample, "all", cut=first.cut)
        if first.cut:
            closing = Message("user", TIME_IS_UP.format(thought=thought.text))
            reply = await _ask(ctx, sample, [*ctx.messages, closing], thinking_limit=None)
    except EngineError as error:
        return failed_sample(ctx, rung, sample, len(thought.ids), error)
    record = ctx.answers.get((rung, sample))
    text = record.text.strip() if record else ""
    answer = ctx.domain.read(ctx.problem, text) if text else None
    hit_limit = reply.answer_tokens >= ctx.budget.answer_tokens
    if first.cut and escaped(text, hit_limit=hit_limit, readable=answer is not None):
        end = Ending.ESCAPED
    elif answer is None:
        end = Ending.EMPTY
    else:
        end = Ending.CUT if first.cut else Ending.ANSWERED
    result = SampleResult(
        sample, answer, end, first.thinking_tokens, reply.answer_tokens, text, None
    )
    ctx.emit(Checkpoint(rung, result))
    return result


async def _ask(
    ctx: Context, sample: int, messages: Sequence[Message], *, thinking_limit: int | None
) -> _Reply:
    """Stream one reply, to its end or to the limit on thinking or time."""
    rung = ctx.budget.thinking_tokens
    thought = ctx.thought(sample)
    room = ctx.engine.model.context_tokens if rung is None else rung
    sampling = ctx.sampling(room + ctx.budget.answer_tokens, (), sample, "chat", len(messages))
    thinking = answer = 0
    async with aclosing(ctx.engine.chat(messages, sampling)) as pieces:
        async for piece in pieces:
            # Hosted APIs give no ids; -1 stands for "one token, id unknown".
            if piece.reasoning:
                thinking += 1
                ctx.emit(Thought(sample, len(thought.ids), (-1,), piece.reasoning))
            if piece.content:
                answer += 1
                ctx.emit(Answer(rung, sample, (-1,), piece.content))
            if usage := piece.usage:
                ctx.prompt_tokens += usage.prompt_tokens
                thinking = thinking if usage.reasoning_tokens is None else usage.reasoning_tokens
                answer = max(0, usage.generated_tokens - thinking)
            full = thinking_limit is not None and len(thought.ids) >= thinking_limit
            if not piece.content and not piece.finish and (full or ctx.out_of_time()):
                ctx.generated(thinking + answer)
                return _Reply(True, thinking, answer)
    ctx.generated(thinking + answer)
    return _Reply(False, thinking, answer)
