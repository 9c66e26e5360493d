"""A report says what the statistics say, shows every text as text, and is the same each time."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from benchmarks.report.build import document
from benchmarks.report.command import command_of
from benchmarks.report.document import Command, Document, Listed, Section, Table, Text
from benchmarks.report.markdown import markdown
from benchmarks.report.page import page
from benchmarks.report.run_data import load_run
from benchmarks.report.words import estimate, p_value, percent
from benchmarks.runner import runner as of_runner
from benchmarks.runner.request import RequestError
from benchmarks.runner.session import open_run
from benchmarks.statistics import compare_runs, rows
from store import Store
from tests.benchmarks.report.made import HOSTILE, hostile_questions, small_run
from tests.benchmarks.runner.small import asked, engine, questions, ready


class Seen(HTMLParser):
    """Which elements a page has, which ids, where it points, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            if name == "id":
                self.ids[value or ""] += 1
            if name in ("src", "href", "xlink:href"):
                self.links.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_data(self, data: str) -> None:
        self.text += data


def tables(found: Document) -> dict[str, Table]:
    """Every table by its title, the last of those that share one."""

    def of(section: Section) -> list[Table]:
        own = [part for part in section.parts if isinstance(part, Table)]
        return own + [table for inner in section.sections for table in of(inner)]

    return {table.title: table for section in found.sections for table in of(section)}


def texts(section: Section) -> str:
    return " ".join(part.text for part in section.parts if isinstance(part, Text))


async def test_its_figures_are_those_of_the_statistics(store: Store, tmp_path: Path) -> None:
    data = await small_run(store, tmp_path)
    found = tables(document([data]))
    expected = rows(data.graded)
    shown = found["Accuracy by thinking budget (%)"]
    assert [row[0] for row in shown.rows] == ["0", "4", "none"]
    for row, one in zip(shown.rows, expected, strict=True):
        told = dict(zip(shown.head, row, strict=True))
        assert told["accuracy"] == percent(one["accuracy"])
        assert told["95 % interval"] == f"{percent(one['low'])} to {percent(one['high'])}"
        assert told["answers"] == str(one["samples"])
        assert told["pass@k"].endswith("(k = 4)")
    summary = data.summaries[0]
    numbers = dict(found["The curve in a few numbers"].rows)
    assert numbers["area under the curve, %"] == percent(summary.curve.area)
    assert numbers["overthinking tax, %"] == estimate(summary.curve.overthinking)
    costs = found["What an answer took"].rows
    assert [row[1] for row in costs] == ["0.0", "4.0", "8.0"]
    spread = summary.budgets[0].option_order
    assert spread is not None
    assert found["By order of the options (%)"].rows[0][1:4] == (
        str(spread.questions), *(percent(one.accuracy.mean) for one in spread.orders),
    )  # fmt: skip
    calibration = summary.budgets[0].vote_calibration
    assert calibration is not None
    assert found["Calibration"].rows[0][3] == f"{calibration.brier:.3f}"
    assert len(found["Self-check by question"].rows) == 1
    ends = found["How answers came about (count, %)"]
    for row in ends.rows:
        assert sum(int(cell.split()[0]) for cell in row[1:]) == 12


async def test_every_text_is_shown_as_text(store: Store, tmp_path: Path) -> None:
    data = await small_run(store, tmp_path, data=hostile_questions(tmp_path), shuffle=0)
    built = document([data])
    text = page(built)
    seen = Seen(text)
    assert not seen.tags.keys() & {"script", "img", "a", "link", "iframe", "object"}
    assert seen.handlers == []
    assert all(link.startswith("#") for link in seen.links)
    assert max(seen.ids.values()) == 1
    assert "default-src 'none'" in text
    assert "url(http" not in text
    assert HOSTILE.replace("\u202e", "\N{REPLACEMENT CHARACTER}") in seen.text
    told = markdown(built)
    assert "<script" not in told
    assert "\u202e" not in told
    assert not re.search(r"(?<!\\)!?\[", told)
    assert "http://" not in told
    heads = [line.count("|") - line.count("\\|") for line in told.splitlines() if "| ---" in line]
    assert heads
    for block in told.split("\n\n"):
        if block.startswith("| "):
            assert len({line.count("|") - line.count("\\|") for line in block.splitlines()}) == 1


async def test_it_is_the_same_each_time(store: Store, tmp_path: Path) -> None:
    data = await small_run(store, tmp_path)
    again = load_run(store.benchmarks, data.run.id)
    assert page(document([data])) == page(document([again]))
    assert markdown(document([data])) == markdown(document([again]))


async def test_it_holds_all_that_the_run_can_be_had_again_with(
    store: Store, tmp_path: Path
) -> None:
    data = await small_run(store, tmp_path)
    request = asked(tmp_path, budgets=(0, 4, None), samples=2, shuffle=1, self_check=1)
    command = command_of(request, data.plan)
    text = Seen(page(document([data]))).text
    for said in (command, data.run.id, data.run.key, data.plan.grader, data.plan.prompts):
        assert said in text
    assert "--budgets 0,4,none --samples 2 --seed 0 --temperature 0.7 --ladder" in command
    assert dict(tables(document([data]))["Versions"].rows).keys() >= {"python", "numpy", "scipy"}


async def test_an_unfinished_run_is_said_to_be_one(store: Store, tmp_path: Path) -> None:
    run = open_run(store.benchmarks, ready(asked(tmp_path, budgets=(0, 4)), engine()))
    built = document([load_run(store.benchmarks, run.id)])
    assert "is unfinished: queued, 0 of 3 samples" in built.warnings[0]
    assert "There are no answers yet." in texts(built.sections[0])
    assert "is unfinished" in page(built)
    assert "**Unfinished.**" in markdown(built)


async def test_several_runs_are_compared_with_the_first(store: Store, tmp_path: Path) -> None:
    first = await small_run(store, tmp_path)
    second = await small_run(store, tmp_path, seed=1)
    built = document([first, second])
    expected = compare_runs(first.graded, second.graded)
    shown = tables(built)["Tests"].rows
    assert [row[5] for row in shown] == [
        p_value(one.paired.permutation_p) for one in expected.pairs
    ]
    assert built.sections[0].sections[0].title == f"{second.short} against {first.short}"
    assert page(built).count("<svg") == 1 + 3 + 3
    with pytest.raises(RequestError, match="name each run once"):
        document([first, first])


async def test_runs_of_other_questions_are_not_compared(store: Store, tmp_path: Path) -> None:
    first = await small_run(store, tmp_path)
    second = await small_run(store, tmp_path, limit=2)
    section = document([first, second]).sections[0].sections[0]
    assert "Not compared: the runs' questions are not the same" in texts(section)


async def test_other_questions_with_the_same_ids_are_not_compared(
    store: Store, tmp_path: Path
) -> None:
    first = await small_run(store, tmp_path)
    other = questions(tmp_path, question="Which one?")
    second = await small_run(store, tmp_path, data=other)
    assert {one.item for one in first.graded} == {one.item for one in second.graded}
    section = document([first, second]).sections[0].sections[0]
    assert "have the same ids and are not the same" in texts(section)


async def test_versions_are_those_of_the_starts_of_the_run_and_not_of_the_reporter(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = iter([{"python": "3.98", "numpy": "1"}, {"python": "3.99"}])
    monkeypatch.setattr(of_runner, "versions", lambda: next(starts))
    data = await small_run(store, tmp_path, shuffle=0, samples=1, self_check=0)
    shown = tables(document([data]))["Versions"]
    assert shown.head == ("package", "version")
    assert shown.rows == (("python", "3.98"), ("numpy", "1"))
    again = await small_run(store, tmp_path, shuffle=0, samples=1, self_check=0)
    shown = tables(document([again]))["Versions"]
    assert shown.head == ("package", "start 1", "start 2")
    assert shown.rows == (("python", "3.98", "3.99"), ("numpy", "1", "–"))


async def test_p_values_are_corrected_for_all_runs_of_the_report(
    store: Store, tmp_path: Path
) -> None:
    first, *others = [await small_run(store, tmp_path, seed=seed) for seed in range(3)]
    alone = document([first, others[0]]).sections[0].sections[0]
    together = document([first, *others]).sections[0].sections[0]
    tests = [table for table in together.parts if isinstance(table, Table)][1]
    assert "all 6 tests of this report" in tests.note
    assert "all 3 tests of this report" in str(alone)


def test_a_command_is_shown_with_its_spaces() -> None:
    typed = "run --data '/a  b\u3000c.jsonl'"
    found = Document("t", (), (Section("s", (Command(typed),)),))
    said = typed.replace("\u3000", " ")
    assert said in Seen(page(found)).text
    assert said in markdown(found)


def test_markdown_shows_texts_and_figures_as_they_are() -> None:
    said = ("1. no list", "-3 is no list", "50.0", "a | b", "www.evil.example", "<b> & `c` *d*")
    table = Table("t", ("x", "y"), (("-1.5", "50.0"),))
    parts = (*map(Text, said), table, Listed("+1", ("_i_",)), Command("a ``` b"))
    told = markdown(Document("t", (), (Section("s", parts),))).split("\n\n")
    assert told[2:8] == [
        "1\\. no list", "\\-3 is no list", "50\\.0", "a \\| b", "www\\.evil.example",
        "&lt;b&gt; &amp; \\`c\\` \\*d\\*",
    ]  # fmt: skip
    assert told[9].splitlines() == ["| x | y |", "| --- | ---: |", "| -1.5 | 50.0 |"]
    assert told[10:] == ["\\+1: \\_i\\_", "````\na ``` b\n````\n"]


def test_there_is_no_report_of_a_run_that_is_not_there(store: Store) -> None:
    with pytest.raises(RequestError, match="there is no run"):
        load_run(store.benchmarks, "0" * 32)
