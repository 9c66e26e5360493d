"""What a tab needs from the outside: the core's two calls with their engines, a few settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reasoning.engines.base import Engine
from reasoning.errors import EngineError
from reasoning.events import Rung
from reasoning.evidence import EvidenceStore
from reasoning.trace import TraceStore
from store import Store
from ui import budgets
from ui.checks import Checks
from ui.language import say
from ui.live import Answers

if TYPE_CHECKING:
    from ui.admin.worker import Worker
    from ui.tabs.compare.live import Comparing


class NotOffered(EngineError):
    """A model that was asked before is no longer there; the line names those that are."""


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
    """Given to every tab's `build`.

    engines: the models on offer by the name that people see, started, the default first;
    answer_tokens: each answer's limit (tokens); most_samples: most chains in one vote;
    bundled: the name of the tiny model that comes with the project, where it is on offer;
    evidence: what bears claims out, where they are to be checked; home: where what is kept lies, as
    far as it is no matter of the store; worker: what works on queued benchmark runs.
    """

    engines: Mapping[str, Engine]
    store: Store
    answer_tokens: int
    most_samples: int
    bundled: str | None = None
    evidence: EvidenceStore | None = None
    home: Path | None = None
    worker: Worker | None = None

    @property
    def default(self) -> str:
        """The model that is chosen where nobody chose."""
        return next(iter(self.engines))

    def engine(self, model: str | None = None) -> Engine:
        """The engine of a model by its name; of the default one for None, as in old records.

        Raises:
            NotOffered: no such model is on offer now.
        """
        name = self.default if model is None else model
        if name not in self.engines:
            raise NotOffered(
                say(
                    "the model {name} is not offered any more; choose one of: {models}",
                    name=name,
                    models=", ".join(self.engines),
                )
            )
        return self.engines[name]

    def steps(self, model: str | None = None) -> tuple[Rung, ...]:
        """The thinking budgets that a model's context has room for.

        Raises:
            NotOffered: as `engine`.
        """
        return budgets.steps(self.engine(model).model.context_tokens)

    def traces(self, owner: str) -> TraceStore:
        """Where the runs of a person are kept."""
        return _Owned(self.store, owner)

    @cached_property
    def answers(self) -> Answers:
        """The chat's answers in progress."""
        return Answers(self.store.conversations, self.checks.begin)

    @cached_property
    def checks(self) -> Checks:
        """The chat's answers whose claims are being checked."""
        return Checks(self.evidence, self.store)

    @cached_property
    def comparing(self) -> Comparing:
        """The comparisons in progress."""
        from ui.tabs.compare.live import Comparing  # which needs this module to be whole

        return Comparing(self.store.comparisons)

    @property
    def going_on(self) -> int:
        """How many answers and comparisons are going on."""
        return self.answers.count + self.comparing.count

    async def stop_owner(self, owner: str) -> None:
        """Stop what a person has going on, and wait until it is kept; on the server's loop."""
        await self.answers.stop_owner(owner)
        await self.comparing.stop_owner(owner)

    async def close(self) -> None:
        """Stop what is going on, and wait until it is kept; before the engines and the store."""
        await self.answers.close()
        await self.comparing.close()
        await self.checks.close()
