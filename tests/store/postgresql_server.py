"""A private PostgreSQL server: on a Unix socket in a temporary folder, gone after the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: Who runs the server where the tests run as root, which PostgreSQL refuses.
UNPRIVILEGED = "nobody"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl; None where PostgreSQL is not installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def running(programs: Path) -> Iterator[Path]:
    """Start a server; the folder of its socket. User `postgres` may connect without a password."""
    with tempfile.TemporaryDirectory(prefix="deliberate-pg-") as made:
        folder = Path(made)
        data, log = folder / "data", folder / "log"
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off"
        _run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8")
        _run(programs / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")
        try:
            yield folder
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _run(*command: str | Path) -> None:
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = {"user": UNPRIVILEGED, "extra_groups": []}
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **user)
