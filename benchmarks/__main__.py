"""Benchmarks from the command line.

python -m benchmarks --help
"""

from __future__ import annotations

import sys

import typer

from benchmarks.report.commands import export, report
from benchmarks.runner.commands import compare, delete, run, runs, stop, work
from benchmarks.tasks.commands import list_tasks, show_task
from reasoning.errors import DeliberateError

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Benchmarks: accuracy against thinking budget, with honest statistics.",
)
app.command(name="list")(list_tasks)
app.command(name="show")(show_task)
for _command in (run, runs, stop, delete, compare, report, export, work):
    app.command()(_command)


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
