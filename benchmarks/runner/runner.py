"""The runner: asks every unit of a plan that is not finished, and keeps each the moment it is.

A unit is kept with its trace in one transaction, once. So a process may be killed at any moment:
what was finished counts, what was not is asked again by whoever goes on. Nothing else is needed to
go on than the plan: there is no file of positions that could be wrong.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from benchmarks.runner.asking import EngineGone, about, unreachable
from benchmarks.runner.check import check_one, chosen, together
from benchmarks.runner.executors.base import Executor
from benchmarks.runner.gate import Gate
from benchmarks.runner.metered import Spent
from benchmarks.runner.plan import Plan
from benchmarks.runner.progress import Progress, Rate
from benchmarks.runner.results import failed
from benchmarks.runner.units import Unit
from benchmarks.runner.versions import versions
from reasoning.engines.base import Engine
from reasoning.errors import BudgetError, DeliberateError, EngineError
from store import BenchmarkRun, Benchmarks, RunLost, Sample, Status

#: Seconds for which a run is held at a time, and between two times.
HOLD_SECONDS = 20.0
BEAT_SECONDS = 1.0
#: How long an engine that is gone is looked for before the command ends, in seconds.
PATIENCE = 600.0


class StopAsked(Exception):
    """Somebody asked for the end of the run."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a start of a run ended. `resumed` units an earlier start had finished."""

    status: Status
    message: str
    resumed: int
    cached: int


@dataclass(slots=True)
class Runner:
    """One start of a run that this process has claimed.

    Args:
        engine: for the self-check.
        told: is called whenever there is something to show; not often.
        patience: seconds for which an engine that is gone is looked for.
        sleep: takes seconds.
    """

    benchmarks: Benchmarks
    run: BenchmarkRun
    holder: str
    plan: Plan
    units: Sequence[Unit]
    executor: Executor
    engine: Engine
    use_cache: bool = True
    told: Callable[[Progress], None] = lambda progress: None
    patience: float = PATIENCE
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    progress: Progress = field(init=False)
    _gate: Gate = field(init=False)
    _left: Iterator[Unit] = field(init=False)
    _keeping: set[asyncio.Task[Any]] = field(default_factory=set)
    _resumed: int = 0
    _rate: Rate = field(default_factory=Rate)
    _since: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._gate = Gate(self.executor.fault, self._tell_pause, self.patience, self.sleep)
        self._show(self.run)

    async def go(self) -> Outcome:
        """Work until the run is done, stopped, or its engine is given up; it is let go of then.

        A cancelled task stops the run, and returns like one that was asked to.

        Raises:
            RunLost: another process goes on with it, or it was deleted.
            Exception: what is a fault of this program; the run has failed then.
        """
        status, message = Status.DONE, ""
        try:
            await self._work()
        except asyncio.CancelledError:
            status, message = Status.STOPPED, "interrupted"
        except BaseExceptionGroup as group:
            error = _leaf(group)
            match error:
                case StopAsked():
                    status, message = Status.STOPPED, "stopped on request"
                case EngineGone():
                    status, message = Status.PAUSED, f"the engine is gone: {error}"
                case RunLost():
                    await self._kept()
                    raise error from None
                case DeliberateError():
                    status, message = Status.FAILED, str(error)
                case _:
                    await self._end(Status.FAILED, fault_line(error))
                    raise
        finally:
            await self._gate.close()
        await self._end(status, message)
        return Outcome(status, message, self._resumed, self.progress.cached)

    async def _work(self) -> None:
        """Take over, ask, check, while the run is held."""
        async with asyncio.TaskGroup() as around:
            beat = around.create_task(self._beat())
            await asyncio.to_thread(
                self.benchmarks.keep_versions, self.run.id, self.holder, versions()
            )
            pending = await self._not_finished()
            self._left = iter(pending)
            async with asyncio.TaskGroup() as workers:
                for _ in range(min(self.executor.slots, len(pending))):
                    workers.create_task(self._ask_on())
            await self._check()
            beat.cancel()
            await self._report()

    async def _not_finished(self) -> list[Unit]:
        done = await asyncio.to_thread(self.benchmarks.samples.finished, self.run.id)
        self._resumed = len(done)
        pending = [unit for unit in self.units if unit.place not in done]
        if self.use_cache and pending:
            taken = await asyncio.to_thread(self._take_over, pending)
            pending = [unit for unit in pending if unit.place not in taken]
        self._show(await asyncio.to_thread(self._now))
        return pending

    def _take_over(self, pending: Sequence[Unit]) -> set[tuple[str, str, int, int]]:
        """Keep what other runs have finished; failures are tried again."""
        found = self.benchmarks.samples.finished_elsewhere([unit.key for unit in pending])
        samples = [
            Sample(
                *unit.place,
                unit_key=unit.key,
                graded={**kept.graded, "about": about(unit)},
                trace_id=kept.trace_id,
                cached=True,
            )
            for unit in pending
            if (kept := found.get(unit.key)) and not failed(kept)
        ]
        if not samples:
            return set()
        self.benchmarks.samples.take_over(self.run.id, self.holder, samples)
        return self.benchmarks.samples.finished(self.run.id)

    async def _ask_on(self) -> None:
        for unit in self._left:
            while True:
                await self._gate.passed()
                try:
                    finished = await self.executor.finish(unit)
                    break
                except EngineGone as error:
                    self._gate.shut(str(error))
            sample = Sample(
                *unit.place,
                unit_key=unit.key,
                graded=finished.graded,
                trace_id=finished.trace["id"] if finished.trace else None,
                tokens=finished.tokens,
            )
            # What is finished is kept, even if this task is cancelled meanwhile.
            keeping = asyncio.create_task(
                asyncio.to_thread(
                    self.benchmarks.samples.finish,
                    self.run.id,
                    self.holder,
                    sample,
                    finished.trace,
                    finished.dollars,
                )
            )
            self._keeping.add(keeping)
            new = await asyncio.shield(keeping)
            self._keeping.discard(keeping)
            if new:
                self._count(1, Spent(finished.tokens, finished.dollars))

    async def _check(self) -> None:
        """Check the ladder on a few questions; what was checked before counts."""
        if not (asked := chosen(self.plan, self.units)):
            return
        kept = await asyncio.to_thread(self._now)
        questions = dict((kept.self_check or {}).get("by_question", {}))
        for number, unit in enumerate(asked, 1):
            name = unit.problem.id
            self.progress = replace(self.progress, checking=f"{number} of {len(asked)}")
            while name not in questions:
                await self._gate.passed()
                try:
                    questions[name], spent = await check_one(self.plan, unit, self.engine)
                except BudgetError:
                    break
                except EngineError:
                    if not (fault := await unreachable(self.engine)):
                        break  # a question less; the run's own answers are all there
                    self._gate.shut(fault)
                    continue
                await asyncio.to_thread(
                    self.benchmarks.keep_check,
                    self.run.id,
                    self.holder,
                    together(questions),
                    spent.tokens,
                    spent.dollars,
                )
                self._count(0, spent)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            if await self._report():
                raise StopAsked

    async def _report(self) -> bool:
        """Hold the run on, and say how it goes; whether it is to stop."""
        now = time.monotonic()
        worked = now - self._since if self._gate.is_open else 0.0
        self._since = now
        rate = self._rate.at(self.executor.drawn)
        stop = await asyncio.to_thread(
            self.benchmarks.hold_on,
            self.run.id,
            self.holder,
            HOLD_SECONDS,
            seconds=worked,
            rate=rate,
        )
        self.progress = replace(self.progress, seconds=self.progress.seconds + worked, rate=rate)
        self.told(self.progress)
        return stop

    async def _tell_pause(self, reason: str) -> None:
        status = Status.PAUSED if reason else Status.RUNNING
        await asyncio.to_thread(self.benchmarks.tell, self.run.id, self.holder, status, reason)
        self.progress = replace(self.progress, paused=reason)
        self.told(self.progress)

    async def _kept(self) -> None:
        """Wait until all that is finished is kept, or is known not to be."""
        await asyncio.gather(*self._keeping, return_exceptions=True)

    async def _end(self, status: Status, message: str) -> None:
        await self._kept()
        if status is Status.PAUSED:
            await asyncio.to_thread(self.benchmarks.tell, self.run.id, self.holder, status)
            await asyncio.to_thread(self.benchmarks.let_go, self.run.id, self.holder, message)
        else:
            await asyncio.to_thread(self.benchmarks.tell, self.run.id, self.holder, status, message)
        self._show(await asyncio.to_thread(self._now))

    def _now(self) -> BenchmarkRun:
        found = self.benchmarks.get(self.run.id)
        if found is None:
            raise RunLost("the benchmark run was deleted; start it again")
        return found

    def _count(self, units: int, spent: Spent) -> None:
        before = self.progress
        total = Spent(before.tokens, before.dollars)
        total.add(spent.tokens, spent.dollars)
        self.progress = replace(
            before, done=before.done + units, tokens=total.tokens, dollars=total.dollars
        )
        self.told(self.progress)

    def _show(self, run: BenchmarkRun) -> None:
        self.progress = Progress(
            run.done, run.total, run.cached, run.tokens, run.dollars, run.seconds, run.rate
        )
        self.told(self.progress)


def fault_line(error: BaseException) -> str:
    """A fault of this program in one line, as a run that has failed shows it."""
    said = str(error).strip().splitlines() or ["it does not say why"]
    return f"{type(error).__name__}: {said[0]}"


def _leaf(error: BaseException) -> BaseException:
    """The first error of a group of groups."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
