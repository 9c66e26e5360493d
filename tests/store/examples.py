"""What the tests of the store put in."""

from __future__ import annotations

from typing import Any


def record(id: str = "t1", **changes: Any) -> dict[str, Any]:
    return {
        "id": id,
        "created": "2026-01-02T03:04:05.678+00:00",
        "engine": "embedded",
        "model": "tiny",
        "revision": "abc",
        "domain": "maths",
        "task": "",
        "strategy": "chain",
        "end": "answered",
        "answer": "42",
        "seconds": 1.5,
        "seed": 7,
        "thoughts": [{"sample": 0, "tokens": [[5, " so", -0.25], [6, "…", None]]}],
        **changes,
    }
