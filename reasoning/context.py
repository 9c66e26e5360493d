"""What one run shares: the question as token ids, the engine, and the record of what happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from reasoning.budget import Budget
from reasoning.decoding import Decoding, derive_seed
from reasoning.domains import Domain
from reasoning.engines.base import Engine, Sampling, Tokenizer
from reasoning.errors import BudgetError, EngineError
from reasoning.events import (
    Answer,
    Checkpoint,
    End,
    Event,
    Rung,
    SampleResult,
    Thought,
    ThoughtEnd,
)
from reasoning.problem import Message, Problem

Key = tuple[Rung | str, int]
"""Whose thought it is: ("all" or a rung, sample)."""


@dataclass(slots=True)
class ThoughtRecord:
    """A sample's thought so far. `over`: the model stopped it; `cut`: the budget closed it."""

    ids: list[int] = field(default_factory=list)
    text: str = ""
    waits: int = 0
    over: bool = False
    cut: bool = False


@dataclass(slots=True)
class AnswerRecord:
    """One rung's answer of one sample."""

    ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    text: str = ""


@dataclass(slots=True)
class Context:
    """One run. Strategies read it, draw from its engine, and tell it what happened by `emit`."""

    problem: Problem
    domain: Domain
    budget: Budget
    decoding: Decoding
    engine: Engine
    messages: Sequence[Message]
    prompt_ids: Sequence[int]
    deliver: Callable[[Event], None]
    started: float = field(default_factory=time.monotonic)
    first_token: float | None = None
    thoughts: dict[Key, ThoughtRecord] = field(default_factory=dict)
    answers: dict[tuple[Rung, int], AnswerRecord] = field(default_factory=dict)
    probes: dict[tuple[Rung, int], AnswerRecord] = field(default_factory=dict)
    samples: dict[tuple[Rung, int], SampleResult] = field(default_factory=dict)
    ends: dict[Rung, End] = field(default_factory=dict)
    prompt_tokens: int = 0
    generated_tokens: int = 0

    @property
    def tokenizer(self) -> Tokenizer:
        """The engine's tokenizer.

        Raises:
            EngineError: the engine takes messages only.
        """
        if self.engine.tokenizer is None:
            raise EngineError(f"engine {self.engine.name} takes no token ids")
        return self.engine.tokenizer

    @property
    def deadline(self) -> float | None:
        """Monotonic time by which thinking has to be over, if the budget names seconds."""
        return None if self.budget.seconds is None else self.started + self.budget.seconds

    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.started

    def out_of_time(self) -> bool:
        """Whether the budget's seconds are over."""
        return self.deadline is not None and time.monotonic() >= self.deadline

    def room(self) -> int:
        """Most thinking tokens that fit beside the prompt and the reserved answer.

        Raises:
            BudgetError: not even the answer fits.
        """
        taken = len(self.prompt_ids) + self.budget.answer_tokens
        context = self.engine.model.context_tokens
        room = context - taken - len(self.tokenizer.close_ids)
        if room < 0:
            raise BudgetError(
                f"{self._asked} takes {len(self.prompt_ids)} tokens and the answer reserves "
                f"{self.budget.answer_tokens}, but {self.engine.model.name} holds {context} in "
                "all; shorten the question, start a new conversation, or lower the answer tokens"
            )
        return room

    @property
    def _asked(self) -> str:
        """What takes up the context, as the beginning of a line."""
        if self.problem.history:
            return "the context is full: this conversation with the question"
        return "the question"

    def limit(self, rung: Rung) -> int:
        """Thinking tokens that a rung allows; "until it stops" ends where the context does.

        Raises:
            BudgetError: the rung asks for more than the context holds.
        """
        room = self.room()
        if rung is None:
            return room
        if rung > room:
            beside = "this conversation" if self.problem.history else "this question"
            way_out = ", or start a new conversation" if self.problem.history else ""
            raise BudgetError(
                f"a thinking budget of {rung} tokens does not fit: {self.engine.model.name} has "
                f"room for {room} beside {beside} and its answer; allowed: 0 to {room}, or "
                f"none{way_out}"
            )
        return rung

    def sampling(
        self,
        max_tokens: int,
        stop_ids: Sequence[int],
        *seed_parts: int | str,
        logprobs: bool = False,
    ) -> Sampling:
        """A request's sampling: this run's temperature, and a seed of the request's own."""
        return Sampling(
            max_tokens=max_tokens,
            temperature=self.decoding.temperature_for(self.budget.samples),
            top_p=self.decoding.top_p,
            seed=derive_seed(self.decoding.seed, *seed_parts),
            stop_ids=tuple(stop_ids),
            logprobs=logprobs,
        )

    def thought(self, sample: int, rung: Rung | str = "all") -> ThoughtRecord:
        """The record of a sample's thought, made when first asked for."""
        return self.thoughts.setdefault((rung, sample), ThoughtRecord())

    def emit(self, event: Event) -> None:
        """Take down what happened, then pass it on."""
        match event:
            case Thought():
                record = self.thought(event.sample, event.rung)
                record.ids.extend(event.ids)
                record.text += event.text
            case ThoughtEnd():
                self.thought(event.sample, event.rung).cut = event.cut
            case Answer():
                answer = self.answers.setdefault((event.rung, event.sample), AnswerRecord())
                answer.ids.extend(event.ids)
                answer.text += event.text
            case Checkpoint(probe=False):
                self.samples[event.rung, event.result.sample] = event.result
            case End():
                if event.rung in self.ends:
                    return
                self.ends[event.rung] = event
        self.deliver(event)

    def generated(self, tokens: int) -> None:
        """Count tokens that the engine drew."""
        self.generated_tokens += tokens
        if self.first_token is None and tokens:
            self.first_token = self.elapsed()

    def with_budget(self, **changes: object) -> None:
        """Tighten the budget before the run starts (dollars become tokens, say)."""
        self.budget = replace(self.budget, **changes)  # type: ignore[arg-type]
