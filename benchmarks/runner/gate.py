"""The gate that units pass: closed while the engine is gone, and tried again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from benchmarks.runner.asking import EngineGone

#: Longest wait between two looks at whether the engine is back, in seconds; the first is one.
MAX_WAIT = 60.0


class Gate:
    """Lets units pass while the engine is there.

    Args:
        fault: why units cannot be asked now; "" where they can.
        tell: is told the reason when the gate closes, and "" when it opens again.
        patience: for how many seconds in all the engine is looked for before it is given up.
        sleep: takes seconds.
    """

    def __init__(
        self,
        fault: Callable[[], Awaitable[str]],
        tell: Callable[[str], Awaitable[None]],
        patience: float,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._fault, self._tell, self._patience, self._sleep = fault, tell, patience, sleep
        self._open = asyncio.Event()
        self._open.set()
        self._watching: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the engine is there, as far as known."""
        return self._open.is_set()

    async def passed(self) -> None:
        """Wait until the gate is open.

        Raises:
            EngineGone: it was looked for long enough.
            Exception: what `fault` or `tell` raised, so that nobody waits for ever.
        """
        await self._open.wait()
        if self._watching is not None:
            self._watching.result()

    def shut(self, reason: str) -> None:
        """Let no unit pass, and look for the engine until it is back."""
        if self._open.is_set() and not self._over:
            self._open.clear()
            self._watching = asyncio.create_task(self._watch(reason))

    async def close(self) -> None:
        """Look no further."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)

    @property
    def _over(self) -> bool:
        """Whether looking for the engine has come to an end without finding it."""
        watched = self._watching
        return watched is not None and (watched.cancelled() or watched.exception() is not None)

    async def _watch(self, reason: str) -> None:
        try:
            await self._tell(reason)
            wait, waited = 1.0, 0.0
            while waited < self._patience:
                await self._sleep(wait)
                waited += wait
                wait = min(2 * wait, MAX_WAIT)
                if not (found := await self._fault()):
                    await self._tell("")
                    return
                reason = found
            raise EngineGone(reason)
        finally:
            self._open.set()
