"""Training batches made on the fly: drawn, rendered, sorted by length, padded, shuffled.

Tasks are balanced by tokens, not examples: the next example comes from the task that is furthest
below its share. Every process draws its own stream, which depends on (seed, rank, pool) alone, so a
resumed training goes on with pools that it has not seen.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from data.generators import TASKS
from data.generators.base import DIFFICULTIES
from training.render import FOLLOWS, Rendered, Renderer, draw_mode

#: Share of the examples; harder problems have longer thoughts and more to learn.
DIFFICULTY_SHARES: Mapping[str, float] = {"easy": 0.25, "medium": 0.30, "hard": 0.45}
POOL_TOKENS = 200_000
LONGEST = 768


@dataclass(frozen=True, slots=True)
class Batch:
    """Ids padded at the end, and loss weights (0 on padding); both (batch, time)."""

    ids: Tensor
    weights: Tensor

    @property
    def tokens(self) -> int:
        """How many real tokens there are to learn from or read."""
        return int((self.ids != 0).sum())


def batches(
    renderer: Renderer,
    shares: Mapping[str, float],
    seed: int,
    rank: int,
    pool: int,
    tokens: int,
) -> Iterator[Batch]:
    """Batches of about `tokens` tokens, for ever, from pool number `pool` on.

    `shares`: each task's share of the tokens.
    """
    while True:
        rng = random.Random(f"pool/{seed}/{rank}/{pool}")
        examples = sorted(_pool(renderer, shares, rng), key=lambda r: len(r.ids))
        groups, group = [], list[Rendered]()
        for rendered in examples:
            if group and len(rendered.ids) * (len(group) + 1) > tokens:
                groups.append(group)
                group = []
            group.append(rendered)
        rng.shuffle(groups)
        for members in groups:
            yield collate(members)
        pool += 1


def collate(group: list[Rendered]) -> Batch:
    """Pad to the longest; id 0 is the padding token."""
    longest = max(len(r.ids) for r in group)
    ids = torch.zeros((len(group), longest), dtype=torch.long)
    weights = torch.zeros((len(group), longest))
    for row, rendered in enumerate(group):
        ids[row, : len(rendered.ids)] = torch.tensor(rendered.ids)
        weights[row, : len(rendered.ids)] = torch.tensor(rendered.weights)
    return Batch(ids, weights)


def _pool(
    renderer: Renderer, shares: Mapping[str, float], rng: random.Random
) -> Iterator[Rendered]:
    used = dict.fromkeys(shares, 0)
    while sum(used.values()) < POOL_TOKENS:
        task = min(used, key=lambda t: used[t] / shares[t])
        tier = rng.choices(DIFFICULTIES, [DIFFICULTY_SHARES[d] for d in DIFFICULTIES])[0]
        before = TASKS[rng.choice(list(TASKS))](rng, "easy", "train")
        rendered = renderer.render(
            TASKS[task](rng, tier, "train"),
            draw_mode(rng),
            rng,
            before if rng.random() < FOLLOWS else None,
        )
        if len(rendered.ids) <= LONGEST:
            used[task] += len(rendered.ids)
            yield rendered
