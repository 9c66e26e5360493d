"""The network written for speed is the Qwen3 that transformers knows."""

from __future__ import annotations

import pytest
import torch
from transformers import AutoModelForCausalLM

from training.bundled import export
from training.network import Network, Shape


@pytest.fixture
def network(tokenizer) -> Network:
    torch.manual_seed(0)
    made = Network(Shape(len(tokenizer), hidden=32, layers=2, heads=2, head=16, mlp=48))
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    return made.to(torch.bfloat16).float()  # what a bf16 file can hold


def test_the_exported_model_gives_the_same_logits_in_transformers(
    network, tokenizer, tmp_path
) -> None:
    export(network, tokenizer, tmp_path)
    model = AutoModelForCausalLM.from_pretrained(tmp_path, dtype=torch.float32)
    ids = torch.randint(5, len(tokenizer), (2, 33))
    with torch.no_grad():
        theirs, ours = model(ids).logits, network.logits(ids)
    assert torch.allclose(theirs, ours, atol=1e-4)
    assert (tmp_path / "model.safetensors").stat().st_size < 16_000_000


def test_the_loss_is_the_weighted_sum_over_the_next_tokens(network) -> None:
    ids = torch.randint(5, 50, (2, 9))
    weights = torch.zeros(2, 9)
    weights[0, 4], weights[1, 8] = 2.0, 0.5
    logp = network.logits(ids).log_softmax(-1)
    expected = -2 * logp[0, 3, ids[0, 4]] - 0.5 * logp[1, 7, ids[1, 8]]
    assert torch.allclose(network(ids, weights), expected, atol=1e-4)


def test_padding_at_the_end_changes_nothing_before_it(network) -> None:
    ids = torch.randint(5, 50, (1, 12))
    padded = torch.cat((ids, torch.zeros(1, 5, dtype=torch.long)), dim=1)
    assert torch.allclose(network.logits(ids), network.logits(padded)[:, :12], atol=1e-4)
