"""A tokenizer, a tiny model and one short training, made once for all training tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import PreTrainedTokenizerFast

from data.generators import TASKS, examples
from reasoning.domains import question_text
from training import phase as phases
from training.bundled import Shape, new_model
from training.packing import Curriculum, Rows
from training.phase import Phase, run_phase
from training.tokenizer import save_tokenizer, train_tokenizer

TINY = Shape(hidden=64, layers=2, heads=2, head=32, mlp=128)
#: What the short training goes through; it is stopped once on its way.
SHORT = Phase(
    steps=30,
    curriculum=Curriculum(
        {"facts": 0.5, "sums": 0.5},
        {"direct": 0.5, "full": 0.5},
        {"easy": 1.0, "medium": 0.0, "hard": 0.0},
    ),
    row_tokens=512,
    warmup=5,
    save_every=10,
    log_every=2,
)
STOPPED_AT = 13


@pytest.fixture(scope="session")
def tokenizer() -> PreTrainedTokenizerFast:
    made = [e for task in TASKS for e in examples(task, 12, 0, None, "train")]
    texts = [
        text
        for e in made
        for text in (question_text(e.problem), e.answer, e.thoughts.journey if e.thoughts else "")
    ]
    return train_tokenizer(texts * 20, 1200)


class Stopped(Exception):
    """Stands for whatever ends a training from outside."""


class FewRows(Rows):
    """Rows that end in the middle of a step."""

    def __iter__(self):
        for count, row in enumerate(super().__iter__()):
            if count == SHORT.rows * STOPPED_AT:
                raise Stopped
            yield row


@pytest.fixture(scope="session")
def trained(
    tokenizer: PreTrainedTokenizerFast, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A folder with `start` and with `made`, a training that was stopped once and went on."""
    work = tmp_path_factory.mktemp("training")
    torch.manual_seed(0)
    new_model(TINY, len(tokenizer)).save_pretrained(work / "start")
    save_tokenizer(tokenizer, work / "start")
    with pytest.MonkeyPatch.context() as patch:
        # Compiling takes longer than the whole training: a machine without a compiler.
        patch.setattr(shutil, "which", lambda name: None)
        patch.setattr(phases, "Rows", FewRows)
        with pytest.raises(Stopped):
            run_phase(SHORT, work / "start", work / "made")
        assert not (work / "made" / "training.json").exists()
        patch.setattr(phases, "Rows", Rows)
        run_phase(replace(SHORT), work / "start", work / "made")
    yield work
