"""What a strategy is: a way to spend a budget. One file each."""

from __future__ import annotations

from typing import Protocol

from reasoning.budget import Budget
from reasoning.context import Context
from reasoning.events import Rung


class Strategy(Protocol):
    """Draws thoughts and answers from `ctx.engine` and emits events, one `End` for every rung."""

    @property
    def name(self) -> str:
        """What a trace calls it."""

    def rungs(self, budget: Budget) -> tuple[Rung, ...]:
        """The thinking budgets it reports on."""

    def check(self, ctx: Context) -> None:
        """Refuse before anything is spent.

        Raises:
            BudgetError: this budget or engine does not go with this strategy.
        """

    async def run(self, ctx: Context) -> None:
        """Do it."""
