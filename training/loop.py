"""The training loop: data parallel over one-thread processes, Muon on matrices, AdamW on the rest.

Muon: Jordan et al. 2024, through `torch.optim.Muon`. Processes average their gradients with gloo.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as dist
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.utils import parameters_to_vector
from transformers import PreTrainedTokenizerFast

from training import checkpoint
from training.batches import Batch, batches
from training.checkpoint import Progress
from training.network import Network, Shape
from training.render import Renderer

Forward = Callable[[Tensor, Tensor], Tensor]
"""(ids, weights) to the summed loss."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a training depends on."""

    steps: int
    shares: Mapping[str, float]  # each task's share of the tokens
    start: str | None = None  # the model folder whose weights it starts from; None: chance
    seed: int = 0
    processes: int = 2
    batch_tokens: int = 2048  # a batch; a step has `accumulate` of them in each process
    accumulate: int = 1
    muon_lr: float = 1e-2
    adam_lr: float = 3e-3
    warmup: int = 50
    checkpoint_seconds: float = 120.0
    log_every: int = 20
    compiled: bool = True


def rate(plan: Plan, step: int) -> float:
    """Learning rate as a fraction of its peak: warm-up, flat, linear to 0 over the last 45%."""
    left = (plan.steps - step) / (plan.steps * 0.45)
    return min(1.0, (step + 1) / plan.warmup, max(left, 0.0))


def optimizers_for(network: nn.Module, plan: Plan) -> list[torch.optim.Optimizer]:
    """Muon for the layers' matrices, AdamW for embeddings and norms."""
    named = list(network.named_parameters())
    matrices = [p for name, p in named if p.ndim == 2 and "embed" not in name]
    rest = [p for name, p in named if p.ndim != 2 or "embed" in name]
    return [
        torch.optim.Muon(matrices, lr=plan.muon_lr, weight_decay=0.01),
        torch.optim.AdamW(rest, lr=plan.adam_lr, betas=(0.9, 0.95), weight_decay=0.0, fused=True),
    ]


def train(rank: int, plan: Plan, tokenizer_folder: str, folder: str, port_file: str) -> None:
    """One process of a training; rank 0 logs and writes checkpoints into `folder`."""
    torch.set_num_threads(1)
    torch.manual_seed(plan.seed)
    dist.init_process_group(
        "gloo", init_method=f"file://{port_file}", rank=rank, world_size=plan.processes
    )
    tokenizer = PreTrainedTokenizerFast.from_pretrained(tokenizer_folder)
    network = Network(Shape(len(tokenizer)))
    if plan.start:
        network.load_state_dict(load_file(Path(plan.start) / "model.safetensors"))
    optimizers = optimizers_for(network, plan)
    progress = checkpoint.load(Path(folder), network, optimizers) or Progress()
    renderer = Renderer(tokenizer)
    stream = batches(renderer, plan.shares, plan.seed, rank, progress.pool, plan.batch_tokens)
    step_once = _compiled(network) if plan.compiled else network
    _steps(rank, plan, progress, network, step_once, optimizers, stream, Path(folder))
    dist.barrier()
    dist.destroy_process_group()


def _compiled(network: Network) -> Forward:
    # Without a C++ compiler the loop still works, one and a half times slower.
    torch._dynamo.config.suppress_errors = True
    warnings.filterwarnings("ignore", module="torch")
    return torch.compile(network, dynamic=True)


def _steps(
    rank: int,
    plan: Plan,
    progress: Progress,
    network: Network,
    forward: Forward,
    optimizers: list[torch.optim.Optimizer],
    stream: Iterator[Batch],
    folder: Path,
) -> None:
    parameters = list(network.parameters())
    started, saved, before = time.monotonic(), time.monotonic(), progress.seconds
    first_step, first_tokens, window = progress.step, progress.tokens, list[float]()
    while progress.step < plan.steps:
        loss, tokens = _accumulate(plan, forward, stream)
        vector = parameters_to_vector([p.grad for p in parameters if p.grad is not None])
        shared = torch.cat((vector, torch.tensor([loss, float(tokens)])))
        dist.all_reduce(shared)
        gradient = shared[:-2] / plan.processes
        # Muon ignores the scale of a gradient; AdamW's part is kept from jumping early on.
        gradient *= min(1.0, 1.0 / (float(gradient.norm()) + 1e-6))
        _spread(gradient, parameters)
        for optimizer, peak in zip(optimizers, (plan.muon_lr, plan.adam_lr), strict=True):
            for group in optimizer.param_groups:
                group["lr"] = peak * rate(plan, progress.step)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        window.append(float(shared[-2]) / plan.processes)
        progress.tokens += int(shared[-1])
        progress.step += 1
        progress.seconds = before + time.monotonic() - started
        if rank == 0 and (progress.step % plan.log_every == 0 or progress.step == plan.steps):
            mean = sum(window) / len(window)
            window.clear()
            progress.curve.append((progress.step, round(mean, 4)))
            spent = time.monotonic() - started
            speed = (progress.tokens - first_tokens) / spent
            eta = spent / (progress.step - first_step) * (plan.steps - progress.step)
            print(
                f"step {progress.step}/{plan.steps}  loss {mean:.3f}  "
                f"{progress.tokens / 1e6:.2f}M tokens  {speed:.0f} tokens/s  "
                f"{eta / 60:.1f} min left",
                flush=True,
            )
        due = time.monotonic() - saved > plan.checkpoint_seconds
        if rank == 0 and (due or progress.step == plan.steps):
            # Pools are counted by time, not draws: a resumed run starts well past those used.
            checkpoint.save(folder, _ahead(progress), network, optimizers)
            saved = time.monotonic()


def _ahead(progress: Progress) -> Progress:
    return Progress(
        progress.step,
        progress.step + 1,
        progress.tokens,
        progress.seconds,
        progress.curve,
    )


def _accumulate(plan: Plan, forward: Forward, stream: Iterator[Batch]) -> tuple[float, int]:
    group = [next(stream) for _ in range(plan.accumulate)]
    weight = sum(float(b.weights[:, 1:].sum()) for b in group)
    total = 0.0
    for batch in group:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = forward(batch.ids, batch.weights) / weight
        loss.backward()
        total += float(loss.detach())
    return total, sum(b.tokens for b in group)


def _spread(vector: Tensor, parameters: list[nn.Parameter]) -> None:
    at = 0
    for parameter in parameters:
        size = parameter.numel()
        parameter.grad = vector[at : at + size].view_as(parameter)
        at += size


def run(plan: Plan, tokenizer_folder: Path, folder: Path) -> None:
    """Train in `plan.processes` processes; a checkpoint in `folder` is continued."""
    folder.mkdir(parents=True, exist_ok=True)
    meeting = folder / f"meeting-{os.getpid()}"
    os.environ["OMP_NUM_THREADS"] = "1"
    sys.stdout.flush()
    torch.multiprocessing.spawn(  # type: ignore[attr-defined,no-untyped-call]
        train,
        args=(plan, str(tokenizer_folder), str(folder), str(meeting.resolve())),
        nprocs=plan.processes,
    )
    meeting.unlink(missing_ok=True)
