"""How far a run is: what the terminal and the page show alike."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

#: Seconds over which the rate of tokens is taken.
_WINDOW = 15.0


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a run; as in `store.BenchmarkRun`.

    `paused`: why it is, "" where it is not. `checking`: which question the ladder is checked on
    ("2 of 3"), "" while it is not.
    """

    done: int
    total: int
    cached: int
    tokens: int
    dollars: float | None
    seconds: float
    rate: float | None
    paused: str = ""
    checking: str = ""

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes, going by the units asked so far; None before the first."""
        asked = self.done - self.cached
        return self.seconds / asked * (self.total - self.done) if asked > 0 else None


@dataclass(slots=True)
class Rate:
    """Tokens a second of late, from a count that grows. `clock` is in seconds."""

    clock: Callable[[], float] = time.monotonic
    _seen: deque[tuple[float, int]] = field(default_factory=deque)

    def at(self, drawn: int) -> float | None:
        """The rate now that so many tokens were drawn; None before there is a stretch of time."""
        now = self.clock()
        self._seen.append((now, drawn))
        while len(self._seen) > 2 and now - self._seen[0][0] > _WINDOW:
            self._seen.popleft()
        before, then = self._seen[0]
        return (drawn - then) / (now - before) if now > before else None


def span(seconds: float | None) -> str:
    """Seconds as a person says them: "45 s", "12 min", "3 h 05 min"."""
    if seconds is None:
        return "?"
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"
