"""What a run will take: from the same model's earlier runs, or from a short probe."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.runner.asking import Asker, EngineGone, Finished
from benchmarks.runner.check import worth
from benchmarks.runner.preparing import Prepared
from benchmarks.runner.results import failed
from benchmarks.runner.units import Unit
from reasoning.engines.base import Engine
from store import BenchmarkRun, Benchmarks, Status

#: Units of a probe, at least; as many as are asked at once tell how long the engine takes then.
PROBE = 4


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected: generated tokens, seconds, dollars (None without a price), and from what.

    `units` are still to be asked; the self-check is counted in.
    """

    units: int
    tokens: int
    seconds: float
    dollars: float | None
    basis: str


async def forecast(
    prepared: Prepared, benchmarks: Benchmarks, engine: Engine, judge: Engine | None
) -> Forecast:
    """Estimate the units that neither this run nor, with its cache, another has finished.

    Raises:
        EngineGone: a probe was needed, and the engine cannot be reached.
    """
    run = await asyncio.to_thread(benchmarks.of_key, prepared.plan.key())
    left = await asyncio.to_thread(_left, prepared, benchmarks, run)
    checks = _checks_left(prepared, run)
    if not left and not checks:
        return Forecast(0, 0, 0.0, None, "everything is there already")
    if earlier := await asyncio.to_thread(_earlier, prepared, benchmarks):
        asked = earlier.done - earlier.cached + _worth(prepared, _checked(earlier))
        each = earlier.tokens / asked, earlier.seconds / asked
        dollars = None if earlier.dollars is None else earlier.dollars / asked
        basis = f"run {earlier.id[:8]} of the same model"
    else:
        probe = _probe_of(left or prepared.units, prepared)
        started = time.monotonic()
        finished = await _ask(probe, prepared, engine, judge)
        seconds = (time.monotonic() - started) / len(probe)
        each = sum(one.tokens for one in finished) / len(probe), seconds
        prices = [one.dollars for one in finished if one.dollars is not None]
        dollars = sum(prices) / len(probe) if prices else None
        basis = f"a probe of {len(probe)} question{'' if len(probe) == 1 else 's'}"
    count = len(left) + _worth(prepared, checks)
    return Forecast(
        units=len(left),
        tokens=round(each[0] * count),
        seconds=each[1] * count,
        dollars=None if dollars is None else dollars * count,
        basis=basis,
    )


def _left(prepared: Prepared, benchmarks: Benchmarks, run: BenchmarkRun | None) -> list[Unit]:
    done = benchmarks.samples.finished(run.id) if run else set()
    left = [unit for unit in prepared.units if unit.place not in done]
    if prepared.request.cache:
        known = benchmarks.samples.finished_elsewhere([unit.key for unit in left])
        left = [unit for unit in left if unit.key not in known or failed(known[unit.key])]
    return left


def _checks_left(prepared: Prepared, run: BenchmarkRun | None) -> int:
    """On how many questions the ladder is still to be checked."""
    if run is None:
        return prepared.checked
    return 0 if run.status is Status.DONE else max(0, prepared.checked - _checked(run))


def _checked(run: BenchmarkRun) -> int:
    return int((run.self_check or {}).get("questions", 0))


def _worth(prepared: Prepared, questions: int) -> int:
    return worth(questions, len(prepared.plan.budgets))


def _earlier(prepared: Prepared, benchmarks: Benchmarks) -> BenchmarkRun | None:
    """The newest run of the same tasks, model and budgets of which a few units were asked."""
    plan = prepared.plan.to_record()
    alike = ("engine", "model", "revision", "budgets", "mode")
    names = [task["name"] for task in plan["tasks"]]
    for run in benchmarks.list():
        same = all(run.plan.get(name) == plan[name] for name in alike)
        asked = run.done - run.cached >= PROBE and run.seconds > 0
        if same and asked and [task["name"] for task in run.plan["tasks"]] == names:
            return run
    return None


def _probe_of(left: Sequence[Unit], prepared: Prepared) -> list[Unit]:
    count = min(len(left), max(PROBE, prepared.request.concurrency))
    return random.Random(0).sample(list(left), count)


async def _ask(
    units: Sequence[Unit], prepared: Prepared, engine: Engine, judge: Engine | None
) -> list[Finished]:
    asker = Asker(prepared.plan, engine, judge, retries=0)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(asker.finish(unit)) for unit in units]
    except* EngineGone as gone:
        raise gone.exceptions[0] from None
    return [task.result() for task in tasks]
