"""Make the bundled model from nothing: seeds -> tokenizer -> weights, in two phases.

The second is short and mostly chains, which are the last to be learned.

    python -m training.bundled                       # the model that ships, as it was made
    python -m training.bundled --smoke --out /tmp/m  # a minute, to see that everything works

A training that was stopped goes on from its last checkpoint when started again. The card is
measured afterwards: `python -m training.measure`.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
from safetensors.torch import load_file
from transformers import GenerationConfig, PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

from data.clinical import load as load_clinical
from data.generators import DIFFICULTIES, TASKS, examples
from data.generators.base import text_of
from reasoning.domains import question_text
from training.loop import Plan, run
from training.network import Network, Shape
from training.tokenizer import CONTEXT_TOKENS, PAD, SPECIAL, STOP, save_tokenizer, train_tokenizer


@dataclass(frozen=True, slots=True)
class Phase:
    """Optimiser steps, and each task's share of the tokens."""

    steps: int
    shares: Mapping[str, float]


#: What the shipped model was made with (about 70 minutes on two cores).
PHASES = (
    Phase(6400, {"vignettes": 0.38, "cases": 0.18, "sums": 0.18, "chains": 0.26}),
    Phase(1400, {"vignettes": 0.24, "cases": 0.12, "sums": 0.10, "chains": 0.54}),
)
SMOKE_STEPS = 30
TOKENIZER_EXAMPLES = 1000  # a task and difficulty


def corpus(seed: int) -> Iterator[str]:
    """Texts for the tokenizer: generated problems, and every phrase of the knowledge base."""
    for task in TASKS:
        for difficulty in DIFFICULTIES:
            for example in examples(task, TOKENIZER_EXAMPLES, seed, difficulty, "train"):
                yield question_text(example.problem)
                yield text_of(example.thought)
                yield example.answer
    base = load_clinical()
    yield from ["user\nassistant\n"] * 1000
    for diagnosis in base.diagnoses.values():
        # Repeated, so that rare names become whole tokens too.
        yield from [f" {diagnosis.name}, {diagnosis.next_test}"] * 20
    for finding in base.findings.values():
        phrases = (finding.name, *finding.present, *finding.absent)
        yield from [" " + ", ".join(phrases)] * 20


def export(network: Network, tokenizer: PreTrainedTokenizerFast, out: Path) -> None:
    """Write the weights as bf16 safetensors that `AutoModelForCausalLM` loads."""
    s = network.shape
    config = Qwen3Config(
        vocab_size=s.vocab,
        hidden_size=s.hidden,
        intermediate_size=s.mlp,
        num_hidden_layers=s.layers,
        num_attention_heads=s.heads,
        num_key_value_heads=1,
        head_dim=s.head,
        tie_word_embeddings=True,
        max_position_embeddings=CONTEXT_TOKENS,
        rope_parameters={"rope_type": "default", "rope_theta": s.rope_theta},
        rms_norm_eps=s.eps,
        bos_token_id=None,
        eos_token_id=SPECIAL.index(STOP),
        pad_token_id=SPECIAL.index(PAD),
    )
    model = Qwen3ForCausalLM(config)
    model.load_state_dict(network.state_dict(), strict=False)
    model.tie_weights()
    model.generation_config = GenerationConfig(
        eos_token_id=config.eos_token_id, pad_token_id=config.pad_token_id, do_sample=False
    )
    model.bfloat16().save_pretrained(out)
    save_tokenizer(tokenizer, out)


def network_of(checkpoint: Path, vocab: int) -> Network:
    """The network of a checkpoint folder."""
    meta = json.loads((checkpoint / "state.json").read_text("utf-8"))
    tensors = load_file(checkpoint / meta["tensors"])
    network = Network(Shape(vocab))
    network.load_state_dict({k[4:]: v for k, v in tensors.items() if k.startswith("net.")})
    return network


def make(phases: Sequence[Phase], seed: int, out: Path) -> None:
    """Tokenizer, training, export; checkpoints lie beside `out` and are removed at the end."""
    random.seed(seed)
    work = out.with_name(f"{out.name}-checkpoint")
    folder = work / "tokenizer"
    if not (folder / "tokenizer.json").exists():
        save_tokenizer(train_tokenizer(corpus(seed)), folder)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    print(f"{len(tokenizer)} tokens in the vocabulary; checkpoints in {work}", flush=True)
    made: Path | None = None
    for number, phase in enumerate(phases):
        start = None if made is None else str(made)
        # A seed of its own, so that no phase draws the problems of another.
        plan = Plan(phase.steps, phase.shares, start, seed=seed + number)
        made = work / f"phase-{number}" / "model"
        if not (made / "training.json").exists():
            _run_phase(plan, folder, made, made.parent)
    assert made is not None
    record = {"parameters": json.loads((made / "training.json").read_text("utf-8"))["parameters"]}
    record["phases"] = [
        json.loads((work / f"phase-{n}" / "model" / "training.json").read_text("utf-8"))
        for n in range(len(phases))
    ]
    shutil.copytree(made, out, dirs_exist_ok=True)
    (out / "training.json").write_text(json.dumps(record) + "\n", "utf-8")
    shutil.rmtree(work)
    print(f"model in {out}; measure it with `python -m training.measure --model {out}`")


def _run_phase(plan: Plan, tokenizer_folder: Path, made: Path, work: Path) -> None:
    tokenizer = PreTrainedTokenizerFast.from_pretrained(tokenizer_folder)
    run(plan, tokenizer_folder, work)
    network = network_of(work, len(tokenizer))
    export(network, tokenizer, made)
    meta = json.loads((work / "state.json").read_text("utf-8"))
    del meta["tensors"]
    parameters = sum(p.numel() for p in network.parameters())
    plan = replace(plan, start=None if plan.start is None else "the phase before")
    record = {"plan": asdict(plan), "parameters": parameters, **meta}
    (made / "training.json").write_text(json.dumps(record) + "\n", "utf-8")


def main(
    out: Annotated[Path, typer.Option(help="Folder of the model.")] = Path("data/model"),
    seed: Annotated[int, typer.Option(help="Seed of weights and data.")] = 0,
    smoke: Annotated[bool, typer.Option(help="A few steps only, to try it out.")] = False,
) -> None:
    """Train the bundled model from nothing on generated problems."""
    phases = tuple(replace(p, steps=SMOKE_STEPS) for p in PHASES) if smoke else PHASES
    make(phases, seed, out)


if __name__ == "__main__":
    typer.run(main)
