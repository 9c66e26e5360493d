"""What an executor is: it finishes units, many at once; the runner keeps what comes out."""

from __future__ import annotations

from typing import Protocol

from benchmarks.runner.asking import Finished
from benchmarks.runner.units import Unit


class Executor(Protocol):
    """`slots`: how many units it takes at once. `drawn`: tokens drawn so far, as far as known."""

    @property
    def slots(self) -> int: ...

    @property
    def drawn(self) -> int: ...

    async def finish(self, unit: Unit) -> Finished:
        """Ask and grade a unit.

        Raises:
            EngineGone: nothing can be asked for now; the unit is to be given again.
        """

    async def fault(self) -> str:
        """Why units cannot be asked now; "" where they can."""

    async def close(self) -> None:
        """End what it started."""
