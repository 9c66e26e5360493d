"""Runs that are going on, by browser page: so that Stop finds them, and nothing runs twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from reasoning import Run


class Runs:
    """Which runs a page has going. A key names the place that shows it ("chat", "compare-2")."""

    def __init__(self) -> None:
        self._running: dict[tuple[str, str], Run] = {}

    @property
    def count(self) -> int:
        """How many runs are going on, of all pages."""
        return len(self._running)

    def busy(self, page: str, place: str) -> bool:
        """Whether this page has a run going at that place or below it."""
        return any(self._matches(key, page, place) for key in self._running)

    @contextmanager
    def going(self, page: str, place: str, run: Run) -> Iterator[Run]:
        """Hold a run while it is shown; it is stopped when that ends early (a closed page, say)."""
        self._running[page, place] = run
        try:
            yield run
        finally:
            self._running.pop((page, place), None)
            run.cancel()

    def stop(self, page: str, place: str) -> int:
        """Really stop what this page has going at that place or below it; how many runs that was.

        Each still tells its end, so whoever shows it needs no other word.
        """
        found = [run for key, run in self._running.items() if self._matches(key, page, place)]
        for run in found:
            run.cancel()
        return len(found)

    @staticmethod
    def _matches(key: tuple[str, str], page: str, place: str) -> bool:
        return key[0] == page and (key[1] == place or key[1].startswith(f"{place}-"))
