"""Files of questions that an administrator has sent, kept under DELIBERATE_HOME for their runs.

A file is named after what it holds, so that the same file sent again is the same run's. Nobody
names a path on the server: a form knows a kept file by its name alone.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.tasks import TaskError
from benchmarks.tasks.files import read_rows
from store import Benchmarks
from ui.accounts import LARGEST_FILE
from ui.language import phrase, say

#: For how long a file that no run names is kept, in seconds: its run may be about to be started.
UNUSED_SECONDS = 86_400.0
_PARQUET = b"PAR1"

NO_HOME = phrase("files of questions cannot be kept here; name a task that needs none")
GONE = phrase("the file of questions is not here any more; add it again")
UNREADABLE = phrase("the file could not be read; add it again")


def keep(home: Path | None, sent: Path) -> str:
    """Keep a file that was sent; its name from now on.

    Raises:
        TaskError: it is too large, or holds neither JSON lines nor parquet; one line.
    """
    folder = _folder(home)
    try:
        size = sent.stat().st_size
        content = sent.read_bytes() if size <= LARGEST_FILE else b""
    except OSError:
        raise TaskError(say(UNREADABLE)) from None
    if size > LARGEST_FILE:
        raise TaskError(
            say(
                "the file has {bytes:,} bytes; allowed: at most {most:,}; send a part of it",
                bytes=size,
                most=LARGEST_FILE,
            )
        )
    next(read_rows(sent), None)  # the rest is read, and checked, with its task
    stem = re.sub(r"[^A-Za-z0-9]+", "-", sent.stem).strip("-")[:40] or "questions"
    ending = "parquet" if content.startswith(_PARQUET) else "jsonl"
    name = f"{stem}-{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Whoever reads it meanwhile reads the whole of it.
        part = folder / f".{name}.{os.getpid()}"
        part.write_bytes(content)
        part.chmod(0o600)
        part.replace(folder / name)
    except OSError as error:
        raise TaskError(
            say("the file could not be kept ({why})", why=error.strerror or error)
        ) from None
    return name


def place(home: Path | None, name: str) -> Path:
    """Where a kept file lies.

    Raises:
        TaskError: there is none of this name.
    """
    path = _folder(home) / name
    if Path(name).name != name or name.startswith(".") or not path.is_file():
        raise TaskError(say(GONE))
    return path


def sweep(home: Path | None, benchmarks: Benchmarks) -> None:
    """Remove what no run names, but not what was sent of late."""
    if home is None or not (folder := _folder(home)).is_dir():
        return
    used = {str(run.request.get("data")) for run in benchmarks.list(10_000)}
    for path in folder.iterdir():
        with suppress(OSError):  # another process may remove it too
            old = time.time() - path.stat().st_mtime > UNUSED_SECONDS
            if old and str(path) not in used:
                path.unlink()


def _folder(home: Path | None) -> Path:
    if home is None:
        raise TaskError(say(NO_HOME))
    return home / "benchmarks" / "questions"
