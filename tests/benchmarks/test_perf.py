"""The performance benchmark's own arithmetic and book-keeping; nothing here is timed."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import benchmarks.perf.__main__ as perf
from benchmarks.perf.ladder import GEOMETRIC, LINEAR
from benchmarks.perf.measure import Figure, paired


def test_a_goal_is_met_from_the_right_side() -> None:
    assert Figure("p", "n", 0.95, "x", goal=0.95).met is True
    assert Figure("p", "n", 0.94, "x", goal=0.95).met is False
    assert Figure("p", "n", 1.3, "x", goal=1.25, at_most=True).met is False
    assert Figure("p", "n", 1.3, "s").met is None


async def test_pairs_are_measured_in_turn_and_the_first_is_dropped() -> None:
    order: list[str] = []
    first, second = iter([99.0, 2.0, 4.0, 6.0]), iter([1.0, 1.0, 2.0, 1.0])

    async def a() -> float:
        order.append("a")
        return next(first)

    async def b() -> float:
        order.append("b")
        return next(second)

    assert await paired(a, b, repeats=3) == (4.0, 1.0, 2.0)
    assert order == ["a", "b"] * 4


def test_a_part_measured_again_replaces_its_own_figures_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    monkeypatch.setattr(perf, "RESULTS", folder / "results.json")
    perf.keep([Figure("core", "one", 1, "x"), Figure("ladder", "two", 2, "x")], ["core", "ladder"])
    perf.keep([Figure("core", "new", 3, "x")], ["core"])
    kept = json.loads((folder / "results.json").read_text("utf-8"))["figures"]
    assert [(f["part"], f["name"]) for f in kept] == [("ladder", "two"), ("core", "new")]
    assert list(folder.iterdir()) == [folder / "results.json"]


def test_an_unknown_part_is_refused_in_one_line() -> None:
    app = perf.typer.Typer()
    app.command()(perf.main)
    result = CliRunner().invoke(app, ["speed"])
    assert result.exit_code == 2
    assert "allowed: ladder, core, runtimes, startup" in result.stderr


def test_the_ladders_measured_are_those_that_the_goals_name() -> None:
    assert len(GEOMETRIC) == 8
    assert len({b / a for a, b in itertools.pairwise(GEOMETRIC)}) == 1
    assert len(LINEAR) == 32
    assert len({b - a for a, b in itertools.pairwise(LINEAR)}) == 1
