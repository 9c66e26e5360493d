"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from reasoning.errors import DeliberateError


class FileError(DeliberateError):
    """A file is there already, or cannot be written; one line."""


def refuse_existing(path: Path, *, force: bool) -> None:
    """Refuse to write over what is there, unless it is a file and `force` is given.

    Raises:
        FileError: the file is there, or a folder is.
    """
    if path.is_dir():
        raise FileError(f"{path} is a folder; name a file")
    if path.exists() and not force:
        raise FileError(f"{path} is there already; name another file, or overwrite it with --force")


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that takes its name when the block ends well, and is gone when it fails.

    It is written in the same folder, so that taking its name is one step; a reader sees what was
    there before, or all of it.

    Raises:
        FileError: it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
            # Temporary files are their owner's alone; this one is as any other.
            part.chmod(0o666 & ~_umask())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror or error}") from None


def _umask() -> int:
    # There is no way to read it but to set it.
    mask = os.umask(0)
    os.umask(mask)
    return mask
