"""What streams out of a run, and how a run ends.

A run has one or more *rungs* (thinking budgets) and one or more *samples*. A thought belongs to a
sample and is shared by every rung, so rung b shows the first b tokens of it; an answer belongs to
one rung of one sample. Independent runs at several budgets give each rung thoughts of its own:
there, and only there, a thought names its rung.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, Literal

Rung = int | None
"""A thinking budget in tokens; None is "until the model stops"."""


class Ending(StrEnum):
    """How a sample or a run ended; never lumped into "wrong"."""

    ANSWERED = "answered"  # it stopped thinking by itself (or was asked not to think) and answered
    CUT = "cut"  # the budget closed the thought; the answer came after that
    EMPTY = "empty"  # no answer could be read
    ESCAPED = "escaped"  # after a forced close it went on thinking in the answer
    REFUSED = "refused"  # it declined, or the question is outside what the model was taught
    CANCELLED = "cancelled"  # somebody stopped it
    FAILED = "failed"  # the engine broke off; the reason is given


@dataclass(frozen=True, slots=True)
class Tokens:
    """A part of a budget: how many tokens a sample was given, and how many it took.

    `requested` None means no limit. `total` counts every sample, and for `Auto` its probes.
    """

    requested: int | None
    spent: int
    total: int


@dataclass(frozen=True, slots=True)
class Vote:
    """One group of equivalent answers."""

    answer: str
    count: int
    share: float  # of the samples with an answer, 0 to 1
    mean_logprob: float | None  # natural log, mean over its samples' answer tokens


@dataclass(frozen=True, slots=True)
class SampleResult:
    """One sample at one rung."""

    sample: int
    answer: str | None  # as read by the domain; None when nothing could be read
    end: Ending
    thinking_tokens: int
    answer_tokens: int
    text: str  # the answer's text
    mean_logprob: float | None  # natural log, mean over the answer's tokens
    probability: float | None = None  # of the answer given the thought, 0 to 1; see `chain`
    waits: int = 0
    reason: str = ""  # why, for refused, failed, cancelled


@dataclass(frozen=True, slots=True)
class Result:
    """What one rung came to: the fields of `ask --json`."""

    answer: str | None
    text: str  # the winning sample's answer text
    end: Ending
    thinking_tokens: Tokens
    answer_tokens: int
    samples: tuple[SampleResult, ...]
    votes: tuple[Vote, ...]
    confidence: float | None  # calibrated probability that the answer is right, 0 to 1
    calibrated: bool  # False: `confidence` is the bare vote share or answer probability
    seconds: float
    first_token_seconds: float | None
    correct: bool | None  # against the problem's gold answer; None where there is none
    dollars: float | None = None
    reason: str = ""
    approximate: bool = False  # the engine takes no token ids, so its counts are the server's
    saved_tokens: int | None = None  # Auto: thinking tokens not spent, against its largest rung


@dataclass(frozen=True, slots=True)
class Started:
    """First event: what will run."""

    trace_id: str
    model: str
    revision: str
    rungs: tuple[Rung, ...]
    samples: int
    prompt_tokens: int
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Thought:
    """Thinking tokens of one sample, in order. `position` is the index of the first of them."""

    sample: int
    position: int
    ids: tuple[int, ...]
    text: str
    rung: Rung | Literal["all"] = "all"


@dataclass(frozen=True, slots=True)
class ThoughtEnd:
    """A sample's thought is over: by itself, or closed by the budget."""

    sample: int
    tokens: int
    cut: bool
    rung: Rung | Literal["all"] = "all"


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer tokens of one sample at one rung."""

    rung: Rung
    sample: int
    ids: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One sample's answer at one rung is complete (for Auto: one probe)."""

    rung: Rung
    result: SampleResult
    probe: bool = False


@dataclass(frozen=True, slots=True)
class Voted:
    """The votes at one rung so far."""

    rung: Rung
    votes: tuple[Vote, ...]
    outstanding: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens the engine was asked for and generated in the whole run."""

    prompt_tokens: int
    generated_tokens: int


@dataclass(frozen=True, slots=True)
class End:
    """Exactly one a rung; the run is over when every rung has its own."""

    rung: Rung
    result: Result


Event = Started | Thought | ThoughtEnd | Answer | Checkpoint | Voted | Usage | End


def as_record(value: Any) -> Any:
    """An event, or a part of one, as JSON values; `dataclasses.asdict` would copy every leaf."""
    if is_dataclass(value):
        return {field.name: as_record(getattr(value, field.name)) for field in fields(value)}
    return [as_record(item) for item in value] if isinstance(value, tuple) else value
