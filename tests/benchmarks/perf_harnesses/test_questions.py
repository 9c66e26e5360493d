"""The others are asked what ours is asked, to the letter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.perf.harnesses.questions import THEIRS, write_questions
from benchmarks.perf.measure import MODEL, BenchmarkError
from benchmarks.tasks import load, task_of
from reasoning.domains import domain_of, messages
from reasoning.engines.chat_tokenizer import ChatTokenizer


@pytest.fixture(scope="module")
def tokenizer() -> ChatTokenizer:
    return ChatTokenizer(MODEL)


def test_the_prompts_are_the_same_token_ids(tmp_path: Path, tokenizer: ChatTokenizer) -> None:
    written = write_questions(tmp_path, 3, tokenizer)
    lines = [json.loads(line) for line in (tmp_path / THEIRS).read_text("utf-8").splitlines()]
    items = load(task_of("records"), written.records)
    assert list(written.options) == [item.problem.id for item in items]
    for line, item in zip(lines, items, strict=True):
        prompt = tokenizer.prompt(messages(domain_of(item.problem), item.problem))
        assert line["id"] == item.problem.id
        assert tokenizer.encode(line["prompt"]) == prompt
        assert line["prompt"].endswith("<think>")
        assert [turn["role"] for turn in line["input"]] == ["system", "user"]
        assert written.letter(line["id"], line["target"].upper()) == item.problem.gold
        assert written.letter(line["id"], None) is None
        assert len(prompt) <= written.longest


def test_more_questions_than_there_are_is_refused(tmp_path: Path, tokenizer: ChatTokenizer) -> None:
    with pytest.raises(BenchmarkError, match="not 100000"):
        write_questions(tmp_path, 100_000, tokenizer)
