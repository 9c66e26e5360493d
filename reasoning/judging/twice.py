"""A yes-or-no question for a judge, asked twice in two orders."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from reasoning.budget import Budget
from reasoning.engines.base import Engine
from reasoning.errors import BudgetError
from reasoning.events import End, Ending, Result
from reasoning.problem import AnswerType, Problem
from reasoning.run import reason

#: What a judge may spend on one question, in one order.
JUDGE_BUDGET = Budget(thinking_tokens=1_024, answer_tokens=128)
#: Longest text that is put before a judge, in characters; of a longer one the end.
MAX_TEXT = 10_000

_ENDED = (Ending.ANSWERED, Ending.CUT)
_TAG = re.compile(r"<(/?\s*(?:question|reference|answer|criterion)\b[^<>]*)>", re.I)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judge's score, 0 to 1, and why; no score where it could not be had."""

    score: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Twice:
    """What a judge said in both orders: yes or no, or None where it said neither or both."""

    verdict: bool | None
    reason: str


async def ask_twice(
    first: str, second: str, yes: str, no: str, engine: Engine, budget: Budget = JUDGE_BUDGET
) -> Twice:
    """Ask whether `yes` or `no` is true, once as `first` with yes above no, once as `second` below.

    `first` and `second` are one question, with its parts in one order and in the other.
    """
    said = await asyncio.gather(
        _asked(first, {"A": yes, "B": no}, "A", engine, budget),
        _asked(second, {"A": no, "B": yes}, "B", engine, budget),
    )
    verdicts = [verdict for verdict, _ in said]
    if verdicts[0] is not None and verdicts[0] == verdicts[1]:
        return Twice(verdicts[0], yes if verdicts[0] else no)
    if None not in verdicts:
        return Twice(None, "the judge says otherwise when the order is swapped")
    return Twice(None, next(reason for verdict, reason in said if verdict is None))


async def _asked(
    question: str, options: dict[str, str], yes: str, engine: Engine, budget: Budget
) -> tuple[bool | None, str]:
    """What a judge says to one question, and why where it says nothing."""
    problem = Problem(question, "general", options, AnswerType.SC)
    try:
        run = reason(problem, budget, engine)
    except BudgetError as error:
        return None, f"the judge cannot be asked: {error}"
    result: Result | None = None
    async for event in run:
        if isinstance(event, End):
            result = event.result
    if result is None or result.end not in _ENDED or result.answer is None:
        why = f" ({result.reason})" if result and result.reason else ""
        return None, f"the judge gave no verdict{why}"
    return result.answer == yes, ""


def conversation(problem: Problem) -> str:
    """What was asked, the earlier turns above it, between tags."""
    turns = [f"{m.role}: {m.content}" for m in problem.history]
    return tagged("question", "\n\n".join([*turns, problem.question]))


def tagged(tag: str, text: str) -> str:
    """A text between tags, and no such tags inside it: an answer cannot end itself and go on as
    something else. They are written otherwise, not cut out: what a cut leaves could be one again.
    """
    shown = _TAG.sub(r"‹\1›", text.strip())[-MAX_TEXT:]
    return f"<{tag}>\n{shown}\n</{tag}>"
