"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
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
        FileError: the file is there, or something that is none, or nobody may look.
    """
    try:
        there, whole, folder = path.exists(), path.is_file(), path.is_dir()
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror or error}") from None
    if there and not whole:
        raise FileError(f"{path} is {'a folder' if folder else 'no regular file'}; name a file")
    if there and not force:
        raise FileError(f"{path} is there already; name another file, or overwrite it with --force")


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that takes its name when the block ends well, and is gone when it fails.

    It is written in the same folder, so that taking its name is one step; a reader sees what was
    there before, or all of it. A link stays one, and what it points to is written.

    Raises:
        FileError: it cannot be written.
    """
    try:
        to = path.resolve()
        part = to.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with part.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(to)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror or error}") from None
