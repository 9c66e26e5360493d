"""Work that goes on on the server, and that any number of pages may watch, or none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress


class Watched:
    """Base of what is in progress: tells its watchers when there is news, and when it is over."""

    def __init__(self) -> None:
        self._over = asyncio.Event()
        self._watchers: set[asyncio.Event] = set()

    @property
    def over(self) -> bool:
        """Whether it has come to its end, and has been kept."""
        return self._over.is_set()

    async def news(self, pause: Callable[[], float]) -> AsyncGenerator[None, None]:
        """Yield at once, then with every news, and at the end.

        `pause` is asked every time for how many seconds there shall be no other.
        """
        fresh = asyncio.Event()
        fresh.set()
        self._watchers.add(fresh)
        try:
            while True:
                await fresh.wait()
                fresh.clear()
                over = self.over
                yield
                if over:
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._over.wait(), pause())
        finally:
            self._watchers.discard(fresh)

    async def ended(self) -> None:
        """Wait until it has come to its end, and has been kept."""
        await self._over.wait()

    def tell(self) -> None:
        """There is news."""
        for fresh in self._watchers:
            fresh.set()

    def finish(self) -> None:
        """It is over."""
        self._over.set()
        self.tell()
