"""What has been measured so far, on disk: a measurement that was stopped goes on from there."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from training.record import write_whole


class Draft:
    """Measured pieces by name, as JSON.

    Args:
        path: the file; None keeps nothing.
        of: what the pieces are true of, a model's revision above all. Pieces of anything else are
            not taken up.
    """

    def __init__(self, path: Path | None = None, of: Mapping[str, Any] | None = None) -> None:
        self._path = path
        self._record: dict[str, Any] = {"of": dict(of or {}), "pieces": {}}
        if path is not None and path.exists():
            found = json.loads(path.read_text("utf-8"))
            if found["of"] == self._record["of"]:
                self._record = found

    async def once(self, name: str, measure: Callable[[], Awaitable[dict[str, Any]]]) -> Any:
        """A piece, measured now unless it was before; it is printed when it is new."""
        pieces = self._record["pieces"]
        if name not in pieces:
            pieces[name] = await measure()
            print(f"{name}: {json.dumps(pieces[name])}", flush=True)
            if self._path is not None:
                write_whole(self._path, self._record)
        return pieces[name]

    def done(self) -> None:
        """Remove the file: all of it stands in the card."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
