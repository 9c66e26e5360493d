"""Files of questions that an administrator has sent, kept under DELIBERATE_HOME for their runs.

A file is named after what it holds, so that the same file sent again is the same run's. Nobody
names a path on the server: a form knows a kept file by its name alone.
"""

from __future__ import annotations

import hashlib
import re
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile

from benchmarks.tasks import TaskError
from benchmarks.tasks.files import read_rows
from store import Benchmarks
from ui.accounts import LARGEST_FILE
from ui.language import phrase, say

#: For how long a file that no run names is kept, in seconds: its run may be about to be started.
UNUSED_SECONDS = 86_400.0
#: Most such files at once; the oldest goes first, so that the disk does not fill up meanwhile.
MOST_UNUSED = 20
_PARQUET = b"PAR1"
_NAME = re.compile(r"[A-Za-z0-9-]{1,40}-[0-9a-f]{16}\.(jsonl|parquet)")

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
        _write(folder / name, content)
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
    if not _NAME.fullmatch(name) or not path.is_file():
        raise TaskError(say(GONE))
    return path


def count(path: str, limit: int | None) -> int:
    """How many rows of a kept file are read, with a limit at most so many.

    Raises:
        TaskError: it cannot be read; one line.
    """
    return sum(1 for _ in islice(read_rows(Path(path)), limit))


def sweep(home: Path | None, benchmarks: Benchmarks) -> None:
    """Remove what no run names, but not what was sent of late."""
    if home is None or not (folder := _folder(home)).is_dir():
        return
    used = {str(run.request.get("data")) for run in benchmarks.list(10_000)}
    ages: dict[Path, float] = {}
    for path in folder.iterdir():
        if str(path) not in used:
            with suppress(OSError):  # another process may remove it too
                ages[path] = time.time() - path.stat().st_mtime
    for number, path in enumerate(sorted(ages, key=ages.__getitem__)):
        if number >= MOST_UNUSED or ages[path] > UNUSED_SECONDS:
            with suppress(OSError):
                path.unlink()


def _write(path: Path, content: bytes) -> None:
    """Whoever reads it meanwhile reads the whole of it; and nothing is left where it cannot be."""
    # Its own name, as another administrator may send the same; and nobody else's to read.
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as part:
        try:
            part.write(content)
            part.flush()
            Path(part.name).replace(path)
        except OSError:
            Path(part.name).unlink(missing_ok=True)
            raise


def _folder(home: Path | None) -> Path:
    if home is None:
        raise TaskError(say(NO_HOME))
    return home / "benchmarks" / "questions"
