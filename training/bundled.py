"""Make the bundled model from nothing: seeds -> tokenizer -> weights.

    python -m training.bundled                       # the model that ships, as it was made
    python -m training.bundled --smoke --out /tmp/m  # a minute, to see that everything works

A training that was stopped goes on from its last checkpoint when started again. The card is
measured afterwards: `python -m training.measure`.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import asdict
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

#: What the shipped model was made with (about an hour on two cores).
STEPS = 6400
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


def make(plan: Plan, out: Path) -> None:
    """Tokenizer, training, export; the checkpoint lives beside `out` and is removed at the end."""
    random.seed(plan.seed)
    work = out.with_name(f"{out.name}-checkpoint")
    folder = work / "tokenizer"
    if not (folder / "tokenizer.json").exists():
        save_tokenizer(train_tokenizer(corpus(plan.seed)), folder)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    print(f"{len(tokenizer)} tokens in the vocabulary; checkpoints in {work}", flush=True)
    run(plan, folder, work)
    network = network_of(work, len(tokenizer))
    export(network, tokenizer, out)
    meta = json.loads((work / "state.json").read_text("utf-8"))
    meta.pop("tensors")
    parameters = sum(p.numel() for p in network.parameters())
    record = {"plan": asdict(plan), "parameters": parameters, **meta}
    (out / "training.json").write_text(json.dumps(record) + "\n", "utf-8")
    shutil.rmtree(work)
    print(f"model in {out}; measure it with `python -m training.measure --model {out}`")


def main(
    steps: Annotated[int, typer.Option(min=1, help="Optimiser steps.")] = STEPS,
    out: Annotated[Path, typer.Option(help="Folder of the model.")] = Path("data/model"),
    seed: Annotated[int, typer.Option(help="Seed of weights and data.")] = 0,
    smoke: Annotated[bool, typer.Option(help="A few steps only, to try it out.")] = False,
) -> None:
    """Train the bundled model from nothing on generated problems."""
    make(Plan(steps=SMOKE_STEPS if smoke else steps, seed=seed), out)


if __name__ == "__main__":
    typer.run(main)
