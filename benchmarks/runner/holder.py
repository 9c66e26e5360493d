"""Which process works on a run, and whether it is there still."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path

from store import BenchmarkRun, Benchmarks


def new_holder() -> str:
    """A name for who works on a run from now on: machine, process, its start, and a random part."""
    pid = os.getpid()
    return f"{socket.gethostname()}:{pid}:{_started(pid)}:{secrets.token_hex(4)}"


def is_here(holder: str | None) -> bool:
    """Whether a holder's name says that it runs, or ran, on this machine."""
    parts = (holder or "").split(":")
    return len(parts) == 4 and parts[0] == socket.gethostname()


def is_gone(holder: str | None) -> bool:
    """Whether it is known that a holder is no more: it ran on this machine, and does not now.

    A process that was killed leaves its hold, and nobody on its machine has to wait for that.
    """
    if not is_here(holder):
        return False
    _, pid, started, _ = (holder or "").split(":")
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # it is somebody else's, so it is there
    return _started(int(pid)) != started


def free_if_gone(benchmarks: Benchmarks, run: BenchmarkRun) -> None:
    """End the hold of a run's process if that is known to be gone."""
    if run.held and run.holder and is_gone(run.holder):
        benchmarks.free(run.id, run.holder)


def _started(pid: int) -> str:
    """When a process began, in ticks since the machine did; "" where the system does not tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
