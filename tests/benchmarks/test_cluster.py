"""The kept comparison of a run over two Ray nodes with a local one; it is made where Ray is."""

from __future__ import annotations

import json
import sys

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.perf import cluster
from tests.conftest import ROOT


def test_the_kept_result_is_of_a_killed_node_and_differs_in_nothing() -> None:
    kept = json.loads(cluster.RESULTS.read_text("utf-8"))
    assert kept["command"] == cluster.COMMAND
    assert kept["nodes"] == 2
    assert 0 < kept["killed_after"] < kept["total"] == kept["questions"] * kept["samples"]
    assert kept["answers"] == kept["total"] * len(kept["rows"])
    assert kept["same_rows"] is True
    assert kept["answers_that_differ"] == 0
    assert kept["probabilities_differ_by"] < 0.05
    assert all(row["n"] == kept["questions"] for row in kept["rows"])
    assert f"ray=={kept['ray']}" in (ROOT / "requirements-ray.txt").read_text("utf-8")


def test_without_ray_it_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    app = typer.Typer()
    app.command()(cluster.main)
    result = CliRunner().invoke(app, ["--questions", "2", "--budgets", "0"])
    assert result.exit_code == 2
    assert result.stderr.startswith("error: executor ray needs Ray, which is not installed; pip")
    assert len(result.stderr.splitlines()) == 1
