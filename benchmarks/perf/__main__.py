"""`python -m benchmarks.perf [PART ...]`: measure, print, and keep in results.json."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.perf import core, ladder, page, people, runtimes, startup
from benchmarks.perf.measure import BenchmarkError, Figure

RESULTS = Path(__file__).with_name("results.json")
PARTS: dict[str, Callable[[], Awaitable[list[Figure]]]] = {
    "ladder": ladder.measure,
    "core": core.measure,
    "runtimes": runtimes.measure,
    "startup": startup.measure,
    "page": page.measure,
    "people": people.measure,
}


def show(figures: list[Figure]) -> None:
    """A table in the terminal."""
    table = Table("part", "figure", "value", "goal", "", "detail")
    for f in figures:
        goal = "" if f.goal is None else f"{'≤' if f.at_most else '≥'} {f.goal:g}"
        met = {True: "met", False: "MISSED", None: ""}[f.met]
        table.add_row(f.part, f.name, f"{float(f'{f.value:.3g}'):,g} {f.unit}", goal, met, f.detail)
    Console().print(table)


def keep(figures: list[Figure], parts: list[str]) -> None:
    """Replace these parts' figures in the results file; it is written whole or not at all."""
    kept = json.loads(RESULTS.read_text("utf-8"))["figures"] if RESULTS.exists() else []
    kept = [f for f in kept if f["part"] not in parts and f["part"] in PARTS]
    kept += [{**asdict(f), "met": f.met} for f in figures]
    kept.sort(key=lambda f: list(PARTS).index(f["part"]))
    record = {
        "command": "python -m benchmarks.perf",
        "machine": {
            "cores": os.cpu_count(),
            "architecture": platform.machine(),
            "python": platform.python_version(),
        },
        "figures": kept,
    }
    new = RESULTS.with_suffix(".new")
    new.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8")
    new.replace(RESULTS)


def main(
    parts: Annotated[
        list[str] | None, typer.Argument(help=f"Of: {', '.join(PARTS)}; all if left out.")
    ] = None,
) -> None:
    """Measure this project's speed and memory, as ratios in one run."""
    chosen = parts or list(PARTS)
    unknown = [part for part in chosen if part not in PARTS]
    if unknown:
        print(f"error: unknown part {unknown[0]!r}; allowed: {', '.join(PARTS)}", file=sys.stderr)
        raise typer.Exit(2)
    try:
        for part in chosen:
            figures = asyncio.run(_measure(PARTS[part]))
            show(figures)
            keep(figures, [part])
    except BenchmarkError as error:
        print(f"error: {error}; parts measured before it are kept", file=sys.stderr)
        raise typer.Exit(2) from None


async def _measure(part: Callable[[], Awaitable[list[Figure]]]) -> list[Figure]:
    return await part()


if __name__ == "__main__":
    typer.run(main)
