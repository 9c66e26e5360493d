"""Units over a Ray cluster: a worker on every node, each with an engine of its own.

The process that starts a run keeps the store; workers are given units and give back what is to be
kept. `RAY_ADDRESS` names the cluster, else one is started on this machine. The command is given in
the project's folder, which has to be in the same place on every node, and the settings have to fit
there (a shared folder for a model of the embedded engine; a server's address that every node
reaches). Rows are those of a local run, since a unit's seed is its own wherever it is asked.

Ray restarts a worker that died as soon as there is room for it (`max_restarts`). Its units do not
wait for that: they are given to the others at once, which is why Ray is not asked to repeat calls
itself (`max_task_retries=0`), as it would only do so on that same worker.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from importlib import import_module
from typing import Any

from benchmarks.runner.asking import Asker, EngineGone, Finished
from benchmarks.runner.plan import Plan, format_of, revision_of
from benchmarks.runner.request import RequestError
from benchmarks.runner.units import Unit
from reasoning.engines.base import Engine
from reasoning.errors import DeliberateError, EngineError

#: How long no worker may be there until that is told, in seconds.
PATIENCE = 60.0
#: How long to wait until a worker that died is looked for again, in seconds.
AGAIN = 1.0
#: How long workers that were ended are waited for, in seconds.
ENDING = 1.0

Opener = Callable[[], tuple[Engine, Engine | None]]
"""Makes the engine and the judge on a worker, not started yet; it travels there."""


class Worker:
    """What runs on a node. Its engine is started by the first call, and again after a failure."""

    def __init__(self, plan: Plan, opener: Opener, retries: int) -> None:
        self._plan, self._opener, self._retries = plan, opener, retries
        self._asker: Asker | None = None
        self._starting = asyncio.Lock()
        self._fault = ""  # what is wrong with this node for good: no sandbox, say

    async def finish(self, unit: Unit) -> Finished | str:
        """A finished unit, or why none can be asked (errors of ours do not travel as they are)."""
        try:
            return await (await self._ready()).finish(unit)
        except DeliberateError as error:
            self._fault = "" if isinstance(error, EngineError) else str(error)
            return str(error)

    async def fault(self) -> str:
        """Why units cannot be asked here; "" where they can."""
        try:
            return self._fault or await (await self._ready()).fault()
        except DeliberateError as error:
            return str(error)

    async def _ready(self) -> Asker:
        async with self._starting:
            if self._asker is None:
                engine, judge = self._opener()
                for opened in (engine, judge):
                    if opened is not None:
                        await opened.start()
                if (revision := revision_of(engine.model)) != self._plan.revision:
                    await engine.close()
                    raise EngineError(
                        f"a worker has revision {revision} of {engine.model.name},"
                        f" and the run is of {self._plan.revision}; give every node the same model"
                    )
                if format_of(engine) != self._plan.model_format:
                    await engine.close()
                    raise EngineError(
                        f"a worker has another tokenizer, chat template or scope of"
                        f" {engine.model.name} than the run; give every node the same model"
                    )
                self._asker = Asker(self._plan, engine, judge, self._retries)
            return self._asker


class RayExecutor:
    """Gives units to the workers that can ask them, and those of a dead one to the others.

    Raises:
        RequestError: Ray is not installed, or the cluster cannot be reached.
    """

    def __init__(
        self,
        plan: Plan,
        opener: Opener,
        *,
        concurrency: int,
        retries: int,
        patience: float = PATIENCE,
    ) -> None:
        self._ray = load_ray()
        self._mine = not self._ray.is_initialized()
        if self._mine:
            # The cluster is RAY_ADDRESS's, or a new one on this machine.
            try:
                self._ray.init(log_to_driver=False)
            except (ConnectionError, RuntimeError) as error:
                why = (str(error).strip().splitlines() or ["it does not say why"])[0]
                raise RequestError(
                    f"the Ray cluster cannot be reached ({why}); check RAY_ADDRESS, or use"
                    " --executor local"
                ) from None
        nodes = [node for node in self._ray.nodes() if node["Alive"]]
        made = self._ray.remote(Worker).options(
            num_cpus=1,
            max_restarts=-1,
            max_task_retries=0,
            max_concurrency=concurrency + 1,
            scheduling_strategy="SPREAD",
        )
        self._workers = [made.remote(plan, opener, retries) for _ in nodes]
        self._places: asyncio.Queue[Any] = asyncio.Queue()
        self._looked_for = False
        self._concurrency = concurrency
        self._returning: set[asyncio.Task[None]] = set()
        self._asked: set[asyncio.Future[Any]] = set()
        self._patience = patience
        self.slots = concurrency * len(self._workers)
        self.drawn = 0

    async def finish(self, unit: Unit) -> Finished:
        """Ask and grade a unit on whichever worker is free, and on another if that one dies.

        Raises:
            EngineGone: no worker is there, or its engine cannot be reached.
        """
        if not self._looked_for:
            self._looked_for = True
            for worker in self._workers:
                self._when_there(worker, self._concurrency)
        while True:
            worker = await self._free()
            try:
                found = await worker.finish.remote(unit)
            except self._ray.exceptions.RayTaskError:
                raise  # a fault of this program, and not of a node
            except self._ray.exceptions.RayError:
                # It died; or its node did, with the result that was ready there.
                self._when_there(worker, 1)
                continue
            except BaseException:
                self._places.put_nowait(worker)
                raise
            if isinstance(found, Finished):
                self._places.put_nowait(worker)
                self.drawn += found.tokens
                return found
            self._when_there(worker, 1)
            if fault := await self.fault():
                raise EngineGone(fault)

    async def fault(self) -> str:
        """Why units cannot be asked now; "" where one worker at least can ask them."""
        faults = await asyncio.gather(*(self._fault_of(worker) for worker in self._workers))
        return "" if "" in faults else next(iter(faults), "there is no Ray worker")

    async def close(self) -> None:
        """End the workers, and the cluster where it was started here."""
        for task in self._returning:
            task.cancel()
        for worker in self._workers:
            self._ray.kill(worker)
        if self._asked:
            # Those that had no room to start answer now that they are ended.
            await asyncio.wait(self._asked, timeout=ENDING)
        if self._mine:
            self._ray.shutdown()

    async def _free(self) -> Any:
        while True:
            try:
                # `wait_for` may swallow a cancellation that comes with the result.
                async with asyncio.timeout(self._patience):
                    return await self._places.get()
            except TimeoutError:
                if fault := await self.fault():
                    raise EngineGone(fault) from None

    async def _fault_of(self, worker: Any) -> str:
        try:
            asked = asyncio.ensure_future(_answer(worker.fault.remote()))
            self._asked.add(asked)
            asked.add_done_callback(self._heard)
            async with asyncio.timeout(self._patience):
                return str(await asyncio.shield(asked))
        except self._ray.exceptions.RayTaskError:
            raise
        except (self._ray.exceptions.RayError, TimeoutError):
            return "a Ray worker is not there, and there may be no room to start it"

    def _heard(self, answer: asyncio.Future[Any]) -> None:
        """Look at an answer that nobody may wait for any more, or asyncio would complain."""
        self._asked.discard(answer)
        if not answer.cancelled():
            answer.exception()

    def _when_there(self, worker: Any, places: int) -> None:
        """Give units to a worker once it answers; Ray may have no room for it for a long time."""
        task = asyncio.create_task(self._add(worker, places))
        self._returning.add(task)
        task.add_done_callback(self._returning.discard)

    async def _add(self, worker: Any, places: int) -> None:
        while await self._fault_of(worker):
            await asyncio.sleep(AGAIN)
        for _ in range(places):
            self._places.put_nowait(worker)


async def _answer(reference: Any) -> Any:
    return await reference


def load_ray() -> Any:
    """The package, told to send nothing of its use to its makers unless somebody set that.

    Raises:
        RequestError: it is not installed.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        # By name, since whoever checks types here need not have it.
        import_module("ray.exceptions")
        return import_module("ray")
    except ImportError:
        raise RequestError(
            'executor ray needs Ray, which is not installed; pip install "ray==2.60.0"'
            " (requirements-ray.txt), or use --executor local"
        ) from None
