"""What a harness is asked for, and what comes back of it, whichever harness it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Tokens of an answer that are reserved apart from the thought.
ANSWER_TOKENS = 32


@dataclass(frozen=True, slots=True)
class Way:
    """Thinking budgets to ask at, in tokens.

    `closes`: a thought is closed at the budget, and answered. Ours does that itself; for the others
    the server does it (`thinking_token_budget`), because they cannot. Otherwise they have only
    `max_tokens`, for thought and answer together, and a thought that is cut has no answer.
    """

    budgets: tuple[int, ...]
    closes: bool = True

    @property
    def title(self) -> str:
        """In a few words."""
        count = len(self.budgets)
        what = f"{count} budgets" if count > 1 else f"budget {self.budgets[0]}"
        return what if self.closes else f"{what}, by max_tokens alone"


@dataclass(frozen=True, slots=True)
class Read:
    """One question at one budget, as a harness read and graded it.

    `closed`: the thought came to an end, so that there is an answer to read. `end` is ours only.
    """

    id: str
    thought: str
    closed: bool
    text: str
    letter: str | None
    right: bool
    end: str = ""


ByBudget = Mapping[int, Mapping[str, Read]]


@dataclass(frozen=True, slots=True)
class Answered:
    """Everything that was asked for, by budget and question; `seconds` is the time it took."""

    seconds: float
    reads: ByBudget

    @property
    def samples(self) -> int:
        """How many answers there are."""
        return sum(len(of_budget) for of_budget in self.reads.values())
