"""The other harnesses, each in a process of their own environment that works through orders."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from benchmarks.perf.harnesses.answers import ANSWER_TOKENS, Answered, Read, Way
from benchmarks.perf.harnesses.questions import Questions
from benchmarks.perf.measure import BenchmarkError

HERE = Path(__file__).parent
#: Each by its name: the script that drives it, and what more than the server that one is told.
SCRIPTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "lm_eval": ("with_lm_eval.py", (str(HERE),)),
    "inspect_ai": ("with_inspect.py", ()),
}
#: Nothing is to be fetched: the questions are here, and so is the model.
_OFFLINE = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "OPENAI_API_KEY": "none"}


@dataclass(frozen=True, slots=True)
class _Sample:
    """One question, as a script tells it; `answer` is what the harness took for it."""

    id: str
    thought: str
    closed: bool
    text: str
    answer: str | None
    right: bool


@dataclass(frozen=True, slots=True)
class _Reply:
    """What a script answers to an order."""

    seconds: float
    samples: list[_Sample]


_REPLY = TypeAdapter(_Reply)


class Other:
    """One harness, started once, so that its imports are not part of any time.

    Args:
        python: the interpreter of its environment.
        close_tokens: how many tokens close a thought; they count among a server's `max_tokens`.
    """

    def __init__(
        self,
        name: str,
        python: str,
        address: str,
        model: str,
        questions: Questions,
        concurrency: int,
        close_tokens: int,
    ) -> None:
        script, more = SCRIPTS[name]
        self.name = name
        self._questions = questions
        self._close_tokens = close_tokens
        # A folder of its own, because both would write logs and caches where they run.
        folder = questions.folder / name
        folder.mkdir()
        (folder / "questions.jsonl").symlink_to(questions.folder / "questions.jsonl")
        self._log = folder / "said.log"
        arguments = [python, str(HERE / script), address, model, str(concurrency), *more]
        self._process = _start(arguments, folder, self._log)

    async def ask(self, way: Way) -> Answered:
        """One evaluation for each budget, one after the other.

        Raises:
            BenchmarkError: the harness ended, or left questions out.
        """
        seconds, reads = 0.0, {}
        for budget in way.budgets:
            reply = await asyncio.to_thread(self._order, self._limits(budget, way.closes))
            seconds += reply.seconds
            wanted = self._questions.options.keys()
            if {one.id for one in reply.samples} != wanted:
                raise BenchmarkError(
                    f"{self.name} answered {len(reply.samples)} of {len(wanted)} questions, or"
                    " others"
                )
            reads[budget] = {one.id: self._read(one) for one in reply.samples}
        return Answered(seconds, reads)

    def _read(self, one: _Sample) -> Read:
        letter = self._questions.letter(one.id, one.answer)
        return Read(one.id, one.thought, one.closed, one.text, letter, one.right)

    def _limits(self, budget: int, closes: bool) -> dict[str, int | None]:
        closing = self._close_tokens if closes else 0
        return {
            "max_tokens": budget + closing + ANSWER_TOKENS,
            "thinking_token_budget": budget if closes else None,
        }

    def _order(self, order: dict[str, int | None]) -> _Reply:
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            return _REPLY.validate_json(self._process.stdout.readline())
        except (OSError, ValidationError):
            raise BenchmarkError(f"{self.name} broke off; it said: {self._said()}") from None

    def _said(self) -> str:
        lines = self._log.read_text("utf-8", "replace").strip().splitlines()
        return " | ".join(lines[-3:]) or "nothing"

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin and self._process.stdout
        self._process.terminate()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


def _start(arguments: Sequence[str], folder: Path, log: Path) -> subprocess.Popen[str]:
    # Variables of this project's own environment mean nothing in the other.
    apart = ("DELIBERATE_", "PYTHON", "VIRTUAL_ENV")
    env = {name: value for name, value in os.environ.items() if not name.startswith(apart)}
    # What they keep for later goes when the folder goes.
    homes = {name: str(folder) for name in ("HF_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    settings: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with log.open("wb") as said:
        return subprocess.Popen(
            list(arguments),
            cwd=folder,
            env={**env, **_OFFLINE, **homes},
            stderr=said,
            **settings,
        )
