"""`python -m benchmarks.perf.harnesses`: measure, print, and keep in results.json beside this."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.perf.harnesses import environment
from benchmarks.perf.harnesses.report import NOTES, markdown
from benchmarks.perf.harnesses.rounds import Plan, measure
from reasoning.errors import DeliberateError

RESULTS = Path(__file__).with_name("results.json")
COMMAND = "python -m benchmarks.perf.harnesses"


def main(
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Install both harnesses into a folder of the cache.")
    ] = False,
    python: Annotated[
        Path | None,
        typer.Option(
            envvar=environment.VARIABLE, help="Interpreter that has both, in place of --prepare's."
        ),
    ] = None,
    questions: Annotated[int, typer.Option(min=1, help="How many vignettes.")] = 100,
    repeats: Annotated[int, typer.Option(min=1, help="Timed rounds.")] = 3,
    concurrency: Annotated[int, typer.Option(min=2, help="Questions at once, for each.")] = 16,
    to: Annotated[Path, typer.Option(help="Where the results go.")] = RESULTS,
) -> None:
    """Compare our runner with lm-evaluation-harness and inspect_ai on one server."""
    try:
        if prepare:
            print(environment.prepare(environment.folder()))
            return
        interpreter = environment.find(python)
        versions = environment.versions(interpreter)
        plan = Plan(interpreter, questions, repeats, concurrency)
        found = asyncio.run(measure(plan, lambda line: print(line, file=sys.stderr)))
    except DeliberateError as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    results = {"command": COMMAND, "machine": machine(), "versions": versions, **found}
    keep(results, to)
    print(markdown(results))


def machine() -> dict[str, Any]:
    """What was measured on."""
    return {
        "cores": os.cpu_count(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
    }


def keep(results: dict[str, Any], to: Path) -> None:
    """Write the results, whole or not at all."""
    new = to.with_suffix(".new")
    record = {**results, "notes": list(NOTES)}
    new.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
    new.replace(to)


if __name__ == "__main__":
    typer.run(main)
