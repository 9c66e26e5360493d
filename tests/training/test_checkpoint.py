"""A training that is killed goes on where it was."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from training import checkpoint
from training.checkpoint import Progress
from training.loop import Plan, optimizers_for, rate
from training.network import Network, Shape

SHAPE = Shape(40, hidden=16, layers=1, heads=1, head=16, mlp=16)


def step(network: Network, optimizers: list[torch.optim.Optimizer]) -> None:
    ids = torch.arange(24).view(2, 12)
    network(ids, torch.ones(2, 12)).backward()
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad()


def make() -> tuple[Network, list[torch.optim.Optimizer]]:
    torch.manual_seed(0)
    network = Network(SHAPE)
    return network, optimizers_for(network, Plan(10, {}))


def test_a_restored_training_takes_the_same_next_step(tmp_path) -> None:
    network, optimizers = make()
    step(network, optimizers)
    checkpoint.save(tmp_path, Progress(1, 2, 300, 4.5, [(1, 3.25)]), network, optimizers)
    step(network, optimizers)
    other, others = make()
    found = checkpoint.load(tmp_path, other, others)
    assert found == Progress(1, 2, 300, 4.5, [(1, 3.25)])
    step(other, others)
    for a, b in zip(network.parameters(), other.parameters(), strict=True):
        assert torch.equal(a, b)


def test_a_kill_while_writing_leaves_the_earlier_checkpoint(tmp_path, monkeypatch) -> None:
    network, optimizers = make()
    checkpoint.save(tmp_path, Progress(step=1), network, optimizers)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        checkpoint.save(tmp_path, Progress(step=2), network, optimizers)
    found = checkpoint.load(tmp_path, network, optimizers)
    assert found is not None
    assert found.step == 1


def test_only_the_latest_tensors_are_kept(tmp_path) -> None:
    network, optimizers = make()
    for number in (1, 2):
        checkpoint.save(tmp_path, Progress(step=number), network, optimizers)
    assert [p.name for p in tmp_path.glob("*.safetensors")] == ["tensors-2.safetensors"]


def test_without_a_checkpoint_there_is_nothing_to_restore(tmp_path) -> None:
    assert checkpoint.load(tmp_path, *make()) is None


def test_the_rate_warms_up_stays_and_falls_to_zero_over_the_last_45_percent() -> None:
    plan = Plan(200, {}, warmup=10)
    rates = [rate(plan, s) for s in range(201)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[10:110] == [1.0] * 100
    assert rates[155] == pytest.approx(0.5)
    assert rates[200] == 0
