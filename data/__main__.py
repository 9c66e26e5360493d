"""What ships as data: problems as JSON lines, and how much of the test problems training sees.

python -m data sample TASK --n N --seed S [--difficulty easy]
python -m data leakage --n N [--out FILE]
python -m data vectors
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from data import leakage as leaks
from data.clinical.passages import VECTORS, passages
from data.generators import TASKS, examples
from reasoning.errors import DeliberateError
from reasoning.evidence.made import write_made

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
) -> None:
    """Print fresh test problems, one JSON object a line."""
    try:
        for example in examples(task, n, seed, difficulty):
            typer.echo(json.dumps(example.problem.to_record(), ensure_ascii=False))
    except DeliberateError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None


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
