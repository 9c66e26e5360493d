"""Two benchmark runs against each other on the administrator's page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.runner.results import graded_of
from benchmarks.statistics import compare_runs
from store import BenchmarkRun, Store
from tests.benchmarks.statistics.answers import samples
from tests.ui.accounts import store_at
from tests.ui.benchmark_runs import HOSTILE, Panel, finished
from ui.admin.benchmarks import comparing, comparison_tables, words
from ui.language import speaking

Folders = pytest.TempPathFactory


@pytest.fixture(scope="module")
def store(tmp_path_factory: Folders) -> Iterator[Store]:
    with store_at(tmp_path_factory.mktemp("comparing")) as opened:
        yield opened


@pytest.fixture(scope="module")
def part(store: Store, tmp_path_factory: Folders) -> Panel:
    return Panel(comparing.build, store, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def first(store: Store, tmp_path_factory: Folders) -> BenchmarkRun:
    """From 4 tokens on right on question 0, and wrong on the others."""
    return finished(store, tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def second(store: Store, tmp_path_factory: Folders) -> BenchmarkRun:
    """Always wrong on question 0, and right on the others."""
    return finished(store, tmp_path_factory.mktemp("second"), seed=1, answer=lambda *_: "A) one")


def test_every_handler_refuses_whoever_is_no_administrator(
    part: Panel, first: BenchmarkRun, second: BenchmarkRun
) -> None:
    part.refuses_others(first.id, second.id)
    assert first.id not in str(part.page.config)


def test_two_runs_are_chosen_from_a_list(
    part: Panel, first: BenchmarkRun, second: BenchmarkRun
) -> None:
    listed = part.call("list_runs_to_compare", first.id, "gone")
    assert listed["first"]["value"] == first.id
    assert listed["second"]["value"] is None
    assert {first.id, second.id} <= {id for _, id in listed["second"]["choices"]}
    assert comparing.CHOOSE_TWO in part.call("compare_two_runs", first.id, None)["said"]


def test_other_questions_of_the_same_ids_are_not_compared(
    part: Panel, store: Store, first: BenchmarkRun, tmp_path_factory: Folders
) -> None:
    other = finished(store, tmp_path_factory.mktemp("others"), question="Quite another?")
    shown = part.call("compare_two_runs", first.id, other.id)
    assert "cannot be compared" in shown["said"]
    assert shown["tables"] == ""
    store.benchmarks.delete(other.id)


def test_an_open_page_compares_after_a_new_start_of_the_app(
    part: Panel, first: BenchmarkRun, second: BenchmarkRun
) -> None:
    given = part.on_a_new_server("compare_two_runs", first.id, second.id)
    assert part.call("compare_two_runs", *given)["tables"]


def test_the_tables_have_the_figures_of_the_comparison(
    part: Panel, store: Store, first: BenchmarkRun, second: BenchmarkRun
) -> None:
    shown = part.call("compare_two_runs", first.id, second.id)
    found = compare_runs(
        graded_of(store.benchmarks, first.id), graded_of(store.benchmarks, second.id)
    )
    assert len(found.pairs) == 3
    for one in found.pairs:
        pair = one.paired
        for value in (
            words.percent(pair.first), words.percent(pair.second), words.points(pair.difference),
            words.p_value(pair.mcnemar_p), words.p_value(pair.permutation_p),
            words.p_value(one.holm_p), words.number(pair.needed_questions, 0),
        ):  # fmt: skip
            assert f"<td>{value}</td>" in shown["tables"]
    assert [value for _, value in shown["pair"]["choices"]] == ["0", "1", "2"]
    assert shown["pair"]["value"] == "2"
    assert shown["flip"]["choices"] == ["records/q1", "records/q2"]
    assert "questions 1 to 2 of 2 that flipped" in shown["flips-said"]


def test_flips_are_listed_both_ways_and_by_budget(
    part: Panel, first: BenchmarkRun, second: BenchmarkRun
) -> None:
    both = (first.id, second.id)
    assert part.call("list_flips", *both, "1", "lost", 0, 0)["flip"]["choices"] == ["records/q0"]
    none = part.call("list_flips", *both, "0", "gained", 0, 0)
    assert comparing.NO_FLIPS in none["flips-said"]
    assert none["flip"]["choices"] == []


def test_flips_come_a_page_at_a_time(
    part: Panel, first: BenchmarkRun, second: BenchmarkRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "AT_ONCE", 1)
    asked = (first.id, second.id, "2", "gained")
    for at, step, page in ((0, 0, 0), (0, 1, 1), (1, 1, 1), (1, -1, 0), (0, -1, 0)):
        shown = part.call("list_flips", *asked, at, step)
        assert shown["state"] == page
        assert shown["flip"]["choices"] == [f"records/q{page + 1}"]


def test_a_flip_opens_the_samples_of_both_runs(
    part: Panel, first: BenchmarkRun, second: BenchmarkRun
) -> None:
    shown = part.call("open_flip", first.id, second.id, "2", "gained", "records/q1")
    for side, run, answer in (
        ("before", first, "<td>8 tokens</td><td>B) two</td><td>wrong</td>"),
        ("after", second, "<td>8 tokens</td><td>A) one</td><td>right</td>"),
    ):
        assert run.id[:8] in shown[side]
        assert "Which is number 1?" in shown[side]
        assert answer in shown[side]
    nothing = part.call("open_flip", first.id, second.id, "2", "gained", None)
    assert nothing == {"before": "", "after": ""}
    other = part.call("open_flip", first.id, second.id, "2", "gained", "records/q9")
    assert "error-line" in other["before"]


def test_other_questions_are_refused_in_a_line(
    part: Panel, store: Store, first: BenchmarkRun, tmp_path_factory: Folders
) -> None:
    fewer = finished(store, tmp_path_factory.mktemp("fewer"), count=2)
    shown = part.call("compare_two_runs", first.id, fewer.id)
    assert shown["said"].count("error-line") == 1
    assert (
        "These two runs cannot be compared: the runs&#x27; questions are not the same"
        in (shown["said"])
    )
    assert shown["tables"] == ""
    with speaking("zh-CN"):
        assert "无法比较" in part.call("compare_two_runs", first.id, fewer.id)["said"]
    flips = part.call("list_flips", first.id, fewer.id, "0", "gained", 0, 0)
    assert "error-line" in flips["flips-said"]


def test_a_run_that_is_gone_is_one_line(part: Panel, first: BenchmarkRun) -> None:
    shown = part.call("compare_two_runs", first.id, "0" * 32)
    assert "not there any more" in shown["said"]
    assert (
        "not there any more"
        in (part.call("open_flip", first.id, "0" * 32, "0", "gained", "records/q1")["before"])
    )


def test_names_are_shown_as_text_and_what_is_left_out_is_told() -> None:
    before = samples([1.0], [0.0], task=HOSTILE)
    after = [*samples([0.0], [1.0], task=HOSTILE), *samples([0.0], [1.0], task=HOSTILE, budget=8)]
    found = compare_runs(before, after)
    for shown in (
        comparison_tables.differences(found), comparison_tables.tests(found),
        comparison_tables.notes(found),
    ):  # fmt: skip
        assert "<img" not in shown
        assert "&lt;img" in shown
    assert "Only in the second run, so not compared: " in comparison_tables.notes(found)


def test_two_budgets_that_differ_are_both_named() -> None:
    found = compare_runs(samples([1.0], budget=4), samples([0.0], budget=8))
    assert "4 tokens against 8 tokens" in comparison_tables.differences(found)
