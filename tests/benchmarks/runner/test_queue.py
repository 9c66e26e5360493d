"""The queue's worker: what it does with a run whose engine is not there, and with one that breaks.

What it does when it is killed is in test_killed.py, what the command prints in test_commands.py.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from benchmarks.runner.progress import Progress
from benchmarks.runner.queue import work
from benchmarks.runner.session import ask_run, open_run
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
        self.store, self.folder = store, folder
        self.said: list[str] = []
        self.seen: list[tuple[Status, str]] = []
        self.id = open_run(store.benchmarks, ready(asked(folder), opened)).id
        store.benchmarks.queue(self.id)

    def ask(self, **changes: Any) -> str:
        """Queue a run of which only the request is known, in place of the other; its id."""
        self.store.benchmarks.delete(self.id)
        self.id = ask_run(self.store.benchmarks, asked(self.folder, **changes), None).id
        self.store.benchmarks.queue(self.id)
        return self.id

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


async def test_a_run_that_was_only_asked_for_is_prepared_by_the_worker(queue: Line) -> None:
    queue.ask(budgets=(0, 4))
    assert (queue.run.plan, queue.run.total) == ({}, 0)
    await queue.work()
    run = queue.run
    assert (run.status, run.done, run.total, run.message) == (Status.DONE, 3, 3, "")
    assert (run.plan["budgets"], run.title) == ([0, 4], "records · stand-in · 0,4")
    assert not run.key.startswith("asked")


async def test_what_is_wrong_with_its_questions_is_the_runs_one_line(
    queue: Line, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", "utf-8")
    queue.ask(data=str(empty))
    await queue.work()
    assert queue.run.status is Status.FAILED
    assert queue.run.message == "empty.jsonl is empty; it needs one JSON object a line"
    assert not queue.store.benchmarks.waits()


@pytest.mark.parametrize("finished", [True, False])
async def test_what_is_a_run_already_is_told_by_its_name_and_goes_on_there(
    queue: Line, opened: Starting, finished: bool
) -> None:
    first = queue.ask()
    await queue.work()
    kept = queue.store.benchmarks
    if not finished:
        kept.delete(first)
        first = open_run(kept, ready(asked(queue.folder), opened)).id
        kept.ask_to_stop(first)
    queue.id = ask_run(kept, asked(queue.folder)).id
    kept.queue(queue.id)
    await queue.work()
    assert queue.run.status is Status.STOPPED
    what = "is done; change a setting to start another" if finished else "goes on where it was"
    assert queue.run.message == f"the same as run {first[:8]}, which {what}"
    other = kept.get(first)
    assert other is not None
    assert (other.status, other.done) == (Status.DONE, 3)


async def test_a_run_can_be_stopped_while_its_questions_are_loaded(
    queue: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.ask()
    stopped = threading.Event()

    def slow(*args: object, **options: object) -> None:
        queue.store.benchmarks.ask_to_stop(queue.id)
        assert stopped.wait(60)

    monkeypatch.setattr("benchmarks.runner.queue.prepare", slow)
    monkeypatch.setattr("benchmarks.runner.queue.BEAT_SECONDS", 0.01)
    try:
        await queue.work()
    finally:
        stopped.set()
    assert (queue.run.status, queue.run.message) == (Status.STOPPED, "stopped on request")
