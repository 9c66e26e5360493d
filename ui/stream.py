"""Events folded into what a page shows, and events gathered into a few updates a second.

Nothing here knows of Gradio: a column is fed events and read; `gather` decides when.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from reasoning.events import (
    Answer,
    Checkpoint,
    End,
    Event,
    Result,
    Rung,
    SampleResult,
    Started,
    Thought,
    ThoughtEnd,
    Usage,
    Vote,
    Voted,
)

#: Seconds between two updates of the page: one token each would cost the server 25 times as much.
FLUSH_SECONDS = 0.1

#: A page draws every thought anew at each update, so many thoughts are updated less often.
THOUGHTS_A_SECOND = 30

#: A server that is asked for more updates than it can make lets everybody wait for the first.
UPDATES_A_SECOND = 400


def flush_seconds(thoughts: int, pages: int = 1) -> float:
    """Seconds between two updates of a page that shows this many thoughts at once.

    `pages`: how many the server updates meanwhile.
    """
    return max(FLUSH_SECONDS, thoughts / THOUGHTS_A_SECOND, pages / UPDATES_A_SECOND)


K = TypeVar("K")
T = TypeVar("T")

Phase = Literal["waiting", "thinking", "answering", "done"]


@dataclass
class SampleView:
    """One sample as far as it has come, seen from one rung. Times are seconds of the run."""

    thought: str = ""
    thinking_tokens: int = 0
    began: float | None = None
    closed: float | None = None
    cut: bool = False
    answer: str = ""
    answer_tokens: int = 0
    answer_rung: Rung = None
    result: SampleResult | None = None

    def thinking_seconds(self, now: float) -> float:
        """How long the thought took, or has taken until `now`."""
        if self.began is None:
            return 0.0
        return (now if self.closed is None else self.closed) - self.began


@dataclass
class Column:
    """One rung of a run. `rung` "all" takes every event: a run with one rung, or Auto's."""

    rung: Rung | Literal["all"] = "all"
    started: Started | None = None
    samples: dict[int, SampleView] = field(default_factory=dict)
    votes: tuple[Vote, ...] = ()
    outstanding: int = 0
    usage: Usage | None = None
    result: Result | None = None
    problem: str = ""
    """The one line of an error that ended the stream before its end came."""

    @property
    def phase(self) -> Phase:
        """Where the rung is; `done` once its end, or an error, has come."""
        if self.result is not None or self.problem:
            return "done"
        views = self.samples.values()
        if any(view.answer_tokens for view in views):
            return "answering"
        return "thinking" if any(view.thinking_tokens for view in views) else "waiting"

    def add(self, event: Event, now: float) -> bool:
        """Take one event that came `now` seconds into the run; whether it changed this rung."""
        match event:
            case Started():
                self.started = event
            case Usage():
                self.usage = event
            case Thought() if self._mine(event.rung):
                return self._think(event, now)
            case ThoughtEnd() if self._mine(event.rung):
                return self._close(event, now)
            case Answer() if self._mine(event.rung):
                self._answer(event, now)
            case Checkpoint() if self._mine(event.rung) and not event.probe:
                self._checkpoint(event.result)
            case Voted() if self._mine(event.rung):
                self.votes, self.outstanding = event.votes, event.outstanding
            case End() if self._mine(event.rung):
                self.result, self.votes, self.outstanding = event.result, event.result.votes, 0
            case _:
                return False
        return True

    def _mine(self, rung: Rung | str) -> bool:
        return self.rung == "all" or rung == "all" or rung == self.rung

    def _view(self, sample: int) -> SampleView:
        return self.samples.setdefault(sample, SampleView())

    def _think(self, event: Thought, now: float) -> bool:
        view = self._view(event.sample)
        if view.closed is not None:
            return False
        if view.began is None:
            view.began = now
        # No event of a ladder's thought crosses one of its rungs.
        if isinstance(self.rung, int) and event.position >= self.rung:
            view.cut, view.closed = self.rung != 0, now
        else:
            view.thinking_tokens += len(event.ids)
            view.thought += event.text
        return True

    def _close(self, event: ThoughtEnd, now: float) -> bool:
        view = self._view(event.sample)
        if view.closed is not None:
            return False
        view.closed = now
        view.cut = event.cut or (isinstance(self.rung, int) and 0 < self.rung < event.tokens)
        return True

    def _answer(self, event: Answer, now: float) -> None:
        view = self._view(event.sample)
        if view.answer_rung != event.rung:  # Auto asks again at the next rung
            view.answer, view.answer_tokens, view.answer_rung = "", 0, event.rung
        if view.closed is None and self.rung != "all":
            # A fork of a thought that goes on elsewhere.
            view.closed, view.cut = now, self.rung != 0
        view.answer += event.text
        view.answer_tokens += len(event.ids)

    def _checkpoint(self, result: SampleResult) -> None:
        view = self._view(result.sample)
        view.result = result
        # A rung above the length at which the model stopped has no answer events of its own.
        view.answer, view.answer_tokens = result.text, result.answer_tokens


async def gather(
    source: AsyncIterable[T], seconds: float = FLUSH_SECONDS
) -> AsyncGenerator[list[T], None]:
    """Batches of what comes from `source`, in order: the first at once, then one each `seconds`.

    An error of the source is raised after what came before it. Closing this closes the source.
    """
    waiting: list[T] = []
    arrived = asyncio.Event()

    async def pump() -> None:
        try:
            async for item in source:
                waiting.append(item)
                arrived.set()
        finally:
            arrived.set()

    pumping = asyncio.create_task(pump())
    try:
        while True:
            await arrived.wait()
            arrived.clear()
            if waiting:
                batch, waiting[:] = list(waiting), []
                yield batch
            if pumping.done() and not waiting:
                break
            await asyncio.wait([pumping], timeout=seconds)
        await pumping
    finally:
        pumping.cancel()
        await asyncio.gather(pumping, return_exceptions=True)


async def merge(
    sources: Mapping[K, AsyncIterable[T]],
) -> AsyncGenerator[tuple[K, T | Exception], None]:
    """What comes from many sources as it comes, each with its key.

    One source's error is passed on in its place and ends that source alone.
    """
    queue: asyncio.Queue[tuple[K, T | Exception] | None] = asyncio.Queue()

    async def pump(key: K, source: AsyncIterable[T]) -> None:
        try:
            async for item in source:
                queue.put_nowait((key, item))
        except Exception as error:
            queue.put_nowait((key, error))
        finally:
            queue.put_nowait(None)

    tasks = [asyncio.create_task(pump(key, source)) for key, source in sources.items()]
    running = len(tasks)
    try:
        while running:
            entry = await queue.get()
            if entry is None:
                running -= 1
            else:
                yield entry
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
