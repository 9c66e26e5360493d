"""What the store keeps of thoughts as a page showed them, in chats and comparisons alike."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from ui.stream import Column, SampleView


class Kept(BaseModel):
    """A part of a record."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class KeptThought(Kept):
    """One sample's thought: its text and tokens, how long it took, and whether it was cut."""

    sample: int
    text: str
    tokens: int
    seconds: float
    cut: bool


def kept_thoughts(column: Column, now: float) -> tuple[KeptThought, ...]:
    """The thoughts of a column that is over, `now` seconds after it began."""
    return tuple(
        KeptThought(
            sample=number,
            text=view.thought,
            tokens=view.thinking_tokens,
            seconds=view.thinking_seconds(now),
            cut=view.cut,
        )
        for number, view in sorted(column.samples.items())
    )


def shown_thoughts(thoughts: Iterable[KeptThought]) -> dict[int, SampleView]:
    """Kept thoughts as a column has them."""
    return {
        kept.sample: SampleView(
            thought=kept.text,
            thinking_tokens=kept.tokens,
            began=0.0,
            closed=kept.seconds,
            cut=kept.cut,
        )
        for kept in thoughts
    }
