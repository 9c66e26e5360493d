"""The text of a PDF's pages, read in a process of its own: a file that somebody made to keep a
reader busy, or to fill its memory, ends this process and nothing else.

    python -m reasoning.evidence.pdf MOST_PAGES MOST_CHARACTERS < file.pdf

prints one JSON object: {"pages": [...]}, or {"fault": one of FAULTS, "count": pages}.
"""

from __future__ import annotations

import io
import json
import logging
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PdfReader

SECONDS = 60
_MEGABYTES = 1_024
_ROOT = Path(__file__).resolve().parents[2]

#: What a Python needs of the environment; keys and passwords stay with the app.
_NEEDED = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "LANG", "LC_ALL")

_running: set[subprocess.Popen[bytes]] = set()
_starting = threading.Lock()

#: Why there are no pages.
ENCRYPTED, BROKEN, PAGES, CHARACTERS = "encrypted", "broken", "pages", "characters"
FAULTS = (ENCRYPTED, BROKEN, PAGES, CHARACTERS)


class PdfFault(Exception):
    """No text: `fault` is one of `FAULTS`, `count` how many pages or characters there are."""

    def __init__(self, fault: str, count: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.count = fault, count


def read_pdf(data: bytes, most_pages: int, most_characters: int) -> list[str]:
    """The text of each page, empty where it is a picture.

    Raises:
        PdfFault: it is encrypted, broken, too long, or takes too long to read.
    """
    command = [sys.executable, "-m", __name__, str(most_pages), str(most_characters)]
    environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    with _starting:
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=environment,
        )
        _running.add(child)
    try:
        with child:
            try:
                said = json.loads(child.communicate(data, timeout=SECONDS)[0])
            finally:
                child.kill()
    except (subprocess.TimeoutExpired, ValueError):
        raise PdfFault(BROKEN) from None
    finally:
        with _starting:
            _running.discard(child)
    if "fault" in said:
        raise PdfFault(said["fault"], said["count"])
    return list(said["pages"])


def end_all() -> None:
    """End the processes that are reading: their files are broken off."""
    with _starting:
        for child in _running:
            child.kill()


def _read(data: bytes, most_pages: int, most_characters: int) -> list[str]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not _opens_without_password(reader):
        raise PdfFault(ENCRYPTED)
    if len(reader.pages) > most_pages:
        raise PdfFault(PAGES, len(reader.pages))
    pages: list[str] = []
    for page in reader.pages:
        pages.append(page.extract_text())
        if sum(map(len, pages)) > most_characters:
            raise PdfFault(CHARACTERS, sum(map(len, pages)))
    return pages


def _opens_without_password(reader: PdfReader) -> bool:
    try:
        return bool(reader.decrypt(""))
    except Exception:  # a kind of encryption that needs more than pypdf has
        return False


def main() -> int:
    """Read one file from the standard input."""
    logging.disable()
    limit = _MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        pages = _read(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
        said = {"pages": [page.encode(errors="replace").decode() for page in pages]}
    except PdfFault as fault:
        said = {"fault": fault.fault, "count": fault.count}  # type: ignore[dict-item]
    except Exception:  # whatever a hostile file brings a parser to
        said = {"fault": BROKEN, "count": 0}  # type: ignore[dict-item]
    json.dump(said, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
