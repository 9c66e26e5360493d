"""Answers in progress. They live on the server: a page that closes or reloads does not end them.

Each conversation has at most one. Whoever shows it watches it; when it is over, its turn is
finished in the store, whether anybody watched or not.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reasoning import Run
from reasoning.errors import DeliberateError, StoreError
from store.conversations import Conversations
from store.turns import Turn
from ui.language import phrase
from ui.replies import Asked, reply_of
from ui.stream import Column
from ui.watched import Watched

#: Seconds for which what is going on is held at a time; an app that is killed leaves it held so
#: long, where the next one cannot know that it is alone.
HOLD_SECONDS = 10.0

BUSY = phrase("it is still thinking; press Stop first")
INTERNAL = phrase(
    "something broke inside the app; its terminal says what. Press retry to ask again"
)

_log = logging.getLogger(__name__)


class Live(Watched):
    """One answer in progress."""

    def __init__(self, owner: str, turn: Turn, asked: Asked, run: Run) -> None:
        super().__init__()
        self.owner, self.turn, self.asked, self.run = owner, turn, asked, run
        self.column = Column()
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._began

    async def follow(self) -> None:
        """Take the run's events to their end; its errors become the column's line."""
        try:
            async for event in self.run:
                self.column.add(event, self.seconds)
                self.tell()
        except DeliberateError as error:
            self.column.problem = str(error)
        except Exception:
            _log.exception("an answer broke")
            self.column.problem = INTERNAL


class Busy(DeliberateError):
    """A conversation is being answered already."""


class Answers:
    """The answers in progress, by conversation. `kept` is told of each that is over and kept."""

    def __init__(
        self, conversations: Conversations, kept: Callable[[Live], None] = lambda live: None
    ) -> None:
        self._conversations, self._kept = conversations, kept
        self._live: dict[str, Live] = {}
        self._claimed: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def count(self) -> int:
        """How many are going on."""
        return len(self._live)

    @property
    def owners(self) -> set[str]:
        """Whose they are."""
        return {live.owner for live in self._live.values()}

    @property
    def conversations(self) -> list[str]:
        """Which conversations are being answered."""
        return list(self._live)

    def of(self, conversation: str) -> Live | None:
        """The one of a conversation, if there is one."""
        return self._live.get(conversation)

    @contextmanager
    def claim(self, conversation: str) -> Iterator[None]:
        """Hold a conversation while its next answer is made ready, against a second page's.

        Raises:
            Busy: one is going on, or is being made ready.
        """
        if conversation in self._live or conversation in self._claimed:
            raise Busy(BUSY)
        self._claimed.add(conversation)
        try:
            yield
        finally:
            self._claimed.discard(conversation)

    def start(self, owner: str, turn: Turn, asked: Asked, run: Run) -> Live:
        """Let a run answer a turn that the store has already."""
        live = self._live[turn.conversation] = Live(owner, turn, asked, run)
        task = asyncio.create_task(self._answer(live))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return live

    def stop(self, conversation: str) -> bool:
        """Really stop the engine's work on a conversation; whether there was any."""
        live = self._live.get(conversation)
        if live is not None:
            live.run.cancel()
        return live is not None

    async def stop_owner(self, owner: str) -> None:
        """Stop the engine's work on all of a person's, and wait until their turns are finished."""
        theirs = [live for live in self._live.values() if live.owner == owner]
        for live in theirs:
            live.run.cancel()
        await asyncio.gather(*(live.ended() for live in theirs))

    async def close(self) -> None:
        """Stop all of them, and wait until their turns are finished."""
        for live in self._live.values():
            live.run.cancel()
        await asyncio.gather(*self._tasks)

    async def _answer(self, live: Live) -> None:
        await live.follow()
        trace = live.run.trace
        try:
            await asyncio.to_thread(
                self._conversations.finish_turn,
                live.turn.id,
                live.owner,
                reply_of(live.column, live.seconds),
                trace.id if trace else None,
            )
            self._kept(live)
        except StoreError as error:
            # Deleted in the meantime, or the disk is full: the page still shows what came.
            _log.warning("an answer was not kept: %s", error)
        finally:
            self._live.pop(live.turn.conversation, None)
            live.finish()
