"""Comparisons in progress. They live on the server: a page that closes or reloads ends none.

Each person has at most one. When it is over it is kept in the store, whether anybody watched or
not.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

from reasoning.engines.base import Price
from reasoning.errors import DeliberateError, StoreError
from store.comparisons import Comparison as Stored
from store.comparisons import Comparisons
from store.ids import new_id
from ui.comparison import INTERNAL, Comparison
from ui.stream import merge
from ui.tabs.compare.kept import Asked, body_of
from ui.watched import Watched

ONE_AT_A_TIME = "another comparison of yours is running; open it from the list, or wait for its end"

_log = logging.getLogger(__name__)


class AlreadyRunning(DeliberateError):
    """A person's comparison is going on already."""


class Going(Watched):
    """One comparison in progress. `stored` is there once it was kept; else `fault` says why not."""

    def __init__(self, owner: str, asked: Asked, comparison: Comparison) -> None:
        super().__init__()
        self.id = new_id()
        self.owner, self.asked, self.comparison = owner, asked, comparison
        self.stored: Stored | None = None
        self.fault = ""
        self._changes = [0] * len(comparison.columns)

    def stop(self, number: int | None = None) -> None:
        """Really stop the engine's work on one column, or on all."""
        places = None if number is None else self.comparison.place(number)
        for place, run in self.comparison.runs.items():
            if places is None or place == places:
                run.cancel()

    async def watch(self, seconds: float) -> AsyncGenerator[set[int], None]:
        """The columns that changed, at most once in so many seconds, and once more at the end."""
        seen = [-1] * len(self._changes)
        async with aclosing(self.news(seconds)) as news:
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


class Comparing:
    """The comparisons in progress, by person."""

    def __init__(self, kept: Comparisons, price: Price | None = None) -> None:
        self._kept, self._price = kept, price
        self._going: dict[str, Going] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def count(self) -> int:
        """How many are going on."""
        return len(self._going)

    def of(self, person: str) -> Going | None:
        """The one of a person, if there is one."""
        return self._going.get(person)

    def get(self, id: str, person: str) -> Going | None:
        """One by its id, for its owner alone."""
        going = self._going.get(person)
        return going if going is not None and going.id == id else None

    def start(self, owner: str, asked: Asked, comparison: Comparison) -> Going:
        """Let its runs begin.

        Raises:
            AlreadyRunning: the owner has one going on.
        """
        if owner in self._going:
            raise AlreadyRunning(ONE_AT_A_TIME)
        going = self._going[owner] = Going(owner, asked, comparison)
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

    async def _run(self, going: Going) -> None:
        try:
            await going.follow()
            going.comparison.finish(self._dollars(going))
            going.stored = await asyncio.to_thread(
                self._kept.save,
                going.owner,
                going.comparison.problem.question,
                body_of(going.id, going.asked, going.comparison),
            )
        except StoreError as error:
            going.fault = str(error)
            _log.warning("a comparison was not kept: %s", error)
        except Exception:
            going.fault = INTERNAL
            _log.exception("a comparison broke")
        finally:
            self._going.pop(going.owner, None)
            going.finish()

    def _dollars(self, going: Going) -> float | None:
        """What one chain cost, by the tokens that its engine counted."""
        usage = going.comparison.columns[0].usage
        if self._price is None or usage is None:
            return None
        prompt, generated = usage.prompt_tokens, usage.generated_tokens
        return (prompt * self._price.prompt + generated * self._price.generated) / 1_000_000
