"""The bundled model's tokenizer: byte-level BPE that loads with transformers and no own code.

Digits are single tokens with the space before them joined on, so "+ 37" is three tokens; a bullet
("\\n-") is one. So is every name that is given, with its space: " low-lying placenta". A thought
about a case is made of such names and how far each speaks for another, and a small network learns
that two tokens belong together far sooner than that two runs of tokens do. Any text can be encoded,
for all 256 bytes are tokens.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

PAD, START, STOP = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
THINK, THINK_END = "<think>", "</think>"
SPECIAL = (PAD, START, STOP, THINK, THINK_END)
#: Between a thought and its answer: with its space a name is one token there as well.
GAP = " "
#: Appended in place of `</think>` when more thinking is asked for (s1, section 3.1).
WAIT = "\nWait,"
MOST_TOKENS = 4096
CONTEXT_TOKENS = 4096

#: What is never joined with what stands beside it; " 0," and " +2" are what weights look like.
_PIECES = r" 0,| \+[1-3](?!\p{N})|\n-?| ?\p{L}+| ?\p{N}| ?[^\s\p{L}\p{N}]+|\s"

#: System turns are dropped: the model has one behaviour, and was taught no instructions.
CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "{%- if message.role == 'user' -%}"
    "{{ '<|im_start|>user\n' + message.content + '<|im_end|>\n' }}"
    "{%- elif message.role == 'assistant' -%}"
    "{{ '<|im_start|>assistant\n' }}"
    "{%- generation -%}"
    "{%- if loop.last or message.reasoning_content -%}"
    "{{ '<think>' + (message.reasoning_content or '') + '</think> ' }}"
    "{%- endif -%}"
    "{{ message.content + '<|im_end|>' }}"
    "{%- endgeneration -%}"
    "{{ '\n' }}"
    "{%- endif -%}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\n<think>' }}{%- endif -%}"
)


def train_tokenizer(
    texts: Iterable[str], size: int = MOST_TOKENS, names: Sequence[str] = ()
) -> PreTrainedTokenizerFast:
    """A tokenizer from texts (special tokens left out of them), in which every name is one token.

    It has at most `size` tokens, and beside them those of the names.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = _pieces(_PIECES)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=20,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer = _with_names(tokenizer, names)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=STOP,
        pad_token=PAD,
        additional_special_tokens=[START, THINK, THINK_END],
        model_max_length=CONTEXT_TOKENS,
        clean_up_tokenization_spaces=False,
    )
    fast.chat_template = CHAT_TEMPLATE
    return fast


def _pieces(pattern: str) -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def _with_names(tokenizer: Tokenizer, names: Sequence[str]) -> Tokenizer:
    """The same with further merges, by which every name, with its space, becomes one token.

    Shorter names come first. A longer one that holds them goes on from there, and what is merged
    later does not change what was merged before.
    """
    ordered = sorted(names, key=len)
    record = json.loads(tokenizer.to_str())
    vocabulary: dict[str, int] = record["model"]["vocab"]
    merges: dict[tuple[str, str], int] = {
        tuple(pair): rank for rank, pair in enumerate(record["model"]["merges"])
    }
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    for name in ordered:
        ((piece, _),) = byte_level.pre_tokenize_str(f" {name}")
        first, *rest = _merged(list(piece), merges)
        for token in rest:
            merges[first, token] = len(merges)
            first += token
            vocabulary.setdefault(first, len(vocabulary))
    record["model"]["merges"] = [list(pair) for pair in merges]
    tokenizer = Tokenizer.from_str(json.dumps(record))
    if ordered:
        longest_first = "|".join(re.escape(name) for name in reversed(ordered))
        tokenizer.pre_tokenizer = _pieces(rf" (?:{longest_first})(?![\p{{L}}\p{{N}}])|{_PIECES}")
    return tokenizer


def _merged(tokens: list[str], merges: dict[tuple[str, str], int]) -> list[str]:
    """Byte-pair encoding: the earliest merge first, until none applies."""
    while True:
        pairs = [pair for pair in pairwise(tokens) if pair in merges]
        if not pairs:
            return tokens
        pair, at, joined = min(pairs, key=merges.__getitem__), 0, []
        while at < len(tokens):
            both = tuple(tokens[at : at + 2]) == pair
            joined.append("".join(tokens[at : at + 2]) if both else tokens[at])
            at += 1 + both
        tokens = joined


def save_tokenizer(tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Write the tokenizer's files, the chat template and `thinking.json` into a model folder."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(folder)
    thinking = {"open": THINK, "close": THINK_END, "wait": WAIT}
    (folder / "thinking.json").write_text(json.dumps(thinking, indent=2) + "\n", "utf-8")
