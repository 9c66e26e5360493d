"""A tokenizer made once for all training tests."""

from __future__ import annotations

import pytest
from transformers import PreTrainedTokenizerFast

from data.generators import TASKS, examples
from data.generators.base import text_of
from reasoning.domains import question_text
from training.tokenizer import train_tokenizer


@pytest.fixture(scope="session")
def tokenizer() -> PreTrainedTokenizerFast:
    made = [e for task in TASKS for e in examples(task, 60, 0, None, "train")]
    texts = [t for e in made for t in (question_text(e.problem), text_of(e.thought), e.answer)]
    return train_tokenizer(texts * 10, 1200)
