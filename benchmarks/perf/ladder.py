"""(b) Tokens generated for a curve from one chain, against its longest chain and separate runs."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Sequence
from typing import Literal

from benchmarks.perf.measure import Figure, bundled, hard_vignettes
from reasoning import Problem, curve
from reasoning.engines.base import Engine
from reasoning.events import End, Rung

GEOMETRIC = (4, 8, 16, 32, 64, 128, 256, 512)
LINEAR = tuple(range(16, 513, 16))
QUESTIONS = 20
GOAL_GEOMETRIC = 1.25
GOAL_LINEAR = 8.0


async def measure() -> list[Figure]:
    """The two ratios, each the median over questions with long thoughts."""
    async with bundled() as engine:
        problems = await hard_vignettes(engine, QUESTIONS)
        geometric = await asyncio.gather(*[_against_chain(engine, p) for p in problems])
        linear = await asyncio.gather(*[_against_separate(engine, p) for p in problems[:8]])
    return [
        Figure(
            "ladder",
            f"tokens of a geometric ladder of {len(GEOMETRIC)} rungs against its longest chain",
            statistics.median(geometric),
            "x",
            GOAL_GEOMETRIC,
            at_most=True,
            detail=f"{min(geometric):.2f} to {max(geometric):.2f} over {QUESTIONS} hard vignettes",
        ),
        Figure(
            "ladder",
            f"tokens of independent runs against a ladder, {len(LINEAR)} linear rungs",
            statistics.median(linear),
            "x",
            GOAL_LINEAR,
            detail=f"{min(linear):.1f} to {max(linear):.1f} over {len(linear)} hard vignettes",
        ),
    ]


async def _tokens(
    engine: Engine,
    problem: Problem,
    rungs: Sequence[Rung],
    method: Literal["ladder", "independent"],
) -> tuple[int, int]:
    """Tokens generated in all, and in the longest chain with its answer."""
    run = curve(problem, rungs, engine, method=method)
    ends = [event.result async for event in run if isinstance(event, End)]
    longest = max(r.thinking_tokens.spent + r.answer_tokens for r in ends)
    return run.generated_tokens, longest


async def _against_chain(engine: Engine, problem: Problem) -> float:
    generated, longest = await _tokens(engine, problem, GEOMETRIC, "ladder")
    return generated / longest


async def _against_separate(engine: Engine, problem: Problem) -> float:
    ladder, _ = await _tokens(engine, problem, LINEAR, "ladder")
    separate, _ = await _tokens(engine, problem, LINEAR, "independent")
    return separate / ladder
