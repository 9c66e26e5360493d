"""Make the bundled model from nothing: seeds -> tokenizer -> weights, in three phases.

    python -m training.bundled          # data/model, the model that ships, as it was made
    python -m training.bundled --smoke  # a minute, in a temporary folder, to see that it works

`language` learns to read, and `base` the knowledge: it answers at once or after a line or two, and
has never seen a long thought. `thinking` goes on from it with journeys. Training is transformers'
Trainer on accelerate: on a CPU one process a core, on GPUs one process each; bf16, packed rows. One
that was stopped goes on from its last checkpoint when started again. The card is measured
afterwards: `python -m training.measure`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import torch
import typer
from transformers import GenerationConfig, PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

from data.clinical import COURSES
from data.clinical import load as load_clinical
from data.generators import DIFFICULTIES, TASKS, examples, maths, olympiad
from data.problems import FILE as PROBLEMS
from reasoning.domains import question_text
from reasoning.errors import DeliberateError
from reasoning.problem import Problem
from reasoning.scope import WORDS
from training.packing import Curriculum
from training.phase import Phase, run_phase
from training.problems import chosen, problems, write_problems
from training.record import write_whole
from training.tokenizer import (
    CONTEXT_TOKENS,
    GAP,
    PAD,
    SPECIAL,
    STOP,
    save_tokenizer,
    train_tokenizer,
)


class TrainingError(DeliberateError):
    """A training cannot be gone on with."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network."""

    hidden: int = 256
    layers: int = 5
    heads: int = 4
    kv_heads: int = 2
    head: int = 64
    mlp: int = 640


#: How often a task comes, next to the others of its subject.
MEDICAL = {"vignettes": 4, "cases": 2.4, "tests": 1.2, "treatments": 1.2, "consultations": 1.2}
MATHS = {
    **dict.fromkeys(maths.FAMILIES, 0.8),
    **{"sums": 6.0, "chains": 3.0, "equations": 3.0, "systems": 2.0, "fractions": 2.0},
    **dict.fromkeys(olympiad.FAMILIES, 0.6),
}


def _shares(facts: float, steps: float, medical: float) -> Mapping[str, float]:
    """Shares of the tokens: so much for facts, single steps and cases, the rest for mathematics."""
    subjects = ((medical, MEDICAL), (1 - facts - steps - medical, MATHS))
    return {
        "facts": facts,
        "steps": steps,
        **{
            task: share * odds / sum(subject.values())
            for share, subject in subjects
            for task, odds in subject.items()
        },
    }


TIERS = {"easy": 0.40, "medium": 0.30, "hard": 0.30}
PHASES: Mapping[str, Phase] = MappingProxyType(
    {
        # Their examples are short, and shorter rows are computed half as fast again.
        "language": Phase(
            steps=3000,
            curriculum=Curriculum(_shares(0.60, 0.05, 0.25), {"direct": 0.4, "short": 0.6}, TIERS),
            row_tokens=384,
            rows=8,
        ),
        "base": Phase(
            steps=2000,
            curriculum=Curriculum(_shares(0.50, 0.16, 0.22), {"direct": 0.4, "short": 0.6}, TIERS),
            row_tokens=384,
            rows=8,
        ),
        "thinking": Phase(
            steps=2000,
            curriculum=Curriculum(
                _shares(0.12, 0.04, 0.50),
                {
                    "direct": 0.15, "short": 0.03, "cut": 0.2,
                    "full": 0.34, "slipped": 0.2, "again": 0.08,
                },
                TIERS,
            ),
            # The longest example takes 750 tokens.
            row_tokens=768,
            rows=4,
        ),
    }
)  # fmt: skip
SMOKE_STEPS = 30
SHIPPED = Path("data/model")
#: What `training.measure` writes beside the weights, true of them alone.
MEASURED = ("card.json", "card.draft.json", "scope.json", WORDS, "README.md", "loss.svg")
TOKENIZER_EXAMPLES = 400  # a task and difficulty


def corpus(seed: int) -> Iterator[str]:
    """Texts for the tokenizer: generated problems, and every phrase of the knowledge base."""
    for task in TASKS:
        for difficulty in DIFFICULTIES:
            for example in examples(task, TOKENIZER_EXAMPLES, seed, difficulty, "train"):
                yield question_text(example.problem)
                yield GAP + example.answer
                if example.thoughts is not None:
                    yield example.thoughts.short
                    yield example.thoughts.journey
    base = load_clinical()
    yield from ["user\nassistant\n"] * 1000
    for diagnosis in base.diagnoses.values():
        # Repeated, so that rare names become whole tokens too.
        yield from [f" {diagnosis.name}, {diagnosis.management}"] * 20
    for finding in base.findings.values():
        yield from [f" {finding.name}, {finding.name}"] * 20


def names() -> list[str]:
    """What thoughts about a case are made of: findings, time courses and diagnoses."""
    base = load_clinical()
    return [
        *(finding.name for finding in base.findings.values()),
        *(diagnosis.name for diagnosis in base.diagnoses.values()),
        *(f"{course} course" for course in COURSES),
    ]


def new_model(shape: Shape, vocabulary: int) -> Qwen3ForCausalLM:
    """A model with weights by chance, in 32 bits."""
    config = Qwen3Config(
        vocab_size=vocabulary,
        hidden_size=shape.hidden,
        intermediate_size=shape.mlp,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.kv_heads,
        head_dim=shape.head,
        tie_word_embeddings=True,
        max_position_embeddings=CONTEXT_TOKENS,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
        bos_token_id=None,
        eos_token_id=SPECIAL.index(STOP),
        pad_token_id=SPECIAL.index(PAD),
    )
    model = Qwen3ForCausalLM(config)
    model.generation_config = GenerationConfig(
        eos_token_id=config.eos_token_id, pad_token_id=config.pad_token_id, do_sample=False
    )
    return model


def phases_of(seed: int, smoke: bool) -> Mapping[str, Phase]:
    """The phases as they are run; each has a seed of its own, so that none repeats another's."""
    return {
        name: replace(phase, steps=SMOKE_STEPS if smoke else phase.steps, seed=seed + number)
        for number, (name, phase) in enumerate(PHASES.items())
    }


def prepare(out: Path, seed: int, smoke: bool) -> None:
    """Tokenizer and first weights, beside which the phases put their own.

    Raises:
        TrainingError: what lies there is of another plan, and must not be gone on from.
    """
    work = work_of(out)
    work.mkdir(parents=True, exist_ok=True)
    phases = {name: asdict(phase) for name, phase in phases_of(seed, smoke).items()}
    plan = json.loads(json.dumps({"seed": seed, "shape": asdict(Shape()), "phases": phases}))
    planned = work / "plan.json"
    if not planned.exists():
        write_whole(planned, plan)
    elif json.loads(planned.read_text("utf-8")) != plan:
        raise TrainingError(
            f"{work} holds a training of another seed or plan; go on with that one, remove the"
            " folder, or name another with --out"
        )
    start = work / "start"
    if start.exists():
        return
    tokenizer = train_tokenizer(corpus(seed), names=names())
    torch.manual_seed(seed)
    # It gets its name when all of it is there.
    part = work / "start.part"
    new_model(Shape(), len(tokenizer)).save_pretrained(part)
    save_tokenizer(tokenizer, part)
    part.rename(start)
    print(f"{len(tokenizer)} tokens in the vocabulary", flush=True)


def work_of(out: Path) -> Path:
    """Where checkpoints and the models between phases lie until the end."""
    return out.with_name(f"{out.name}-training")


def base_of(out: Path) -> Path:
    """Where the model that has not seen long thoughts lies at the end."""
    return out.with_name(f"{out.name}-base")


def train(out: Path, seed: int, smoke: bool) -> None:
    """Every phase that is not done yet, in this process, which may be one of several."""
    work = work_of(out)
    before = work / "start"
    for name, phase in phases_of(seed, smoke).items():
        made = work / name
        if not (made / "training.json").exists():
            run_phase(phase, before, made)
        before = made


def finish(out: Path, beside: Iterable[Problem]) -> None:
    """The last phase's model in bf16, with problems beside it and the record of all phases.

    What was measured of another model there goes away first, and `training.json` comes last. Then
    the base, which part 3 starts from, gets its place in `base_of(out)`, and the rest goes away.
    """
    work = work_of(out)
    last = work / list(PHASES)[-1]
    for name in ("training.json", PROBLEMS, *MEASURED):
        (out / name).unlink(missing_ok=True)
    model = _keep(last, out)
    write_problems(out, beside)
    phases = [json.loads((work / name / "training.json").read_text("utf-8")) for name in PHASES]
    record = {"parameters": model.num_parameters(), "shape": asdict(Shape()), "phases": phases}
    write_whole(out / "training.json", record)
    base = base_of(out)
    shutil.rmtree(base, ignore_errors=True)
    _keep(work / "base", base)
    write_whole(base / "training.json", record | {"phases": phases[:-1]})
    shutil.rmtree(work)
    print(f"model in {out}; measure it with `python -m training.measure --model {out}`")
    print(f"the base, without long thoughts, in {base}")


def _keep(made: Path, out: Path) -> Qwen3ForCausalLM:
    """The model that a phase made, in `out` in bf16."""
    model = Qwen3ForCausalLM.from_pretrained(made)
    model.config.use_cache = True  # the Trainer turns it off
    model.bfloat16().save_pretrained(out)
    save_tokenizer(PreTrainedTokenizerFast.from_pretrained(made), out)
    return model


def _processes() -> int:
    """One a GPU, or one a core: two threads in one process are slower than two processes."""
    return torch.cuda.device_count() or len(os.sched_getaffinity(0))


def main(
    out: Annotated[
        Path | None,
        typer.Option(help="Folder; data/model if left out, a temporary one with --smoke."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of weights and data.")] = 0,
    smoke: Annotated[bool, typer.Option(help="A few steps only, to try it out.")] = False,
    processes: Annotated[int | None, typer.Option(help="One a GPU or core if left out.")] = None,
) -> None:
    """Train the bundled model from nothing on generated problems."""
    if out is None:
        out = Path(tempfile.mkdtemp(prefix="deliberate-smoke-")) / "model" if smoke else SHIPPED
    if "RANK" in os.environ:
        train(out, seed, smoke)
        return
    print(f"the model will be in {out}", flush=True)
    try:
        prepare(out, seed, smoke)
    except TrainingError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None
    count = processes or _processes()
    command = [sys.executable, "-m", "torch.distributed.run", f"--nproc-per-node={count}"]
    command += ["--standalone", "-m", "training.bundled", "--out", str(out), "--seed", str(seed)]
    command += ["--smoke"] * smoke
    threads = {} if torch.cuda.is_available() else {"OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env={**os.environ, **threads}, check=False)
    if done.returncode:
        raise typer.Exit(done.returncode)
    finish(out, chosen() if smoke else problems())


if __name__ == "__main__":
    typer.run(main)
