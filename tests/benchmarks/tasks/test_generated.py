"""Generated sets: the same for a seed, never a question twice, in the types that were promised."""

from __future__ import annotations

from itertools import islice

import pytest

from benchmarks.tasks import (
    STANDARD,
    Generated,
    available,
    chance_of,
    items,
    load,
    task_names,
    task_of,
)
from benchmarks.tasks.generated import TITLES
from data.generators import TASKS
from reasoning.problem import AnswerType

FAMILIES = [name for name in task_names() if isinstance(task_of(name).source, Generated)]
N = 9


def test_every_family_is_a_task_and_has_a_title() -> None:
    assert set(FAMILIES) == set(TASKS) == set(TITLES)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_seed_gives_the_same_questions_and_another_seed_others(name) -> None:
    first = load(task_of(name), limit=N)
    assert first == load(task_of(name), limit=N)
    other = load(task_of(name), limit=N, seed=1)
    assert {i.problem.question for i in first} != {i.problem.question for i in other}
    assert not {i.problem.id for i in first} & {i.problem.id for i in other}


@pytest.mark.parametrize("name", FAMILIES)
def test_a_generated_question_has_all_that_results_are_counted_under(name) -> None:
    made = load(task_of(name), limit=N)
    assert len(made) == N
    assert {i.problem.difficulty for i in made} == {"easy", "medium", "hard"}
    for item in made:
        problem = item.problem
        assert problem.gold and problem.domain == task_of(name).domain
        assert problem.id.startswith(f"{name}/{name}-{problem.difficulty}-test-0-")
        assert (problem.task, problem.subject, problem.language) == (name, name, "EN")
        assert problem.provenance.source == "generated" and problem.provenance.split == "test"


@pytest.mark.parametrize("name", FAMILIES)
def test_no_question_comes_twice(name) -> None:
    made = load(task_of(name), limit=60)
    assert len({(i.problem.question, *i.problem.options.values()) for i in made}) == len(made)
    assert len({i.problem.id for i in made}) == len(made)


@pytest.mark.parametrize("name", FAMILIES)
def test_chance_is_what_the_card_says(name) -> None:
    chance = task_of(name).chance
    assert chance is not None
    assert chance_of(load(task_of(name), limit=60)) == pytest.approx(chance, abs=0.06)


def test_vignettes_are_single_best_answers() -> None:
    for item in load(task_of("vignettes"), limit=N):
        assert item.problem.answer_type is AnswerType.SC
        assert item.problem.gold in item.problem.options


def test_a_longer_set_begins_with_the_shorter_one() -> None:
    assert load(task_of("sums"), limit=30)[:10] == load(task_of("sums"), limit=10)


def test_without_a_limit_the_standard_set_is_made() -> None:
    assert len(load(task_of("sums"))) == STANDARD


def test_questions_are_made_when_they_are_reached() -> None:
    assert len(list(islice(items(task_of("vignettes")), 2))) == 2
    assert available(task_of("vignettes"))


def test_a_family_that_runs_out_ends(monkeypatch) -> None:
    from benchmarks.tasks import loading

    (one,) = islice(loading.examples("sums", 1, 0, "easy"), 1)
    monkeypatch.setattr(loading, "examples", lambda *_: iter([one] * 10_000))
    assert len(load(task_of("sums"), limit=5)) == 1


def test_beyond_is_had_as_a_part() -> None:
    made = load(task_of("vignettes:beyond"), limit=2)
    assert [i.problem.difficulty for i in made] == ["beyond", "beyond"]
    assert made[0].problem.id.startswith("vignettes/vignettes-beyond-")
    assert made[0].problem.task == "vignettes"
