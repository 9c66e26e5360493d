"""The worker of the benchmark queue, as a process that the app starts, watches and ends.

Runs are not worked on in the page's process: one that computes, or breaks, would take every answer
along. `python -m benchmarks work --once` is started when something is queued and ends when nothing
is, so that its model takes up memory no longer than it is needed. One that breaks off is started
again, a few times in a row. It ends with the app; its run is then let go, and gone on with at the
app's next start, since all that a run is lies in the store.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from benchmarks.runner.queue import free_the_dead
from reasoning.errors import StoreError
from store import Benchmarks
from ui.language import phrase

#: How often the queue is looked at, in seconds; what the page queues is seen at once.
LOOK_SECONDS = 10.0
#: How often in a row a worker may break off before nobody starts another by himself.
MOST_BROKEN = 5
#: A worker that lived so long, in seconds, has done something, and the count begins anew.
LIVED_SECONDS = 600.0
#: How long a worker may take to let its run go, in seconds; then it is killed, which loses nothing.
GOODBYE_SECONDS = 5.0

COMMAND = (sys.executable, "-m", "benchmarks", "work", "--once", "--attached")
KILLED = phrase("it was killed, perhaps because memory ran out")
SILENT = phrase("it did not say why")

_ROOT = Path(__file__).resolve().parents[2]
_LAST_WORDS = 4096  # bytes

_log = logging.getLogger(__name__)


class Worker:
    """At most one worker process, for as long as the app runs.

    Args:
        command: starts a worker, which ends with code 0 when nothing is queued any more.
        sleep: takes seconds; between a worker that broke off and the next.

    Attributes:
        broken: how often in a row a worker broke off.
        problem: the last line of the last one that did; "" where there was none.
    """

    def __init__(
        self,
        benchmarks: Benchmarks,
        command: Sequence[str] = COMMAND,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._benchmarks, self._command, self._sleep = benchmarks, command, sleep
        self.broken = 0
        self.problem = ""
        self._process: Process | None = None
        self._watching: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def works(self) -> bool:
        """Whether there is a process."""
        return self._process is not None

    @property
    def given_up(self) -> bool:
        """Whether it broke off too often; what is queued waits until somebody calls `wake`."""
        return self.broken >= MOST_BROKEN

    def start(self) -> None:
        """Watch the queue from now on, in this loop."""
        self._loop = asyncio.get_running_loop()
        self._watching = asyncio.create_task(self._watch())

    def wake(self) -> None:
        """Look at the queue at once, and try again even where it was given up. From any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._woken)

    async def close(self) -> None:
        """End the process, which lets its run go, and watch no longer."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
            self._watching = None

    def _woken(self) -> None:
        self.broken, self.problem = 0, ""
        self._news.set()

    async def _watch(self) -> None:
        while True:
            self._news.clear()
            try:
                if not self.given_up and await asyncio.to_thread(self._has_work):
                    await self._work()
            except StoreError as error:
                _log.warning("the queue of benchmarks was not looked at: %s", error)
            except Exception:
                # Else nobody would look again before the app's next start.
                _log.exception("looking after the benchmarks broke; the next look comes")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LOOK_SECONDS)

    def _has_work(self) -> bool:
        free_the_dead(self._benchmarks)
        return self._benchmarks.waits()

    async def _work(self) -> None:
        """Run workers, until one ends in order or too many broke off."""
        while not self.given_up:
            began = time.monotonic()
            code, last = await self._run()
            if code == 0:
                self.broken, self.problem = 0, ""
                return
            if time.monotonic() - began >= LIVED_SECONDS:
                self.broken = 0
            self.broken += 1
            self.problem = last or (KILLED if code < 0 else SILENT)
            _log.warning("the worker of the benchmarks broke off: %s", self.problem)
            if not self.given_up:
                await self._sleep(2.0**self.broken)

    async def _run(self) -> tuple[int, str]:
        """One worker from its start to its end: its exit code, and the last line that it wrote."""
        environment = {**os.environ, "PYTHONPATH": _search_path()}
        # In a group of its own: Ctrl-C is for the app, which ends it. The working folder stays, as
        # the settings file may be there. Its input ends when the app does, even if it is killed.
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=DEVNULL,
                stderr=PIPE,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            return 1, str(error)
        self._process = process
        assert process.stderr is not None
        reading = asyncio.create_task(_last_line(process.stderr))
        try:
            code = await process.wait()
            # What it started may outlive it for a moment, and hold its output open.
            done, _ = await asyncio.wait({reading}, timeout=1)
            return code, reading.result() if done else ""
        finally:
            reading.cancel()
            await _end(process)
            self._process = None


async def _end(process: Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), GOODBYE_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _last_line(stream: asyncio.StreamReader) -> str:
    """Read to the end; the last line that says something."""
    kept = b""
    while part := await stream.read(_LAST_WORDS):
        kept = (kept + part)[-_LAST_WORDS:]
    lines = kept.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip().removeprefix("error: ") if lines else ""


def _search_path() -> str:
    """Where Python finds this project, wherever the app was started."""
    return os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
