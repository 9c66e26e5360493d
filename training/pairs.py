"""Prompts and completions: what a fine-tuning learns from, in a file and as token ids."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from transformers import PreTrainedTokenizerBase

from reasoning.errors import DeliberateError
from training.render import IGNORED


class SFTError(DeliberateError):
    """The data, the folder or the recipe does not fit; one line."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What the model reads, and what it is to write."""

    prompt: str
    completion: str


def digest(pairs: Sequence[Pair]) -> str:
    """16 hexadecimal digits that tell one list of pairs from another."""
    text = json.dumps([(pair.prompt, pair.completion) for pair in pairs])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a JSON-lines file.

    Raises:
        SFTError: the file cannot be read, or a line does not fit; its number is named.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise SFTError(f"cannot read {path}: {error}") from None
    pairs = []
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            prompt, completion = record["prompt"], record["completion"]
        except (ValueError, KeyError, TypeError):
            raise SFTError(
                f'{path}, line {number}: a line is {{"prompt": text, "completion": text}}'
            ) from None
        pairs.append(Pair(str(prompt), str(completion)))
    return pairs


def write_pairs(path: Path, pairs: Sequence[Pair]) -> None:
    """The pairs as JSON lines."""
    lines = [json.dumps(asdict(pair), ensure_ascii=False) + "\n" for pair in pairs]
    path.write_text("".join(lines), "utf-8")


def ids_and_labels(tokenizer: PreTrainedTokenizerBase, pair: Pair) -> dict[str, list[int]]:
    """Ids as the engines feed them, and labels: the prompt's are ignored.

    Prompt and completion are encoded apart, as they are when the model is asked, and nothing is
    put before them: the chat template has written what belongs there.
    """

    def encode(text: str) -> list[int]:
        return list(tokenizer(text, add_special_tokens=False)["input_ids"])

    prompt, completion = encode(pair.prompt), encode(pair.completion)
    if completion[-1:] != [tokenizer.eos_token_id]:
        completion.append(int(tokenizer.eos_token_id))
    return {"input_ids": prompt + completion, "labels": [IGNORED] * len(prompt) + completion}
