"""Prompts and completions: what a fine-tuning learns from, in a file and as token ids."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from transformers import PreTrainedTokenizerBase

from reasoning.errors import DeliberateError
from training.render import IGNORED


class SFTError(DeliberateError):
    """The data, the folder or the recipe does not fit; one line."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What the model reads, and what it is to write.

    unlearned: first and last (not included) character of each piece of the completion that is read
        and not learned, such as a mistake that is put right afterwards.

    Raises:
        SFTError: a span is not within the completion.
    """

    prompt: str
    completion: str
    unlearned: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        most = len(self.completion)
        for start, end in self.unlearned:
            if not 0 <= start < end <= most:
                raise SFTError(
                    f"unlearned {start} to {end}: from 0 up to the {most} characters of the"
                    " completion, the start before the end"
                )


def digest(pairs: Sequence[Pair]) -> str:
    """16 hexadecimal digits that tell one list of pairs from another."""
    text = json.dumps([list(_record(pair).values()) for pair in pairs])
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
            spans = tuple((int(start), int(end)) for start, end in record.get("unlearned", ()))
        except (ValueError, KeyError, TypeError):
            raise SFTError(
                f'{path}, line {number}: a line is {{"prompt": text, "completion": text}}, and'
                ' "unlearned": [[start, end], …] where a part of the completion is not learned'
            ) from None
        try:
            pairs.append(Pair(str(prompt), str(completion), spans))
        except SFTError as error:
            raise SFTError(f"{path}, line {number}: {error}") from None
    return pairs


def write_pairs(path: Path, pairs: Sequence[Pair]) -> None:
    """The pairs as JSON lines."""
    lines = [json.dumps(_record(pair), ensure_ascii=False) + "\n" for pair in pairs]
    path.write_text("".join(lines), "utf-8")


def _record(pair: Pair) -> dict[str, Any]:
    record = asdict(pair)
    if not pair.unlearned:
        del record["unlearned"]
    return record


def ids_and_labels(tokenizer: PreTrainedTokenizerBase, pair: Pair) -> dict[str, list[int]]:
    """Ids as the engines feed them, and labels: the prompt's are ignored.

    Prompt and completion are encoded apart, as they are when the model is asked, and nothing is
    put before them: the chat template has written what belongs there. A token of which one
    character is unlearned is unlearned.
    """
    prompt = list(tokenizer(pair.prompt, add_special_tokens=False)["input_ids"])
    # Only where they are needed: not every tokenizer can tell them.
    told = {"return_offsets_mapping": True} if pair.unlearned else {}
    encoded = tokenizer(pair.completion, add_special_tokens=False, **told)
    completion = list(encoded["input_ids"])
    labels = list(completion)
    for i, (first, last) in enumerate(encoded.get("offset_mapping", ())):
        if any(first < end and start < last for start, end in pair.unlearned):
            labels[i] = IGNORED
    if completion[-1:] != [tokenizer.eos_token_id]:
        completion.append(int(tokenizer.eos_token_id))
        labels.append(int(tokenizer.eos_token_id))
    return {"input_ids": prompt + completion, "labels": [IGNORED] * len(prompt) + labels}
