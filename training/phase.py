"""One phase of a training: transformers' Trainer on packed rows that are made on the fly."""

from __future__ import annotations

import json
import os
import shutil
import time
import warnings
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import DataLoader
from transformers import (
    PreTrainedTokenizerFast,
    Qwen3ForCausalLM,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)
from transformers.trainer_utils import get_last_checkpoint

from training.optimizer import MuonAndAdamW
from training.packing import Curriculum, Rows
from training.tokenizer import save_tokenizer


@dataclass(frozen=True, slots=True)
class Phase:
    """Everything that a phase depends on."""

    steps: int
    curriculum: Curriculum
    seed: int = 0
    row_tokens: int = 1024
    rows: int = 2  # a process and step
    muon_lr: float = 1e-2
    adam_lr: float = 3e-3
    warmup: int = 50
    decay: float = 0.4  # share of the steps, at the end, over which the rate falls to 0
    save_every: int = 200
    log_every: int = 20


@dataclass(slots=True)
class Progress(TrainerCallback):
    """Says how far the training is, and how long it will take."""

    tokens_a_step: int
    started: float = field(default_factory=time.monotonic)
    first_step: int | None = None

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **rest: Any,
    ) -> None:
        """One line for every logged loss."""
        if not state.is_world_process_zero or not logs or "loss" not in logs:
            return
        if self.first_step is None:
            self.first_step, self.started = state.global_step, time.monotonic()
            return
        spent = time.monotonic() - self.started
        steps = state.global_step - self.first_step
        left = (state.max_steps - state.global_step) * spent / steps
        print(
            f"step {state.global_step}/{state.max_steps}  loss {float(logs['loss']):.3f}  "
            f"{state.global_step * self.tokens_a_step / 1e6:.1f}M tokens  "
            f"{steps * self.tokens_a_step / spent:.0f} tokens/s  {left / 60:.1f} min left",
            flush=True,
        )


class RowsTrainer(Trainer):
    """The Trainer with our rows: each process draws its own, so that nothing is dealt out."""

    def get_train_dataloader(self) -> DataLoader[Any]:
        """Rows as they come; workers draw ahead where a GPU would wait for them."""
        workers = 8 if torch.cuda.is_available() else 0
        batch = self.args.per_device_train_batch_size
        assert isinstance(self.train_dataset, Rows)
        return DataLoader(self.train_dataset, batch_size=batch, num_workers=workers)


def run_phase(phase: Phase, before: Path, made: Path) -> None:
    """Train from the model in `before`; the model is in `made` at the end.

    A checkpoint that lies there already is gone on from. `training.json` is written last: where it
    exists, the phase is done.
    """
    # Without a C++ compiler the training still works, a quarter slower.
    torch._dynamo.config.suppress_errors = True
    warnings.filterwarnings("ignore", module="torch")
    on_cpu = not torch.cuda.is_available()
    tokenizer = PreTrainedTokenizerFast.from_pretrained(before)
    model = Qwen3ForCausalLM.from_pretrained(before, dtype=torch.float32)
    checkpoints = made / "checkpoints"
    last = get_last_checkpoint(str(checkpoints)) if checkpoints.exists() else None
    start = int(last.rsplit("-", 1)[1]) if last else 0
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    arguments = TrainingArguments(
        output_dir=str(checkpoints),
        max_steps=phase.steps,
        per_device_train_batch_size=phase.rows,
        learning_rate=phase.muon_lr,
        lr_scheduler_type="warmup_stable_decay",
        lr_scheduler_kwargs={
            "num_decay_steps": int(phase.decay * phase.steps),
            "decay_type": "linear",
        },
        warmup_steps=min(phase.warmup, phase.steps // 4),
        max_grad_norm=1.0,
        bf16=True,
        use_cpu=on_cpu,
        ddp_backend="gloo" if on_cpu else None,
        ddp_find_unused_parameters=False,
        torch_compile=shutil.which("g++") is not None,
        logging_steps=phase.log_every,
        save_steps=phase.save_every,
        save_total_limit=1,
        ignore_data_skip=True,  # rows that have been seen are never drawn again: see `start`
        report_to="none",
        disable_tqdm=True,
        seed=phase.seed,
        average_tokens_across_devices=True,
    )
    tokens = phase.rows * phase.row_tokens * world
    trainer = RowsTrainer(
        model=model,
        args=arguments,
        train_dataset=Rows(tokenizer, phase.curriculum, phase.row_tokens, phase.seed, rank, start),
        optimizers=(MuonAndAdamW(model, phase.muon_lr, phase.adam_lr), None),
        callbacks=[Progress(tokens)],
    )
    started = time.monotonic()
    trainer.train(resume_from_checkpoint=last)
    if trainer.is_world_process_zero():
        model.save_pretrained(made)
        save_tokenizer(tokenizer, made)
        curve = [
            (e["step"], round(float(e["loss"]), 4))
            for e in trainer.state.log_history
            if "loss" in e
        ]
        record = {
            "plan": asdict(phase),
            "tokens": tokens * phase.steps,
            "processes": world,
            "device": "cpu" if on_cpu else torch.cuda.get_device_name(),
            "seconds_since_last_start": round(time.monotonic() - started),
            "curve": curve,
        }
        (made / "training.json").write_text(json.dumps(record) + "\n", "utf-8")
    trainer.accelerator.wait_for_everyone()
