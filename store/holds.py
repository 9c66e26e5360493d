"""Holds: what one process works on is left alone by all others on the same store.

A row's `held_until` is in seconds since 1970, and None while nobody works on it. It is held for a
few seconds at a time, again and again; the hold of a process that was killed runs out by itself.
"""

from __future__ import annotations

import time

from sqlalchemy import update
from sqlmodel import Session, col

from store.tables import ComparisonRow, ConversationRow


def held_until(seconds: float) -> float | None:
    """The mark of a row that is held for so many seconds from now; for 0, of one that is not."""
    return time.time() + seconds if seconds else None


def seconds_left(mark: float | None) -> float:
    """For how many seconds a row with this mark is still held; 0 for one that is not."""
    return max(0.0, (mark or 0.0) - time.time())


def let_go(session: Session) -> None:
    """Let go of all that is held."""
    for table in (ConversationRow, ComparisonRow):
        held = col(table.held_until).is_not(None)
        session.execute(update(table).where(held).values(held_until=None))
