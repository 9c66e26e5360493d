"""Small runs to report on, some of them of questions that mean harm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.report.run_data import RunData, load_run
from store import Store
from tests.benchmarks.runner.small import asked, engine, ran, record

HOSTILE = "<script>alert(1)</script>\"'`|![x](http://evil.example/a)\u202e$\\alpha$ 肺"


def hostile_questions(folder: Path) -> str:
    """Three questions whose every label is hostile, of two levels."""
    file = folder / "hostile.jsonl"
    rows = [
        record(
            n,
            id=f"q{n}{HOSTILE}",
            subject=f"{HOSTILE}{n}",
            difficulty=["easy", f"_{HOSTILE}"][n % 2],
        )
        for n in range(3)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return str(file)


async def small_run(store: Store, folder: Path, **changes: Any) -> RunData:
    """A finished ladder of three questions, two samples, two orders, with its self-check."""
    given = {"budgets": (0, 4, None), "samples": 2, "shuffle": 1, "self_check": 1, **changes}
    run, _ = await ran(store, asked(folder, **given), engine())
    return load_run(store.benchmarks, run.id)
