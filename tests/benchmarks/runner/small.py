"""A few small questions, and an engine that answers them by a script."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.runner.asking import Asker
from benchmarks.runner.executors import LocalExecutor
from benchmarks.runner.holder import new_holder
from benchmarks.runner.preparing import Prepared, prepare
from benchmarks.runner.request import Request
from benchmarks.runner.runner import Outcome, Runner
from benchmarks.runner.session import open_run
from reasoning.engines.base import Engine
from store import BenchmarkRun, Store
from tests.reasoning.runs import thinker
from tests.reasoning.stand_in import StandIn

THOUGHT = "abcdefgh"


def record(number: int, **changes: Any) -> dict[str, Any]:
    """Question 0 is right from 4 tokens of thought on, the others are at once."""
    return {
        "id": f"q{number}",
        "question": f"Which is number {number}?",
        "options": {"A": "one", "B": "two", "C": "three"},
        "answer": "B" if number == 0 else "A",
        "answer_type": "SC",
        "domain": "general",
        "subject": "counting",
        **changes,
    }


def questions(folder: Path, count: int = 3, **changes: Any) -> str:
    """A file of so many questions."""
    file = folder / "questions.jsonl"
    lines = (json.dumps(record(number, **changes)) for number in range(count))
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return str(file)


def engine(answer: Callable[[str, int], str] | None = None) -> StandIn:
    """Thinks `THOUGHT`; answers B from 4 tokens of it on, else A, unless told otherwise."""
    return thinker(
        THOUGHT, answer or (lambda so_far, seed: "B) two" if len(so_far) > 3 else "A) one")
    )


def alone() -> tuple[Engine, Engine | None]:
    """The engine and no judge, made where this is called."""
    return engine(), None


def asked(folder: Path, **changes: Any) -> Request:
    data = changes.pop("data", None) or questions(folder)
    return Request(**{"tasks": ("records",), "data": data, "self_check": 0, **changes})


def ready(request: Request, opened: Engine, judge: Engine | None = None) -> Prepared:
    return prepare(request, opened, judge, answer_tokens=32)


def runner(store: Store, prepared: Prepared, opened: Engine, **changes: Any) -> Runner:
    """A runner of a run that is claimed."""
    holder = new_holder()
    run = open_run(store.benchmarks, prepared)
    mine = store.benchmarks.claim(run.id, holder, 60)
    assert mine is not None
    asker = Asker(
        prepared.plan, opened, changes.pop("judge", None), prepared.request.retries, sleep=at_once
    )
    return Runner(
        store.benchmarks,
        mine,
        holder,
        prepared.plan,
        prepared.units,
        LocalExecutor(asker, prepared.request.concurrency),
        opened,
        **{"sleep": at_once, "use_cache": prepared.request.cache, **changes},
    )


async def ran(
    store: Store, request: Request, opened: StandIn, **changes: Any
) -> tuple[BenchmarkRun, Outcome]:
    """A request run to its end, and the run as it is then."""
    going = runner(store, ready(request, opened), opened, **changes)
    outcome = await going.go()
    found = store.benchmarks.get(going.run.id)
    assert found is not None
    return found, outcome


async def at_once(seconds: float) -> None:
    """Waits for no clock."""
