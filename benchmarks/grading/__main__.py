"""Measure the graders, write the results beside this file and print their table; or a judge.

python -m benchmarks.grading --vectors ../shared/evals
python -m benchmarks.grading judge --file ROWS.jsonl --engine openai
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.grading.agreement import Agreement
from benchmarks.grading.judge import judge_rows, read_labelled
from benchmarks.grading.measure import equivalence, extraction, judged, mistaken
from benchmarks.grading.report import choices, table
from benchmarks.grading.vectors import read_extractions, read_pairs
from reasoning.engines import ENGINES, open_engine
from reasoning.errors import DeliberateError, GradingError
from settings import load_settings

RESULTS = Path(__file__).with_name("results.json")

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def measure(
    context: typer.Context,
    vectors: Annotated[
        Path | None,
        typer.Option(help="Folder with answer_equivalence.jsonl and choice_extraction.jsonl."),
    ] = None,
) -> None:
    """Measure the graders on rows with known verdicts."""
    if context.invoked_subcommand is not None:
        return
    if vectors is None:
        raise GradingError("give --vectors FOLDER, the folder with answer_equivalence.jsonl")
    rows = judged(read_pairs(vectors))
    results = {
        "command": "python -m benchmarks.grading --vectors ../shared/evals",
        "equivalence": equivalence(rows),
        "extraction": extraction(read_extractions(vectors)),
    }
    RESULTS.write_text(f"{json.dumps(results, indent=1)}\n", "utf-8")
    print(table(results))
    print()
    print(choices(results))
    if wrong := mistaken(rows):
        print(f"not as recorded: {', '.join(wrong)}", file=sys.stderr)


@app.command()
def judge(
    file: Annotated[
        Path, typer.Option(help="JSON lines with question, reference, reply and label.")
    ],
    engine: Annotated[str | None, typer.Option(help=f"One of: {', '.join(ENGINES)}.")] = None,
) -> None:
    """Report how far a model, as a judge, agrees with labels."""
    rows = read_labelled(file)

    async def session() -> Agreement:
        opened = open_engine(load_settings(), engine)
        await opened.start()
        try:
            found, _ = await judge_rows(rows, opened)
        finally:
            await opened.close()
        return found

    print(json.dumps(asdict(asyncio.run(session()))))


def main() -> int:
    """Run a command; the exit code."""
    try:
        app()
    except DeliberateError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
