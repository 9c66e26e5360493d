"""One phase of a training: transformers' Trainer on packed rows that are made on the fly."""

from __future__ import annotations

import json
import os
import shutil
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import DataLoader
from transformers import (
    PreTrainedTokenizerFast,
    PrinterCallback,
    Qwen3ForCausalLM,
    Trainer,
    TrainerState,
    TrainingArguments,
)

from training.optimizer import MuonAndAdamW
from training.packing import Curriculum, Rows
from training.progress import Progress
from training.record import write_whole
from training.tokenizer import save_tokenizer


@dataclass(frozen=True, slots=True)
class Phase:
    """Everything that a phase depends on."""

    steps: int
    curriculum: Curriculum
    seed: int = 0
    row_tokens: int = 1024
    rows: int = 3  # a process and step
    muon_lr: float = 1e-2
    adam_lr: float = 3e-3
    warmup: int = 50
    decay: float = 0.4  # share of the steps, at the end, over which the rate falls to 0
    save_every: int = 200
    log_every: int = 20


class RowsTrainer(Trainer):
    """The Trainer with our rows: each process draws its own, so that nothing is dealt out."""

    def get_train_dataloader(self) -> DataLoader[Any]:
        """Rows as they come; workers draw ahead where a GPU would wait for them."""
        assert isinstance(self.train_dataset, Rows)
        workers = 0
        if torch.cuda.is_available():
            workers = max(1, min(8, len(os.sched_getaffinity(0)) // self.args.world_size))
        batch = self.args.per_device_train_batch_size
        return DataLoader(self.train_dataset, batch_size=batch, num_workers=workers)


def last_checkpoint(folder: Path) -> Path | None:
    """The latest checkpoint that is whole: the Trainer writes its state after all the rest."""
    whole = [state.parent for state in folder.glob("checkpoint-*/trainer_state.json")]
    return max((c for c in whole if _readable(c)), key=step_of, default=None)


def step_of(checkpoint: Path) -> int:
    """The step after which a checkpoint was written."""
    return int(checkpoint.name.rpartition("-")[2])


def _readable(checkpoint: Path) -> bool:
    try:
        json.loads((checkpoint / "trainer_state.json").read_text("utf-8"))
    except ValueError:
        return False
    return True


def run_phase(phase: Phase, before: Path, made: Path) -> None:
    """Train from the model in `before`; the model is in `made` at the end.

    A checkpoint that lies there already is gone on from. `training.json` is written last: where it
    exists, the phase is done.
    """
    # What cannot be compiled is run as it is, a quarter slower.
    torch._dynamo.config.suppress_errors = True
    warnings.filterwarnings("ignore", module="torch")
    tokenizer = PreTrainedTokenizerFast.from_pretrained(before)
    last = last_checkpoint(made / "checkpoints")
    start = step_of(last) if last else 0
    done = start == phase.steps  # stopped after the last checkpoint, before the model was written
    model = Qwen3ForCausalLM.from_pretrained(last if last and done else before, dtype=torch.float32)
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    trainer = RowsTrainer(
        model=model,
        args=_arguments(phase, made / "checkpoints"),
        # Rows that have been seen are not drawn again: their names have the step in them.
        train_dataset=Rows(tokenizer, phase.curriculum, phase.row_tokens, phase.seed, rank, start),
        optimizers=(MuonAndAdamW(model, phase.muon_lr, phase.adam_lr), None),
        callbacks=[Progress(phase.rows * phase.row_tokens * world)],
    )
    trainer.remove_callback(PrinterCallback)
    if last and done:
        trainer.state = TrainerState.load_from_json(str(last / "trainer_state.json"))
    else:
        trainer.train(resume_from_checkpoint=str(last) if last else None)
    if trainer.is_world_process_zero():
        model.save_pretrained(made)
        save_tokenizer(tokenizer, made)
        logged = [e for e in trainer.state.log_history if "tokens" in e]
        record = {
            "plan": asdict(phase),
            "tokens": logged[-1]["tokens"],
            "seconds": round(logged[-1]["seconds"]),
            "processes": world,
            "device": torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu",
            "curve": [(e["step"], round(float(e["loss"]), 4)) for e in logged],
        }
        write_whole(made / "training.json", record)
    trainer.accelerator.wait_for_everyone()


def _arguments(phase: Phase, checkpoints: Path) -> TrainingArguments:
    on_cpu, several = not torch.cuda.is_available(), "RANK" in os.environ
    return TrainingArguments(
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
        ddp_backend="gloo" if on_cpu and several else None,
        ddp_find_unused_parameters=False,
        torch_compile=shutil.which("g++") is not None,
        logging_steps=phase.log_every,
        save_steps=phase.save_every,
        save_total_limit=1,  # an older one goes away when the next is whole
        ignore_data_skip=True,
        report_to="none",
        disable_tqdm=True,
        seed=phase.seed,
        average_tokens_across_devices=True,
    )
