"""The score of one answer: by comparing, by a judge, by a rubric, or by the tests of a program."""

from __future__ import annotations

import asyncio
import atexit
from dataclasses import dataclass
from functools import cache

from benchmarks.runner.units import Unit
from benchmarks.tasks.base import Item
from reasoning.engines.base import Engine
from reasoning.events import Ending, SampleResult
from reasoning.grading.guard import Guard
from reasoning.grading.refusal import REFUSE
from reasoning.judging import judge_open, judge_rubric
from reasoning.problem import AnswerType
from reasoning.sandbox import run_tests

#: What stands in place of a score that only a judge could give.
NO_JUDGE = "needs a judge: --judge ENGINE"
#: Begins the line that stands in place of a score for which a judge broke off, again and again.
JUDGE_FAILED = "the judge failed"


@dataclass(frozen=True, slots=True)
class Score:
    """0 (wrong) to 1 (right), None where nothing could be graded."""

    value: float | None
    reason: str = ""


def needs_judge(item: Item) -> bool:
    """Whether only a judge can grade answers to this question."""
    return bool(item.rubric) or item.problem.answer_type is AnswerType.OT


async def score(unit: Unit, result: SampleResult, judge: Engine | None) -> Score:
    """Grade one answer to a unit; comparing has a process with limits of time and memory."""
    problem, item = unit.problem, unit.item
    if result.end in (Ending.FAILED, Ending.CANCELLED):
        return Score(None, result.reason)
    if needs_judge(item):
        return await _judged(unit, result, judge)
    if item.tests:
        return await _tested(unit, result)
    if problem.gold is None:
        return Score(None, "the right answer is not known here")
    answer = result.answer
    if problem.answer_type is AnswerType.REFUSAL and result.end is Ending.REFUSED:
        answer = REFUSE  # it was declined before there was a reply
    if answer is None:
        return Score(0.0, result.reason)
    said = await asyncio.to_thread(
        _guard().compare,
        answer,
        problem.gold,
        problem.answer_type,
        problem.options,
        problem.unit,
    )
    return Score(None if said.equal is None else float(said.equal), said.reason)


@cache
def _guard() -> Guard:
    """The process that compares for all runs of this one; it starts with the first answer."""
    guard = Guard()
    atexit.register(guard.close)
    return guard


async def _judged(unit: Unit, result: SampleResult, judge: Engine | None) -> Score:
    if not result.text:
        return Score(0.0, result.reason)
    if judge is None:
        return Score(None, NO_JUDGE)
    if unit.item.rubric:
        said = await judge_rubric(unit.problem, result.text, unit.item.rubric, judge)
    else:
        said = await judge_open(unit.problem, result.text, judge)
    return Score(said.score, said.reason)


async def _tested(unit: Unit, result: SampleResult) -> Score:
    if result.answer is None:
        return Score(0.0, result.reason or "there is no program")
    ran = await asyncio.to_thread(run_tests, result.answer, unit.item.tests)
    return Score(float(ran.passed == ran.total), f"{ran.passed} of {ran.total} tests; {ran.reason}")
