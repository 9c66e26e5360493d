"""Benchmark runs in a store, and units of them."""

from __future__ import annotations

from typing import Any

from store import BenchmarkRun, Benchmarks, Sample

ME, OTHER = "here:1", "there:2"
ROWS = {"rows": [{"budget": None, "answer": "4\0\ud800"}]}


def opened(kept: Benchmarks, key: str = "k", **changes: Any) -> BenchmarkRun:
    return kept.open(key, title="t", request={"r": 1}, plan={"p": [1]}, total=3, **changes)


def claimed(kept: Benchmarks, key: str = "k", holder: str = ME) -> str:
    run = kept.claim(opened(kept, key).id, holder, 60)
    assert run is not None
    return run.id


def unit(item: str, **changes: Any) -> Sample:
    return Sample(**{"task": "t", "item": item, "order": 0, "sample": 0, "unit_key": f"u{item}",
                     "graded": ROWS, "tokens": 5, **changes})  # fmt: skip


def now(kept: Benchmarks, id: str) -> BenchmarkRun:
    run = kept.get(id)
    assert run is not None
    return run
