"""A "model" of a few lines with a token a byte, for servers and engines that only stand for one."""

from __future__ import annotations

import codecs
import math
import random
from collections.abc import Sequence

from reasoning.problem import Message

EOS, THINK_END = 1, 3
FIRST_BYTE = 16  # id of the byte 0


class ByteTokenizer:
    """One id a byte, as the server counts as well."""

    think_end_id = THINK_END
    close_ids = (THINK_END, FIRST_BYTE + ord("\n"))
    wait_ids = tuple(FIRST_BYTE + b for b in b"\nWait,")
    answer_stop_ids = (EOS,)

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        return self.encode("".join(f"{m.role}: {m.content}\n" for m in messages))

    def encode(self, text: str) -> list[int]:
        return [FIRST_BYTE + b for b in text.encode()]

    def decode(self, ids: Sequence[int]) -> str:
        return bytes(i - FIRST_BYTE for i in ids if i >= FIRST_BYTE).decode(errors="replace")

    def stream_decoder(self) -> ByteDecoder:
        return ByteDecoder()


class ByteDecoder:
    """Holds back the bytes of half a character."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def push(self, ids: Sequence[int]) -> str:
        return self._decoder.decode(bytes(i - FIRST_BYTE for i in ids if i >= FIRST_BYTE))


class TokenProcess:
    """The "model": eight likely next letters, chosen by the last three ids."""

    def candidates(self, ids: Sequence[int]) -> list[tuple[int, float]]:
        """(id, weight) of the next id."""
        rng = random.Random(repr(tuple(ids[-3:])))
        letters = rng.sample(range(ord("a"), ord("z") + 1), 8)
        return [(FIRST_BYTE + c, rng.random() + 0.05) for c in letters]

    def logprob(self, ids: Sequence[int], token: int) -> float:
        """Log-probability of `token` after `ids` (natural log)."""
        weights = dict(self.candidates(ids))
        return math.log(weights.get(token, 1e-4) / sum(weights.values()))

    def draw(self, ids: Sequence[int], temperature: float, rng: random.Random) -> int:
        """The next id."""
        tokens, weights = zip(*self.candidates(ids), strict=True)
        if temperature == 0:
            return int(tokens[weights.index(max(weights))])
        return int(rng.choices(tokens, [w ** (1 / temperature) for w in weights])[0])

    def greedy(self, ids: Sequence[int], count: int) -> list[int]:
        """The `count` most likely ids after `ids`."""
        drawn: list[int] = []
        for _ in range(count):
            drawn.append(self.draw([*ids, *drawn], 0.0, random.Random(0)))
        return drawn
