"""The queue's worker: takes queued runs one at a time, in a process of its own.

It may be killed or ended: a run that it worked on is gone on with by the next worker. Only one
works on a store at a time, since a run that is held by anybody keeps all workers waiting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from benchmarks.runner.holder import free_if_gone, new_holder
from benchmarks.runner.plan import differences, plan_from
from benchmarks.runner.preparing import Prepared, prepare
from benchmarks.runner.progress import Progress
from benchmarks.runner.request import Request, from_record
from benchmarks.runner.runner import BEAT_SECONDS, StopAsked, fault_line
from benchmarks.runner.session import RunExists, executor_for, go_on, opened, settled
from reasoning.engines.base import Engine
from reasoning.errors import DeliberateError, EngineUnavailable
from settings import Settings
from store import BenchmarkRun, Benchmarks, RunLost, Status

#: How often the queue is looked at, in seconds.
LOOK_SECONDS = 2.0
#: For how long a run is held while its engine starts, in seconds.
START_SECONDS = 300.0
#: How long to wait until an engine that does not start is tried again, in seconds.
AGAIN_SECONDS = 10.0
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
            if not await _Taken(benchmarks, settings, run, holder, told, sleep).done():
                return
        elif once:
            return
        else:
            await sleep(LOOK_SECONDS)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A run that the worker has taken from the queue."""

    benchmarks: Benchmarks
    settings: Settings
    run: BenchmarkRun
    holder: str
    told: Told
    sleep: Callable[[float], Awaitable[None]]

    async def done(self) -> bool:
        """Work on it until it ends; False where this process is to end."""
        try:
            return await self._work()
        except RunLost as error:
            self.told(self.run, None, str(error))
        except StopAsked:
            self._tell(Status.STOPPED, "stopped on request")
        except RunExists as error:
            self._tell(Status.STOPPED, str(error))
        except EngineUnavailable as error:
            self.benchmarks.tell(self.run.id, self.holder, Status.PAUSED)
            self.benchmarks.let_go(self.run.id, self.holder, str(error))
            self.told(self.run, None, f"paused: {error}")
        except DeliberateError as error:
            self._tell(Status.FAILED, str(error))
        except Exception as error:
            # Else the next worker would take this run again, and break again, and never another.
            with suppress(RunLost):
                self._tell(Status.FAILED, fault_line(error))
            raise
        return True

    async def _work(self) -> bool:
        benchmarks, settings, run = self.benchmarks, self.settings, self.run
        request = from_record(run.request)
        async with AsyncExitStack() as stack:
            engine, judge = await self._engines(stack, request)
            prepared = await self._prepared(request, engine, judge)
            if not run.plan:
                run = await asyncio.to_thread(settled, benchmarks, run, self.holder, prepared)
            elif prepared.plan.key() != run.key:
                changed = "; ".join(differences(plan_from(run.plan), prepared.plan))
                self._tell(Status.FAILED, f"since it was queued, {changed}; start it anew")
                return True
            outcome = await go_on(
                benchmarks,
                run,
                self.holder,
                prepared,
                executor_for(prepared, engine, judge, settings),
                engine,
                told=lambda progress: self.told(run, progress, ""),
                patience=PATIENCE,
            )
        self.told(run, None, f"{outcome.status} {outcome.message}".strip())
        if outcome.message != "interrupted":
            return True
        # This process is to end, and nobody asked for the end of the run.
        kept = benchmarks.get(run.id)
        if kept is not None and not kept.stop:
            benchmarks.queue(run.id)
        return False

    async def _prepared(self, request: Request, engine: Engine, judge: Engine | None) -> Prepared:
        """The plan and its units; the run is held meanwhile, for questions may have to be fetched.

        Raises:
            StopAsked: somebody asked for the end of the run.
        """
        preparing = asyncio.create_task(
            asyncio.to_thread(
                prepare, request, engine, judge, answer_tokens=self.settings.answer_tokens
            )
        )
        while not (await asyncio.wait({preparing}, timeout=BEAT_SECONDS))[0]:
            if self.benchmarks.hold_on(
                self.run.id, self.holder, START_SECONDS, seconds=0.0, rate=None
            ):
                preparing.cancel()
                raise StopAsked
        return await preparing

    async def _engines(
        self, stack: AsyncExitStack, request: Request
    ) -> tuple[Engine, Engine | None]:
        """The engine and the judge, once they can be reached; the run is paused until then.

        Raises:
            EngineUnavailable: they were looked for long enough.
            StopAsked: somebody asked for the end of the run meanwhile.
        """
        id, waited = self.run.id, 0.0
        while True:
            try:
                found = await stack.enter_async_context(opened(self.settings, request))
                break
            except EngineUnavailable as error:
                if waited >= PATIENCE:
                    raise
                if not waited:
                    self.told(self.run, None, f"paused, trying again: {error}")
                self.benchmarks.tell(id, self.holder, Status.PAUSED, str(error))
            if self.benchmarks.hold_on(id, self.holder, START_SECONDS, seconds=0.0, rate=None):
                raise StopAsked
            await self.sleep(AGAIN_SECONDS)
            waited += AGAIN_SECONDS
        if waited:
            self.benchmarks.tell(id, self.holder, Status.RUNNING)
        return found

    def _tell(self, status: Status, message: str) -> None:
        self.benchmarks.tell(self.run.id, self.holder, status, message)
        self.told(self.run, None, f"{status}: {message}")


def free_the_dead(benchmarks: Benchmarks) -> None:
    """End the holds of processes of this machine that are gone."""
    for run in benchmarks.list(10_000):
        free_if_gone(benchmarks, run)
