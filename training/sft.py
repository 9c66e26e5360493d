"""Supervised fine-tuning of any causal model on prompts and completions: LoRA, or every weight.

    python -m training.sft --base data/model-base --data pairs.jsonl --out tuned --merged whole
    accelerate launch -m training.sft --base Qwen/Qwen3-8B-Base --data pairs.jsonl --out tuned

One line of `pairs.jsonl` is {"prompt": …, "completion": …}: text as the model reads it, its chat
template and thinking tokens written out. Only the completion is learned, but for the characters of
an optional "unlearned": [[start, end], …], and the end-of-turn token is added to it. Training is
TRL's SFTTrainer in bf16, on the CPU, a GPU, or as many processes as the launcher starts. One that
was stopped goes on from its last checkpoint when started again with the same base, data and recipe
(`plan.json`); `sft.json` is written last, so where it lies the rest is complete.

It does not make data (`data.generators`, or your own), and does not shorten an example that is too
long: half a thought teaches to stop in the middle, so such examples are left out and counted.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    PrinterCallback,
)
from transformers.utils import logging

from reasoning.errors import DeliberateError
from training.pairs import Pair, SFTError, digest, ids_and_labels, read_pairs
from training.phase import last_checkpoint
from training.progress import Progress
from training.recipe import Outcome, Recipe
from training.record import write_whole

DONE = "sft.json"
#: What the checkpoints beside it are of; goes away when the training is done.
PLAN = "plan.json"
#: Largest difference of a logit between a packed example and the same one alone (32-bit floats).
PACKING_TOLERANCE = 1e-2


def fine_tune(base: str | Path, pairs: Sequence[Pair], out: Path, recipe: Recipe) -> Outcome:
    """Fine-tune `base` (a folder or hub id); the adapter, or the whole model, is in `out` then.

    Done already: what was done is returned, and nothing is trained.

    Raises:
        SFTError: `out` holds another fine-tuning, no example fits, packing is not correct, or the
            processes do not divide the batch.
    """
    data = digest(pairs)
    plan = {"base": str(base), "data": data, "recipe": asdict(recipe)}
    if (out / DONE).exists():
        return _done_before(out, plan)
    checkpoints = out / "checkpoints"
    last = last_checkpoint(checkpoints)
    if last:
        _refuse_others(out, PLAN, plan)
    at_once = _examples_at_once(recipe, _processes())
    warnings.filterwarnings("ignore", module="torch|transformers|trl|peft|accelerate")
    logging.disable_progress_bar()
    tokenizer = AutoTokenizer.from_pretrained(base)
    rows = [ids_and_labels(tokenizer, pair) for pair in pairs]
    # Packing would cut what is longer than a row.
    most = min(recipe.longest, recipe.pack or recipe.longest)
    kept = [row for row in rows if len(row["input_ids"]) <= most]
    if not kept:
        way_out = "`longest`" if most == recipe.longest else "`pack`, or set it to 0"
        raise SFTError(f"none of {len(rows)} examples fits into {most} tokens; raise {way_out}")
    model = _load(base, recipe)
    if recipe.pack:
        check_packing(model, [row["input_ids"] for row in kept[:2]])
    trainer = _trainer(model, tokenizer, kept, out, recipe, at_once)
    if trainer.is_world_process_zero():
        out.mkdir(parents=True, exist_ok=True)
        write_whole(out / PLAN, plan)
    started = time.monotonic()
    trainer.train(resume_from_checkpoint=str(last) if last else None)
    outcome = Outcome(
        base=str(base),
        recipe=recipe,
        data=data,
        examples=len(kept),
        left_out=len(rows) - len(kept),
        tokens=_tokens(kept),
        trained_weights=sum(p.numel() for p in trainer.model.parameters() if p.requires_grad),
        steps=trainer.state.global_step,
        seconds=round(time.monotonic() - started, 1),
        device=torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu",
        curve=tuple(
            (int(e["step"]), round(float(e["loss"]), 4))
            for e in trainer.state.log_history
            if "loss" in e
        ),
    )
    # Every process: a sharded model is gathered from all of them.
    trainer.save_model(str(out))
    if trainer.is_world_process_zero():
        _save_beside(base, tokenizer, out)
        (out / "training_args.bin").unlink(missing_ok=True)  # a pickle, which nothing here reads
        write_whole(out / DONE, asdict(outcome))
        shutil.rmtree(checkpoints, ignore_errors=True)
        (out / PLAN).unlink()
    trainer.accelerator.wait_for_everyone()
    return outcome


def merge(base: str | Path, tuned: Path, out: Path) -> None:
    """Write the model that `fine_tune` made as a whole into `out`, in the base's own precision.

    Safetensors, tokenizer and thinking format: a folder that every engine takes.
    """
    if not (tuned / "adapter_config.json").exists():
        ignore = shutil.ignore_patterns("checkpoints", DONE, PLAN)
        shutil.copytree(tuned, out, ignore=ignore, dirs_exist_ok=True)
        return
    from peft import PeftModel

    logging.disable_progress_bar()
    model = AutoModelForCausalLM.from_pretrained(base, dtype="auto")
    # The adapter's 32 bits are added before anything is rounded.
    precision = model.dtype
    merged = PeftModel.from_pretrained(model.float(), str(tuned)).merge_and_unload()
    merged.to(precision).save_pretrained(out)
    _save_beside(base, AutoTokenizer.from_pretrained(base), out)


def check_packing(model: PreTrainedModel, examples: Sequence[Sequence[int]]) -> None:
    """See that examples in one row do not attend to one another: logits are those of each alone.

    Raises:
        SFTError: they do, so that packing would teach something else.
    """
    was_training = model.training
    model.eval()
    with torch.no_grad():
        packed = model(
            input_ids=torch.tensor([[i for e in examples for i in e]], device=model.device),
            position_ids=torch.tensor(
                [[p for e in examples for p in range(len(e))]], device=model.device
            ),
            use_cache=False,
        ).logits[0]
        alone = torch.cat(
            [model(input_ids=torch.tensor([e], device=model.device)).logits[0] for e in examples]
        )
    model.train(was_training)
    scale = 1.0 if model.dtype == torch.float32 else 50.0
    worst = float((packed - alone).abs().max())
    if worst > PACKING_TOLERANCE * scale:
        raise SFTError(
            f"{model.config.model_type} with {model.config._attn_implementation} attention lets"
            f" packed examples see one another (logits differ by {worst:.3g}); use pack=0"
        )


def _done_before(out: Path, plan: Mapping[str, Any]) -> Outcome:
    record = _refuse_others(out, DONE, plan)
    return Outcome(
        **{
            **record,
            "recipe": Recipe(**record["recipe"]),
            "curve": tuple((step, loss) for step, loss in record["curve"]),
        }
    )


def _refuse_others(out: Path, file: str, plan: Mapping[str, Any]) -> dict[str, Any]:
    """The record of the fine-tuning that lies in `out`, which must be the one that is asked for."""
    try:
        found: dict[str, Any] = json.loads((out / file).read_text("utf-8"))
    except FileNotFoundError:
        raise SFTError(
            f"{out} has checkpoints but no {file} that says of what; name another folder, or"
            " remove it"
        ) from None
    for name, asked in plan.items():
        if found.get(name) != asked:
            raise SFTError(
                f"{out} holds a fine-tuning with {name} {_difference(found.get(name), asked)};"
                " name another folder, or remove it"
            )
    return found


def _difference(found: Any, asked: Any) -> str:
    if not isinstance(asked, dict) or not isinstance(found, dict):
        return f"{found}, not {asked}"
    differing = [key for key, value in asked.items() if found.get(key) != value]
    return ", ".join(f"{key}={found.get(key)}, not {asked[key]}" for key in differing)


def _processes() -> int:
    return int(os.environ.get("WORLD_SIZE", "1"))


def _examples_at_once(recipe: Recipe, processes: int) -> int:
    """How many go through a device together, so that a step has `batch` of them exactly."""
    share, rest = divmod(recipe.batch, processes)
    if rest:
        raise SFTError(
            f"a batch of {recipe.batch} cannot be shared by {processes} processes; take a multiple"
            f" of {processes}, or another number of processes"
        )
    return max(n for n in range(1, max(1, recipe.at_once) + 1) if share % n == 0)


def _tokens(rows: Sequence[dict[str, list[int]]]) -> int:
    return sum(len(row["input_ids"]) for row in rows)


def _load(base: str | Path, recipe: Recipe) -> PreTrainedModel:
    """The base; frozen under an adapter on a GPU, half precision is enough for it."""
    half = torch.cuda.is_available() and recipe.rank
    dtype = torch.bfloat16 if half else torch.float32
    model: PreTrainedModel = AutoModelForCausalLM.from_pretrained(base, dtype=dtype)
    return model


def _trainer(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    rows: Sequence[dict[str, list[int]]],
    out: Path,
    recipe: Recipe,
    at_once: int,
) -> Any:
    # Imported here: together they cost six seconds, and reading pairs needs none of them.
    from datasets import (
        Dataset,
        disable_progress_bars,
    )
    from peft import LoraConfig
    from trl.trainer.sft_config import SFTConfig
    from trl.trainer.sft_trainer import SFTTrainer

    disable_progress_bars()
    on_cpu = not torch.cuda.is_available()
    world = _processes()
    lora = LoraConfig(
        r=recipe.rank,
        lora_alpha=recipe.alpha,
        lora_dropout=recipe.dropout,
        target_modules="all-linear",
        modules_to_save=["embed_tokens"] if recipe.embeddings else None,
        ensure_weight_tying=recipe.embeddings and model.config.tie_word_embeddings,
        task_type="CAUSAL_LM",
    )
    arguments = SFTConfig(
        output_dir=str(out / "checkpoints"),
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=at_once,
        gradient_accumulation_steps=recipe.batch // (at_once * world),
        learning_rate=recipe.lr,
        lr_scheduler_type="cosine",
        warmup_steps=recipe.warmup,
        packing=bool(recipe.pack),
        max_length=recipe.pack or recipe.longest,
        gradient_checkpointing=recipe.checkpointing,
        bf16=True,
        use_cpu=on_cpu,
        ddp_find_unused_parameters=False,
        ddp_backend="gloo" if on_cpu and world > 1 else None,
        logging_steps=5,
        save_steps=recipe.save_every,
        save_total_limit=1,
        report_to="none",
        disable_tqdm=True,
        seed=recipe.seed,
        dataloader_pin_memory=not on_cpu,
    )
    trainer = SFTTrainer(
        model=model,
        args=arguments,
        train_dataset=Dataset.from_list(list(rows)),
        processing_class=tokenizer,
        peft_config=lora if recipe.rank else None,
        callbacks=[Progress(_tokens(rows) / len(rows) * recipe.batch, out.name)],
    )
    trainer.remove_callback(PrinterCallback)
    return trainer


def _save_beside(base: str | Path, tokenizer: PreTrainedTokenizerBase, out: Path) -> None:
    """The tokenizer, and the thinking format where the base is a folder that has one."""
    tokenizer.save_pretrained(out)
    thinking = Path(base) / "thinking.json"
    if thinking.exists():
        shutil.copy(thinking, out)


_DEFAULT = Recipe()


def main(
    base: Annotated[str, typer.Option(help="Folder or hub id of the model to start from.")],
    data: Annotated[Path, typer.Option(help="JSON lines of prompt and completion.")],
    out: Annotated[Path, typer.Option(help="Folder for the adapter, or the model if rank is 0.")],
    merged: Annotated[Path | None, typer.Option(help="Write the merged model here too.")] = None,
    rank: Annotated[int, typer.Option(min=0, help="Of LoRA; 0 trains all.")] = _DEFAULT.rank,
    alpha: Annotated[int, typer.Option(min=1, help="Scale of LoRA.")] = _DEFAULT.alpha,
    embeddings: Annotated[bool, typer.Option(help="Train the embeddings too.")] = False,
    lr: Annotated[float, typer.Option(help="Highest learning rate.")] = _DEFAULT.lr,
    epochs: Annotated[float, typer.Option(help="Passes over the data.")] = _DEFAULT.epochs,
    batch: Annotated[int, typer.Option(min=1, help="Examples a step.")] = _DEFAULT.batch,
    at_once: Annotated[int, typer.Option(min=1, help="Most on a device.")] = _DEFAULT.at_once,
    longest: Annotated[int, typer.Option(help="Tokens of an example.")] = _DEFAULT.longest,
    pack: Annotated[int, typer.Option(help="Tokens of a packed row; 0 pads.")] = _DEFAULT.pack,
    checkpointing: Annotated[bool, typer.Option(help="Compute twice, save memory.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of order and adapter.")] = _DEFAULT.seed,
) -> None:
    """Fine-tune a model on prompts and completions."""
    recipe = Recipe(
        lr=lr,
        epochs=epochs,
        batch=batch,
        at_once=at_once,
        rank=rank,
        alpha=alpha,
        embeddings=embeddings,
        longest=longest,
        pack=pack,
        checkpointing=checkpointing,
        seed=seed,
    )
    try:
        outcome = fine_tune(base, read_pairs(data), out, recipe)
    except DeliberateError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None
    if os.environ.get("RANK", "0") != "0":
        return
    if merged is not None:
        merge(base, out, merged)
    left_out = f", {outcome.left_out} too long" if outcome.left_out else ""
    print(f"{outcome.examples} examples{left_out}, {outcome.steps} steps; in {out}")


if __name__ == "__main__":
    typer.run(main)
