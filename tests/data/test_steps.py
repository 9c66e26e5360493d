"""Single steps of school problems: right, and asked one at a time in tests."""

from __future__ import annotations

import random
import re

import pytest

from data.generators import AT_ONCE, TASKS, examples, maths
from data.generators.base import SPLITS, spelled_out
from data.generators.maths import steps
from data.generators.maths.work import apply
from reasoning.problem import AnswerType

_ONE = re.compile(r"(-?\d+) ([-+*/]|mod) \(?(-?\d+)\)?")


def _value(operation: str) -> int:
    a, op, b = _ONE.fullmatch(operation).groups()
    return apply(int(a), op, int(b))


@pytest.mark.parametrize("split", SPLITS)
def test_every_operation_has_its_result(split) -> None:
    several = 0
    for example in examples("steps", 300, 3, None, split):
        problem = example.problem
        assert example.thoughts is None
        asked = [found.group() for found in _ONE.finditer(problem.question)]
        if problem.answer_type is AnswerType.NV:
            assert len(asked) == 1
            assert int(problem.gold) == _value(asked[0])
            assert example.answer == f"$\\boxed{{{problem.gold}}}$"
        elif " = " in problem.gold and problem.gold.count(" = ") == len(asked) > 1:
            several += 1
            for line, operation in zip(problem.gold.splitlines(), asked, strict=True):
                assert line == f"{operation} = {_value(operation)}"
    assert (several > 50) == (split == "train")


@pytest.mark.parametrize("task", maths.FAMILIES)
def test_every_family_has_steps_to_ask_for(task) -> None:
    only = steps.family({task: maths.FAMILIES[task]})
    made = [only.make(random.Random(seed), "hard", "test").problem for seed in range(40)]
    assert {problem.answer_type for problem in made} == {AnswerType.NV, AnswerType.TEXT}


def test_a_plan_is_that_of_the_problem() -> None:
    only = steps.family({"sums": maths.FAMILIES["sums"]})
    made = [only.make(random.Random(seed), "easy", "train").problem for seed in range(60)]
    plans = [problem for problem in made if problem.gold.startswith("start ")]
    assert len(plans) > 8
    for problem in plans:
        for number in re.findall(r"\d+", problem.gold):
            assert number in problem.question


def test_wordings_of_one_split_are_met_in_no_other() -> None:
    for wordings in (steps.PLAN, steps.OPERATE):
        told = [text for wording in wordings for text in spelled_out(wording)]
        assert len(told) == len(set(told))


def test_tasks_without_a_thought_are_those_named() -> None:
    without = {task for task in TASKS if next(examples(task, 1, 0)).thoughts is None}
    assert without == AT_ONCE
