"""The bundled model's tokenizer: byte-level BPE that loads with transformers and no own code.

Digits are single tokens with the space before them joined on, so "+ 37" is three tokens; a bullet
("\\n-") is one. Any text can be encoded, for all 256 bytes are tokens.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

PAD, START, STOP = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
THINK, THINK_END = "<think>", "</think>"
SPECIAL = (PAD, START, STOP, THINK, THINK_END)
#: Appended in place of `</think>` when more thinking is asked for (s1, section 3.1).
WAIT = "\nWait,"
MOST_TOKENS = 4096
CONTEXT_TOKENS = 4096

_PIECES = r"\n-?| ?\p{L}+| ?\p{N}| ?[^\s\p{L}\p{N}]+|\s"

#: System turns are dropped: the model has one behaviour, and was taught no instructions.
CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "{%- if message.role == 'user' -%}"
    "{{ '<|im_start|>user\n' + message.content + '<|im_end|>\n' }}"
    "{%- elif message.role == 'assistant' -%}"
    "{{ '<|im_start|>assistant\n' }}"
    "{%- generation -%}"
    "{%- if loop.last or message.reasoning_content -%}"
    "{{ '<think>' + (message.reasoning_content or '') + '</think>' }}"
    "{%- endif -%}"
    "{{ message.content + '<|im_end|>' }}"
    "{%- endgeneration -%}"
    "{{ '\n' }}"
    "{%- endif -%}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\n<think>' }}{%- endif -%}"
)


def train_tokenizer(texts: Iterable[str], size: int = MOST_TOKENS) -> PreTrainedTokenizerFast:
    """A tokenizer of at most `size` tokens from texts (special tokens left out of them)."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_PIECES), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=20,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
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


def save_tokenizer(tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Write the tokenizer's files, the chat template and `thinking.json` into a model folder."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(folder)
    thinking = {"open": THINK, "close": THINK_END, "wait": WAIT}
    (folder / "thinking.json").write_text(json.dumps(thinking, indent=2) + "\n", "utf-8")
