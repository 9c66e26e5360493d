"""The same rows over a Ray cluster, one of whose two nodes is killed half-way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from benchmarks.graded import Graded
from benchmarks.runner.executors.ray import RayExecutor
from benchmarks.runner.results import graded_of
from store import Status, Store
from tests.benchmarks.runner.small import alone, asked, engine, questions, ran, ready, runner

pytest.importorskip(
    "ray", reason='Ray is not installed (pip install "ray==2.60.0": requirements-ray.txt)'
)
COUNT = 24


@pytest.mark.timeout(600)
async def test_a_killed_node_costs_no_row(store: Store, tmp_path: Path, home: Path) -> None:
    import ray
    from ray.cluster_utils import Cluster

    cluster = await asyncio.to_thread(
        partial(Cluster, initialize_head=True, head_node_args={"num_cpus": 1})
    )
    try:
        node = await asyncio.to_thread(partial(cluster.add_node, num_cpus=1))
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
        spread = graded_of(store.benchmarks, going.run.id)

        def without_clock(graded: list[Graded]) -> list[Graded]:
            return [replace(one, seconds=0.0, trace_id="") for one in graded]

        assert without_clock(spread) == without_clock(local)
    finally:
        ray.shutdown()
        cluster.shutdown()
