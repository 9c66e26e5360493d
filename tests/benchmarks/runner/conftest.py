"""An empty store in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import Store


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{home}/deliberate.db") as opened:
        yield opened
