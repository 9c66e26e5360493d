"""(a) Tokens per second through the core against the engine alone; (c) 32 streams against 1.

The core thinks and answers; the engine alone draws the same thoughts from the same prompts. What
the core adds is events, decoding, the trace, and closing the thought with a request of its own for
the answer, whose tokens count too.

Every stream asks one question after the other until the time is over, so that all of them are busy
all the while; what came by then counts.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing

from benchmarks.perf.measure import Figure, bundled, hard_vignettes, paired, steady_rate
from reasoning import Budget, Problem, reason
from reasoning.domains import domain_of, messages
from reasoning.engines.base import Sampling
from reasoning.engines.embedded import EmbeddedEngine

GOAL_CORE = 0.95
GOAL_STREAMS = 6.0
REPEATS = 9
SECONDS = 5.0
EACH = 6  # questions that a stream asks, again and again
THINKING = 512


async def measure() -> list[Figure]:
    """Ratios for 1 and 32 streams, and between them."""
    figures = []
    alone: dict[int, float] = {}
    async with bundled() as engine:
        for streams in (1, 32):
            problems = await hard_vignettes(engine, EACH * streams)
            lanes = [problems[n::streams] for n in range(streams)]
            core = [functools.partial(_through_core, engine, lane) for lane in lanes]
            bare = [functools.partial(_engine_alone, engine, lane) for lane in lanes]
            through, alone[streams], ratio = await paired(
                functools.partial(steady_rate, core, SECONDS),
                functools.partial(steady_rate, bare, SECONDS),
                REPEATS,
            )
            figures.append(
                Figure(
                    "core",
                    f"tokens/s through the core against the engine alone, streams: {streams}",
                    ratio,
                    "x",
                    GOAL_CORE,
                    detail=f"{through:.0f} against {alone[streams]:.0f} tokens/s",
                )
            )
    figures.append(
        Figure(
            "core",
            "tokens/s of 32 streams together against 1",
            alone[32] / alone[1],
            "x",
            GOAL_STREAMS,
            detail=f"{alone[32]:.0f} against {alone[1]:.0f} tokens/s",
        )
    )
    return figures


async def _through_core(engine: EmbeddedEngine, lane: Sequence[Problem]) -> AsyncIterator[int]:
    for problem in itertools.cycle(lane):
        run, told = reason(problem, Budget(THINKING), engine), 0
        async for _ in run:
            yield run.generated_tokens - told
            told = run.generated_tokens
        yield run.generated_tokens - told


async def _engine_alone(engine: EmbeddedEngine, lane: Sequence[Problem]) -> AsyncIterator[int]:
    assert engine.tokenizer is not None
    for problem in itertools.cycle(lane):
        prompt = engine.tokenizer.prompt(messages(domain_of(problem), problem))
        sampling = Sampling(THINKING, stop_ids=(engine.tokenizer.think_end_id,), logprobs=False)
        async with aclosing(engine.stream(prompt, sampling)) as chunks:
            async for chunk in chunks:
                yield len(chunk.ids)
