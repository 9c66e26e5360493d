"""The queue's worker: what it does with a run whose engine is not there, and with one that breaks.

What it does when it is killed is in test_killed.py, what the command prints in test_commands.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.runner.progress import Progress
from benchmarks.runner.queue import work
from benchmarks.runner.session import open_run
from reasoning.errors import EngineUnavailable
from settings import load_settings
from store import BenchmarkRun, Status, Store
from tests.benchmarks.runner.small import asked, engine, ready
from tests.reasoning.stand_in import StandIn


class Starting(StandIn):
    """Cannot be reached the first times."""

    def __init__(self, refuses: int) -> None:
        super().__init__(engine().script)
        self.left = refuses

    async def start(self) -> None:
        if self.left:
            self.left -= 1
            raise EngineUnavailable("cannot reach it")


class Line:
    """A store with one queued run, and a worker that takes it."""

    def __init__(self, store: Store, folder: Path, opened: StandIn) -> None:
        self.store = store
        self.said: list[str] = []
        self.seen: list[tuple[Status, str]] = []
        self.id = open_run(store.benchmarks, ready(asked(folder), opened)).id
        store.benchmarks.queue(self.id)

    @property
    def run(self) -> BenchmarkRun:
        found = self.store.benchmarks.get(self.id)
        assert found is not None
        return found

    async def sleep(self, seconds: float) -> None:
        self.seen.append((self.run.status, self.run.message))

    def told(self, run: BenchmarkRun, progress: Progress | None, ended: str) -> None:
        if ended:
            self.said.append(ended)

    async def work(self) -> None:
        await work(self.store.benchmarks, load_settings(), self.told, once=True, sleep=self.sleep)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Starting:
    made = Starting(0)
    monkeypatch.setattr("benchmarks.runner.engines.open_engine", lambda settings, name: made)
    return made


@pytest.fixture
def queue(store: Store, tmp_path: Path, opened: Starting, monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setenv("DELIBERATE_ANSWER_TOKENS", "32")
    return Line(store, tmp_path, opened)


async def test_a_run_whose_engine_is_not_up_yet_waits_for_it(queue: Line, opened: Starting) -> None:
    opened.left = 2
    await queue.work()
    assert queue.seen == [(Status.PAUSED, "cannot reach it")] * 2
    assert (queue.run.status, queue.run.done, queue.run.message) == (Status.DONE, 3, "")
    assert queue.said == ["paused, trying again: cannot reach it", "done"]


async def test_a_run_that_waits_for_its_engine_can_be_stopped(
    queue: Line, opened: Starting
) -> None:
    opened.left = 10**6

    async def stopped(seconds: float) -> None:
        queue.store.benchmarks.ask_to_stop(queue.id)

    queue.sleep = stopped  # type: ignore[method-assign]
    await queue.work()
    assert (queue.run.status, queue.run.held) == (Status.STOPPED, 0)
    assert queue.said[-1] == "stopped: stopped on request"


async def test_an_engine_that_never_comes_leaves_the_run_paused(
    queue: Line, opened: Starting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.runner.queue.PATIENCE", 30.0)
    opened.left = 10**6
    await queue.work()
    assert (queue.run.status, queue.run.held) == (Status.PAUSED, 0)
    assert queue.run.message == "cannot reach it"


async def test_a_run_that_breaks_the_program_has_failed_and_is_not_taken_again(
    queue: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **options: object) -> None:
        raise ZeroDivisionError("a fault\nof ours")

    monkeypatch.setattr("benchmarks.runner.queue.prepare", broken)
    with pytest.raises(ZeroDivisionError):
        await queue.work()
    assert (queue.run.status, queue.run.held) == (Status.FAILED, 0)
    assert queue.run.message == "ZeroDivisionError: a fault"
    assert not queue.store.benchmarks.waits()
