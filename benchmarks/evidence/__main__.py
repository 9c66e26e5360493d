"""Measure, write the results beside this file, and print the table for docs/evidence.md."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.evidence.measure import SEED, measure
from benchmarks.evidence.report import table

RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    """Write the results and print their table."""
    results = {"command": "python -m benchmarks.evidence", "seed": SEED, **measure()}
    RESULTS.write_text(f"{json.dumps(results, indent=1)}\n", "utf-8")
    print(table(results))


if __name__ == "__main__":
    main()
