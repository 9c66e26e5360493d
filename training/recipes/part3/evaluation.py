"""Measure the cells of a model: everything through `reason`, on the embedded engine or a server."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from reasoning import Budget, Decoding, Problem, reason
from reasoning.domains import domain_of
from reasoning.engines.base import Engine
from reasoning.engines.embedded import EmbeddedEngine
from reasoning.engines.openai_server import OpenAIServer
from reasoning.events import End, Ending, Result, SampleResult
from training.pairs import SFTError
from training.recipes.part3.data import test_problems
from training.recipes.part3.plan import ARMS, Cell, ModelRun, Plan
from training.recipes.part3.training import adapter_folder
from training.sft import merge

#: Samples that are drawn at once.
SAMPLES_AT_ONCE = 64


@asynccontextmanager
async def engine_for(
    plan: Plan, out: Path, model: ModelRun, server: str, threads: int | None
) -> AsyncIterator[Engine]:
    """A started engine with this model in it.

    On a server the base is served as `base` and each adapter under its folder's name. Without one
    the model is merged into a folder for the embedded engine, which goes away afterwards.
    """
    if server:
        engine = OpenAIServer(server, model.name, tokenizer=plan.base, exact=True)
        await engine.start()
        try:
            yield engine
        finally:
            await engine.close()
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / model.name
        if model.style:
            await asyncio.to_thread(merge, plan.base, adapter_folder(out, model), folder)
        else:
            # Without scope and card, for no arm may refuse a question that another one answers.
            ignore = shutil.ignore_patterns("scope.json", "card.json", "checkpoints")
            shutil.copytree(plan.base, folder, ignore=ignore)
        embedded = EmbeddedEngine(folder, Path(name) / "cache", threads)
        await embedded.start()
        try:
            yield embedded
        finally:
            await embedded.close()


async def measure(plan: Plan, cell: Cell, engine: Engine) -> dict[str, Any]:
    """One cell, as it is kept: a list entry for every problem of the test set.

    greedy: `correct` (0 or 1), `thinking_tokens`, and how the answers ended.
    votes: for every problem its samples' answers as group numbers: 0 is right, 1, 2, … are other
    answers, -1 is none.

    Raises:
        SFTError: the engine broke off, so that the cell is not complete.
    """
    problems = test_problems(plan, cell.test, cell.measure)
    samples = 1 if cell.measure == "greedy" else plan.votes[-1]
    thinks = ARMS[cell.arm].thinks
    budget = Budget(
        thinking_tokens=plan.thinking_tokens if thinks else 0,
        answer_tokens=plan.answer_tokens,
        samples=samples,
    )
    temperature = 0.0 if samples == 1 else plan.temperature
    decoding = Decoding(temperature=temperature, seed=cell.seed)
    slots = asyncio.Semaphore(max(1, SAMPLES_AT_ONCE // samples))

    async def one(problem: Problem) -> Result:
        async with slots:
            run = reason(problem, budget, engine, decoding=decoding)
            (result,) = [event.result async for event in run if isinstance(event, End)]
        for sample in result.samples:
            if sample.end is Ending.FAILED:
                raise SFTError(f"{cell.key}: the engine broke off: {sample.reason}")
        return result

    started = time.monotonic()
    results = await asyncio.gather(*[one(problem) for problem in problems])
    found: dict[str, Any] = {
        "ends": dict(Counter(str(s.end) for r in results for s in r.samples)),
        "seconds": round(time.monotonic() - started, 1),
    }
    if cell.measure == "greedy":
        found["correct"] = [int(bool(r.correct)) for r in results]
        found["thinking_tokens"] = [r.samples[0].thinking_tokens for r in results]
    else:
        found["groups"] = [
            groups(problem, result.samples)
            for problem, result in zip(problems, results, strict=True)
        ]
        tokens = [s.thinking_tokens for r in results for s in r.samples]
        found["mean_thinking_tokens"] = round(sum(tokens) / len(tokens), 1)
    return found


def groups(problem: Problem, samples: Sequence[SampleResult]) -> list[int]:
    """Each sample's answer as the number of its group; equivalence is the domain's."""
    domain = domain_of(problem)
    firsts = [problem.gold or ""]
    numbers = []
    for sample in samples:
        answer = sample.answer
        if answer is None:
            numbers.append(-1)
            continue
        for number, first in enumerate(firsts):
            if domain.same(problem, first, answer):
                numbers.append(number)
                break
        else:
            numbers.append(len(firsts))
            firsts.append(answer)
    return numbers
