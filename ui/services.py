"""What a tab needs from the outside: the core's two calls with their engine, and a few settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reasoning.engines.base import Engine
from reasoning.events import Rung
from reasoning.trace import TraceStore
from store import Store
from ui import budgets
from ui.live import Answers

if TYPE_CHECKING:
    from ui.tabs.compare.live import Comparing


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

    def traces(self, owner: str) -> TraceStore:
        """Where the runs of a person are kept."""
        return _Owned(self.store, owner)

    @cached_property
    def answers(self) -> Answers:
        """The chat's answers in progress."""
        return Answers(self.store.conversations)

    @cached_property
    def comparing(self) -> Comparing:
        """The comparisons in progress."""
        from ui.tabs.compare.live import Comparing  # which needs this module to be whole

        return Comparing(self.store.comparisons, self.engine.model.price)

    async def stop_owner(self, owner: str) -> None:
        """Stop what a person has going on, and wait until it is kept; on the server's loop."""
        await self.answers.stop_owner(owner)
        await self.comparing.stop_owner(owner)

    async def close(self) -> None:
        """Stop what is going on, and wait until it is kept; before the engine and the store."""
        await self.answers.close()
        await self.comparing.close()

    @cached_property
    def steps(self) -> tuple[Rung, ...]:
        """The thinking budgets on offer."""
        return budgets.steps(self.engine.model.context_tokens)
