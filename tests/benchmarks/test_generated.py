"""The generated tasks: what is kept of a real run, and what was kept."""

from __future__ import annotations

import pytest

from benchmarks import generated
from data.generators import TASKS


def test_a_real_run_leaves_a_row_for_each_task_and_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generated, "TASKS", {name: TASKS[name] for name in ("sums", "cases")})
    results = generated.measured(2)
    found = {(row["task"], row["budget"]): row for row in results["rows"]}
    assert set(found) == {(t, b) for t in ("sums", "cases") for b in generated.BUDGETS}
    assert all(row["n"] == 2 for row in found.values())
    head, rows = generated.table(results)
    assert [row[0] for row in rows] == ["sums", "cases"]
    assert all(len(row) == len(head) for row in rows)
