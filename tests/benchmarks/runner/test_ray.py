"""The same rows over a Ray cluster, whose nodes and workers are killed half-way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.graded import Graded
from benchmarks.runner.executors.ray import RayExecutor
from benchmarks.runner.results import graded_of
from reasoning.events import Ending
from store import Status, Store
from tests.benchmarks.runner.small import alone, asked, engine, questions, ran, ready, runner

ray = pytest.importorskip(
    "ray", reason='Ray is not installed (pip install "ray==2.60.0": requirements-ray.txt)'
)
COUNT = 24


@pytest.fixture
def cluster() -> Iterator[Any]:
    """Ray's own test cluster with a head of one processor; no other node yet."""
    # No coroutine: Ray sets a signal handler, which only the main thread may.
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    try:
        yield made
    finally:
        ray.shutdown()
        made.shutdown()


@pytest.mark.timeout(600)
async def test_a_killed_node_costs_no_row(
    cluster: Any, store: Store, tmp_path: Path, home: Path
) -> None:
    node = cluster.add_node(num_cpus=1)
    ray.init(address=cluster.address, log_to_driver=False)
    request = asked(tmp_path, data=questions(tmp_path, COUNT), samples=2, budgets=(0, 2, 4))
    opened = engine()
    prepared = ready(request, opened)
    executor = RayExecutor(prepared.plan, alone, concurrency=1, retries=1)
    assert executor.slots == 2
    going = runner(store, prepared, opened)
    going.executor = executor
    killed = False

    def half_way(progress: object) -> None:
        nonlocal killed
        if going.progress.done >= COUNT and not killed:
            killed = True
            cluster.remove_node(node, allow_graceful=False)

    going.told = half_way
    outcome = await going.go()
    await executor.close()
    assert killed
    assert outcome.status is Status.DONE
    with Store(f"sqlite:///{home}/local.db") as other:
        run, _ = await ran(other, request, engine())
        local = graded_of(other.benchmarks, run.id)
    assert without_clock(graded_of(store.benchmarks, going.run.id)) == without_clock(local)


@pytest.mark.timeout(600)
async def test_a_worker_that_dies_is_started_again(
    cluster: Any, store: Store, tmp_path: Path
) -> None:
    ray.init(address=cluster.address, log_to_driver=False)
    request = asked(tmp_path, data=questions(tmp_path, 6))
    opened = engine()
    prepared = ready(request, opened)
    executor = RayExecutor(prepared.plan, alone, concurrency=1, retries=0)
    (worker,) = executor._workers  # there is nobody else whom its units could be given to
    going = runner(store, prepared, opened)
    going.executor = executor
    killed = False

    def once(progress: object) -> None:
        nonlocal killed
        if going.progress.done >= 2 and not killed:
            killed = True
            ray.kill(worker, no_restart=False)

    going.told = once
    outcome = await going.go()
    await executor.close()
    assert killed
    assert (outcome.status, going.progress.done) == (Status.DONE, 6)
    assert {one.end for one in graded_of(store.benchmarks, going.run.id)} == {Ending.ANSWERED}


def without_clock(graded: list[Graded]) -> list[Graded]:
    return [replace(one, seconds=0.0, trace_id="") for one in graded]
