"""What ships as data: problems as JSON lines, and how much of the test problems training sees.

python -m data sample TASK --n N --seed S [--difficulty easy] [--split train] [--style journey]
python -m data leakage --n N [--out FILE]
python -m data vectors
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from data import leakage as leaks
from data.clinical.passages import VECTORS, passages
from data.generators import AT_ONCE, TASKS, Example, GeneratorError, examples
from data.generators.base import SPLITS, STYLES
from reasoning.errors import DeliberateError
from reasoning.evidence.made import write_made

#: The thoughts of an example that can be printed: those of a style, and the one with a mistake.
PRINTED = (*STYLES, "slipped")
Name = TypeVar("Name", bound=str)

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The problems that ship with the project.",
)


@app.command()
def sample(
    task: Annotated[str, typer.Argument(help=f"One of: {', '.join(TASKS)}.")],
    n: Annotated[int, typer.Option(min=1, help="How many problems.")] = 5,
    seed: Annotated[int, typer.Option(help="The same seed gives the same problems.")] = 0,
    difficulty: Annotated[
        str | None,
        typer.Option(help="easy, medium, hard or beyond; the first three in turn if left out."),
    ] = None,
    split: Annotated[str, typer.Option(help=f"{', '.join(SPLITS)}: whose wordings.")] = "test",
    style: Annotated[
        str | None, typer.Option(help=f"{', '.join(PRINTED)}: prints that thought as well.")
    ] = None,
) -> None:
    """Print fresh problems, one JSON object a line; with --style also the "thought" of each."""
    try:
        drawn_from = _one_of(SPLITS, split, "split")
        if style is not None:
            _one_of(PRINTED, style, "style")
            if task in AT_ONCE:
                raise GeneratorError(
                    f"{task} has no thoughts, for its problems are answered at once; leave --style"
                    " out, or name another task"
                )
        for example in examples(task, n, seed, difficulty, drawn_from):
            record = example.problem.to_record()
            if style is not None:
                record["thought"] = _thought(example, style)
            typer.echo(json.dumps(record, ensure_ascii=False))
            if style is not None and record["thought"] is None:
                why = "no mistake in it would be plausible; its thought is null"
                typer.echo(f"{example.problem.id} has no slipped thought: {why}", err=True)
    except DeliberateError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None


def _one_of(allowed: Sequence[Name], value: str, what: str) -> Name:
    for name in allowed:
        if name == value:
            return name
    raise GeneratorError(f"unknown {what} {value!r}; allowed: {', '.join(allowed)}")


def _thought(example: Example, style: str) -> str | None:
    """The text of a thought; None where there is none of that style."""
    thoughts = example.thoughts
    if thoughts is None:
        return None
    match style:
        case "short":
            return thoughts.short
        case "step":
            return thoughts.step
        case "journey":
            return thoughts.journey
    return None if thoughts.slipped is None else "".join(part.text for part in thoughts.slipped)


@app.command()
def vectors() -> None:
    """Embed the passages of the knowledge base anew, after it was changed."""
    from reasoning.evidence.embedding import Embedder  # imports chromadb

    texts = [passage.text for passage in passages()]
    embedder = Embedder()
    try:
        # Texts of about one length together, for the shorter ones are padded.
        texts.sort(key=len)
        write_made(VECTORS, texts, embedder.embed(texts))
    finally:
        embedder.close()
    typer.echo(f"{len(texts)} vectors in {VECTORS}")


@app.command()
def leakage(
    n: Annotated[int, typer.Option(min=5, help="Training problems of each task.")] = 500,
    out: Annotated[Path | None, typer.Option(help="A file to write; else it is printed.")] = None,
) -> None:
    """Measure how much of the test and validation problems training sees."""
    text = json.dumps(leaks.measure(n).to_record(), indent=1)
    if out is None:
        typer.echo(text)
        return
    try:
        out.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        typer.echo(f"error: cannot write {out}: {error.strerror}", err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    app()
