"""Reasoning under a thinking budget: `reason(problem, budget, engine)` streams events.

run = reason(Problem("What is 2 + 3?", domain="maths"), Budget(thinking_tokens=64), engine)
async for event in run:
    ...
"""

from reasoning.budget import Budget
from reasoning.decoding import Decoding
from reasoning.problem import AnswerType, Message, Problem, from_record, read_problem
from reasoning.run import AUTO, Run, curve, reason

__all__ = [
    "AUTO",
    "AnswerType",
    "Budget",
    "Decoding",
    "Message",
    "Problem",
    "Run",
    "curve",
    "from_record",
    "read_problem",
    "reason",
]
