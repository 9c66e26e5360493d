"""The whole of a run, as it is stored: enough to show, replay, grade again, train on, export."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Protocol

from reasoning.context import AnswerRecord, Context, ThoughtRecord
from reasoning.engines.base import Tokenizer
from reasoning.events import Ending, as_record

FORMAT = 1


class TraceStore(Protocol):
    """Where traces are kept (`store.Store`)."""

    def save_trace(self, record: dict[str, Any]) -> None:
        """Keep one, all or nothing."""


class Trace:
    """A run that has ended: what was asked, what may be spent, what was drawn, how each rung ended.

    `record` holds all of it as JSON values, and is made when it is first asked for. Its `thoughts`
    and `answers` hold every token as [id, text, log-probability or None]; those of a thought are
    not asked for, and a stopped answer may have none yet.
    """

    def __init__(self, id: str, strategy: str, ctx: Context) -> None:
        self.id = id
        self._strategy = strategy
        self._ctx = ctx
        self._created = datetime.now(UTC)
        self._seconds = ctx.elapsed()

    @cached_property
    def record(self) -> dict[str, Any]:
        """The trace as it is stored."""
        ctx, engine = self._ctx, self._ctx.engine
        last = next(reversed(ctx.ends.values())).result if ctx.ends else None
        return {
            "format": FORMAT,
            "id": self.id,
            "created": self._created.isoformat(timespec="milliseconds"),
            "engine": engine.name,
            "model": engine.model.name,
            "revision": engine.model.revision,
            "domain": ctx.problem.domain,
            "task": ctx.problem.task,
            "strategy": self._strategy,
            "end": str(last.end if last else Ending.FAILED),
            "answer": last.answer if last else None,
            "seconds": self._seconds,
            "seed": ctx.decoding.seed,
            "problem": ctx.problem.to_record(),
            "budget": as_record(ctx.budget),
            "decoding": as_record(ctx.decoding),
            "messages": [{"role": m.role, "content": m.content} for m in ctx.messages],
            "prompt_ids": list(ctx.prompt_ids),
            "thoughts": [
                {
                    "sample": sample,
                    "rung": owner,
                    "stopped": kept.over,
                    "waits": kept.waits,
                    "text": kept.text,
                    "tokens": _tokens(engine.tokenizer, kept),
                }
                for (owner, sample), kept in ctx.thoughts.items()
            ],
            "answers": [
                {
                    "sample": sample,
                    "rung": rung,
                    "text": kept.text,
                    "tokens": _tokens(engine.tokenizer, kept),
                }
                for (rung, sample), kept in ctx.answers.items()
            ],
            "rungs": [{"rung": rung, **as_record(end.result)} for rung, end in ctx.ends.items()],
            "usage": {
                "prompt_tokens": ctx.prompt_tokens,
                "generated_tokens": ctx.generated_tokens,
            },
        }


def _tokens(
    tokenizer: Tokenizer | None, kept: ThoughtRecord | AnswerRecord
) -> list[list[int | str | float | None]]:
    if tokenizer is None:
        return [[-1, kept.text, None]] if kept.text else []
    texts = {token: tokenizer.decode([token]) for token in set(kept.ids)}
    drawn = kept.logprobs if isinstance(kept, AnswerRecord) else []
    logprobs: list[float] | list[None] = drawn or [None] * len(kept.ids)
    return [
        [token, texts[token], logprob] for token, logprob in zip(kept.ids, logprobs, strict=True)
    ]
