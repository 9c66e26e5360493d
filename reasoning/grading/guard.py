"""Grading in a process of its own, with a limit of memory and of time that nothing in it can lift.

The comparisons are bounded already (`limits`); this is for whoever grades what strangers send, and
must go on whatever is in it. A process that ends or hangs costs one verdict, and is replaced.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from reasoning.grading.limits import MAX_SECONDS
from reasoning.grading.verdict import Verdict

#: Memory that grading may take beyond what the process starts with, in bytes.
MAX_MEMORY = 512 * 2**20
#: Wall-clock seconds until a process that says nothing is ended; starting it is allowed more.
MAX_WAIT = 2 * MAX_SECONDS
MAX_START = 120.0
#: Longest row, in bytes of JSON.
MAX_ROW = 1_000_000

_ROOT = Path(__file__).resolve().parents[2]
_OUT_OF_TIME = f"comparing took longer than {MAX_WAIT:g} s"
_BROKE_OFF = "comparing took too much memory, or broke off"


class _NoVerdict(Exception):
    """The process gave none; why, in words."""


class Guard:
    """Grades rows one after the other; a context manager, which ends the process.

    The process starts with the first row. Threads may share a guard: they take turns.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def __enter__(self) -> Guard:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; another row would start it anew."""
        with self._turn:
            self._end()

    def grade(self, row: Mapping[str, Any]) -> Verdict:
        """The verdict on a row of `command`; never fails."""
        try:
            return self._said(row)
        except _NoVerdict as error:
            return Verdict(None, str(error))

    def compare(
        self,
        answer: str,
        gold: str,
        answer_type: str,
        options: Mapping[str, str] | None = None,
        unit: str = "",
    ) -> Verdict:
        """The verdict of `verdict.compared`, under the limits; never fails.

        An answer that cannot be compared within them is not equal. A process that breaks off may
        have been ended from outside, so the answer gets a second one.
        """
        row = {
            "read": answer, "answer": gold, "answer_type": str(answer_type),
            "options": dict(options or {}), "unit": unit,
        }  # fmt: skip
        found = self.grade(row)
        if found.equal is None and found.reason == _BROKE_OFF:
            found = self.grade(row)
        unsaid = found.reason in {_OUT_OF_TIME, _BROKE_OFF}
        return Verdict(False, found.reason) if unsaid else found

    def _said(self, row: Mapping[str, Any]) -> Verdict:
        """What the process says of a row.

        Raises:
            _NoVerdict: it says nothing.
        """
        line = json.dumps(row).encode("ascii")
        if len(line) > MAX_ROW:
            raise _NoVerdict(f"the row has {len(line)} bytes; allowed: {MAX_ROW}")
        with self._turn:
            process = self._started()
            if process is None:
                raise _NoVerdict(_BROKE_OFF)
            try:
                answer = _ask(process, line + b"\n", MAX_WAIT)
            except TimeoutError:
                self._end()
                raise _NoVerdict(_OUT_OF_TIME) from None
            if not answer:
                self._end()
                raise _NoVerdict(_BROKE_OFF)
        said = json.loads(answer)
        return Verdict(said["equal"], said["reason"])

    def _started(self) -> subprocess.Popen[bytes] | None:
        if self._process is None:
            process = subprocess.Popen(
                [sys.executable, "-m", "reasoning.grading.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
            )
            self._process = process
            try:
                ready = _ask(process, b"", MAX_START)
            except TimeoutError:
                ready = b""
            if not ready:
                self._end()
        return self._process

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.communicate()  # closes both pipes
        self._process = None


def _ask(process: subprocess.Popen[bytes], line: bytes, seconds: float) -> bytes:
    """Send a line, and wait for one; empty when the process has ended.

    Raises:
        TimeoutError: no whole line came in time.
    """
    assert process.stdin is not None and process.stdout is not None
    end = time.monotonic() + seconds
    try:
        process.stdin.write(line)
        process.stdin.flush()
    except BrokenPipeError:
        return b""
    found = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while not found.endswith(b"\n"):
            if not selector.select(max(0.0, end - time.monotonic())):
                raise TimeoutError
            part = os.read(process.stdout.fileno(), 65_536)
            if not part:
                return b""
            found += part
    return found
