"""A model's own tokenizer, chat template and thinking format, from its Hugging Face files.

Works from a local folder or a hub id, without torch. A folder may hold `thinking.json`, the texts
that open a thought, close it, and make it go on:

    {"open": "<think>\\n", "close": "\\n</think>\\n\\n", "wait": "\\nWait,"}

These are the defaults too: the format of the Qwen3 and DeepSeek-R1 families.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tokenizers import Tokenizer as Backend
from tokenizers.decoders import DecodeStream

from reasoning.errors import EngineError
from reasoning.problem import Message

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

#: Ends of a turn that model families use beside their end-of-sequence token.
_TURN_ENDS = ("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end|>", "<｜end▁of▁sentence｜>")


@dataclass(frozen=True, slots=True)
class ThinkingFormat:
    """The texts around a thought."""

    open: str = "<think>\n"
    close: str = "\n</think>\n\n"
    wait: str = "\nWait,"


class ChatTokenizer:
    """Text to ids and back in a model's own format; fulfils `reasoning.engines.base.Tokenizer`.

    Args:
        source: a folder with tokenizer.json, or a hub id.
        revision: branch, tag or commit of a hub id.

    Raises:
        EngineError: the files are missing, there is no chat template, or no single token ends a
            thought; one line.
    """

    def __init__(self, source: str | Path, revision: str | None = None) -> None:
        # AutoTokenizer would import torch; this class reads the same files without.
        from transformers import PreTrainedTokenizerFast

        try:
            self._tokenizer: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(
                str(source), revision=revision or "main"
            )
        except (OSError, ValueError, KeyError) as error:
            reason = str(error).strip().split("\n", 1)[0]
            raise EngineError(f"cannot load the tokenizer of {source}: {reason}") from None
        if not self._tokenizer.chat_template:
            raise EngineError(f"{source} has no chat template; name a model made for chat")
        self._backend: Backend = self._tokenizer.backend_tokenizer
        self.format = _read_format(Path(source))
        self.close_ids: tuple[int, ...] = tuple(self.encode(self.format.close))
        self.wait_ids: tuple[int, ...] = tuple(self.encode(self.format.wait))
        self.think_end_id = self._find_think_end(source)
        self.answer_stop_ids = self._find_answer_stops(Path(source))

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        """The chat prompt up to and with the opening of the thought.

        Special tokens written out in a message lose their meaning (a space parts their first
        character from the rest), so that nobody can open a turn or close a thought by typing.
        """
        turns = [{"role": m.role, "content": self._disarm(m.content)} for m in messages]
        rendered = self._tokenizer.apply_chat_template(
            turns, tokenize=False, add_generation_prompt=True, enable_thinking=True
        )
        text = str(rendered)
        if not text.rstrip().endswith(self.format.open.strip()):
            text += self.format.open
        return self.encode(text)

    def encode(self, text: str) -> list[int]:
        """Ids of a text, with no special tokens added."""
        return list(self._backend.encode(text, add_special_tokens=False).ids)

    def decode(self, ids: Sequence[int]) -> str:
        """Text of the ids, special tokens left in."""
        return self._backend.decode(list(ids), skip_special_tokens=False)

    def stream_decoder(self) -> ChatStreamDecoder:
        """A fresh decoder for one stream of ids."""
        return ChatStreamDecoder(self._backend)

    def _disarm(self, text: str) -> str:
        return self._specials.sub(lambda found: f"{found[0][0]} {found[0][1:]}", text)

    @cached_property
    def _specials(self) -> re.Pattern[str]:
        added = self._backend.get_added_tokens_decoder().values()
        texts = sorted((token.content for token in added), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, texts)) or r"(?!)")

    def _find_think_end(self, source: str | Path) -> int:
        marks = self._backend.get_added_tokens_decoder()
        for id in self.close_ids:
            if id in marks:
                return id
        alone = self.encode(self.format.close.strip())
        if len(alone) != 1:
            raise EngineError(
                f"{source} has no single token for {self.format.close.strip()!r}, which ends a"
                " thought; name a model with a thinking mode, or give its texts in thinking.json"
            )
        return alone[0]

    def _find_answer_stops(self, folder: Path) -> tuple[int, ...]:
        found = {self._tokenizer.eos_token_id}
        found.update(self._backend.token_to_id(text) for text in _TURN_ENDS)
        path = folder / "generation_config.json"
        if path.is_file():
            eos = json.loads(path.read_text("utf-8")).get("eos_token_id")
            found.update(eos if isinstance(eos, list) else [eos])
        return tuple(sorted(id for id in found if id is not None))


class ChatStreamDecoder:
    """Decodes one stream; text comes once its last character is whole."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._stream = DecodeStream(skip_special_tokens=False)

    def push(self, ids: Sequence[int]) -> str:
        """The text that these ids complete; empty while a character is still open."""
        step, backend = self._stream.step, self._backend
        return "".join([step(backend, id) or "" for id in ids])


def _read_format(folder: Path) -> ThinkingFormat:
    path = folder / "thinking.json"
    if not path.is_file():
        return ThinkingFormat()
    try:
        raw = json.loads(path.read_text("utf-8"))
        return ThinkingFormat(str(raw["open"]), str(raw["close"]), str(raw["wait"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError(
            f"{path} does not fit ({error!r}); it holds three texts: open, close and wait"
        ) from None
