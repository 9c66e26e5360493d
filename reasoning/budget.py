"""What may be spent on one problem. Every part is exact, and reported as requested and spent."""

from __future__ import annotations

from dataclasses import dataclass

from reasoning.errors import BudgetError

#: Most "Wait" continuations that may be asked for (s1, section 3.1, tries 2, 4 and 6).
MAX_WAITS = 16


@dataclass(frozen=True, slots=True)
class Budget:
    """What one run may spend.

    thinking_tokens: at most this many thinking tokens a sample; 0 answers at once, None lets the
        model stop by itself (the engine's context is then the limit).
    min_thinking_tokens: when the model stops before this many, "Wait" is appended and it goes on,
        at most `waits` times (budget forcing; s1, Muennighoff et al. 2025, section 3.1).
    answer_tokens: the answer's own limit, reserved apart: a long thought never eats the answer.
    samples: how many chains vote (maj@k).
    seconds: wall-clock limit; a thought still going on then is closed and answered.
    dollars: most that the run may cost; needs an engine with a price.
    """

    thinking_tokens: int | None = None
    min_thinking_tokens: int = 0
    waits: int = 2
    answer_tokens: int = 512
    samples: int = 1
    seconds: float | None = None
    dollars: float | None = None

    def __post_init__(self) -> None:
        limit = self.thinking_tokens
        if limit is not None and limit < 0:
            raise BudgetError(f"thinking budget is {limit}; allowed: 0, a positive number, or none")
        if self.min_thinking_tokens < 0:
            raise BudgetError(f"minimum thinking is {self.min_thinking_tokens}; allowed: 0 or more")
        if limit is not None and self.min_thinking_tokens > limit:
            raise BudgetError(
                f"minimum thinking ({self.min_thinking_tokens}) is above the thinking budget"
                f" ({limit}); lower the one or raise the other"
            )
        if not 0 <= self.waits <= MAX_WAITS:
            raise BudgetError(f"waits is {self.waits}; allowed: 0 to {MAX_WAITS}")
        if self.answer_tokens < 1:
            raise BudgetError(f"answer tokens is {self.answer_tokens}; allowed: 1 or more")
        if self.samples < 1:
            raise BudgetError(f"samples is {self.samples}; allowed: 1 or more")
        if self.seconds is not None and self.seconds <= 0:
            raise BudgetError(f"seconds is {self.seconds}; allowed: more than 0")
        if self.dollars is not None and self.dollars <= 0:
            raise BudgetError(f"dollars is {self.dollars}; allowed: more than 0")
