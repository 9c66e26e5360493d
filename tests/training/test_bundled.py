"""The bundled model's making, from its plan to the folder that the app loads."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
import typer
from peft import LoraConfig, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast
from typer.testing import CliRunner

from data.generators import TASKS, examples
from data.problems import FILE, shipped_problems
from reasoning.domains import domain_of, messages
from reasoning.engines.base import Sampling
from reasoning.engines.embedded import EmbeddedEngine
from reasoning.problem import Problem
from training import bundled
from training.bundled import (
    MEASURED,
    PHASES,
    SHIPPED,
    Shape,
    TrainingError,
    base_of,
    finish,
    new_model,
    phases_of,
    prepare,
    work_of,
)
from training.problems import CHOSEN, chosen
from training.recipes.part3.plan import BUNDLED_BASE
from training.tokenizer import CONTEXT_TOKENS


@pytest.fixture(scope="session")
def finished(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of the short training, as it would ship."""
    out = tmp_path_factory.mktemp("finished") / "model"
    out.mkdir()
    for name in (*MEASURED, FILE):
        (out / name).write_text("of another model", "utf-8")
    for name in PHASES:
        shutil.copytree(trained / "made", work_of(out) / name)
        (work_of(out) / name / "checkpoints").mkdir(exist_ok=True)
    finish(out, chosen())
    return out


def test_every_task_and_difficulty_is_in_every_phase() -> None:
    for phase in PHASES.values():
        assert set(phase.curriculum.tasks) == set(TASKS)
        for shares in (phase.curriculum.tasks, phase.curriculum.modes):
            assert sum(shares.values()) == pytest.approx(1)


def test_no_phase_draws_the_problems_of_another() -> None:
    seeds = [phase.seed for phase in phases_of(7, smoke=False).values()]
    assert seeds == list(range(7, 7 + len(PHASES)))


def test_a_tokenizer_is_made_once_and_a_plan_is_kept_to(
    tokenizer: PreTrainedTokenizerFast, tmp_path, monkeypatch
) -> None:
    made = []
    monkeypatch.setattr(
        bundled, "train_tokenizer", lambda texts, names: made.append(1) or tokenizer
    )
    out = tmp_path / "model"
    prepare(out, 0, smoke=True)
    prepare(out, 0, smoke=True)
    assert made == [1]
    assert (work_of(out) / "start" / "model.safetensors").exists()
    # Else a trial's first phase would be taken for that of the real training.
    for seed, smoke in ((1, True), (0, False)):
        with pytest.raises(TrainingError, match="another seed or plan"):
            prepare(out, seed, smoke)


def test_a_beginning_that_was_interrupted_is_not_taken_for_whole(
    tokenizer: PreTrainedTokenizerFast, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(bundled, "train_tokenizer", lambda texts, names: tokenizer)
    out = tmp_path / "model"
    with monkeypatch.context() as patch:
        patch.setattr(bundled, "save_tokenizer", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            prepare(out, 0, smoke=True)
    assert not (work_of(out) / "start").exists()
    prepare(out, 0, smoke=True)
    assert (work_of(out) / "start" / "tokenizer.json").exists()


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_sizes_in_the_docs_are_those_of_the_model() -> None:
    text = (Path(__file__).parents[2] / "docs" / "models.md").read_text("utf-8")
    told = " ".join(text.split("## The bundled model")[1].split("\n## ")[0].split())
    shape = Shape()
    vocabulary = int(re.search(r"vocabulary of ([\d,]+)", told)[1].replace(",", ""))
    assert vocabulary == AutoConfig.from_pretrained(SHIPPED).vocab_size
    parameters = new_model(shape, vocabulary).num_parameters()
    for size in (
        f"{parameters / 1e6:.2f} million parameters",
        f"{shape.layers} layers, {shape.hidden} wide, {shape.heads} heads of {shape.head}",
        f"MLP {shape.mlp}, a vocabulary of {vocabulary:,}, a context of {CONTEXT_TOKENS:,} tokens",
        f"{2 * parameters / 1e6:.1f} MB in bf16",
    ):
        assert size in told
    assert all(f"`{name}`" in told for name in PHASES)


def test_what_was_measured_of_another_model_goes_away(finished) -> None:
    assert not [name for name in MEASURED if (finished / name).exists()]
    record = json.loads((finished / "training.json").read_text("utf-8"))
    assert list(record) == ["parameters", "shape", "phases"]
    assert len(record["phases"]) == len(PHASES)


def test_examples_to_click_lie_beside_the_new_weights(finished) -> None:
    found = shipped_problems(finished)
    assert [(p.task, p.difficulty) for p in found] == [(task, tier) for task, tier, _ in CHOSEN]


def test_the_base_is_kept_and_what_was_only_on_the_way_is_not(finished) -> None:
    assert AutoModelForCausalLM.from_pretrained(base_of(finished)).dtype == torch.bfloat16
    assert base_of(SHIPPED) == Path(BUNDLED_BASE)
    assert not (base_of(finished) / "checkpoints").exists()
    record = json.loads((base_of(finished) / "training.json").read_text("utf-8"))
    assert len(record["phases"]) == list(PHASES).index("base") + 1
    assert not work_of(finished).exists()


def test_a_smoke_run_leaves_the_shipped_model_alone(tmp_path, monkeypatch) -> None:
    wrote: dict[Path, list[Problem]] = {}
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv("RANK", raising=False)
    monkeypatch.setattr(bundled, "prepare", lambda out, *_: work_of(out).mkdir())
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=0))
    monkeypatch.setattr(bundled, "finish", lambda out, beside: wrote.update({out: list(beside)}))
    app = typer.Typer()
    app.command()(bundled.main)
    done = CliRunner().invoke(app, ["--smoke"])
    assert done.exit_code == 0, done.output
    ((out, beside),) = wrote.items()
    assert out.is_relative_to(tmp_path)
    assert str(out) in done.output
    assert len(beside) == len(CHOSEN)


def test_the_model_loads_in_transformers_without_remote_code(finished) -> None:
    model = AutoModelForCausalLM.from_pretrained(finished, trust_remote_code=False)
    tokenizer = AutoTokenizer.from_pretrained(finished, trust_remote_code=False)
    assert {p.dtype for p in model.parameters()} == {torch.bfloat16}
    assert model.config.use_cache
    ids = tokenizer.apply_chat_template(
        [{"role": "user", "content": "1 + 1?"}],
        add_generation_prompt=True,
        return_tensors="pt",
        return_dict=True,
    )
    drawn = model.generate(**ids, max_new_tokens=4)
    assert drawn.shape[1] > ids["input_ids"].shape[1]


def test_the_model_takes_an_adapter_that_is_loaded_again(finished, tmp_path) -> None:
    from peft import PeftModel

    model = AutoModelForCausalLM.from_pretrained(finished)
    adapted = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", target_modules=["q_proj"]))
    adapted.save_pretrained(tmp_path)
    base = AutoModelForCausalLM.from_pretrained(finished)
    again = PeftModel.from_pretrained(base, tmp_path)
    ids = torch.arange(5, 25)[None]
    with torch.no_grad():
        torch.testing.assert_close(again(ids).logits, adapted(ids).logits)


async def test_the_engine_draws_the_tokens_that_transformers_would(finished, tmp_path) -> None:
    model = AutoModelForCausalLM.from_pretrained(finished, dtype=torch.float32)
    engine = EmbeddedEngine(finished, tmp_path / "cache", threads=1)
    await engine.start()
    try:
        assert engine.tokenizer is not None
        for task in ("facts", "sums", "consultations"):
            (example,) = examples(task, 1, 3)
            problem = example.problem
            prompt = engine.tokenizer.prompt(messages(domain_of(problem), problem))
            stream = engine.stream(prompt, Sampling(max_tokens=24, temperature=0.0))
            drawn = [id async for chunk in stream for id in chunk.ids]
            assert drawn
            with torch.no_grad():
                logits = model(torch.tensor([[*prompt, *drawn]])).logits[0, len(prompt) - 1 : -1]
            best = logits.max(-1).values
            # The engine's matrices have 8 bits: it may decide a tie the other way.
            behind = best - logits[range(len(drawn)), drawn]
            assert behind.max() < 0.1
            assert (behind == 0).float().mean() > 0.9
    finally:
        await engine.close()
