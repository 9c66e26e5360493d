"""From a worked example to training ids: which part is thought, which is cut, which counts.

Modes, each example in one of them:

    direct   an empty thought, then the answer: what a thinking budget of 0 asks for
    cut      the thought stops at a random token and is closed, then the true answer: what a
             budget in the middle asks for. The closing token is not learned, or the model would
             learn to stop at random.
    full     the whole thought
    recheck  the whole thought, then "Wait," and a second look. After a right first pass the
             "Wait," is not learned; after a pass with a mistake the mistake is not learned, but
             "Wait," and putting it right are.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from transformers import PreTrainedTokenizerFast

from data.generators.base import Example, text_of
from reasoning.domains import question_text
from reasoning.problem import AnswerType, Problem
from training.tokenizer import START, STOP, THINK, THINK_END, WAIT

Mode = Literal["direct", "cut", "full", "recheck"]
#: Share of the examples in each mode.
MODES: tuple[tuple[Mode, float], ...] = (
    ("direct", 0.20),
    ("cut", 0.25),
    ("full", 0.43),
    ("recheck", 0.12),
)
#: Questions count less than thoughts: they are mostly chance, but their likelihood must be known,
#: for it tells an unfamiliar question from a familiar one (`reasoning.scope`).
PROMPT_WEIGHT = 0.3
#: Share of the examples that follow another, answered question, as in a longer conversation.
FOLLOWS = 0.08
#: Short answers without a whole thought are few tokens and the hardest: they count more.
ANSWER_WEIGHT = 3.0
CHECK = " check:\n"


@dataclass(slots=True)
class Rendered:
    """Token ids, and the weight that predicting each of them has in the loss (0: none)."""

    ids: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, ids: Sequence[int], weight: float) -> None:
        """Append ids that all have the same weight."""
        self.ids.extend(ids)
        self.weights.extend([weight] * len(ids))


def earlier_turn(example: Example) -> str:
    """An answered question as a later prompt repeats it: thoughts are left out."""
    question = f"{START}user\n{question_text(example.problem)}{STOP}\n"
    return f"{question}{START}assistant\n{example.answer}{STOP}\n"


def prompt_text(problem: Problem) -> str:
    """The prompt up to and with the opening of the thought."""
    return f"{START}user\n{question_text(problem)}{STOP}\n{START}assistant\n{THINK}"


class Renderer:
    """Renders examples with one tokenizer."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast) -> None:
        self._encode = tokenizer.backend_tokenizer.encode
        self._close = self.ids(THINK_END)
        self._stop = self.ids(STOP)
        self._wait = self.ids(WAIT)

    def ids(self, text: str) -> list[int]:
        """Ids of a text, with no special tokens added."""
        return list(self._encode(text, add_special_tokens=False).ids)

    def render(
        self, example: Example, mode: Mode, rng: random.Random, before: Example | None = None
    ) -> Rendered:
        """One example in one mode, after an earlier turn where `before` is given."""
        out = Rendered()
        if before is not None:
            out.add(self.ids(earlier_turn(before)), PROMPT_WEIGHT)
        out.add(self.ids(prompt_text(example.problem)), PROMPT_WEIGHT)
        short = example.problem.answer_type is not AnswerType.DDX
        answer_weight = ANSWER_WEIGHT if short and mode in ("direct", "cut") else 1.0
        if mode == "direct":
            out.add(self._close, 0.0)
        elif mode == "cut":
            thought = self.ids(text_of(example.thought))
            out.add(thought[: rng.randrange(1, len(thought))], 1.0)
            out.add(self._close, 0.0)
        elif mode == "full":
            out.add(self.ids(text_of(example.thought)), 1.0)
            out.add(self._close, 1.0)
        else:
            self._recheck(out, example, rng)
            out.add(self._close, 1.0)
        out.add(self.ids(example.answer), answer_weight)
        out.add(self._stop, 1.0)
        return out

    def _recheck(self, out: Rendered, example: Example, rng: random.Random) -> None:
        slip = example.slip
        check = CHECK + text_of(example.recheck)
        if slip is not None and rng.random() < 0.6:
            # The two parts are split at a line break, where the tokenizer splits too.
            out.add(self.ids(text_of(slip.right)), 1.0)
            out.add(self.ids("\n" + text_of(slip.wrong)), 0.0)
            out.add(self._wait, 1.0)
            check = CHECK + text_of(slip.recheck)
        else:
            out.add(self.ids(text_of(example.thought)), 1.0)
            out.add(self._wait, 0.0)
        out.add(self.ids(check), 1.0)
        if rng.random() < 0.15:
            out.add(self._wait, 0.0)
            out.add(self.ids(check), 1.0)


def draw_mode(rng: random.Random) -> Mode:
    """A mode with the shares of `MODES`."""
    return rng.choices([m for m, _ in MODES], [s for _, s in MODES])[0]
