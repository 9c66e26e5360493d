"""The whole of a run, as it is stored: enough to show, replay, grade again, train on, export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from reasoning.context import AnswerRecord, Context, ThoughtRecord
from reasoning.engines.base import Tokenizer
from reasoning.events import Ending, as_record

FORMAT = 1


class TraceStore(Protocol):
    """Where traces are kept (`store.Store`)."""

    def save_trace(self, record: dict[str, Any]) -> None:
        """Keep one, all or nothing."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One run: what was asked, what may be spent, what was drawn, how each rung ended.

    `thoughts` and `answers` hold every token as [id, text, log-probability or None]; those of a
    thought are not asked for, and a stopped answer may have none yet.
    """

    id: str
    record: dict[str, Any]


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


def make_trace(trace_id: str, strategy: str, ctx: Context) -> Trace:
    """The trace of a run that has ended."""
    engine = ctx.engine
    last = next(reversed(ctx.ends.values())).result if ctx.ends else None
    record: dict[str, Any] = {
        "format": FORMAT,
        "id": trace_id,
        "created": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "engine": engine.name,
        "model": engine.model.name,
        "revision": engine.model.revision,
        "domain": ctx.problem.domain,
        "task": ctx.problem.task,
        "strategy": strategy,
        "end": str(last.end if last else Ending.FAILED),
        "answer": last.answer if last else None,
        "seconds": ctx.elapsed(),
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
    return Trace(trace_id, record)
