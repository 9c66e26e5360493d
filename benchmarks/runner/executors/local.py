"""Units in this process, so many at once."""

from __future__ import annotations

from benchmarks.runner.asking import Asker, Finished
from benchmarks.runner.units import Unit


class LocalExecutor:
    """Gives every unit to one asker; the engine batches what is asked at once."""

    def __init__(self, asker: Asker, concurrency: int) -> None:
        self._asker = asker
        self.slots = concurrency

    @property
    def drawn(self) -> int:
        """Tokens drawn so far."""
        return self._asker.drawn

    async def finish(self, unit: Unit) -> Finished:
        """Ask and grade a unit.

        Raises:
            EngineGone: the engine cannot be reached.
        """
        return await self._asker.finish(unit)

    async def fault(self) -> str:
        """Why units cannot be asked now; "" where they can."""
        return await self._asker.fault()

    async def close(self) -> None:
        """Nothing: the engine is whoever's opened it."""
