"""The real command with a scripted engine, as a process of its own that a test can kill.

    python -m tests.benchmarks.runner.scripted LOG GATE run records --data FILE ...

Every thought that is asked for is a line of LOG, its question. From the third on the engine waits
until the file GATE is there.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

from benchmarks import __main__ as command
from benchmarks.runner import engines
from reasoning.engines.base import Chunk, Sampling
from tests.benchmarks.runner.small import engine
from tests.reasoning.stand_in import Characters, StandIn

FREE = 2


class Scripted(StandIn):
    """Writes down what it is asked, and waits at the gate."""

    def __init__(self, log: Path, gate: Path) -> None:
        super().__init__(engine().script)
        self.log, self.gate = log, gate

    async def stream(
        self, prompt_ids: Sequence[int], sampling: Sampling
    ) -> AsyncGenerator[Chunk, None]:
        question, prefix = Characters().decode(prompt_ids).split("<", 1)
        if not prefix:
            with self.log.open("a", encoding="utf-8") as log:
                log.write(question.splitlines()[0] + "\n")
            while len(self.log.read_text("utf-8").splitlines()) > FREE and not self.gate.exists():
                await asyncio.sleep(0.01)
        async for chunk in super().stream(prompt_ids, sampling):
            yield chunk


if __name__ == "__main__":
    log, gate, *arguments = sys.argv[1:]
    opened = Scripted(Path(log), Path(gate))
    engines.open_engine = lambda settings, name=None: opened  # type: ignore[assignment]
    sys.argv[1:] = arguments
    sys.exit(command.main())
