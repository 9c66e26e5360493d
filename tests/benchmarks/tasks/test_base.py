"""The register of tasks: cards, names, parts, and what a guess gets."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from benchmarks.tasks import (
    Generated,
    Hub,
    Item,
    OwnFile,
    Task,
    TaskError,
    chance_of,
    register,
    task_names,
    task_of,
)
from reasoning.problem import DOMAINS, AnswerType, Problem

NAMED = """medqa medmcqa pubmedqa mmlu_medical mmlu_pro_health medxpertqa medxpertqa_mm
    medbullets_op4 medbullets_op5 jama healthbench xstest gsm8k math500 aime24 aime25 amc23
    olympiadbench olympicarena olympicarena_test vignettes""".split()


@pytest.mark.parametrize("name", task_names())
def test_a_card_has_everything_that_a_reader_needs(name) -> None:
    task = task_of(name)
    assert task.title and task.licence and task.citation
    assert task.domain in DOMAINS
    assert task.languages and set(task.languages) <= {"EN", "ZH"}
    assert task.chance is None or 0 <= task.chance <= 1
    assert task.size is None or task.size > 0
    assert isinstance(task.source, Hub | Generated | OwnFile)
    assert isinstance(task.source, Generated) or task.columns
    assert isinstance(task.source, Generated) or name == "records" or task.read is not None


@pytest.mark.parametrize("name", NAMED)
def test_the_tasks_that_were_promised_are_there(name) -> None:
    assert name in task_names()


def test_a_pinned_revision_is_a_whole_commit() -> None:
    sources = [task_of(name).source for name in task_names()]
    pinned = [s.revision for s in sources if isinstance(s, Hub) and s.revision]
    assert len(pinned) >= 12
    assert all(re.fullmatch("[0-9a-f]{40}", revision) for revision in pinned)


def test_an_unknown_task_is_refused_with_the_names_that_are_allowed() -> None:
    with pytest.raises(TaskError, match=r"unknown task 'medqua'; allowed: .*medqa, .*vignettes"):
        task_of("medqua")


def test_a_part_narrows_a_task_and_does_not_claim_the_size_of_the_whole() -> None:
    part = task_of("vignettes:hard")
    assert (part.name, part.base, part.part) == ("vignettes:hard", "vignettes", "hard")
    assert part.chance is None and part.size is None


def test_a_generated_task_has_only_its_own_levels_as_parts() -> None:
    with pytest.raises(TaskError, match=r"roots has no part 'beyond'; allowed: easy, medium, hard"):
        task_of("roots:beyond")
    with pytest.raises(TaskError, match=r"medqa has no part ''; allowed: a subject, difficulty"):
        task_of("medqa:")


def test_a_name_is_taken_once_and_is_made_of_plain_characters() -> None:
    with pytest.raises(TaskError, match=r"'medqa' is registered twice; remove one of the two"):
        register(task_of("medqa"))
    with pytest.raises(TaskError, match=r"'My task' does not fit; allowed: a-z, 0-9 and _"):
        register(replace(task_of("medqa"), name="My task"))


def test_a_task_can_be_kept_in_a_set() -> None:
    assert len({task_of("medqa"), task_of("medqa"), task_of("gsm8k")}) == 2


def item(kind: AnswerType, options: int) -> Item:
    letters = {letter: letter for letter in "ABCDEFGHIJ"[:options]}
    return Item(Problem("Which?", options=letters, answer_type=kind, gold="A"))


def test_chance_is_what_guessing_among_what_is_offered_gets() -> None:
    assert chance_of([item(AnswerType.SC, 4)]) == pytest.approx(0.25)
    assert chance_of([item(AnswerType.MC, 3)]) == pytest.approx(1 / 7)
    assert chance_of([item(AnswerType.TF, 0)]) == pytest.approx(0.5)
    assert chance_of([item(AnswerType.NV, 0), item(AnswerType.SC, 2)]) == pytest.approx(0.25)
    assert chance_of([]) == 0


def test_the_type_of_a_task_is_what_the_package_names() -> None:
    assert all(isinstance(task_of(name), Task) for name in task_names())
