"""What a fine-tuning depends on, and what it came to; `training.sft` does it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that a fine-tuning depends on beside its data. The defaults are those of part 3.

    rank: of LoRA, on every linear layer but the output; 0 trains every weight.
    alpha: the adapter is scaled by alpha / rank.
    embeddings: train them whole beside the adapter, with the output matrix where the two are one:
        for a base that has never met some of the words it is to write.
    batch: examples a step, over all processes, of which there must be a divisor of it.
    at_once: the most of them that go through a device together; the largest divisor of a process's
        share of `batch` is taken.
    lr: rises over `warmup` (share of the steps), then falls to 0 along a cosine.
    longest: tokens of prompt and completion; longer examples are left out.
    pack: tokens of a row into which several examples are packed (`batch` then counts rows), for
        models that are seen to keep them apart; longer examples are left out. 0 pads.
    checkpointing: activations are computed twice to save memory.
    """

    lr: float = 1e-4
    epochs: float = 3
    batch: int = 8
    at_once: int = 8
    rank: int = 16
    alpha: int = 32
    embeddings: bool = False
    dropout: float = 0.0
    warmup: float = 0.05
    longest: int = 4096
    pack: int = 0
    checkpointing: bool = False
    save_every: int = 50
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a fine-tuning was: `sft.json`."""

    base: str
    recipe: Recipe
    data: str  # digest of the pairs
    examples: int
    left_out: int  # longer than `Recipe.longest` or a packed row
    tokens: int  # of an epoch
    trained_weights: int
    steps: int
    seconds: float  # since the last start
    device: str
    curve: tuple[tuple[int, float], ...]  # step, mean loss of a completion token in nats
