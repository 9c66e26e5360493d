"""A zip that is the same for the same contents."""

from __future__ import annotations

import zipfile
from contextlib import AbstractContextManager
from types import TracebackType
from typing import IO, BinaryIO, Self

#: The first moment that a zip can hold.
_TIME = (1980, 1, 1, 0, 0, 0)


class Zipped:
    """Files written one after the other into a zip, without the time at which that was."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w")

    def file(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """A file of the zip, to be written before the next."""
        info = zipfile.ZipInfo(name, _TIME)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return self._zip.open(info, "w", force_zip64=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()
