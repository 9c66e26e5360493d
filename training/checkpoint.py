"""Checkpoints of a training: safetensors and JSON, written whole or not at all.

`state.json` is replaced last and names its own tensor file, so a kill at any moment leaves the
previous checkpoint readable.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn


@dataclass(slots=True)
class Progress:
    """How far a training is. `curve` holds (step, loss in nats a token)."""

    step: int = 0
    pool: int = 0  # first pool of generated data that no earlier run has used
    tokens: int = 0
    seconds: float = 0.0
    curve: list[tuple[int, float]] = field(default_factory=list)


def save(
    folder: Path, progress: Progress, network: nn.Module, optimizers: list[torch.optim.Optimizer]
) -> None:
    """Write a checkpoint; older tensor files are removed after the new one is in place."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, Tensor] = {f"net.{k}": v for k, v in network.state_dict().items()}
    for number, optimizer in enumerate(optimizers):
        for index, state in optimizer.state_dict()["state"].items():
            for key, value in state.items():
                tensors[f"opt.{number}.{index}.{key}"] = torch.as_tensor(value)
    name = f"tensors-{progress.step}.safetensors"
    save_file({k: v.contiguous() for k, v in tensors.items()}, folder / name)
    part = folder / "state.json.part"
    part.write_text(json.dumps({"tensors": name, **asdict(progress)}), "utf-8")
    part.replace(folder / "state.json")
    for old in folder.glob("tensors-*.safetensors"):
        if old.name != name:
            old.unlink()


def load(
    folder: Path, network: nn.Module, optimizers: list[torch.optim.Optimizer]
) -> Progress | None:
    """Restore a checkpoint in place; None where there is none."""
    path = folder / "state.json"
    if not path.exists():
        return None
    meta = json.loads(path.read_text("utf-8"))
    tensors = load_file(folder / meta.pop("tensors"))
    network.load_state_dict({k[4:]: v for k, v in tensors.items() if k.startswith("net.")})
    for number, optimizer in enumerate(optimizers):
        whole = optimizer.state_dict()
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in tensors.items():
            kind, _, rest = name.partition(".")
            if kind == "opt" and rest.startswith(f"{number}."):
                _, index, key = rest.split(".", 2)
                state.setdefault(int(index), {})[key] = value
        whole["state"] = state
        optimizer.load_state_dict(whole)
    meta["curve"] = [tuple(point) for point in meta["curve"]]
    return Progress(**meta)
