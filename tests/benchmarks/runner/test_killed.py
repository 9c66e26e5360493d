"""Real processes, killed with SIGKILL: nothing that was finished is lost or asked again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from benchmarks.runner.results import graded_of
from store import Status, Store
from tests.benchmarks.runner.small import questions
from tests.conftest import ROOT

COUNT = 5
PATIENCE = 240.0  # seconds; a busy machine takes long to start Python


@dataclass
class Machine:
    """Starts the command; knows what its engine was asked."""

    folder: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.folder / "asked.log"

    @property
    def gate(self) -> Path:
        return self.folder / "gate"

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.runner.scripted", str(self.log),
             str(self.gate), *arguments],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.started.append(process)
        return process

    def run(self) -> subprocess.Popen[str]:
        data = questions(self.folder, COUNT)
        return self.start(
            "run", "records", "--data", data, "--budgets", "0,2,none", "--concurrency", "1",
            "--self-check", "0", "--json",
        )  # fmt: skip

    def asked(self) -> Counter[str]:
        return Counter(self.log.read_text("utf-8").splitlines()) if self.log.exists() else Counter()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    found = Machine(tmp_path)
    yield found
    for process in found.started:
        process.kill()
        process.communicate()


def until(holds: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait for a condition, as long as the process is there."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if process.poll() is not None:
            pytest.fail(f"it ended with {process.returncode}: {process.communicate()[1]}")
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def ended(process: subprocess.Popen[str]) -> tuple[int, list[str], str]:
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out.splitlines(), err


def result(process: subprocess.Popen[str]) -> dict[str, Any]:
    code, lines, err = ended(process)
    assert code == 0, err
    found: dict[str, Any] = json.loads(lines[-1])
    return found


@pytest.mark.timeout(600)
def test_the_same_command_goes_on_after_a_kill(machine: Machine, store: Store) -> None:
    first = machine.run()
    # Two are finished, the third waits at the gate.
    until(lambda: [run.done for run in store.benchmarks.list()] == [2], first)
    until(lambda: machine.asked().total() == 3, first)
    first.send_signal(signal.SIGKILL)
    first.wait()
    (run,) = store.benchmarks.list()
    assert (run.status, run.done, len(store.recent())) == (Status.RUNNING, 2, 2)
    machine.gate.touch()
    found = result(machine.run())
    assert (found["run"], found["status"], found["resumed"]) == (run.id, "done", 2)
    assert [(row["budget"], row["n"]) for row in found["rows"]] == [(0, 5), (2, 5), (None, 5)]
    # Only the one that was under way was asked twice.
    assert sorted(machine.asked().values()) == [1, 1, 1, 1, 2]
    assert machine.asked()["Which is number 2?"] == 2
    answers = graded_of(store.benchmarks, run.id)
    assert len({(one.item, one.budget) for one in answers}) == len(answers) == 15
    assert len(store.recent()) == COUNT
    again = result(machine.run())
    assert (again["rows"], again["resumed"]) == (found["rows"], COUNT)
    assert machine.asked().total() == COUNT + 1


@pytest.mark.timeout(600)
def test_an_interrupted_command_stops_and_says_how_to_go_on(machine: Machine, store: Store) -> None:
    first = machine.run()
    until(lambda: machine.asked().total() == 3, first)
    first.send_signal(signal.SIGINT)
    code, lines, err = ended(first)
    found = json.loads(lines[-1])
    assert (code, found["status"], found["done"]) == (3, "stopped", 2)
    assert "the same command goes on" in err
    (run,) = store.benchmarks.list()
    assert (run.status, run.held) == (Status.STOPPED, 0)


@pytest.mark.timeout(600)
def test_the_next_worker_goes_on_with_a_killed_ones_run(machine: Machine, store: Store) -> None:
    data = questions(machine.folder, COUNT)
    queued = machine.start(
        "run", "records", "--data", data, "--concurrency", "1", "--queue", "--json"
    )
    assert result(queued)["status"] == "queued"
    (run,) = store.benchmarks.list()
    assert (run.status, machine.asked().total()) == (Status.QUEUED, 0)
    first = machine.start("work", "--once")
    until(lambda: machine.asked().total() == 3, first)
    first.send_signal(signal.SIGKILL)
    first.wait()
    machine.gate.touch()
    code, _, err = ended(machine.start("work", "--once"))
    assert code == 0, err
    (run,) = store.benchmarks.list()
    assert (run.status, run.done) == (Status.DONE, COUNT)
    assert sorted(machine.asked().values()) == [1, 1, 1, 1, 2]
