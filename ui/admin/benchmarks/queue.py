"""The way into the queue of runs, which has room for so many."""

from __future__ import annotations

from benchmarks.runner import RequestError
from benchmarks.runner.holder import free_if_gone
from store import BenchmarkRun, Benchmarks, Status
from ui.language import say
from ui.services import Services

#: Most runs that wait in the queue at once.
MOST_WAITING = 20


def refuse_if_full(benchmarks: Benchmarks, but: str | None = None) -> None:
    """Refuse another run; `but` names one that takes no room, for it may have its own already.

    Raises:
        RequestError: so many wait as there is room for.
    """
    waiting = sum(run.status is Status.QUEUED and run.id != but for run in benchmarks.list(10_000))
    if waiting >= MOST_WAITING:
        raise RequestError(
            say("{count} runs wait already; wait for one of them, or stop one", count=waiting)
        )


def put(services: Services, run: BenchmarkRun) -> None:
    """Have the worker begin a run, or go on with it, and look for it at once.

    Raises:
        StoreError: it is done, going on already, or was deleted.
    """
    benchmarks = services.store.benchmarks
    free_if_gone(benchmarks, run)
    benchmarks.queue(run.id)
    if services.worker is not None:
        services.worker.wake()
