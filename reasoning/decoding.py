"""How tokens are drawn, and how one seed becomes the seeds of a run's many requests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from reasoning.errors import BudgetError

#: Temperature of a vote where nobody chose one: samples have to differ to be worth counting.
VOTE_TEMPERATURE = 0.7


@dataclass(frozen=True, slots=True)
class Decoding:
    """Temperature (None: greedy for one sample, 0.7 for a vote), nucleus and seed of a run."""

    temperature: float | None = None
    top_p: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.temperature is not None and not 0 <= self.temperature <= 2:
            raise BudgetError(f"temperature is {self.temperature}; allowed: 0 (greedy) to 2")
        if not 0 < self.top_p <= 1:
            raise BudgetError(f"top-p is {self.top_p}; allowed: above 0, to 1")

    def temperature_for(self, samples: int) -> float:
        """The temperature used when `samples` chains are drawn."""
        if self.temperature is not None:
            return self.temperature
        return 0.0 if samples == 1 else VOTE_TEMPERATURE


def derive_seed(seed: int, *parts: int | str) -> int:
    """A 31-bit seed for one request, the same for the same parts on every machine."""
    text = "/".join(map(str, (seed, *parts)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big") >> 1
