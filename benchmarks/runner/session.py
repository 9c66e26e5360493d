"""One start of a run from beginning to end: engines opened, plan made, run claimed, run, results.

The command line and the queue's worker both go through here.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import Any

from benchmarks.runner.asking import Asker
from benchmarks.runner.engines import engine_for
from benchmarks.runner.executors import Executor, LocalExecutor
from benchmarks.runner.holder import free_if_gone, is_gone, is_here
from benchmarks.runner.plan import changes_since, digest, plan_from, title_of
from benchmarks.runner.preparing import Prepared, why_another
from benchmarks.runner.progress import Progress
from benchmarks.runner.request import Request, RequestError
from benchmarks.runner.results import failed, graded_of
from benchmarks.runner.runner import HOLD_SECONDS, PATIENCE, Outcome, Runner
from benchmarks.statistics import rows
from reasoning.engines.base import Engine
from reasoning.errors import StoreError
from settings import Settings
from store import BenchmarkRun, Benchmarks, Status


def engines_of(settings: Settings, request: Request) -> tuple[Engine, Engine | None]:
    """The engine and the judge of a request, not started; the same one where they are the same.

    Raises:
        SettingsError: as `engine_for`.
    """
    engine = engine_for(settings, request.engine, request.model)
    if request.judge is None:
        return engine, None
    judge = engine_for(settings, request.judge, None)
    same = (judge.name, judge.model.name) == (engine.name, engine.model.name)
    return engine, engine if same else judge


class RunExists(RequestError):
    """What is asked for is a run already."""


@asynccontextmanager
async def opened(
    settings: Settings, request: Request
) -> AsyncIterator[tuple[Engine, Engine | None]]:
    """The engine and the judge of a request, started; closed again at the end.

    Raises:
        SettingsError, EngineError: one of them cannot be opened.
    """
    engine, judge = engines_of(settings, request)
    both = [engine] if judge is None or judge is engine else [engine, judge]
    started: list[Engine] = []
    try:
        for one in both:
            await one.start()
            started.append(one)
        yield engine, judge
    finally:
        for one in started:
            await one.close()


def open_run(benchmarks: Benchmarks, prepared: Prepared, owner: str | None = None) -> BenchmarkRun:
    """The run of a plan, made if it is new; its note says why it is another than the last."""
    plan = prepared.plan
    return benchmarks.open(
        plan.key(),
        title=plan.title(),
        request=prepared.request.to_record(),
        plan=plan.to_record(),
        total=len(prepared.units),
        owner=owner,
        note=_note(benchmarks, prepared),
    )


def ask_run(benchmarks: Benchmarks, request: Request, owner: str | None = None) -> BenchmarkRun:
    """A run of which only the request is known yet, to be queued: its worker prepares it.

    The same request is the same run until then.
    """
    model = request.model or request.engine or ""
    return benchmarks.open(
        f"asked:{digest(request.to_record())}",
        title=title_of(request.tasks, model, request.budgets),
        request=request.to_record(),
        plan={},
        total=0,
        owner=owner,
    )


def settled(
    benchmarks: Benchmarks, run: BenchmarkRun, holder: str, prepared: Prepared
) -> BenchmarkRun:
    """A run of `ask_run` with its plan.

    Raises:
        RunExists: there is a run of this plan. It is queued instead, unless it is done or going on.
    """
    plan = prepared.plan
    mine = benchmarks.settle(
        run.id,
        holder,
        plan.key(),
        title=plan.title(),
        plan=plan.to_record(),
        total=len(prepared.units),
        note=_note(benchmarks, prepared),
    )
    if mine is not None:
        return mine
    other = benchmarks.of_key(plan.key())
    if other is None:
        raise RequestError("a run of the same plan was deleted just now; resume this one")
    free_if_gone(benchmarks, other)
    again = ask_failed_again(benchmarks, other)
    with suppress(StoreError):
        benchmarks.queue(other.id)
    done = other.status is Status.DONE and not again
    raise RunExists(
        f"the same as run {other.id[:8]}, which is done; change a setting to start another"
        if done
        else f"the same as run {other.id[:8]}, which goes on where it was"
    )


def ask_failed_again(
    benchmarks: Benchmarks, run: BenchmarkRun, engines: Iterable[Engine] = ()
) -> int:
    """Take the samples that failed out of a run that is done, so that it goes on with just those.

    How many they were. A run that is not done is left alone: it goes on with what it lacks.
    `engines` are started; the run's own is looked for among them.

    Raises:
        RequestError: the run could not go on, for its model or the code is another by now.
    """
    if run.status is not Status.DONE:
        return 0
    places = [one.place for one in benchmarks.samples.of(run.id) if failed(one)]
    if not places:
        return 0
    if changed := changes_since(plan_from(run.plan), engines):
        raise RequestError(f"since it was done, {'; '.join(changed)}; start it anew")
    return benchmarks.samples.ask_again(run.id, places)


def _note(benchmarks: Benchmarks, prepared: Prepared) -> str:
    another = why_another(benchmarks, prepared.plan, prepared.request.data)
    return "\n".join(filter(None, (another, *prepared.notes)))


async def claimed(
    benchmarks: Benchmarks,
    run: BenchmarkRun,
    holder: str,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> BenchmarkRun:
    """Begin or go on with a run; waits for the hold of a killed process elsewhere to run out.

    Raises:
        RequestError: another process works on it.
    """
    waited = 0.0
    while True:
        free_if_gone(benchmarks, run)
        if mine := benchmarks.claim(run.id, holder, HOLD_SECONDS):
            return mine
        run = benchmarks.get(run.id) or run
        if (is_here(run.holder) and not is_gone(run.holder)) or waited > HOLD_SECONDS:
            where = ":".join((run.holder or "").split(":")[:2])
            raise RequestError(
                f"run {run.id[:8]} is going on in another process ({where}); wait for it, or end it"
                f" with: python -m benchmarks stop {run.id[:8]}"
            )
        await sleep(1.0)
        waited += 1.0


async def go_on(
    benchmarks: Benchmarks,
    run: BenchmarkRun,
    holder: str,
    prepared: Prepared,
    executor: Executor,
    engine: Engine,
    *,
    told: Callable[[Progress], None],
    patience: float = PATIENCE,
) -> Outcome:
    """Work on a run that this process has claimed, until it ends; closes the executor then.

    Raises:
        RunLost: another process goes on with it.
    """
    try:
        runner = Runner(
            benchmarks,
            run,
            holder,
            prepared.plan,
            prepared.units,
            executor,
            engine,
            use_cache=prepared.request.cache,
            told=told,
            patience=patience,
        )
        return await runner.go()
    finally:
        await executor.close()


def executor_for(
    prepared: Prepared, engine: Engine, judge: Engine | None, settings: Settings
) -> Executor:
    """The executor that a request names.

    Raises:
        RequestError: it is not to be had.
    """
    request = prepared.request
    if request.executor == "local":
        asker = Asker(prepared.plan, engine, judge, request.retries)
        return LocalExecutor(asker, request.concurrency)
    from benchmarks.runner.executors.ray import RayExecutor

    return RayExecutor(
        prepared.plan,
        partial(engines_of, settings, request),
        concurrency=request.concurrency,
        retries=request.retries,
    )


def results(benchmarks: Benchmarks, id: str, *, resumed: int = 0) -> dict[str, Any]:
    """A run as `run --json` prints it: how it stands, and a row for each task and budget.

    `resumed` samples an earlier start had finished; `seconds` were worked on it in all. `tokens`
    are all that were generated for it; those of the ladder's check are in `self_check` apart.
    """
    run = benchmarks.get(id)
    if run is None:
        raise RequestError(f"there is no run {id}; `python -m benchmarks runs` lists them")
    answers = graded_of(benchmarks, id)
    plan = run.plan or run.request  # a run that is not prepared yet has no plan
    return {
        "run": run.id,
        "key": run.key,
        "status": str(run.status),
        "message": run.message,
        "note": run.note,
        "rows": rows(answers) if answers else [],
        "resumed": resumed,
        "cached": run.cached,
        "done": run.done,
        "total": run.total,
        "tokens": run.tokens,
        "dollars": run.dollars,
        "self_check": run.self_check,
        "model": plan.get("model"),
        "revision": plan.get("revision"),
        "seconds": run.seconds,
    }


def find_run(benchmarks: Benchmarks, id: str) -> BenchmarkRun:
    """A run by its id or the beginning of it.

    Raises:
        RequestError: none or several begin so.
    """
    found = [run for run in benchmarks.list(10_000) if id and run.id.startswith(id)]
    if len(found) == 1:
        return found[0]
    what = "no run begins" if not found else f"{len(found)} runs begin"
    raise RequestError(f"{what} with {id!r}; `python -m benchmarks runs` lists them")


@contextmanager
def ends_on_signal() -> Iterator[None]:
    """Let Ctrl-C, and the request to end that a service manager sends, cancel the current task."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    signals = (signal.SIGINT, signal.SIGTERM)
    # Only the main thread of a program is told of signals.
    with suppress(ValueError, RuntimeError, NotImplementedError):
        for one in signals:
            loop.add_signal_handler(one, task.cancel)
    try:
        yield
    finally:
        with suppress(ValueError, RuntimeError, NotImplementedError):
            for one in signals:
                loop.remove_signal_handler(one)


def ends_with_input() -> None:
    """Let the end of standard input cancel the current task: whoever started this is gone."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    end, input = task.cancel, sys.stdin.fileno()

    def watch() -> None:
        # Not by sys.stdin, whose lock a thread that waits would hold at the end of the process.
        with suppress(OSError):
            while os.read(input, 4096):
                pass
        with suppress(RuntimeError):  # the loop is over
            loop.call_soon_threadsafe(end)

    threading.Thread(target=watch, name="input", daemon=True).start()


#: Exit codes of the command line.
EXIT_CODES = {Status.DONE: 0, Status.FAILED: 2}
UNFINISHED = 3
