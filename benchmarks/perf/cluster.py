"""`python -m benchmarks.perf.cluster`: a run over two Ray nodes, one killed half-way, and local.

Both runs are of the generated vignettes with the bundled model. The cluster is Ray's own test
cluster (`ray.cluster_utils.Cluster`): two nodes on this machine, each with processes of its own.
One is killed without warning when half of the samples are finished; its worker and what that was
at are lost. The rows must be those of the local run, and so must every answer behind them, but for
the seconds that it took, and for its probability, which depends in its last digits on what else the
engine works out at that moment. The result is kept in cluster.json beside this file. It needs Ray
(requirements-ray.txt).
"""

from __future__ import annotations

import asyncio
import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.graded import Graded
from benchmarks.perf.harnesses.__main__ import machine
from benchmarks.perf.measure import BenchmarkError
from benchmarks.runner.commands import parse_budgets
from benchmarks.runner.executors.ray import load_ray
from benchmarks.runner.holder import new_holder
from benchmarks.runner.plan import Plan
from benchmarks.runner.preparing import prepare
from benchmarks.runner.progress import Progress
from benchmarks.runner.request import Request
from benchmarks.runner.results import graded_of
from benchmarks.runner.session import claimed, executor_for, go_on, open_run, opened
from benchmarks.statistics import rows
from reasoning.errors import DeliberateError
from settings import Settings, load_settings
from store import Status, Store

RESULTS = Path(__file__).with_name("cluster.json")
COMMAND = "python -m benchmarks.perf.cluster"
#: What of a row is no measure of time.
_KEPT = (
    "task", "budget", "n", "samples", "graded", "accuracy", "stderr", "low", "high", "interval",
    "lower", "upper", "ends", "outcomes", "thinking_tokens", "answer_tokens",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """What both runs came to. `killed_after` of `total` samples were finished then.

    `differing` of `answers` are not the same; `probabilities` is how far apart the probabilities of
    two answers are at most.
    """

    local: list[dict[str, Any]]
    spread: list[dict[str, Any]]
    differing: int
    answers: int
    probabilities: float
    killed_after: int
    total: int
    plan: Plan


def main(
    questions: Annotated[int, typer.Option(min=2, help="How many vignettes.")] = 20,
    samples: Annotated[int, typer.Option(min=1, help="Answers to each.")] = 2,
    budgets: Annotated[str, typer.Option(help="Thinking budgets.")] = "0,32,128",
    concurrency: Annotated[int, typer.Option(min=1, help="Samples at once on each node.")] = 4,
    to: Annotated[Path, typer.Option(help="Where the result goes.")] = RESULTS,
) -> None:
    """Run vignettes over two Ray nodes, kill one half-way, and compare with a local run."""
    try:
        load_ray()
        request = Request(
            tasks=("vignettes",),
            engine="embedded",
            budgets=parse_budgets(budgets),
            samples=samples,
            limit=questions,
            self_check=0,
            concurrency=concurrency,
            cache=False,
        )
        found = asyncio.run(compare(load_settings(), request))
    except DeliberateError as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    record = {
        "command": COMMAND,
        "machine": machine(),
        "ray": version("ray"),
        "model": found.plan.model,
        "revision": found.plan.revision,
        "questions": questions,
        "samples": samples,
        "nodes": 2,
        "killed_after": found.killed_after,
        "total": found.total,
        "answers": found.answers,
        "answers_that_differ": found.differing,
        "probabilities_differ_by": round(found.probabilities, 4),
        "same_rows": found.local == found.spread,
        "rows": found.spread,
    }
    new = to.with_suffix(".new")
    new.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    new.replace(to)
    same = found.local == found.spread and not found.differing
    print(
        f"{found.total} samples, a node killed after {found.killed_after}:"
        f" {found.differing} of {found.answers} answers differ from the local run's"
    )
    if not same:
        raise typer.Exit(1)


async def compare(settings: Settings, request: Request) -> Compared:
    """Both runs, the local one first.

    Raises:
        BenchmarkError: a run does not come to its end, or it does before the node is killed, or
            the model was not asked anything, as it refuses these questions.
    """
    local, plan, _ = await _run(settings, request, lambda progress: None)
    if not any(one.answer_tokens for one in local):
        raise BenchmarkError(f"{plan.model} refused every question, so nothing would be compared")
    killed_after = 0
    with cluster() as kill:

        def told(progress: Progress) -> None:
            nonlocal killed_after
            if not killed_after and 2 * progress.done >= progress.total > 0:
                killed_after = progress.done
                kill()

        spread, _, total = await _run(settings, replace(request, executor="ray"), told)
    if not 0 < killed_after < total:
        raise BenchmarkError("the run was over before the node was killed; raise --questions")
    return Compared(
        local=_rows(local),
        spread=_rows(spread),
        differing=sum(a != b for a, b in zip(_timeless(local), _timeless(spread), strict=True)),
        answers=len(spread),
        probabilities=_furthest(local, spread),
        killed_after=killed_after,
        total=total,
        plan=plan,
    )


@contextmanager
def cluster() -> Iterator[Callable[[], None]]:
    """A cluster of two nodes that this process is connected to; a call kills the second.

    Raises:
        RequestError: Ray is not installed.
    """
    ray, utils = load_ray(), import_module("ray.cluster_utils")
    made = utils.Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    try:
        second = made.add_node(num_cpus=1)
        ray.init(address=made.address, log_to_driver=False)
        yield lambda: made.remove_node(second, allow_graceful=False)
    finally:
        ray.shutdown()
        made.shutdown()


async def _run(
    settings: Settings, request: Request, told: Callable[[Progress], None]
) -> tuple[list[Graded], Plan, int]:
    """The answers of a run in a store of its own, its plan, and how many samples it has."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(f"sqlite:///{Path(folder) / 'runs.db'}") as store,
    ):
        async with opened(settings, request) as (engine, judge):
            prepared = prepare(request, engine, judge, answer_tokens=settings.answer_tokens)
            holder = new_holder()
            run = await claimed(store.benchmarks, open_run(store.benchmarks, prepared), holder)
            executor = executor_for(prepared, engine, judge, settings)
            outcome = await go_on(
                store.benchmarks, run, holder, prepared, executor, engine, told=told
            )
        if outcome.status is not Status.DONE:
            raise BenchmarkError(f"the run is {outcome.status}: {outcome.message}")
        return graded_of(store.benchmarks, run.id), prepared.plan, len(prepared.units)


def _rows(graded: Sequence[Graded]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in _KEPT} for row in rows(graded)]


def _timeless(graded: Sequence[Graded]) -> list[Graded]:
    return [replace(one, seconds=0.0, trace_id="", probability=None) for one in graded]


def _furthest(first: Sequence[Graded], second: Sequence[Graded]) -> float:
    """The largest difference of two answers' probabilities; infinite where only one has one."""
    found = 0.0
    for a, b in zip(first, second, strict=True):
        if (a.probability is None) != (b.probability is None):
            return math.inf
        if a.probability is not None and b.probability is not None:
            found = max(found, abs(a.probability - b.probability))
    return found


if __name__ == "__main__":
    typer.run(main)
