"""The training loop learns, writes checkpoints and goes on from them."""

from __future__ import annotations

import json

from training import batches, loop
from training.loop import Plan, train
from training.network import Network, Shape
from training.tokenizer import save_tokenizer


def test_a_training_learns_stops_and_goes_on(tokenizer, tmp_path, monkeypatch, capfd) -> None:
    monkeypatch.setattr(batches, "POOL_TOKENS", 4000)
    monkeypatch.setattr(
        loop, "Shape", lambda vocab: Shape(vocab, hidden=32, layers=1, heads=1, head=32, mlp=32)
    )
    monkeypatch.setattr(loop.torch, "set_num_threads", lambda n: None)
    save_tokenizer(tokenizer, tmp_path / "tokenizer")
    work = tmp_path / "work"
    work.mkdir()

    def go(steps: int, meeting: str) -> dict[str, object]:
        plan = Plan(
            steps,
            {"sums": 1.0},
            processes=1,
            batch_tokens=600,
            warmup=2,
            log_every=4,
            compiled=False,
        )
        train(0, plan, str(tmp_path / "tokenizer"), str(work), str(tmp_path / meeting))
        state: dict[str, object] = json.loads((work / "state.json").read_text("utf-8"))
        return state

    first = go(12, "a")
    assert first["step"] == 12
    curve = first["curve"]
    assert isinstance(curve, list)
    assert curve[-1][1] < curve[0][1]
    second = go(16, "b")
    assert second["step"] == 16
    assert [point[0] for point in second["curve"]] == [4, 8, 12, 16]  # type: ignore[attr-defined]
    assert "step 16/16" in capfd.readouterr().out


def test_muon_gets_the_layers_matrices_and_adamw_the_rest() -> None:
    network = Network(Shape(40, hidden=16, layers=1, heads=1, head=16, mlp=16))
    muon, adamw = loop.optimizers_for(network, Plan(1, {}))
    matrices = {id(p) for group in muon.param_groups for p in group["params"]}
    rest = {id(p) for group in adamw.param_groups for p in group["params"]}
    assert id(network.model.embed_tokens.weight) in rest
    assert len(matrices) == 7
    assert matrices | rest == {id(p) for p in network.parameters()}
    assert not matrices & rest
