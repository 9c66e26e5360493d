"""The ids that the store gives, and the times that it writes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import uuid4

_ID = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """A fresh id: a random UUID as 32 hexadecimal digits."""
    return uuid4().hex


def is_id(text: str) -> bool:
    """Whether `text` has the form of an id; other text names nothing and need not be looked up."""
    return _ID.fullmatch(text) is not None


def now() -> str:
    """The time as ISO 8601 in UTC to the microsecond, so that texts sort as times do."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
