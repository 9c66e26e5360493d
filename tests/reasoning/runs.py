"""Running the core in tests: collect a run's events, and a stand-in that thinks one thought."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from reasoning.events import End, Event, Result, Rung
from reasoning.run import Run
from tests.reasoning.stand_in import StandIn


async def collect(run: Run) -> list[Event]:
    """Every event of a run."""
    return [event async for event in run]


def run_now(run: Run) -> list[Event]:
    """Every event of a run, from a test that is not async (hypothesis)."""
    return asyncio.run(collect(run))


def ends(events: list[Event]) -> dict[Rung, Result]:
    """The result of every rung."""
    return {event.rung: event.result for event in events if isinstance(event, End)}


def thinker(thought: str, answer: Callable[[str, int], str], *, context: int = 4096) -> StandIn:
    """Thinks `thought`, then answers by what of it was thought (and the seed)."""

    def script(prefix: str, seed: int) -> str:
        so_far, closed, _ = prefix.partition("</think>")
        return answer(so_far, seed) if closed else thought[len(prefix) :] + "|"

    return StandIn(script, context=context)
