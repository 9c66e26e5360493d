"""The adapters of a stage, trained several at a time, each in a process of its own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

import torch

from training.pairs import write_pairs
from training.recipe import Outcome
from training.recipes.part3.data import training_pairs
from training.recipes.part3.plan import ModelRun, Plan
from training.sft import DONE, fine_tune


def adapter_folder(out: Path, model: ModelRun) -> Path:
    """Where a model's adapter lies."""
    return out / "adapters" / model.name


def train_all(
    plan: Plan, out: Path, models: Sequence[ModelRun], at_once: int
) -> Iterator[tuple[ModelRun, Outcome]]:
    """Train those models that are tuned, in any order; done ones are not trained again."""
    tuned = [model for model in models if model.style]
    done = [m for m in tuned if (adapter_folder(out, m) / DONE).exists()]
    for model in done:
        yield model, train_one(plan, out, model)
    waiting = [model for model in tuned if model not in done]
    if not waiting:
        return
    # Spawned, for neither CUDA nor torch's threads live on in a fork.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(at_once, len(waiting)), spawn, _one_thread) as pool:
        futures = {pool.submit(train_one, plan, out, model): model for model in waiting}
        for future in as_completed(futures):
            yield futures[future], future.result()


def train_one(plan: Plan, out: Path, model: ModelRun) -> Outcome:
    """Train one model in this process; its pairs are written beside, for `training.sft` by hand."""
    assert model.style is not None
    pairs = training_pairs(plan, model.style, model.n, model.seed)
    file = out / "pairs" / f"{model.name}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    write_pairs(file, pairs)
    recipe = replace(plan.recipe, seed=model.seed)
    return fine_tune(plan.base, pairs, adapter_folder(out, model), recipe)


def default_at_once() -> int:
    """One training a core, or one if there is a GPU."""
    return 1 if torch.cuda.is_available() else len(os.sched_getaffinity(0))


def _one_thread() -> None:
    if not torch.cuda.is_available():
        torch.set_num_threads(1)
