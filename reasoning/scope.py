"""Is a question outside what a small model was taught?

A model that was taught a narrow world gives fluent nonsense outside it, and its own confidence
does not notice. Two things about the *question* do: how many of its words were in no text that the
model was taught (`words.json`), and its likelihood under the model, whose score is the worst
stretch of a few tokens. A model's `scope.json` holds the threshold of each, measured on held-out
questions of its world (its card has the false alarms and what is caught). Models without that file
are taken to know everything.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reasoning.engines.base import Engine
from reasoning.model_files import model_file

#: Every word of the texts that a model was taught, as a JSON list beside it.
WORDS = "words.json"
MOST_NAMED = 4


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
    """What a model was taught. `window`: tokens; `threshold`: nats a token.

    `share`: of a prompt's words that may be unknown, 0 to 1.
    """

    window: int
    threshold: float
    share: float
    knows: str


_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def words_of(text: str) -> list[str]:
    """The words of a text in their order, in small letters; numbers and signs are none."""
    return _WORD.findall(text.casefold())


def unknown_words(text: str, known: frozenset[str]) -> tuple[float, list[str]]:
    """The share of a text's words that are not among the known ones (0 to 1), and those words."""
    words = words_of(text)
    unknown = [word for word in words if word not in known]
    return len(unknown) / max(1, len(words)), unknown


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
    if not record:
        return None
    return Scope(record["window"], record["threshold"], record.get("share", 1.0), record["knows"])


def known_words(folder: Path | None) -> frozenset[str]:
    """The words of a model's `words.json`; none where there is no such file."""
    return frozenset(model_file(folder, WORDS) or ())


#: Verdicts of late, by model revision and prompt: every column of a comparison asks the same.
_seen: OrderedDict[tuple[str, str, tuple[int, ...]], Surprise] = OrderedDict()
_REMEMBERED = 1024


async def out_of_scope(engine: Engine, prompt_ids: Sequence[int]) -> str | None:
    """One line saying why the engine's model should not answer this prompt; None if it may."""
    scope = scope_of(engine.model.folder)
    if scope is None or engine.tokenizer is None:
        return None
    known = known_words(engine.model.folder)
    share, unknown = unknown_words(engine.tokenizer.decode(prompt_ids), known)
    if known and share > scope.share:
        return _line(engine, scope, ", ".join(dict.fromkeys(unknown[:MOST_NAMED])))
    key = (str(engine.model.folder), engine.model.revision, tuple(prompt_ids))
    found = _seen.get(key) or surprise(await engine.score(prompt_ids), scope.window)
    _seen[key] = found
    if len(_seen) > _REMEMBERED:
        _seen.popitem(last=False)
    if found.score <= scope.threshold:
        return None
    words = engine.tokenizer.decode(prompt_ids[found.start : found.end]).strip()
    return _line(engine, scope, words)


def _line(engine: Engine, scope: Scope, words: str) -> str:
    return (
        f"outside what {engine.model.name} was taught: it does not know “{words}” here. "
        f"It knows {scope.knows}"
    )
