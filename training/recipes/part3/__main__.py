"""Run the reproduction, or write its report.

python -m training.recipes.part3 run --out FOLDER                         # from the bundled base
python -m training.recipes.part3 run --out FOLDER --smoke                 # a minute
python -m training.recipes.part3 run --base FOLDER_OR_HUB_ID --out FOLDER
python -m training.recipes.part3 report --out FOLDER

A run that was stopped goes on where it was when started again with the same arguments. A base that
is not tiny is trained and served by vLLM on a GPU, which `run` starts and stops; or in three steps:
`train`, then serve what it names, then `run --server http://127.0.0.1:8000/v1`.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any, NoReturn, get_args

import typer

from reasoning.errors import DeliberateError
from training.pairs import SFTError
from training.recipe import Recipe
from training.recipes.part3.data import provenance, test_names
from training.recipes.part3.evaluation import engine_for, measure
from training.recipes.part3.plan import (
    BUNDLED_BASE,
    Measure,
    ModelRun,
    Plan,
    cells,
    is_tiny,
    recipe_for,
    stages,
)
from training.recipes.part3.report import PLOT, REPORT, filled, write_report
from training.recipes.part3.results import Results
from training.recipes.part3.serving import check_serving, serve_command, served
from training.recipes.part3.summary import Summary
from training.recipes.part3.training import default_at_once, train_all

_PLAN = Plan()
_VOTES, _SIZES = (",".join(map(str, numbers)) for numbers in (_PLAN.votes, _PLAN.sizes))
_HUB_ID = re.compile(r"\w[\w.-]*/\w[\w.-]*")
app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

Base = Annotated[str, typer.Option(help="Folder or hub id of the model to start from.")]
Out = Annotated[Path, typer.Option(help="Folder for adapters, results and report.")]
Seeds = Annotated[int, typer.Option(min=1, help="Trainings of each arm.")]
Number = Annotated[int, typer.Option("--n", min=1, help="Examples a style.")]
Problems = Annotated[int, typer.Option(min=2, help="Greedy problems a test set.")]
VoteProblems = Annotated[int, typer.Option(min=2, help="Others that are voted on.")]
Votes = Annotated[str, typer.Option(help="Sizes of votes: 1, then larger and larger ones.")]
Sizes = Annotated[str, typer.Option(help="Numbers of examples for data efficiency; may be empty.")]
Budget = Annotated[int, typer.Option(min=1, help="Most thinking tokens.")]
Data = Annotated[str, typer.Option(help="Folder of own examples and tests; see data.py.")]
Rank = Annotated[int | None, typer.Option(min=0, help="Of LoRA; by the base's size if left out.")]
Rate = Annotated[float | None, typer.Option(help="Learning rate; by the base's size likewise.")]
AtOnce = Annotated[int | None, typer.Option(min=1, help="Trainings at a time; one a core.")]
Smoke = Annotated[bool, typer.Option(help="A few examples and problems, to try it out.")]


@app.command()
def run(
    out: Out,
    base: Base = _PLAN.base,
    seeds: Seeds = _PLAN.seeds,
    n: Number = _PLAN.n,
    problems: Problems = _PLAN.problems,
    vote_problems: VoteProblems = _PLAN.vote_problems,
    votes: Votes = _VOTES,
    sizes: Sizes = _SIZES,
    thinking_tokens: Budget = _PLAN.thinking_tokens,
    data: Data = "",
    rank: Rank = None,
    lr: Rate = None,
    server: Annotated[str, typer.Option(help="Address that serves base and adapters.")] = "",
    at_once: AtOnce = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Of the embedded engine.")] = None,
    smoke: Smoke = False,
) -> None:
    """Train, measure and report; goes on where an earlier run stopped."""
    plan = Plan(
        base=base,
        seeds=seeds,
        n=n,
        problems=problems,
        vote_problems=vote_problems,
        votes=_vote_sizes(votes),
        sizes=_numbers(sizes, "--sizes"),
        thinking_tokens=thinking_tokens,
        data=data,
        recipe=_recipe(base, rank, lr),
    )
    _go(smaller(plan) if smoke else plan, out, server, at_once, threads)


@app.command()
def train(
    out: Out,
    base: Base = _PLAN.base,
    seeds: Seeds = _PLAN.seeds,
    n: Number = _PLAN.n,
    sizes: Sizes = _SIZES,
    data: Data = "",
    rank: Rank = None,
    lr: Rate = None,
    at_once: AtOnce = None,
) -> None:
    """Train only, and name the command that serves base and adapters on a GPU."""
    recipe = _recipe(base, rank, lr)
    numbers = _numbers(sizes, "--sizes")
    plan = Plan(base=base, seeds=seeds, n=n, sizes=numbers, data=data, recipe=recipe)
    try:
        _check_base(base)
        _train(plan, out, at_once or default_at_once())
    except DeliberateError as error:
        _fail(error)
    print(serve_command(plan, out))


@app.command()
def report(
    out: Out,
    docs: Annotated[Path | None, typer.Option(help="A page to fill the part 3 block of.")] = None,
) -> None:
    """Write table and plot from the results that are there."""
    # Matplotlib is needed by the report alone.
    from training.recipes.part3.plot import draw

    try:
        summary = Summary(Results.read(out))
        write_report(summary, out)
        if docs is not None:
            draw(summary, docs.parent / PLOT)
            docs.write_text(filled(docs.read_text("utf-8"), summary), "utf-8")
    except DeliberateError as error:
        _fail(error)
    print(f"report in {out / REPORT}")


def smaller(plan: Plan) -> Plan:
    """The same in a minute, to see that everything works."""
    return replace(
        plan, seeds=1, n=16, problems=4, vote_problems=2, votes=(1, 4), sizes=(),
        thinking_tokens=48, answer_tokens=16, recipe=replace(plan.recipe, epochs=1),
    )  # fmt: skip


def _recipe(base: str, rank: int | None, lr: float | None) -> Recipe:
    chosen = recipe_for(base)
    rank = chosen.rank if rank is None else rank
    return replace(chosen, rank=rank, alpha=max(1, 2 * rank), lr=lr or chosen.lr)


def _numbers(text: str, option: str) -> tuple[int, ...]:
    try:
        numbers = tuple(int(number) for number in text.split(",") if number.strip())
    except ValueError:
        numbers = (0,)
    if any(number < 1 for number in numbers):
        _fail(SFTError(f"{option} {text!r}: whole numbers from 1 up, with commas between: 1,4,16"))
    return numbers


def _vote_sizes(text: str) -> tuple[int, ...]:
    sizes = _numbers(text, "--votes")
    if len(sizes) < 2 or sizes[0] != 1 or list(sizes) != sorted(set(sizes)):
        _fail(SFTError(f"--votes {text!r}: 1 first, then larger and larger ones: 1,4,16"))
    return sizes


def _go(plan: Plan, out: Path, server: str, at_once: int | None, threads: int | None) -> None:
    try:
        _check_base(plan.base)
        at_once = at_once or default_at_once()
        if server or is_tiny(plan.base):
            asyncio.run(_run(plan, out, server, at_once, threads))
        else:
            check_serving(plan)
            asyncio.run(_run_served(plan, out, at_once))
        write_report(Summary(Results.read(out)), out)
    except DeliberateError as error:
        _fail(error)
    print(f"report in {out / REPORT}")


def _check_base(base: str) -> None:
    if base == BUNDLED_BASE and not Path(base).exists():
        raise SFTError(
            f"there is no {base}; `python -m training.bundled` leaves it there, or name another"
            " base with --base"
        )
    if not _HUB_ID.fullmatch(base) and not Path(base).exists():
        raise SFTError(
            f"--base {base}: there is no such folder, and it is no hub id (OWNER/NAME); name a"
            " folder with a model, or a hub id"
        )


def _train(plan: Plan, out: Path, at_once: int) -> None:
    models = [model for stage in stages(plan) for model in stage]
    for model, outcome in train_all(plan, out, models, at_once):
        print(f"{model.name}: {outcome.steps} steps, {outcome.seconds:.0f} s", flush=True)


async def _run_served(plan: Plan, out: Path, at_once: int) -> None:
    """Train everything, for a GPU is not shared with a server; then serve and measure it."""
    # Other results in the folder are refused before hours of training.
    Results.open(out, plan.record(), provenance(plan))
    _train(plan, out, at_once)
    async with served(plan, out) as address:
        await _run(plan, out, address, at_once, None)


async def _run(plan: Plan, out: Path, server: str, at_once: int, threads: int | None) -> None:
    results = Results.open(out, plan.record(), provenance(plan))
    tests = test_names(plan)
    planned = [cell for stage in stages(plan) for m in stage for cell in cells(plan, m, tests)]
    for models in stages(plan):
        for model, outcome in train_all(plan, out, models, at_once):
            results.add_training(model.name, asdict(outcome))
        # Greedy answers first, for the headline is made of them and votes take long.
        for model, what in _by_measure(models):
            mine = [cell for cell in cells(plan, model, tests) if cell.measure == what]
            open_cells = [cell for cell in mine if cell.key not in results.cells]
            if not open_cells:
                continue
            async with engine_for(plan, out, model, server, threads) as engine:
                for cell in open_cells:
                    found = await measure(plan, cell, engine)
                    results.add_cell(cell.key, {**found, "revision": engine.model.revision})
                    done = f"{len(results.cells)}/{len(planned)} cells  {cell.key}"
                    print(f"{done}  {_found(found)}  {found['seconds']:.0f} s", flush=True)


def _by_measure(models: Sequence[ModelRun]) -> Iterator[tuple[ModelRun, Measure]]:
    for what in get_args(Measure):
        for model in models:
            yield model, what


def _found(cell: Mapping[str, Any]) -> str:
    """What a cell came to, in a few words."""
    if "groups" in cell:
        samples = [group for groups in cell["groups"] for group in groups]
        return f"{100 * samples.count(0) / len(samples):.1f}% of {len(samples)} samples"
    right, tokens = cell["correct"], cell["thinking_tokens"]
    return f"{100 * sum(right) / len(right):.1f}%, {sum(tokens) / len(tokens):.0f} tokens"


def _fail(error: DeliberateError) -> NoReturn:
    print(error, file=sys.stderr)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
