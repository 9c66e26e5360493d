"""Batches: balanced by tokens, padded, different in each process, the same for the same seed."""

from __future__ import annotations

import random
from itertools import islice

import torch

from training import batches as batches_module
from training.batches import batches, collate
from training.bundled import PHASES
from training.render import Rendered, Renderer

SHARES = PHASES[0].shares


def test_padding_has_no_weight_and_batches_keep_to_their_size(tokenizer, monkeypatch) -> None:
    monkeypatch.setattr(batches_module, "POOL_TOKENS", 8000)
    for batch in islice(batches(Renderer(tokenizer), SHARES, 0, 0, 0, 1500), 6):
        assert batch.ids.shape == batch.weights.shape
        assert batch.ids.numel() <= 1500
        assert not batch.weights[batch.ids == 0].any()
        assert batch.tokens > 0.7 * batch.ids.numel()


def test_processes_and_pools_have_different_data_and_a_rerun_the_same(
    tokenizer, monkeypatch
) -> None:
    monkeypatch.setattr(batches_module, "POOL_TOKENS", 3000)

    def first(rank: int, pool: int) -> list[int]:
        batch = next(batches(Renderer(tokenizer), SHARES, 0, rank, pool, 1500))
        found: list[int] = batch.ids.flatten().tolist()
        return found

    assert first(0, 0) == first(0, 0)
    assert first(0, 0) != first(1, 0)
    assert first(0, 0) != first(0, 1)


def test_tasks_have_their_share_of_the_tokens(tokenizer, monkeypatch) -> None:
    monkeypatch.setattr(batches_module, "POOL_TOKENS", 60_000)
    used = dict.fromkeys(SHARES, 0)
    render = Renderer.render

    def counted(self, example, *rest):
        rendered = render(self, example, *rest)
        used[example.problem.task] += len(rendered.ids)
        return rendered

    monkeypatch.setattr(Renderer, "render", counted)
    list(batches_module._pool(Renderer(tokenizer), SHARES, random.Random(0)))
    for task, share in SHARES.items():
        assert abs(used[task] / sum(used.values()) - share) < 0.05


def test_collate_pads_to_the_longest() -> None:
    batch = collate([Rendered([5, 6, 7], [0, 1, 1]), Rendered([8], [0])])
    assert torch.equal(batch.ids, torch.tensor([[5, 6, 7], [8, 0, 0]]))
    assert batch.weights.tolist() == [[0, 1, 1], [0, 0, 0]]
