"""The start-up probe: every capability that an engine claims is tried, and a false claim is named.

It draws some two hundred tokens, so it costs little beside loading a model.
"""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass
from typing import Literal

from reasoning.engines.base import Engine, Sampling, Tokenizer
from reasoning.errors import EngineError
from reasoning.problem import Message

_QUESTION = "A person of 60 has fever and a cough. Compute 12 + 30 - 4. What is most likely?"
_TOKENS = 16
#: Servers compute in bfloat16 and batch as they please: natural log, a token.
_LOGPROB_TOLERANCE = 0.5
#: Shorter than this, computing a prompt is not told apart from the way to the server and back.
_MEASURABLE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class _Drawn:
    ids: tuple[int, ...]
    logprobs: tuple[float, ...] | None
    finish: Literal["stop", "length"] | None
    stop_id: int | None
    first_seconds: float  # until the first token


async def probe(engine: Engine) -> None:
    """Check what `engine.capabilities` claims against the engine itself.

    An engine without token ids is only asked whether it has a tokenizer, which it must not.

    Raises:
        EngineError: a claim does not hold; the line names it.
        EngineUnavailable: the engine broke off.
    """
    claims, tokenizer = engine.capabilities, engine.tokenizer
    if claims.token_ids != (tokenizer is not None):
        raise _false(engine, "token_ids", "a tokenizer is there exactly when ids are taken")
    if tokenizer is None:
        return
    prompt = tokenizer.prompt([Message("user", _QUESTION)])
    greedy = await _check_limits(engine, prompt)
    if claims.logprobs:
        _check_logprobs(engine, greedy)
    if claims.seeds:
        await _check_seeds(engine, prompt)
    if claims.prompt_logprobs:
        await _check_scores(engine, prompt, greedy)
    if claims.prefix_reuse:
        await _check_prefix_reuse(engine, tokenizer)


async def _check_limits(engine: Engine, prompt: list[int]) -> _Drawn:
    """Exactly `max_tokens`, and an end at the first stop id; returns a greedy sample."""
    greedy = await _draw(engine, prompt, Sampling(_TOKENS))
    one = await _draw(engine, prompt, Sampling(1, temperature=1.0))
    for drawn, wanted in ((greedy, _TOKENS), (one, 1)):
        if len(drawn.ids) != wanted or drawn.finish != "length":
            raise _false(
                engine,
                "token_ids",
                f"asked for {wanted} tokens it drew {len(drawn.ids)} and ended with {drawn.finish}",
            )
    stops = tuple(sorted(set(greedy.ids)))
    stopped = await _draw(engine, prompt, Sampling(_TOKENS, stop_ids=stops))
    if stopped.ids or stopped.finish != "stop" or stopped.stop_id not in stops:
        raise _false(
            engine,
            "token_ids",
            f"told to stop at its first token it drew {len(stopped.ids)} and ended with"
            f" {stopped.finish} at {stopped.stop_id}",
        )
    return greedy


def _check_logprobs(engine: Engine, drawn: _Drawn) -> None:
    logprobs = drawn.logprobs
    if logprobs is None or len(logprobs) != len(drawn.ids):
        raise _false(engine, "logprobs", "they are missing, or not one a token")
    if not all(math.isfinite(p) and p <= 1e-4 for p in logprobs):
        raise _false(engine, "logprobs", f"{max(logprobs):g} is no log of a probability")


async def _check_seeds(engine: Engine, prompt: list[int]) -> None:
    """The same seed alone and beside other seeds."""
    alone = await _draw(engine, prompt, Sampling(_TOKENS, temperature=1.0, seed=7))
    together = await asyncio.gather(
        *[_draw(engine, prompt, Sampling(_TOKENS, temperature=1.0, seed=s)) for s in (3, 7, 11)]
    )
    if together[1].ids != alone.ids:
        raise _false(engine, "seeds", "the same seed drew other tokens beside other requests")


async def _check_scores(engine: Engine, prompt: list[int], greedy: _Drawn) -> None:
    ids = [*prompt, *greedy.ids]
    scores = await engine.score(ids)
    if len(scores) != len(ids) or scores[0] != 0:
        raise _false(engine, "prompt_logprobs", f"{len(scores)} scores for {len(ids)} ids")
    if not all(math.isfinite(p) and p <= 1e-4 for p in scores):
        raise _false(engine, "prompt_logprobs", f"{max(scores):g} is no log of a probability")
    if greedy.logprobs is not None:
        apart = [abs(a - b) for a, b in zip(scores[len(prompt) :], greedy.logprobs, strict=True)]
        if max(apart) > _LOGPROB_TOLERANCE:
            raise _false(
                engine, "prompt_logprobs", f"a token's score is {max(apart):.2f} off its draw"
            )


async def _check_prefix_reuse(engine: Engine, tokenizer: Tokenizer) -> None:
    """A long prompt's second first token comes sooner, in one of three tries.

    Where computing the prompt takes too little time to tell, the claim stands.
    """
    longest = min(1024, engine.model.context_tokens // 2)
    for attempt in range(3):
        # Nothing before may share the beginning: each try is told apart by its first word.
        words = f"{attempt} {time.time_ns()} " + _QUESTION * (longest // 8)
        prompt = tokenizer.encode(words)[:longest]
        cold = await _draw(engine, prompt, Sampling(1))
        warm = await _draw(engine, prompt, Sampling(1))
        if cold.first_seconds < _MEASURABLE_SECONDS or warm.first_seconds < cold.first_seconds / 2:
            return
    raise _false(
        engine,
        "prefix_reuse",
        f"{longest} tokens took {cold.first_seconds:.2f} s at first and {warm.first_seconds:.2f} s"
        " again",
    )


async def _draw(engine: Engine, prompt: list[int], sampling: Sampling) -> _Drawn:
    ids: list[int] = []
    logprobs: list[float] | None = []
    begun = time.perf_counter()
    first: float | None = None
    finish, stop_id = None, None
    async for chunk in engine.stream(prompt, sampling):
        if first is None:
            first = time.perf_counter() - begun
        ids += chunk.ids
        if chunk.logprobs is None:
            logprobs = None
        elif logprobs is not None:
            logprobs += chunk.logprobs
        finish, stop_id = chunk.finish, chunk.stop_id
    return _Drawn(
        tuple(ids), None if logprobs is None else tuple(logprobs), finish, stop_id, first or 0.0
    )


def _false(engine: Engine, claim: str, found: str) -> EngineError:
    return EngineError(f"engine {engine.name} claims {claim}, but {found}; mend or unclaim it")
