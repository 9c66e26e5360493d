"""The queue's worker: takes queued runs one at a time, in a process of its own.

It may be killed or ended: a run that it worked on is gone on with by the next worker. Only one
works on a store at a time, since a run that is held by anybody keeps all workers waiting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from benchmarks.runner.holder import is_gone, new_holder
from benchmarks.runner.plan import differences, plan_from
from benchmarks.runner.preparing import prepare
from benchmarks.runner.progress import Progress
from benchmarks.runner.request import from_record
from benchmarks.runner.session import executor_for, go_on, opened
from reasoning.errors import DeliberateError, EngineUnavailable
from settings import Settings
from store import BenchmarkRun, Benchmarks, RunLost, Status

#: How often the queue is looked at, in seconds.
LOOK_SECONDS = 2.0
#: For how long a run is held while its engine starts, in seconds.
START_SECONDS = 300.0
#: How long a worker looks for an engine that is gone, in seconds: a night and a day.
PATIENCE = 86_400.0

Told = Callable[[BenchmarkRun, Progress | None, str], None]
"""What a worker says: the run, how far it is, or a line about how it ended."""


async def work(
    benchmarks: Benchmarks,
    settings: Settings,
    told: Told,
    *,
    once: bool = False,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Take queued runs until cancelled; with `once` until none is queued."""
    while True:
        holder = new_holder()
        await asyncio.to_thread(free_the_dead, benchmarks)
        run = await asyncio.to_thread(benchmarks.claim_next, holder, START_SECONDS)
        if run is not None:
            if not await _one(benchmarks, settings, run, holder, told):
                return
        elif once:
            return
        else:
            await sleep(LOOK_SECONDS)


async def _one(
    benchmarks: Benchmarks, settings: Settings, run: BenchmarkRun, holder: str, told: Told
) -> bool:
    """Work on one run; False where this process is to end."""
    try:
        request = from_record(run.request)
        async with opened(settings, request) as (engine, judge):
            prepared = prepare(request, engine, judge, answer_tokens=settings.answer_tokens)
            if prepared.plan.key() != run.key:
                changed = "; ".join(differences(plan_from(run.plan), prepared.plan))
                benchmarks.tell(
                    run.id, holder, Status.FAILED, f"since it was queued, {changed}; start it anew"
                )
                return True
            outcome = await go_on(
                benchmarks,
                run,
                holder,
                prepared,
                executor_for(prepared, engine, judge, settings),
                engine,
                told=lambda progress: told(run, progress, ""),
                patience=PATIENCE,
            )
            told(run, None, f"{outcome.status} {outcome.message}".strip())
            if outcome.message != "interrupted":
                return True
            # This process is to end, and nobody asked for the end of the run.
            kept = benchmarks.get(run.id)
            if kept is not None and not kept.stop:
                benchmarks.queue(run.id)
            return False
    except RunLost as error:
        told(run, None, str(error))
    except EngineUnavailable as error:
        benchmarks.tell(run.id, holder, Status.PAUSED)
        benchmarks.let_go(run.id, holder, str(error))
        told(run, None, f"paused: {error}")
    except DeliberateError as error:
        benchmarks.tell(run.id, holder, Status.FAILED, str(error))
        told(run, None, f"failed: {error}")
    return True


def free_the_dead(benchmarks: Benchmarks) -> None:
    """End the holds of processes of this machine that are gone."""
    for run in benchmarks.list(10_000):
        if run.held and run.holder and is_gone(run.holder):
            benchmarks.free(run.id, run.holder)
