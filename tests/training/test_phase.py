"""A short training on the CPU: it learns, it can be stopped anywhere, and its model is usable."""

from __future__ import annotations

import json
import shutil
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import Qwen3ForCausalLM

from tests.training.conftest import SHORT, STOPPED_AT
from training import phase as phases
from training.optimizer import MuonAndAdamW
from training.phase import last_checkpoint, run_phase, step_of


@pytest.fixture(scope="session")
def record(trained: Path) -> dict:
    return json.loads((trained / "made" / "training.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def state(trained: Path) -> dict:
    last = last_checkpoint(trained / "made" / "checkpoints")
    return json.loads((last / "trainer_state.json").read_text("utf-8"))


def test_a_short_training_lowers_the_loss(record) -> None:
    first, last = record["curve"][0][1], record["curve"][-1][1]
    assert last < first - 1


def test_a_stopped_training_makes_the_steps_that_were_left_and_no_more(record, state) -> None:
    assert [step for step, _ in record["curve"]] == list(range(2, SHORT.steps + 1, 2))
    assert state["global_step"] == SHORT.steps
    assert record["tokens"] == SHORT.steps * SHORT.rows * SHORT.row_tokens
    assert record["seconds"] > 0
    assert (record["processes"], record["plan"]["steps"]) == (1, SHORT.steps)


def test_the_optimizer_and_the_learning_rate_go_on_where_they_stopped(trained, state) -> None:
    last = last_checkpoint(trained / "made" / "checkpoints")
    saved = torch.load(last / "optimizer.pt", weights_only=True)
    # Adam counts its steps: one that began anew would have made fewer.
    assert {int(s["step"]) for s in saved["adam"]["state"].values()} == {SHORT.steps}
    rates = {e["step"]: e["learning_rate"] for e in state["log_history"] if "loss" in e}
    falling = SHORT.decay * SHORT.steps
    for step, rate in rates.items():
        share = min(1.0, (step - 1) / SHORT.warmup, (SHORT.steps - step + 1) / falling)
        assert rate == pytest.approx(SHORT.muon_lr * share, abs=1e-9)


def test_rows_that_were_seen_are_not_drawn_again(trained, monkeypatch, tmp_path) -> None:
    drawn = []

    class Seen(phases.Rows):
        def __init__(self, tokenizer, curriculum, length, seed, rank, start) -> None:
            drawn.append((seed, rank, start))
            super().__init__(tokenizer, curriculum, length, seed, rank, start)

        def __iter__(self):
            raise RuntimeError("not this time")

    made = tmp_path / "made"
    shutil.copytree(trained / "made", made)
    checkpoint = last_checkpoint(made / "checkpoints")
    checkpoint.rename(checkpoint.with_name("checkpoint-20"))
    monkeypatch.setattr(phases, "Rows", Seen)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(RuntimeError, match="not this time"):
        run_phase(SHORT, trained / "start", made)
    assert drawn == [(SHORT.seed, 0, 20)]
    assert STOPPED_AT < 20


def test_a_training_stopped_before_its_model_was_written_writes_it(
    trained, monkeypatch, tmp_path
) -> None:
    made = tmp_path / "made"
    shutil.copytree(trained / "made" / "checkpoints", made / "checkpoints")
    monkeypatch.setattr(phases.Rows, "__iter__", lambda self: pytest.fail("it drew more rows"))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    run_phase(SHORT, trained / "start", made)
    again, once = (load_file(f / "model.safetensors") for f in (made, trained / "made"))
    assert all(torch.equal(again[name], once[name]) for name in once)
    for name in ("training.json", "config.json", "generation_config.json", "tokenizer.json"):
        assert (made / name).read_text("utf-8") == (trained / "made" / name).read_text("utf-8")


def test_a_half_written_checkpoint_is_not_gone_on_from(tmp_path) -> None:
    assert last_checkpoint(tmp_path / "nothing") is None
    for step, written in ((8, '{"global_step": 8}'), (9, None), (10, '{"global_'), (7, "{}")):
        folder = tmp_path / f"checkpoint-{step}"
        folder.mkdir()
        (folder / "model.safetensors").touch()
        if written is not None:
            (folder / "trainer_state.json").write_text(written, "utf-8")
    found = last_checkpoint(tmp_path)
    assert found is not None
    assert step_of(found) == 8


def test_one_line_is_printed_for_every_logged_loss_with_the_time_left(
    trained, monkeypatch, tmp_path, capsys
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    run_phase(replace(SHORT, steps=5), trained / "start", tmp_path / "made")
    lines = [x for x in capsys.readouterr().out.splitlines() if "loss" in x]
    assert [x.split()[1] for x in lines] == ["2/5", "4/5", "5/5"]
    assert "left" not in lines[0]
    assert all("tokens/s" in x and "min left" in x for x in lines[1:])
    assert lines[-1].endswith(" 0.0 min left")


def test_every_parameter_is_moved_by_one_of_the_two_optimizers(trained) -> None:
    model = Qwen3ForCausalLM.from_pretrained(trained / "start", dtype=torch.float32)
    before = {n: p.detach().clone() for n, p in model.named_parameters()}
    optimizer = MuonAndAdamW(model, 1e-2, 3e-3)
    ids = torch.arange(5, 45)[None]
    model(input_ids=ids, labels=ids).loss.backward()
    optimizer.step()
    assert [n for n, p in model.named_parameters() if torch.equal(p, before[n])] == []
    optimizer.zero_grad()
    assert all(p.grad is None for p in model.parameters())


def test_a_restored_optimizer_makes_the_very_step_of_the_one_that_was_saved(trained) -> None:
    def stepped(model, optimizer) -> None:
        ids = torch.arange(5, 45)[None]
        optimizer.zero_grad()
        model(input_ids=ids, labels=ids).loss.backward()
        optimizer.step()

    models = [
        Qwen3ForCausalLM.from_pretrained(trained / "start", dtype=torch.float32) for _ in range(2)
    ]
    first = MuonAndAdamW(models[0], 1e-2, 3e-3)
    stepped(models[0], first)
    models[1].load_state_dict(models[0].state_dict())
    second = MuonAndAdamW(models[1], 1.0, 1.0)
    second.load_state_dict(deepcopy(first.state_dict()))
    assert [g["lr"] for g in second.param_groups] == [1e-2, 3e-3]
    stepped(models[0], first)
    stepped(models[1], second)
    for one, other in zip(models[0].parameters(), models[1].parameters(), strict=True):
        assert torch.equal(one, other)
