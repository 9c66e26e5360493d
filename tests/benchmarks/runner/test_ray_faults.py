"""What the Ray executor does when a node is lost or has no engine, with a stand-in for Ray.

test_ray.py does it with Ray itself, where that is installed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.runner.asking import EngineGone
from benchmarks.runner.executors import ray
from benchmarks.runner.executors.ray import RayExecutor, Worker
from benchmarks.runner.request import RequestError
from reasoning.engines.base import Engine
from reasoning.errors import SettingsError
from tests.benchmarks.runner.small import alone, asked, engine, questions, ready


class RayError(Exception): ...


class RayTaskError(RayError): ...


class Handle:
    """A worker as Ray hands it out; `lost` errors come in place of its first answers."""

    def __init__(self, worker: Worker, lost: list[Exception]) -> None:
        self.worker, self.lost, self.asked = worker, lost, 0
        self.finish = SimpleNamespace(remote=self._finish)
        self.fault = SimpleNamespace(remote=worker.fault)

    async def _finish(self, unit: Any) -> Any:
        self.asked += 1
        if self.lost:
            raise self.lost.pop(0)
        return await self.worker.finish(unit)


class Cluster:
    """As much of Ray as the executor uses: a worker for each list of errors."""

    def __init__(self, *lost: list[Exception]) -> None:
        self.exceptions = SimpleNamespace(RayError=RayError, RayTaskError=RayTaskError)
        self.lost = list(lost)
        self.handles: list[Handle] = []

    def is_initialized(self) -> bool:
        return True

    def nodes(self) -> list[dict[str, bool]]:
        return [{"Alive": True}] * len(self.lost)

    def remote(self, made: type[Worker]) -> Any:
        def start(*args: Any) -> Handle:
            self.handles.append(Handle(made(*args), self.lost[len(self.handles)]))
            return self.handles[-1]

        return SimpleNamespace(options=lambda **options: SimpleNamespace(remote=start))

    def kill(self, handle: Handle) -> None: ...


Opener = Callable[[], tuple[Engine, Engine | None]]


def executor(
    cluster: Cluster, folder: Path, monkeypatch: pytest.MonkeyPatch, opener: Opener = alone
) -> tuple[RayExecutor, list[Any]]:
    """An executor on that cluster, and units for it."""
    monkeypatch.setattr(ray, "load_ray", lambda: cluster)
    monkeypatch.setattr(ray, "AGAIN", 0.0)
    prepared = ready(asked(folder, data=questions(folder, 4)), engine())
    made = RayExecutor(prepared.plan, opener, concurrency=1, retries=0, patience=5.0)
    return made, list(prepared.units)


async def test_a_result_that_was_lost_with_its_node_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = Cluster([RayError("the object is lost"), RayError("the node died")], [])
    made, units = executor(cluster, tmp_path, monkeypatch)
    finished = await asyncio.gather(*map(made.finish, units))
    assert [one.graded["rows"][0]["end"] for one in finished] == ["answered"] * 4
    assert sum(handle.asked for handle in cluster.handles) == 4 + 2
    await made.close()


async def test_a_fault_of_the_program_is_no_lost_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, units = executor(Cluster([RayTaskError("a fault")]), tmp_path, monkeypatch)
    with pytest.raises(RayTaskError):
        await made.finish(units[0])
    await made.close()


async def test_a_node_whose_engine_does_not_start_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = 0

    def opener() -> tuple[Engine, Engine | None]:
        nonlocal opened
        opened += 1
        if opened == 1:
            raise SettingsError("the model is not here")
        return alone()

    cluster = Cluster([], [])
    made, units = executor(cluster, tmp_path, monkeypatch, opener)
    for unit in units:
        assert (await made.finish(unit)).graded["rows"][0]["end"] == "answered"
    await made.close()


async def test_no_node_with_an_engine_is_an_engine_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opener() -> tuple[Engine, Engine | None]:
        raise SettingsError("the model is not here")

    made, units = executor(Cluster([], []), tmp_path, monkeypatch, opener)
    made._patience = 0.05
    with pytest.raises(EngineGone, match="the model is not here"):
        await made.finish(units[0])
    assert await made.fault() == "the model is not here"
    await made.close()


def test_a_cluster_that_is_not_there_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nowhere(Cluster):
        def is_initialized(self) -> bool:
            return False

        def init(self, **options: Any) -> None:
            raise ConnectionError("no GCS at 10.0.0.1:6379\nmore")

    with pytest.raises(RequestError, match=r"\(no GCS at 10\.0\.0\.1:6379\); check RAY_ADDRESS"):
        executor(Nowhere([]), tmp_path, monkeypatch)
