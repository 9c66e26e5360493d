"""One chain of thought under a budget: think, close, answer. Everything else is made of this.

Budget forcing on token ids (s1: Simple test-time scaling, Muennighoff et al. 2025, section 3.1):
the thought is drawn with the remaining budget as its token limit, so it can never be longer; the
closing tokens are then appended and the answer is drawn under a limit of its own. When the model
stops before the minimum, "Wait" is appended in place of its stop and it goes on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing

from reasoning.context import AnswerRecord, Context, ThoughtRecord
from reasoning.errors import EngineError
from reasoning.escape import escaped
from reasoning.events import (
    Answer,
    Checkpoint,
    Ending,
    Rung,
    SampleResult,
    Thought,
    ThoughtEnd,
)

#: Up to this many tokens an answer's probability is that of the whole; above, the geometric mean
#: per token (as in DEER, Yang et al. 2025), since long answers have many right wordings.
SHORT_ANSWER_TOKENS = 16

Growth = Callable[[ThoughtRecord], None]


async def think(
    ctx: Context,
    sample: int,
    limit: int,
    *,
    owner: Rung | str = "all",
    on_growth: Growth | None = None,
    cuts: Sequence[int] = (),
) -> ThoughtRecord:
    """Grow a sample's thought to at most `limit` tokens in all, from wherever it stands.

    No event crosses one of the `cuts` (tokens of thought, ascending), so that whoever shows a
    smaller budget knows its text to the letter.

    `record.over` tells afterwards whether the model stopped by itself; if not, the limit (or the
    budget's seconds) did. Nothing is emitted for the end of the thought: the caller knows whether
    it will grow further. `on_growth` is called after every piece.
    """
    record = ctx.thought(sample, owner)
    while not record.over and len(record.ids) < limit and not ctx.out_of_time():
        if not await _segment(ctx, sample, limit, owner, record, on_growth, cuts):
            break
        wait_ids = ctx.tokenizer.wait_ids
        too_early = len(record.ids) < ctx.budget.min_thinking_tokens
        fits = len(record.ids) + len(wait_ids) <= limit
        if too_early and fits and record.waits < ctx.budget.waits:
            record.waits += 1
            _grow(ctx, sample, owner, wait_ids, ctx.tokenizer.decode(wait_ids), on_growth)
        else:
            record.over = True
    return record


async def _segment(
    ctx: Context,
    sample: int,
    limit: int,
    owner: Rung | str,
    record: ThoughtRecord,
    on_growth: Growth | None,
    cuts: Sequence[int],
) -> bool:
    """Draw until the model stops (True), or the limit or the time does (False)."""
    tokenizer = ctx.tokenizer
    prefix = [*ctx.prompt_ids, *record.ids]
    stop_ids = (tokenizer.think_end_id, *tokenizer.answer_stop_ids)
    # The position, not the segment's number, is in the seed: a run that grows in steps and a run
    # that starts from the same place draw alike.
    sampling = ctx.sampling(limit - len(record.ids), stop_ids, sample, "think", len(record.ids))
    ctx.prompt_tokens += len(prefix)
    decoder = tokenizer.stream_decoder()
    async with aclosing(ctx.engine.stream(prefix, sampling)) as chunks:
        async for chunk in chunks:
            if chunk.ids:
                ctx.generated(len(chunk.ids))
                for ids in _pieces(chunk.ids, len(record.ids), cuts):
                    _grow(ctx, sample, owner, ids, decoder.push(ids), on_growth)
            if chunk.finish:
                return chunk.finish == "stop"
            if ctx.out_of_time():
                return False
    return False


def _pieces(ids: tuple[int, ...], position: int, cuts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """The ids, the first of which is at `position`, parted at every cut among them."""
    start = 0
    for cut in cuts:
        if start < cut - position < len(ids):
            yield ids[start : cut - position]
            start = cut - position
    yield ids[start:]


def _grow(
    ctx: Context,
    sample: int,
    owner: Rung | str,
    ids: Sequence[int],
    text: str,
    on_growth: Growth | None,
) -> None:
    record = ctx.thought(sample, owner)
    ctx.emit(Thought(sample, len(record.ids), tuple(ids), text, rung=owner))  # type: ignore[arg-type]
    if on_growth:
        on_growth(record)


def end_thought(ctx: Context, sample: int, owner: Rung | str, *, cut: bool) -> None:
    """Say that a sample's thought is over, by itself or closed by the budget."""
    tokens = len(ctx.thought(sample, owner).ids)
    ctx.emit(ThoughtEnd(sample, tokens, cut, rung=owner))  # type: ignore[arg-type]


async def draw_answer(
    ctx: Context,
    rung: Rung,
    sample: int,
    thought_ids: Sequence[int],
    *,
    cut: bool,
    waits: int = 0,
    probe: bool = False,
) -> SampleResult:
    """Close the thought and draw the answer from a fork of the prefix.

    `cut`: the budget closed the thought, so an escape is possible and the end says so. A probe
    streams nothing but its `Checkpoint`; its tokens are kept in `ctx.probes`.
    """
    tokenizer = ctx.tokenizer
    prefix = [*ctx.prompt_ids, *thought_ids, *tokenizer.close_ids]
    sampling = ctx.sampling(
        ctx.budget.answer_tokens,
        tokenizer.answer_stop_ids,
        sample,
        "answer",
        len(thought_ids),
        logprobs=True,
    )
    ctx.prompt_tokens += len(prefix)
    ids: list[int] = []
    logprobs: list[float] = []
    hit_limit = False
    decoder = tokenizer.stream_decoder()
    async with aclosing(ctx.engine.stream(prefix, sampling)) as chunks:
        async for chunk in chunks:
            hit_limit = chunk.finish == "length"
            if not chunk.ids:
                continue
            ctx.generated(len(chunk.ids))
            ids.extend(chunk.ids)
            logprobs.extend(chunk.logprobs or ())
            if not probe:
                ctx.emit(Answer(rung, sample, chunk.ids, decoder.push(chunk.ids)))
    text = tokenizer.decode(ids).strip()
    if probe:
        ctx.probes[rung, sample] = AnswerRecord(ids, logprobs, text)
    elif (rung, sample) in ctx.answers:
        ctx.answers[rung, sample].logprobs = logprobs
    answer = ctx.domain.read(ctx.problem, text)
    if cut and escaped(text, hit_limit=hit_limit, readable=answer is not None):
        end = Ending.ESCAPED
    elif answer is None:
        end = Ending.EMPTY
    else:
        end = Ending.CUT if cut else Ending.ANSWERED
    result = SampleResult(
        sample=sample,
        answer=answer,
        end=end,
        thinking_tokens=len(thought_ids),
        answer_tokens=len(ids),
        text=text,
        mean_logprob=sum(logprobs) / len(logprobs) if logprobs else None,
        probability=answer_probability(logprobs),
        waits=waits,
    )
    ctx.emit(Checkpoint(rung, result, probe=probe))
    return result


def unfinished_sample(
    ctx: Context, rung: Rung, sample: int, thinking_tokens: int, end: Ending, reason: str
) -> SampleResult:
    """A sample that came to no answer, and why; what it had written so far is kept."""
    record = ctx.answers.get((rung, sample))
    result = SampleResult(
        sample=sample,
        answer=None,
        end=end,
        thinking_tokens=thinking_tokens,
        answer_tokens=len(record.ids) if record else 0,
        text=record.text if record else "",
        mean_logprob=None,
        reason=reason,
    )
    ctx.emit(Checkpoint(rung, result))
    return result


def failed_sample(
    ctx: Context, rung: Rung, sample: int, thinking_tokens: int, error: EngineError
) -> SampleResult:
    """A sample whose engine broke off."""
    return unfinished_sample(ctx, rung, sample, thinking_tokens, Ending.FAILED, str(error))


def answer_probability(logprobs: Sequence[float]) -> float | None:
    """Probability of a short answer (the product), or per token of a long one; None without any.

    The log-probabilities are natural; the result is 0 to 1.
    """
    if not logprobs:
        return None
    if len(logprobs) <= SHORT_ANSWER_TOKENS:
        return math.exp(sum(logprobs))
    return math.exp(sum(logprobs) / len(logprobs))
