"""The worker of the benchmark queue: a real process that is started, started again, and ended."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.runner.session import open_run
from store import BenchmarkRun, Status, Store
from tests.benchmarks.runner.small import asked, at_once, engine, questions, ready
from tests.conftest import ROOT
from ui.admin import worker as module
from ui.admin.worker import KILLED, MOST_BROKEN, Worker

pytestmark = pytest.mark.timeout(580)

COUNT = 5
PATIENCE = 240.0  # seconds; a busy machine takes long to start Python


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    # Where a process that is started with this environment looks for it.
    with Store(f"sqlite:///{home}/deliberate.db") as opened:
        yield opened


def queued(store: Store, folder: Path) -> BenchmarkRun:
    """A run that waits for a worker, of questions that the scripted engine is asked one by one."""
    # With answer tokens, for which the command would look into the settings.
    request = asked(folder, data=questions(folder, COUNT), concurrency=1, answer_tokens=32)
    run = open_run(store.benchmarks, ready(request, engine()))
    store.benchmarks.queue(run.id)
    return run


def scripted(folder: Path, *arguments: str) -> tuple[str, ...]:
    """The real command with an engine that waits from the third question on."""
    log, gate = str(folder / "asked.log"), str(folder / "gate")
    return (sys.executable, "-m", "tests.benchmarks.runner.scripted", log, gate, *arguments)


def asked_so_far(folder: Path) -> list[str]:
    log = folder / "asked.log"
    return log.read_text("utf-8").splitlines() if log.exists() else []


def waits_at_the_gate(store: Store, folder: Path) -> bool:
    """Whether two questions are finished, and the third is under way."""
    (run,) = store.benchmarks.list()
    assert run.status in (Status.QUEUED, Status.RUNNING), run.message
    return run.done == 2 and len(asked_so_far(folder)) == 3


async def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it took too long"
        await asyncio.sleep(0.02)


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


async def test_a_run_is_let_go_with_the_app_and_gone_on_with_at_its_next_start(
    store: Store, tmp_path: Path
) -> None:
    run = queued(store, tmp_path)
    command = scripted(tmp_path, "work", "--once", "--attached")
    first = Worker(store.benchmarks, command)
    first.start()
    await until(lambda: waits_at_the_gate(store, tmp_path))
    assert first.works
    await first.close()
    assert not first.works
    left = store.benchmarks.get(run.id)
    assert left is not None
    assert (left.status, left.done, left.held) == (Status.QUEUED, 2, 0)
    (tmp_path / "gate").touch()
    second = Worker(store.benchmarks, command)
    second.start()
    await until(lambda: store.benchmarks.list()[0].status is Status.DONE)
    await until(lambda: not second.works)  # nothing is queued, so its memory is given back
    await second.close()
    assert (second.broken, store.benchmarks.list()[0].done) == (0, COUNT)
    assert len(asked_so_far(tmp_path)) == COUNT + 1  # only what was under way was asked again


async def test_a_worker_whose_app_was_killed_ends_and_lets_its_run_go(
    store: Store, tmp_path: Path
) -> None:
    run = queued(store, tmp_path)
    process = subprocess.Popen(
        scripted(tmp_path, "work", "--attached"), cwd=ROOT, stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    await until(lambda: waits_at_the_gate(store, tmp_path) or process.poll() is not None)
    assert process.stdin is not None
    process.stdin.close()
    assert await asyncio.to_thread(process.wait, PATIENCE) == 0
    left = store.benchmarks.get(run.id)
    assert left is not None
    assert (left.status, left.done, left.held) == (Status.QUEUED, 2, 0)


async def test_no_worker_is_started_while_nothing_is_queued(store: Store) -> None:
    worker = Worker(store.benchmarks, python("raise SystemExit(7)"))
    worker.start()
    worker.wake()
    assert not await asyncio.to_thread(worker._has_work)
    await worker.close()
    assert (worker.works, worker.broken) == (False, 0)


async def test_one_that_breaks_off_again_and_again_is_given_up_until_somebody_wants_it(
    store: Store, tmp_path: Path
) -> None:
    queued(store, tmp_path)
    starts = tmp_path / "starts"
    code = (
        f"import sys; open({str(starts)!r}, 'a').write('x');"
        " print('error: no room', file=sys.stderr); sys.exit(2)"
    )
    worker = Worker(store.benchmarks, python(code), sleep=at_once)
    worker.start()
    await until(lambda: worker.given_up)
    assert (worker.broken, worker.problem) == (MOST_BROKEN, "no room")
    assert len(starts.read_text()) == MOST_BROKEN
    worker.wake()
    await until(lambda: len(starts.read_text()) == 2 * MOST_BROKEN)
    await worker.close()


async def test_the_queue_is_looked_at_again_after_a_fault_of_this_program(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    def broken(benchmarks: object) -> None:
        looks.append(1)
        raise ValueError("a row of another version")

    monkeypatch.setattr(module, "free_the_dead", broken)
    worker = Worker(store.benchmarks, python("raise SystemExit(7)"))
    worker.start()
    await until(lambda: len(looks) == 1)
    worker.wake()
    await until(lambda: len(looks) == 2)
    await worker.close()


async def test_one_that_is_killed_is_told_as_that(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BROKEN", 1)
    queued(store, tmp_path)
    code = "import os; os.kill(os.getpid(), 9)"
    worker = Worker(store.benchmarks, python(code), sleep=at_once)
    worker.start()
    await until(lambda: worker.given_up)
    assert worker.problem == KILLED
    await worker.close()


async def test_one_that_does_not_end_is_killed_with_the_app(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GOODBYE_SECONDS", 0.05)
    queued(store, tmp_path)
    ready_file = tmp_path / "ready"
    code = (
        "import pathlib, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f" pathlib.Path({str(ready_file)!r}).touch(); signal.pause()"
    )
    worker = Worker(store.benchmarks, python(code))
    worker.start()
    await until(ready_file.exists)
    process = worker._process
    assert process is not None
    await worker.close()
    assert process.returncode == -9
