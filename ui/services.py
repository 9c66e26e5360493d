"""What a tab needs from the outside: the core's two calls with their engine, and a few settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from reasoning.engines.base import Engine
from reasoning.events import Rung
from store import Store
from ui import budgets
from ui.live import Answers
from ui.runs import Runs


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

    @cached_property
    def answers(self) -> Answers:
        """The chat's answers in progress."""
        return Answers(self.store.conversations)

    @cached_property
    def steps(self) -> tuple[Rung, ...]:
        """The thinking budgets on offer."""
        return budgets.steps(self.engine.model.context_tokens)
