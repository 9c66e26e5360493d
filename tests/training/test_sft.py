"""Fine-tuning for real, on a model of random weights."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
import typer
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer
from typer.testing import CliRunner

from reasoning.engines.gguf_export import digest as file_digest
from tests import tiny_model
from training import sft
from training.pairs import Pair, SFTError, digest, ids_and_labels, read_pairs, write_pairs
from training.recipe import Recipe
from training.render import IGNORED
from training.sft import fine_tune, merge

PAIRS = [
    Pair(f"<|user|>Compute {i} + 1.\n<|assistant|><think>", f"First {i}.</think>Answer: {i + 1}")
    for i in range(24)
]
RECIPE = Recipe(lr=1e-2, epochs=5, batch=8, at_once=4, rank=8, alpha=16, save_every=4)
IDS = torch.arange(30)[None]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model.build(tmp_path_factory.mktemp("models") / "base", dtype="float32")


@pytest.fixture(scope="module")
def tuned(base: Path, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A finished fine-tuning, with what the base was before it."""
    out = tmp_path_factory.mktemp("tuned") / "adapter"
    before = file_digest([base / "model.safetensors"])
    outcome = fine_tune(base, PAIRS, out, RECIPE)
    return SimpleNamespace(out=out, outcome=outcome, before=before)


def logits(model: Any) -> torch.Tensor:
    model.eval()
    with torch.no_grad():
        found: torch.Tensor = model(input_ids=IDS).logits
    return found


def plain(folder: Path) -> Any:
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)


def test_the_loss_falls(tuned) -> None:
    (_, first), *_, (_, last) = tuned.outcome.curve
    assert last < 0.7 * first


def test_only_adapter_weights_are_trained(base, tuned) -> None:
    weights = load_file(tuned.out / "adapter_model.safetensors")
    assert all("lora_" in name for name in weights)
    assert sum(w.numel() for w in weights.values()) == tuned.outcome.trained_weights
    assert file_digest([base / "model.safetensors"]) == tuned.before
    both = PeftModel.from_pretrained(plain(base), str(tuned.out))
    assert (logits(both) - logits(plain(base))).abs().max() > 0.1


@pytest.mark.parametrize("embeddings", [False, True])
def test_the_merged_model_is_base_and_adapter(base, tuned, tmp_path, embeddings) -> None:
    out = tuned.out
    if embeddings:
        out = tmp_path / "with embeddings"
        fine_tune(base, PAIRS, out, replace(RECIPE, epochs=1, embeddings=True))
        names = load_file(out / "adapter_model.safetensors")
        assert any("embed_tokens" in name for name in names)
    merge(base, out, tmp_path / "merged")
    both = PeftModel.from_pretrained(plain(base), str(out))
    assert torch.allclose(logits(plain(tmp_path / "merged")), logits(both), atol=1e-4)


def test_the_merged_folder_has_all_that_an_engine_reads(base, tuned, tmp_path) -> None:
    merge(base, tuned.out, tmp_path)
    for name in ("model.safetensors", "tokenizer.json", "chat_template.jinja", "thinking.json"):
        assert (tmp_path / name).exists()
    assert (tmp_path / "thinking.json").read_text() == (base / "thinking.json").read_text()


def test_the_merged_model_has_the_precision_of_its_base(tmp_path) -> None:
    base = tiny_model.build(tmp_path / "base", dtype="bfloat16")
    fine_tune(base, PAIRS[:8], tmp_path / "a", replace(RECIPE, epochs=1))
    merge(base, tmp_path / "a", tmp_path / "merged")
    weights = load_file(tmp_path / "merged" / "model.safetensors")
    assert {w.dtype for w in weights.values()} == {torch.bfloat16}


def test_rank_0_trains_every_weight(base, tmp_path) -> None:
    outcome = fine_tune(base, PAIRS, tmp_path / "full", replace(RECIPE, rank=0, epochs=1))
    assert outcome.trained_weights == sum(p.numel() for p in plain(base).parameters())
    merge(base, tmp_path / "full", tmp_path / "model")
    after = plain(tmp_path / "model")
    assert torch.equal(logits(after), logits(plain(tmp_path / "full")))
    assert not torch.equal(after.model.norm.weight, plain(base).model.norm.weight)


def test_the_prompt_is_not_learned_and_the_end_of_turn_is(base) -> None:
    tokenizer = AutoTokenizer.from_pretrained(base)
    row = ids_and_labels(tokenizer, PAIRS[0])
    prompt = tokenizer(PAIRS[0].prompt, add_special_tokens=False)["input_ids"]
    assert row["labels"][: len(prompt)] == [IGNORED] * len(prompt)
    assert row["labels"][len(prompt) :] == row["input_ids"][len(prompt) :]
    assert row["labels"][-1] == tokenizer.eos_token_id
    ended = Pair(PAIRS[0].prompt, PAIRS[0].completion + tokenizer.eos_token)
    assert ids_and_labels(tokenizer, ended) == row


def test_what_is_unlearned_is_read_and_masked_to_the_token(base) -> None:
    tokenizer = AutoTokenizer.from_pretrained(base)
    text = PAIRS[0].completion
    start = text.index("0")
    whole = ids_and_labels(tokenizer, PAIRS[0])
    row = ids_and_labels(tokenizer, replace(PAIRS[0], unlearned=((start, start + 1),)))
    assert row["input_ids"] == whole["input_ids"]
    (masked,) = [
        i for i, (a, b) in enumerate(zip(row["labels"], whole["labels"], strict=True)) if a != b
    ]
    assert row["labels"][masked] == IGNORED
    assert "0" in tokenizer.decode([whole["labels"][masked]])
    # One character of a token is enough.
    all_but = replace(PAIRS[0], unlearned=((1, len(text)),))
    learned = [label for label in ids_and_labels(tokenizer, all_but)["labels"] if label != IGNORED]
    first = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    kept = [i for i, (_, end) in zip(first["input_ids"], first["offset_mapping"], strict=True)
            if end <= 1]  # fmt: skip
    assert learned == [*kept, tokenizer.eos_token_id]


@pytest.fixture
def stopped(base, tmp_path, monkeypatch) -> Path:
    """The folder of a fine-tuning that was stopped in step 10; step 8 was saved."""
    on_log = sft.Progress.on_log

    def stops(self: Any, args: Any, state: Any, control: Any, **rest: Any) -> None:
        if state.global_step >= 10:
            raise KeyboardInterrupt
        on_log(self, args, state, control, **rest)

    monkeypatch.setattr(sft.Progress, "on_log", stops)
    with pytest.raises(KeyboardInterrupt):
        fine_tune(base, PAIRS, tmp_path / "a", RECIPE)
    assert not (tmp_path / "a" / sft.DONE).exists()
    monkeypatch.setattr(sft.Progress, "on_log", on_log)
    return tmp_path / "a"


def test_a_stopped_training_goes_on_from_its_checkpoint(base, tuned, stopped, monkeypatch) -> None:
    # What a stop in the middle of saving leaves.
    (stopped / "checkpoints" / "checkpoint-12").mkdir()
    starts: list[int] = []
    begin = sft.Progress.on_train_begin

    def notes(self: Any, args: Any, state: Any, control: Any, **rest: Any) -> None:
        starts.append(state.global_step)
        begin(self, args, state, control, **rest)

    monkeypatch.setattr(sft.Progress, "on_train_begin", notes)
    outcome = fine_tune(base, PAIRS, stopped, RECIPE)
    assert starts == [8]
    assert outcome.steps == tuned.outcome.steps
    resumed, whole = (load_file(out / "adapter_model.safetensors") for out in (stopped, tuned.out))
    for name, weight in whole.items():
        assert torch.allclose(resumed[name], weight, atol=1e-3), name
    assert not (stopped / sft.PLAN).exists()


def test_a_stopped_training_does_not_go_on_with_another_plan(base, stopped) -> None:
    changes: dict[str, tuple[Any, list[Pair], Recipe]] = {
        "base another, not": (base, PAIRS, RECIPE),
        "data ": (base, PAIRS[1:], RECIPE),
        r"recipe lr=0\.01, not 0\.001;": (base, PAIRS, replace(RECIPE, lr=1e-3)),
    }
    plan = json.loads((stopped / sft.PLAN).read_text("utf-8"))
    for said, arguments in changes.items():
        other = plan | ({"base": "another"} if "base" in said else {})
        (stopped / sft.PLAN).write_text(json.dumps(other), "utf-8")
        with pytest.raises(SFTError, match=f"with {said}"):
            fine_tune(arguments[0], arguments[1], stopped, arguments[2])
    (stopped / sft.PLAN).unlink()
    with pytest.raises(SFTError, match=r"checkpoints but no plan\.json"):
        fine_tune(base, PAIRS, stopped, RECIPE)


def test_what_is_done_is_not_done_again(base, tuned, monkeypatch) -> None:
    monkeypatch.setattr(sft, "_trainer", None)
    assert fine_tune(base, PAIRS, tuned.out, RECIPE) == tuned.outcome


@pytest.mark.parametrize("change", ["recipe", "data", "base"])
def test_another_fine_tuning_in_the_same_folder_is_refused(base, tuned, change) -> None:
    pairs = PAIRS[1:] if change == "data" else PAIRS
    recipe = replace(RECIPE, lr=1e-3) if change == "recipe" else RECIPE
    with pytest.raises(SFTError, match=f"with {change} "):
        fine_tune("another" if change == "base" else base, pairs, tuned.out, recipe)


def test_examples_that_are_too_long_are_left_out_whole(base, tmp_path) -> None:
    long = Pair(PAIRS[0].prompt, "fever " * 200)
    recipe = replace(RECIPE, epochs=1, longest=64)
    outcome = fine_tune(base, [*PAIRS[:7], long], tmp_path / "a", recipe)
    assert (outcome.examples, outcome.left_out) == (7, 1)
    with pytest.raises(SFTError, match="none of 1 examples fits"):
        fine_tune(base, [long], tmp_path / "b", recipe)


def test_packed_examples_do_not_see_one_another(base, tmp_path) -> None:
    model = plain(base)
    sft.check_packing(model, [[1, 2, 3, 4], [5, 6, 7]])
    outcome = fine_tune(base, PAIRS, tmp_path / "a", replace(RECIPE, epochs=1, batch=2, pack=128))
    assert outcome.steps < len(PAIRS) / 2


def test_an_example_that_is_longer_than_a_packed_row_is_left_out_whole(base, tmp_path) -> None:
    long = Pair(PAIRS[0].prompt, "fever " * 200)
    recipe = replace(RECIPE, epochs=1, batch=2, pack=128)
    outcome = fine_tune(base, [*PAIRS[:7], long], tmp_path / "a", recipe)
    assert (outcome.examples, outcome.left_out) == (7, 1)
    with pytest.raises(SFTError, match="into 128 tokens; raise `pack`"):
        fine_tune(base, [long], tmp_path / "b", recipe)


def test_a_step_has_the_whole_batch_where_at_once_does_not_divide_it(base, tmp_path) -> None:
    outcome = fine_tune(base, PAIRS, tmp_path / "a", replace(RECIPE, epochs=1, batch=6, at_once=4))
    assert outcome.steps == len(PAIRS) / 6


def test_processes_that_cannot_share_a_batch_are_refused(base, tmp_path, monkeypatch) -> None:
    assert sft._examples_at_once(replace(RECIPE, batch=24, at_once=8), 2) == 6
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(SFTError, match="batch of 8 cannot be shared by 3 processes"):
        fine_tune(base, PAIRS, tmp_path / "a", RECIPE)


def test_packing_is_refused_for_a_model_that_mixes_examples(base) -> None:
    model = plain(base)

    class Mixes:
        """Takes no notice of positions that start again."""

        dtype, config, device, training = model.dtype, model.config, model.device, False
        eval = train = staticmethod(lambda *_: None)

        def __call__(self, input_ids: torch.Tensor, **rest: Any) -> Any:
            return model(input_ids=input_ids)

    with pytest.raises(SFTError, match="see one another"):
        sft.check_packing(Mixes(), [[1, 2, 3, 4], [5, 6, 7]])  # type: ignore[arg-type]


def test_the_command_line_trains_and_merges(base, tmp_path) -> None:
    write_pairs(tmp_path / "pairs.jsonl", PAIRS[:8])
    app = typer.Typer()
    app.command()(sft.main)
    options = {
        "--base": base, "--data": tmp_path / "pairs.jsonl", "--out": tmp_path / "adapter",
        "--merged": tmp_path / "merged", "--epochs": 5, "--lr": 1e-3,
    }  # fmt: skip
    done = CliRunner().invoke(app, [str(part) for pair in options.items() for part in pair])
    assert done.exit_code == 0, done.output
    assert "step 5/5  loss" in done.output
    assert "8 examples, 5 steps" in done.output
    assert (tmp_path / "merged" / "model.safetensors").exists()
    record = json.loads((tmp_path / "adapter" / sft.DONE).read_text())
    assert record["recipe"]["lr"] == 1e-3


def test_what_does_not_fit_is_said_in_one_line(base, tmp_path) -> None:
    app = typer.Typer()
    app.command()(sft.main)
    options = ["--base", str(base), "--data", str(tmp_path / "none"), "--out", str(tmp_path / "a")]
    done = CliRunner().invoke(app, options)
    assert done.exit_code == 2
    assert done.output.startswith("error: cannot read ")
    assert done.output.count("\n") == 1


def test_a_line_that_is_no_pair_is_named(tmp_path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"prompt": "a", "completion": "b"}\n{"prompt": "a"}\n')
    with pytest.raises(SFTError, match="line 2"):
        read_pairs(path)


def test_pairs_are_read_as_they_were_written(tmp_path) -> None:
    pairs = [*PAIRS, Pair("a", "bcd", ((0, 1), (2, 3)))]
    write_pairs(tmp_path / "pairs.jsonl", pairs)
    assert read_pairs(tmp_path / "pairs.jsonl") == pairs
    assert (tmp_path / "pairs.jsonl").read_text().count("unlearned") == 1


def test_unlearned_pieces_make_other_pairs_and_none_the_same() -> None:
    slipped = replace(PAIRS[0], unlearned=((0, 1),))
    assert digest([slipped]) != digest([PAIRS[0]])


@pytest.mark.parametrize(
    ("unlearned", "said"),
    [
        ("[[0, 9]]", "line 1: unlearned 0 to 9: from 0 up to the 3 characters"),
        ("[[2, 2]]", "line 1: unlearned 2 to 2: "),
        ("[[-1, 2]]", "line 1: unlearned -1 to 2: "),
        ("[1, 2]", "line 1: a line is "),
        ("null", "line 1: a line is "),
    ],
)
def test_unlearned_pieces_that_do_not_fit_are_refused(tmp_path, unlearned, said) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(f'{{"prompt": "a", "completion": "bcd", "unlearned": {unlearned}}}')
    with pytest.raises(SFTError, match=re.escape(said)):
        read_pairs(path)
