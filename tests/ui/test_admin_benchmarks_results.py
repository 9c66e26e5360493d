"""Results of benchmark runs on the administrator's page: handlers called as Gradio would."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.runner.results import graded_of
from benchmarks.statistics import rows
from store import BenchmarkRun, Status, Store
from tests.benchmarks.statistics.answers import answer, samples, votes
from tests.ui.accounts import store_at
from tests.ui.benchmark_runs import HOSTILE, Panel, finished
from ui.admin.benchmarks import answers, results, tables, words
from ui.language import speaking

ANY: tuple[list[str], ...] = ([],) * len(results.FILTERS)
PARTS = ("said", "table", "plot", "measures", "calibration", "downloads")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_at(tmp_path_factory.mktemp("results")) as opened:
        yield opened


@pytest.fixture(scope="module")
def part(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Panel:
    return Panel(results.build, store, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def run(store: Store, tmp_path_factory: pytest.TempPathFactory) -> BenchmarkRun:
    return finished(store, tmp_path_factory.mktemp("questions"))


def test_every_handler_refuses_whoever_is_no_administrator(part: Panel, run: BenchmarkRun) -> None:
    part.refuses_others([run.id])


def test_the_page_holds_no_run_before_an_administrator_asks(part: Panel, run: BenchmarkRun) -> None:
    assert run.id not in str(part.page.config)
    offered = part.call("list_result_runs", [run.id, "gone"])["runs"]
    assert [id for _, id in offered["choices"]] == [run.id]
    assert offered["value"] == [run.id]


def test_without_a_choice_nothing_is_shown_but_what_to_do(part: Panel, run: BenchmarkRun) -> None:
    shown = part.call("show_results", [], *ANY)
    assert results.CHOOSE_RUNS in shown.pop("said")
    assert set(shown.values()) == {""}
    gone = part.call("show_results", ["0" * 32], *ANY)
    assert "error-line" in gone["said"]
    assert not gone["table"]


def test_the_table_has_the_figures_of_the_statistics(
    part: Panel, run: BenchmarkRun, store: Store
) -> None:
    shown = part.call("show_results", [run.id], *ANY)
    assert set(PARTS) <= shown.keys()
    assert shown["said"] == ""
    found = rows(graded_of(store.benchmarks, run.id))
    assert len(found) == 3
    for row in found:
        assert f"<td>{words.percent(row['accuracy'])}</td>" in shown["table"]
        assert f"<td>{words.between(row['low'], row['high'])}</td>" in shown["table"]
    assert shown["table"].count("<tr>") == 4
    assert "<svg" in shown["plot"]
    assert "Right at some budget" in shown["measures"]
    assert f"/admin/benchmarks/{run.id}/all" in shown["downloads"]


def test_kinds_of_questions_narrow_the_figures_and_what_no_run_has_is_dropped(
    part: Panel, run: BenchmarkRun
) -> None:
    asked = (["records"], ["counting"], [], [], ["text"], ["SC"])
    shown = part.call("show_results", [run.id], *asked)
    assert shown["subject"]["choices"] == [("counting", "counting")]
    assert shown["answer-type"]["value"] == ["SC"]
    assert shown["table"].count("<tr>") == 4
    other = part.call("show_results", [run.id], ["no such task"], *ANY[1:])
    assert other["task"]["value"] == []
    assert other["table"].count("<tr>") == 4


def test_answers_are_kept_if_they_are_of_every_kind_asked_for() -> None:
    graded = [answer(1, 1.0, subject="a"), answer(2, 1.0, subject="b", language="EN")]
    assert results.of_kinds(graded, ((), ("a", "b"), (), (), (), ())) == graded
    assert results.of_kinds(graded, ((), ("b",), (), ("EN",), ("text",), ())) == graded[1:]
    assert results.of_kinds(graded, ((), (), (), (), ("image",), ())) == []
    assert results.of_kinds(graded, ((), ("a",), (), ("EN",), (), ())) == []


def test_a_run_that_is_not_finished_says_so(part: Panel, run: BenchmarkRun, store: Store) -> None:
    benchmarks = store.benchmarks
    going = benchmarks.open("half", title="half", request={}, plan=run.plan, total=6)
    assert benchmarks.claim(going.id, "me", 60)
    benchmarks.samples.take_over(going.id, "me", benchmarks.samples.of(run.id))
    benchmarks.tell(going.id, "me", Status.STOPPED)
    both = part.call("show_results", [run.id, going.id], *ANY)
    assert "unfinished: 3 of 6 samples" in both["said"]
    assert both["said"].count("unfinished") == 1
    assert both["table"].count("<tr>") == 7
    (label,) = [name for name, id in answers.choices(benchmarks) if id == going.id]
    assert "unfinished: 3 of 6 samples" in label
    benchmarks.delete(going.id)


def test_more_finished_samples_are_seen_at_once(store: Store, run: BenchmarkRun) -> None:
    benchmarks = store.benchmarks
    going = benchmarks.open("grows", title="grows", request={}, plan=run.plan, total=3)
    assert benchmarks.claim(going.id, "me", 60)
    for count, sample in enumerate(benchmarks.samples.of(run.id), 1):
        benchmarks.samples.take_over(going.id, "me", [sample])
        assert len(answers.read(benchmarks, going.id).chains) == count
    benchmarks.tell(going.id, "me", Status.STOPPED)
    benchmarks.delete(going.id)
    with pytest.raises(answers.NoRun):
        answers.read(benchmarks, going.id)


def test_names_are_shown_as_text() -> None:
    graded = samples([1.0, 0.0], [1.0, 1.0], task=HOSTILE, probability=0.5)
    of = {HOSTILE: results.summaries(graded)}
    for shown in (tables.results(of), tables.measures(of), tables.calibration(of)):
        assert "<img" not in shown
        assert "&lt;img" in shown


def test_votes_and_probabilities_are_each_calibrated() -> None:
    graded = [*votes(1, "AAB", probability=0.9), *votes(2, "BBA", probability=0.2)]
    of = {"run": results.summaries(graded)}
    assert "(k = 3)" in tables.results(of)
    shown = tables.calibration(of)
    assert tables.VOTES in shown
    assert "own probability" in shown
    assert tables.calibration({"run": results.summaries(samples([1.0], [0.0]))}) == ""


def test_bounds_are_shown_where_answers_could_not_be_graded_and_nowhere_else() -> None:
    graded = [*samples([None, 1.0], [0.0], budget=0), *samples([1.0, 1.0], [0.0], budget=4)]
    shown = tables.results({"run": results.summaries(graded)})
    assert "<td>[25.0 – 50.0%]</td>" in shown
    assert shown.count("[") == 1
    head = shown.partition("</thead>")[0]
    assert head.index("95 % interval") < head.index("Lower and upper bound") < head.index("maj@k")
    with speaking("zh-CN"):
        chinese = tables.results({"run": results.summaries(graded)})
    assert "下限与上限" in chinese
    assert "<td>[25.0 – 50.0%]</td>" in chinese
    assert words.bounds(None, None) == words.bounds(0.5, 0.5) == "–"


def test_figures_are_written_for_people() -> None:
    assert words.points(-0.021) == "−2.1"
    assert words.points(0.021) == "+2.1"
    assert [words.p_value(p) for p in (None, 0.00001, 0.5)] == ["–", "<0.0001", "0.5000"]
    assert words.dollars(None) == words.number(None) == words.percent(None) == "–"
    assert words.verdict(answer(1, 0.25)) == "25.0%"
    with speaking("zh-CN"):
        assert words.verdict(answer(1, None)) == "未评分"
