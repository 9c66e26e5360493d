"""How long one comparison may take.

Every step of a comparison is bounded by what it may work on (`latex`, `grammar`, `evaluate`, the
lists): that is what holds against a tower of powers, and it needs no clock. The clock here is for
many bounded steps in a row. It runs in whichever thread compares; a limit of memory needs a process
of its own (`guard`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Wall-clock seconds for one comparison; the worst known text needs about one.
MAX_SECONDS = 10.0

_ends: ContextVar[float | None] = ContextVar("ends", default=None)


class OutOfTime(Exception):
    """The comparison has taken too long; `grading` turns it into "not the same"."""


@contextmanager
def limited(seconds: float = MAX_SECONDS) -> Iterator[None]:
    """Let `check_time` raise once these seconds have passed; an outer limit is not extended."""
    now = time.monotonic()
    outer = _ends.get()
    token = _ends.set(now + seconds if outer is None else min(outer, now + seconds))
    try:
        yield
    finally:
        _ends.reset(token)


@contextmanager
def uncounted() -> Iterator[None]:
    """Take the time of what is done only once, such as an import, off no comparison's limit."""
    began = time.monotonic()
    yield
    end = _ends.get()
    if end is not None:
        _ends.set(end + time.monotonic() - began)


def check_time() -> None:
    """Go on, if there is time left.

    Raises:
        OutOfTime: there is none.
    """
    end = _ends.get()
    if end is not None and time.monotonic() > end:
        raise OutOfTime
