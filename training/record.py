"""JSON files that are there with all that belongs into them, or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def write_whole(
    path: Path, record: Mapping[str, Any] | Sequence[Any], indent: int | None = None
) -> None:
    """Write a JSON file under another name first, so that no reader finds half of it."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(record, indent=indent) + "\n", "utf-8")
    part.replace(path)
