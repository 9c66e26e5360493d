"""Benchmarks from the command line.

python -m benchmarks --help
"""

from __future__ import annotations

import sys

import typer

from reasoning.errors import DeliberateError

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)


def main() -> int:
    """Run a command; the exit code."""
    try:
        app()
    except DeliberateError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
