"""A server process of this project while it is measured: started, waited for, looked at, ended."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.perf.measure import BenchmarkError
from store import Store
from ui.accounts import new_account

ROOT = Path(__file__).resolve().parents[2]
#: Seconds that the start may take on a busy machine.
START_SECONDS = 100
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers. `ready_seconds`: from its start until /healthz was 200."""

    address: str
    home: Path
    pid: int
    ready_seconds: float

    def cpu_seconds(self) -> float:
        """Of the server's own process since its start, all threads, user and system (Linux)."""
        return _cpu_seconds(self.pid)

    def engine_cpu_seconds(self) -> float:
        """Of the processes that it started and that still run."""
        return sum(_cpu_seconds(pid) for pid in _family(self.pid)[1:])

    def resident_megabytes(self) -> float:
        """Resident memory of the process and its children (Linux), shared pages counted once."""
        total = 0.0
        for pid in _family(self.pid):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8")
            total += next(int(line.split()[1]) for line in rollup.splitlines() if "Pss:" in line)
        return total / 1024

    def store(self) -> Store:
        """Its store, which the caller closes."""
        return Store(f"sqlite:///{self.home / 'deliberate.db'}")

    def accounts(self, names: Sequence[str]) -> dict[str, str]:
        """New people by id, each with a session's token; made in the store, past the login."""
        with self.store() as store, ThreadPoolExecutor(os.cpu_count()) as pool:
            made = pool.map(lambda name: new_account(store.people, name, "a long password"), names)
            return {person.id: token for person, token in made}

    def said(self) -> str:
        """The last lines that it printed."""
        return _said(self.home)


@contextmanager
def running(arguments: Sequence[str]) -> Iterator[Served]:
    """`python ARGUMENTS PORT` in a home of its own, once it is healthy.

    The port is told in DELIBERATE_PORT too.

    Raises:
        BenchmarkError: it ended, or was not healthy in time.
    """
    port = _free_port()
    clean = {k: v for k, v in os.environ.items() if not k.startswith("DELIBERATE_")}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        begin = time.perf_counter()
        with _log(home).open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments, str(port)],
                cwd=ROOT,
                env={**clean, "DELIBERATE_PORT": str(port), "DELIBERATE_HOME": folder},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            while not _healthy(port):
                taken = time.perf_counter() - begin
                if process.poll() is not None or taken > START_SECONDS:
                    raise BenchmarkError(
                        f"{' '.join(arguments)} is not healthy after {taken:.0f} s"
                        f" (exit code {process.poll()}); it said: {_said(home)}"
                    )
                time.sleep(0.05)
            ready = time.perf_counter() - begin
            yield Served(f"http://127.0.0.1:{port}", home, process.pid, ready)
        finally:
            process.terminate()
            process.wait()


def _log(home: Path) -> Path:
    return home / "served.log"


def _said(home: Path) -> str:
    return _log(home).read_text("utf-8", "replace").strip()[-2000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _healthy(port: int) -> bool:
    address = f"http://127.0.0.1:{port}/healthz"
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _family(pid: int) -> list[int]:
    """A process, its children and theirs."""
    found = [pid]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            found.extend(map(int, children.read_text("utf-8").split()))
    return found


def _cpu_seconds(pid: int) -> float:
    # The second field is the program's name in brackets, and may hold spaces.
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    user, system = fields[11], fields[12]
    return (int(user) + int(system)) / _TICKS
