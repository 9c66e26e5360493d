"""Comparisons in progress. They live on the server: a page that closes or reloads ends none.

Each person has at most one. It is in the store from its start, held against other processes, and
what has come of it is kept in every round of `ui.tending`, whether anybody watches or not: a server
that is killed loses the last seconds only.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from reasoning.errors import DeliberateError, StoreError
from store.comparisons import Comparison as Stored
from store.comparisons import Comparisons
from ui.comparison import INTERNAL, Comparison
from ui.language import phrase
from ui.live import HOLD_SECONDS
from ui.stream import merge
from ui.tabs.compare.kept import Asked, body_of
from ui.watched import Watched

ONE_AT_A_TIME = phrase(
    "another comparison of yours is running; open it from the list, or wait for its end"
)

_log = logging.getLogger(__name__)


class AlreadyRunning(DeliberateError):
    """A person's comparison is going on already."""


class Going(Watched):
    """One comparison in progress. `stored`: as it was kept last; `fault`: why its end was not."""

    def __init__(self, stored: Stored, asked: Asked, comparison: Comparison) -> None:
        super().__init__()
        self.stored, self.asked, self.comparison = stored, asked, comparison
        self.id, self.owner = stored.id, stored.owner
        self.fault = ""
        self.keeping = asyncio.Lock()
        self._changes = [0] * len(comparison.columns)

    def stop(self, number: int | None = None) -> None:
        """Really stop the engine's work on one column, or on all."""
        places = None if number is None else self.comparison.place(number)
        for place, run in self.comparison.runs.items():
            if places is None or place == places:
                run.cancel()

    async def watch(self, pause: Callable[[], float]) -> AsyncGenerator[set[int], None]:
        """The columns that changed, `pause()` seconds apart, and once more at the end."""
        seen = [-1] * len(self._changes)
        async with aclosing(self.news(pause)) as news:
            async for _ in news:
                changed = {n for n, count in enumerate(self._changes) if count != seen[n]}
                seen = list(self._changes)
                yield changed

    async def follow(self) -> None:
        """Take all runs' events to their ends; one that fails ends its own columns alone."""
        async for place, event in merge(self.comparison.runs):
            for number in self.comparison.add(place, event):
                self._changes[number] += 1
            self.tell()
        self.comparison.finish()


class Comparing:
    """The comparisons in progress, by person."""

    def __init__(self, kept: Comparisons) -> None:
        self._kept = kept
        self._going: dict[str, Going] = {}
        self._beginning: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def count(self) -> int:
        """How many are going on."""
        return len(self._going)

    @property
    def owners(self) -> set[str]:
        """Whose they are."""
        return set(self._going)

    def get(self, id: str, person: str) -> Going | None:
        """One by its id, for its owner alone."""
        going = self._going.get(person)
        return going if going is not None and going.id == id else None

    async def start(self, owner: str, asked: Asked, comparison: Comparison) -> Going:
        """Keep it, then let its runs begin.

        Raises:
            AlreadyRunning: the owner has one going on.
            StoreError: it cannot be kept; nothing was spent.
        """
        if owner in self._going or owner in self._beginning:
            raise AlreadyRunning(ONE_AT_A_TIME)
        self._beginning.add(owner)
        try:
            body = body_of(asked, comparison)
            stored = await asyncio.to_thread(
                self._kept.save, owner, comparison.problem.question, body, hold=HOLD_SECONDS
            )
            going = self._going[owner] = Going(stored, asked, comparison)
        finally:
            self._beginning.discard(owner)
        task = asyncio.create_task(self._run(going))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return going

    async def stop_owner(self, owner: str) -> None:
        """Stop the engine's work on a person's, and wait until it is kept."""
        if (going := self._going.get(owner)) is not None:
            going.stop()
            await going.ended()

    async def close(self) -> None:
        """Stop all of them, and wait until they are kept."""
        for going in self._going.values():
            going.stop()
        await asyncio.gather(*self._tasks)

    async def keep_so_far(self) -> None:
        """Keep what has come of each, and hold it on."""
        for going in list(self._going.values()):
            try:
                await self._keep(going)
            except StoreError as error:
                _log.warning("a comparison was not kept so far: %s", error)

    async def _run(self, going: Going) -> None:
        try:
            await going.follow()
            await self._keep(going)
        except StoreError as error:
            going.fault = str(error)
            _log.warning("a comparison was not kept: %s", error)
        except Exception:
            going.fault = INTERNAL
            _log.exception("a comparison broke")
        finally:
            self._going.pop(going.owner, None)
            going.finish()

    async def _keep(self, going: Going) -> None:
        async with going.keeping:  # the later record is also the one that is written later
            if self._going.get(going.owner) is not going:
                return  # its end is kept already
            hold = HOLD_SECONDS if going.comparison.took is None else 0.0
            body = body_of(going.asked, going.comparison)
            going.stored = await asyncio.to_thread(
                self._kept.replace, going.id, going.owner, body, hold=hold
            )
