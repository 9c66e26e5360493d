"""Measure, and write the results beside this file."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.evidence.measure import SEED, measure

RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    """Write the results and print them."""
    results = {"command": "python -m benchmarks.evidence", "seed": SEED, **measure()}
    text = json.dumps(results, indent=1)
    RESULTS.write_text(f"{text}\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
