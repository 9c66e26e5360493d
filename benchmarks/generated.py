"""The generated tasks, answered by the bundled model: `python -m benchmarks.generated`.

It gives the command that anybody would give, in a home of its own, keeps its rows in
`generated.json` beside this file, and prints them as a table.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from data.generators import TASKS

RESULTS = Path(__file__).with_name("generated.json")
BUDGETS = (0, 64, 256, 1024)
QUESTIONS = 100


def command(questions: int) -> list[str]:
    """The arguments after `python`; the questions are those of each task."""
    budgets = ",".join(map(str, BUDGETS))
    how = ["--budgets", budgets, "--limit", str(questions), "--seed", "1"]
    return ["-m", "benchmarks", "run", *TASKS, *how, "--concurrency", "32", "--json"]


def measured(questions: int) -> dict[str, Any]:
    """The command and its rows: a row for each task and budget.

    Raises:
        CalledProcessError: the run did not come to its end; it has said why.
    """
    asked = command(questions)
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, *asked],
            env={**os.environ, "DELIBERATE_HOME": home},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    rows = json.loads(done.stdout.splitlines()[-1])["rows"]
    kept = ("task", "budget", "n", "accuracy", "stderr", "low", "high", "lower", "upper", "ends")
    return {
        "command": shlex.join(["python", *asked]),
        "rows": [
            {**{k: row[k] for k in kept}, "thinking_tokens": row["thinking_tokens"]["mean"]}
            for row in rows
        ],
    }


def table(results: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Head and rows: accuracy in percent with its standard error, by task and budget."""
    budgets = sorted({row["budget"] for row in results["rows"]})
    by_task: dict[str, dict[int, dict[str, Any]]] = {}
    for row in results["rows"]:
        by_task.setdefault(row["task"], {})[row["budget"]] = row
    rows = []
    for task in sorted(by_task, key=list(TASKS).index):
        cells = by_task[task]
        most = cells[budgets[-1]]
        rows.append(
            [
                task,
                f"{most['thinking_tokens']:.0f}",
                *(_percent(cells[b]) for b in budgets),
                f"{100 * most['ends']['refused'] / most['n']:.1f}",
            ]
        )
    return ["task", "mean thought", *map(str, budgets), "refused, %"], rows


def _percent(row: dict[str, Any]) -> str:
    return f"{100 * row['accuracy']:.1f} ± {100 * row['stderr']:.1f}"


def main(
    questions: Annotated[int, typer.Option(min=1, help="Of each task.")] = QUESTIONS,
    to: Annotated[Path, typer.Option(help="Where the results go.")] = RESULTS,
) -> None:
    """Run, and keep the rows."""
    results = measured(questions)
    to.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    head, rows = table(results)
    shown = Table(*head)
    for row in rows:
        shown.add_row(*row)
    Console().print(shown)
    print(f"results in {to}")


if __name__ == "__main__":
    typer.run(main)
