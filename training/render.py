"""From a worked example to training ids: which part is thought, which is cut, what is learned.

Modes, each example in one of them:

    direct   an empty thought, then the answer: what a thinking budget of 0 asks for
    short    a thought of one or two lines
    cut      the thought stops at a random token and is closed, then the true answer: what a
             budget in the middle asks for. The closing token is not learned, or the model would
             learn to stop at random.
    full     the whole journey
    slipped  a journey with a mistake that its check finds. The mistake is not learned; noticing
             it and putting it right are.
    again    a whole journey, slipped or not, then a "Wait," that is not learned, and a second look
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

from transformers import PreTrainedTokenizerFast

from data.generators.base import Example, Part, Thoughts
from reasoning.domains import question_text
from reasoning.problem import Message, Problem
from training.tokenizer import GAP, START, STOP, THINK, THINK_END, WAIT

Mode = Literal["direct", "short", "cut", "full", "slipped", "again"]
#: What a label has where nothing is learned: `ignore_index` of PyTorch's cross-entropy.
IGNORED = -100


@dataclass(slots=True)
class Rendered:
    """Token ids and their labels: the id itself, or `IGNORED`."""

    ids: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)

    def add(self, ids: Sequence[int], learned: bool) -> None:
        """Append ids that are all learned, or all not."""
        self.ids.extend(ids)
        self.labels.extend(ids if learned else [IGNORED] * len(ids))


def turn(message: Message) -> str:
    """An earlier turn as a later prompt repeats it: thoughts are left out."""
    return f"{START}{message.role}\n{message.content}{STOP}\n"


def prompt_text(problem: Problem) -> str:
    """The prompt up to and with the opening of the thought."""
    history = "".join(turn(message) for message in problem.history)
    asked = turn(Message("user", question_text(problem)))
    return f"{history}{asked}{START}assistant\n{THINK}"


class Renderer:
    """Renders examples with one tokenizer.

    `prompts`: share of the questions that are learned too. They are mostly chance, but their
    likelihood must be known, for it tells an unfamiliar question from a familiar one
    (`reasoning.scope`).
    """

    def __init__(self, tokenizer: PreTrainedTokenizerFast, prompts: float = 0.3) -> None:
        self._encode = tokenizer.backend_tokenizer.encode
        self._close = self.ids(THINK_END)
        self._stop = self.ids(STOP)
        self._prompts = prompts

    def ids(self, text: str) -> list[int]:
        """Ids of a text, with no special tokens added."""
        return list(self._encode(text, add_special_tokens=False).ids)

    def render(
        self, example: Example, mode: Mode, rng: random.Random, before: Example | None = None
    ) -> Rendered:
        """One example in one mode, after another, answered one where `before` is given."""
        out = Rendered()
        learned = rng.random() < self._prompts
        if before is not None:
            for message in (
                *before.problem.history,
                Message("user", question_text(before.problem)),
                Message("assistant", before.answer),
            ):
                out.add(self.ids(turn(message)), learned)
        out.add(self.ids(prompt_text(example.problem)), learned)
        thoughts = example.thoughts
        closes = True
        if thoughts is None or mode == "direct":
            # Whether to think is the model's choice only where there is nothing to think about.
            closes = thoughts is None
        elif mode == "cut":
            ids = self.ids(thoughts.journey)
            out.add(ids[: rng.randrange(1, len(ids))], True)
            closes = False
        elif mode == "short":
            out.add(self.ids(thoughts.short), True)
        else:
            self._parts(out, journey(thoughts, mode, rng))
        out.add(self._close, closes)
        out.add(self.ids(GAP + example.answer), True)
        out.add(self._stop, True)
        return out

    def _parts(self, out: Rendered, parts: Sequence[Part]) -> None:
        """Add parts as the one text that they are.

        Encoded one by one they would be split where no text is ever split (a number from the space
        before it), and the split would tell that a mistake follows. A token across a border
        belongs to the part in which it ends.
        """
        found = self._encode("".join(part.text for part in parts), add_special_tokens=False)
        ends = list(accumulate(len(part.text) for part in parts))
        for id, (_, end) in zip(found.ids, found.offsets, strict=True):
            out.add((id,), parts[bisect_left(ends, end)].learned)


def journey(thoughts: Thoughts, mode: Mode, rng: random.Random) -> Sequence[Part]:
    """The parts of a long thought in the mode full, slipped or again."""
    slipped = mode == "slipped" or (mode == "again" and rng.random() < 0.5)
    parts: Sequence[Part] = (Part(thoughts.journey),)
    if slipped and thoughts.slipped is not None:
        parts = thoughts.slipped
    if mode == "again":
        return (*parts, Part(WAIT, False), Part(thoughts.again))
    return parts


def draw_mode(rng: random.Random, shares: Mapping[Mode, float]) -> Mode:
    """A mode with these shares."""
    return rng.choices(list(shares), list(shares.values()))[0]
