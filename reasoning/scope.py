"""Is a question outside what a small model was taught?

A model that was taught a narrow world gives fluent nonsense outside it, and its own confidence
does not notice. The likelihood of the *question* under the model does: words and findings that it
never saw are surprising. The score is the worst stretch of a few tokens, so that one unknown
finding in a long familiar case is not averaged away. A model's `scope.json` holds the threshold,
measured on held-out questions of its world (its card has the false alarms and what is caught).
Models without that file are taken to know everything.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reasoning.engines.base import Engine
from reasoning.model_files import model_file


@dataclass(frozen=True, slots=True)
class Surprise:
    """The most surprising stretch of a prompt.

    `score`: mean negative log-likelihood (nats a token) over ids[start:end].
    """

    score: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What a model was taught. `window`: tokens; `threshold`: nats a token."""

    window: int
    threshold: float
    knows: str


def surprise(logprobs: Sequence[float], window: int) -> Surprise:
    """The stretch of `window` tokens with the lowest mean log-probability (natural, one an id)."""
    width = max(1, min(window, len(logprobs)))
    total = sum(logprobs[:width])
    lowest, at = total, 0
    for end in range(width, len(logprobs)):
        total += logprobs[end] - logprobs[end - width]
        if total < lowest:
            lowest, at = total, end - width + 1
    return Surprise(-lowest / width, at, at + width)


def scope_of(folder: Path | None) -> Scope | None:
    """The scope in a model's `scope.json`, if it has one."""
    record = model_file(folder, "scope.json")
    return Scope(record["window"], record["threshold"], record["knows"]) if record else None


#: Verdicts of late, by model revision and prompt: every column of a comparison asks the same.
_seen: OrderedDict[tuple[str, str, tuple[int, ...]], Surprise] = OrderedDict()
_REMEMBERED = 1024


async def out_of_scope(engine: Engine, prompt_ids: Sequence[int]) -> str | None:
    """One line saying why the engine's model should not answer this prompt; None if it may."""
    scope = scope_of(engine.model.folder)
    if scope is None or engine.tokenizer is None:
        return None
    key = (str(engine.model.folder), engine.model.revision, tuple(prompt_ids))
    found = _seen.get(key) or surprise(await engine.score(prompt_ids), scope.window)
    _seen[key] = found
    if len(_seen) > _REMEMBERED:
        _seen.popitem(last=False)
    if found.score <= scope.threshold:
        return None
    words = engine.tokenizer.decode(prompt_ids[found.start : found.end]).strip()
    return (
        f"outside what {engine.model.name} was taught: it does not know “{words}” here. "
        f"It knows {scope.knows}"
    )
