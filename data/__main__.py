"""`python -m data sample TASK --n N --seed S [--difficulty easy]`: problems as JSON lines."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from data.generators import TASKS, examples
from reasoning.errors import DeliberateError

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The problems that ship with the project.",
)


@app.callback()
def main() -> None:
    """The problems that ship with the project."""


@app.command()
def sample(
    task: Annotated[str, typer.Argument(help=f"One of: {', '.join(TASKS)}.")],
    n: Annotated[int, typer.Option(min=1, help="How many problems.")] = 5,
    seed: Annotated[int, typer.Option(help="The same seed gives the same problems.")] = 0,
    difficulty: Annotated[
        str | None, typer.Option(help="easy, medium, hard, or beyond; the first three in turn if left out.")
    ] = None,
) -> None:
    """Print fresh test problems, one JSON object a line."""
    try:
        for example in examples(task, n, seed, difficulty):
            typer.echo(json.dumps(example.problem.to_record(), ensure_ascii=False))
    except DeliberateError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    app()
