"""Runs compared at every budget of theirs, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from benchmarks.statistics import (
    ComparisonError,
    compare_runs,
    correct_together,
    show_comparison,
)
from tests.benchmarks.statistics.answers import answer, samples

FIRST = [*samples([0.0], [1.0], [0.0]), *samples([1.0], [1.0], [0.0], budget=256)]
SECOND = [*samples([1.0], [1.0], [1.0]), *samples([1.0], [0.0], [1.0], budget=256)]


def test_every_common_budget_is_compared_and_corrected_for_being_several() -> None:
    found = compare_runs(FIRST, [*SECOND, *samples([1.0], [1.0], [1.0], budget=None)])
    assert [(c.first_budget, c.second_budget) for c in found.pairs] == [(64, 64), (256, 256)]
    assert [c.paired.difference for c in found.pairs] == pytest.approx([2 / 3, 0])
    assert [c.paired.permutation_p for c in found.pairs] == [0.5, 1]
    assert [c.holm_p for c in found.pairs] == [1, 1]
    assert found.second_only == (("quiz", None),)
    assert found.first_only == ()


def test_runs_of_one_budget_each_are_compared_with_each_other() -> None:
    found = compare_runs(samples([0.0]), samples([1.0], budget=None))
    assert [(c.first_budget, c.second_budget) for c in found.pairs] == [(64, None)]
    assert found.first_only == () == found.second_only


def test_tasks_are_compared_each_on_its_own() -> None:
    first = [answer(0, 1.0), answer("x", 0.0, task="exam")]
    second = [answer(0, 1.0), answer("x", 1.0, task="exam")]
    assert [(c.task, c.paired.difference) for c in compare_runs(first, second).pairs] == [
        ("exam", 1),
        ("quiz", 0),
    ]


def test_different_questions_are_refused_with_their_count_and_some_names() -> None:
    first, second = samples(*[[1.0]] * 6), samples([1.0])
    with pytest.raises(ComparisonError) as refused:
        compare_runs(first, [*second, answer("new", 1.0)])
    line = str(refused.value)
    assert "1 in both, 5 only in the first (quiz/1, quiz/2, quiz/3, …)" in line
    assert "1 only in the second (quiz/new)" in line
    assert "\n" not in line


def test_other_questions_with_the_same_ids_are_refused() -> None:
    same = {"quiz": "1a", "only here": "2b"}
    assert compare_runs(FIRST, SECOND, (same, {"quiz": "1a", "only there": "3c"})).pairs
    with pytest.raises(ComparisonError, match="of quiz have the same ids and are not the same;"):
        compare_runs(FIRST, SECOND, (same, {"quiz": "9f"}))


def test_a_task_and_a_part_of_it_are_not_the_same_task() -> None:
    part = [replace(one, task="quiz:easy") for one in SECOND]
    with pytest.raises(ComparisonError, match="are quiz in the first run and quiz:easy in the sec"):
        compare_runs(FIRST, part)


def test_several_comparisons_are_corrected_for_all_their_tests() -> None:
    worse, same = samples(*[[1.0]] * 8), samples(*[[0.0]] * 8)
    better = compare_runs(same, worse)
    nothing = compare_runs(samples([None]), samples([None]))
    assert better.pairs[0].holm_p == better.pairs[0].bh_p == 2 / 2**8
    first, without, second = correct_together([better, nothing, compare_runs(same, same)])
    assert (first.pairs[0].holm_p, second.pairs[0].holm_p) == (4 / 2**8, 1)
    assert (first.pairs[0].bh_p, second.pairs[0].bh_p) == (4 / 2**8, 1)
    assert without == nothing
    assert without.pairs[0].holm_p is None


def test_a_budget_that_one_run_has_not_finished_is_refused() -> None:
    with pytest.raises(ComparisonError, match="of quiz at budget 256 are not the same: 2 in both"):
        compare_runs(FIRST, SECOND[:-1])


def test_no_common_budget_is_refused() -> None:
    with pytest.raises(ComparisonError, match="64, 256 in the first, 0, none in the second"):
        compare_runs(
            FIRST,
            [*samples([1.0], [1.0], [1.0], budget=0), *samples([0.0], [0.0], [0.0], budget=None)],
        )


@pytest.mark.parametrize(("first", "second", "name"), [([], FIRST, "first"), (FIRST, [], "second")])
def test_a_run_without_answers_is_refused(first, second, name) -> None:
    with pytest.raises(ComparisonError, match=f"the {name} run has no answers yet"):
        compare_runs(first, second)


def test_the_record_is_json() -> None:
    record = compare_runs(FIRST, SECOND).to_record()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["pairs"][0]["paired"]["gained"] == ["quiz/0", "quiz/2"]


def shown(first, second) -> str:
    text = StringIO()
    show_comparison(compare_runs(first, second), Console(file=text, width=100))
    return text.getvalue()


def test_the_terminal_shows_differences_tests_and_flips() -> None:
    text = shown(FIRST, SECOND)
    assert "+66.7" in text
    assert "tango" in text
    assert "for 2 comparisons" in text
    assert "quiz at 64, gained: quiz/0, quiz/2" in text
    assert "quiz at 256, lost: quiz/1" in text
    assert max(map(len, text.splitlines())) <= 100


def test_the_terminal_says_what_could_not_be_compared() -> None:
    text = shown(samples([None], [1.0]), samples([1.0], [1.0]))
    assert "1 questions left out" in text
    assert "+0.0 [+0.0 to +50.0]" in text
    nothing = shown(samples([None]), samples([None]))
    assert "-" in nothing
    assert "for 0 comparisons" in nothing


def test_ids_in_brackets_are_shown_as_they_are() -> None:
    first, second = [answer("[red]x[/red]", 0.0)], [answer("[red]x[/red]", 1.0)]
    assert "quiz/[red]x[/red]" in shown(first, second)


def test_long_lists_of_flips_say_how_many_more() -> None:
    assert "and 4 more" in shown(samples(*[[0.0]] * 12), samples(*[[1.0]] * 12))
