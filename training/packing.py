"""Training rows made on the fly: examples drawn, rendered, and packed without padding.

Tasks are balanced by tokens, not examples: the next example comes from the task that is furthest
below its share. A row holds several examples, one after another, whose positions start at 0 each;
transformers keeps them from attending to one another by that. Every process and loader worker draws
its own stream, which depends on (seed, rank, worker, start) alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.utils.data import IterableDataset, get_worker_info
from transformers import PreTrainedTokenizerFast

from data.generators import TASKS
from data.generators.base import DIFFICULTIES
from training.render import IGNORED, Mode, Rendered, Renderer, draw_mode

#: How many examples wait to be packed: the first that fits is taken, the oldest never waits long.
WAITING = 64
#: Share of the examples that follow another, answered question, as in a longer conversation.
FOLLOWS = 0.06


@dataclass(frozen=True, slots=True)
class Curriculum:
    """What a training sees: each task's share of the tokens, and of modes and difficulties."""

    tasks: Mapping[str, float]
    modes: Mapping[Mode, float]
    difficulties: Mapping[str, float]


class Rows(IterableDataset[dict[str, Tensor]]):
    """Packed rows of `length` tokens, for ever: `input_ids`, `labels`, `position_ids`."""

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerFast,
        curriculum: Curriculum,
        length: int,
        seed: int,
        rank: int = 0,
        start: int = 0,
    ) -> None:
        self._tokenizer, self._curriculum, self._length = tokenizer, curriculum, length
        self._name = f"{seed}/{rank}/{start}"

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        worker = get_worker_info()
        rng = random.Random(f"rows/{self._name}/{worker.id if worker else 0}")
        stream = self._examples(rng)
        waiting = [next(stream) for _ in range(WAITING)]
        while True:
            row, room = list[Rendered](), self._length
            at = 0
            while at < len(waiting):
                if len(waiting[at].ids) <= room:
                    room -= len(waiting[at].ids)
                    row.append(waiting.pop(at))
                    waiting.append(next(stream))
                else:
                    at += 1
            yield self._pack(row)

    def _examples(self, rng: random.Random) -> Iterator[Rendered]:
        curriculum, renderer = self._curriculum, Renderer(self._tokenizer)
        used = dict.fromkeys(curriculum.tasks, 0)
        tiers = [curriculum.difficulties[d] for d in DIFFICULTIES]
        while True:
            task = min(used, key=lambda t: used[t] / curriculum.tasks[t])
            tier = rng.choices(DIFFICULTIES, tiers)[0]
            example = TASKS[task].make(rng, tier, "train")
            before = None
            if rng.random() < FOLLOWS:
                before = TASKS[rng.choice(list(TASKS))].make(rng, "easy", "train")
            rendered = renderer.render(example, draw_mode(rng, curriculum.modes), rng, before)
            if len(rendered.ids) <= self._length:
                used[task] += len(rendered.ids)
                yield rendered

    def _pack(self, row: list[Rendered]) -> dict[str, Tensor]:
        ids, labels, positions = list[int](), list[int](), list[int]()
        for rendered in row:
            ids += rendered.ids
            # The first token of an example cannot be learned from the end of the one before.
            labels += [IGNORED, *rendered.labels[1:]]
            positions += range(len(rendered.ids))
        rest = self._length - len(ids)
        ids += [0] * rest
        labels += [IGNORED] * rest
        positions += range(rest)
        return {
            "input_ids": torch.tensor(ids),
            "labels": torch.tensor(labels),
            "position_ids": torch.tensor(positions),
        }
