"""What a tab needs from the outside: the core's two calls with their engine, and a few settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from reasoning.engines.base import Engine
from reasoning.events import Rung
from reasoning.trace import TraceStore
from store import Store
from ui import budgets
from ui.live import Answers
from ui.runs import Runs


@dataclass(frozen=True, slots=True)
class _Owned:
    """The store, for the runs of one person."""

    store: Store
    owner: str

    def save_trace(self, record: dict[str, Any]) -> None:
        """Keep a run as theirs."""
        self.store.save_trace({**record, "owner": self.owner})


@dataclass(frozen=True)
class Services:
    """Given to every tab's `build`. The engine is started.

    answer_tokens: each answer's limit (tokens); most_samples: most chains in one vote;
    bundled: whether the model is the tiny one that comes with the project.
    """

    engine: Engine
    store: Store
    answer_tokens: int
    most_samples: int
    bundled: bool
    runs: Runs = field(default_factory=Runs)

    def traces(self, owner: str) -> TraceStore:
        """Where the runs of a person are kept."""
        return _Owned(self.store, owner)

    @cached_property
    def answers(self) -> Answers:
        """The chat's answers in progress."""
        return Answers(self.store.conversations)

    @cached_property
    def steps(self) -> tuple[Rung, ...]:
        """The thinking budgets on offer."""
        return budgets.steps(self.engine.model.context_tokens)
