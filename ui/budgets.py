"""Thinking budgets as a person picks them: discrete steps, doubling, and "as long as it wants"."""

from __future__ import annotations

from collections.abc import Sequence

from reasoning.budget import Budget
from reasoning.errors import BudgetError
from reasoning.events import Rung
from ui.language import ENGLISH, phrase, say, speaking

FIRST_STEP = 16
_WANTED: tuple[tuple[str, Rung], ...] = (
    (phrase("At once"), 0),
    (phrase("Short"), 64),
    (phrase("Medium"), 256),
    (phrase("Long"), 1024),
    (phrase("No limit"), None),
)
#: Names of budgets for one click each, the smallest first.
PRESETS = tuple(name for name, _ in _WANTED)
UNLIMITED = phrase("as long as it wants")

#: How many budgets one comparison may show side by side.
FEWEST_COLUMNS, MOST_COLUMNS = 2, 6


def steps(context_tokens: int) -> tuple[Rung, ...]:
    """0, 16, 32, 64, ... below the model's context (tokens), then None: until it stops."""
    doubling: list[Rung] = [0]
    step = FIRST_STEP
    while step < context_tokens:
        doubling.append(step)
        step *= 2
    return (*doubling, None)


def words(rung: Rung) -> str:
    """A budget in words, for a label: "at once", "256 tokens", "as long as it wants"."""
    if rung is None:
        return say(UNLIMITED)
    return say("at once (0)") if rung == 0 else say("{count:,} tokens", count=rung)


def key(rung: Rung) -> str:
    """A budget as a choice's value, which is the same in every language."""
    with speaking(ENGLISH):
        return words(rung)


def presets(steps: Sequence[Rung]) -> tuple[tuple[str, int], ...]:
    """Named steps for one click each: (name, index into `steps`), those the model has room for."""
    return tuple((name, steps.index(rung)) for name, rung in _WANTED if rung in steps)


def read_columns(chosen: Sequence[str], steps: Sequence[Rung]) -> tuple[Rung, ...]:
    """The budgets of a comparison from their keys, smallest first.

    Raises:
        BudgetError: fewer than 2 or more than 6.
    """
    wanted = set(chosen)
    picked = tuple(rung for rung in steps if key(rung) in wanted)
    if not FEWEST_COLUMNS <= len(picked) <= MOST_COLUMNS:
        raise BudgetError(
            say(
                "{count} budgets are chosen; choose {fewest} to {most}",
                count=len(picked),
                fewest=FEWEST_COLUMNS,
                most=MOST_COLUMNS,
            )
        )
    return picked


def make_budget(
    rung: Rung, *, samples: int, minimum: int, answer_tokens: int, temperature: float
) -> Budget:
    """The budget of one run, checked as a person would want to be told.

    Raises:
        BudgetError: a part is missing or impossible; one line.
    """
    if samples > 1 and temperature == 0:
        raise BudgetError(
            say(
                "at temperature 0 all {samples} samples would be the same;"
                " raise the temperature, or ask for 1 sample",
                samples=samples,
            )
        )
    return Budget(
        thinking_tokens=rung,
        min_thinking_tokens=minimum,
        answer_tokens=answer_tokens,
        samples=samples,
    )


def read_minimum(minimum: float | None) -> int:
    """The minimum thinking as a whole number of tokens from 0.

    Raises:
        BudgetError: it is missing, negative or a fraction.
    """
    if minimum is None or minimum < 0 or minimum != int(minimum):
        raise BudgetError(say("minimum thinking must be a whole number, 0 or more; 0 turns it off"))
    return int(minimum)


def read_seed(seed: float | None) -> int:
    """The seed as a whole number from 0.

    Raises:
        BudgetError: it is missing, negative or a fraction.
    """
    if seed is None or seed < 0 or seed != int(seed):
        raise BudgetError(say("the seed must be a whole number, 0 or more"))
    return int(seed)
