"""The small JSON files that lie beside a model's weights: its card and its scope."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any


def model_file(folder: Path | None, name: str) -> Mapping[str, Any] | None:
    """What a file of a model's folder holds; None without such a file. Read again if it changed."""
    if folder is None:
        return None
    path = folder / name
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(path, changed)


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> Mapping[str, Any]:
    record: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    return record
