"""Single steps of the work on a school problem, asked for by themselves, as facts are of medicine.

What is left for a thought to teach is to take them in turn.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence

from data.generators.base import Difficulty, Example, Family, Split, provenance, worded
from reasoning.problem import AnswerType, Problem

#: How often a problem is to be planned only; else one of its operations is to be done.
PLANNED = 0.3
#: In training several operations may be asked for at once.
MOST_OPERATIONS = 8
#: One operation and its result, as a line of work or a part of it has it.
OPERATION = re.compile(r"(-?\d+ (?:[-+*/]|mod) (?:\d+|\(-\d+\))) = (-?\d+)")
PLAN = (
    "[Plan it only|Only the plan]: {0}",
    "{0} [What|Which steps] would you [do|take|plan] [first of all|one after another]?",
    "[Say|Tell me|Name] [how|the way|the steps], not the result. {0}",
    "[What is the plan|What is to be done|How is this done]? {0}",
    "{0} [The plan only|No result yet, only the plan|Plan the steps], please.",
    "[Plan|Lay out] the [work|steps]: {0}",
    "How would you go about this? {0}",
    "{0} [Say only how|Give only the plan].",
    "[Just|Only] plan the work on this. {0}",
    "Give the plan, not the result: {0}",
    "{0} Name only the steps to take.",
)
OPERATE = (
    "[Calculate|Work out|Compute] {0}.",
    "[Give|Say|Tell me|Write down] [the value of|the result of|what is] {0}.",
    "[And|So|Now] {0}?",
    "[Do|Solve] [this|these]: {0}",
    "[How much|What] [does it make|do you get]: {0}?",
    "{0} [makes|gives|is] [what|how much]?",
    "[Please|Just] [calculate|compute|work out] {0}.",
    "What is {0}?",
    "{0} = ?",
    "{0}",
    "How much is {0}?",
    "Find the [value|result] of {0}.",
)


def family(others: Mapping[str, Family]) -> Family:
    """The family whose problems are single steps of those of `others`."""

    def make(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
        found = None
        while found is None:
            task = rng.choice(list(others))
            found = _step(rng, others[task].make(rng, difficulty, split), split)
        question, answer, kind = found
        problem = Problem(
            question=question,
            domain="maths",
            answer_type=kind,
            gold=answer,
            task="steps",
            difficulty=difficulty,
            provenance=provenance(split),
        )
        told = f"$\\boxed{{{answer}}}$" if kind is AnswerType.NV else answer
        return Example(problem, told, None)

    return Family(make, lambda problem, thought: [])


def _step(rng: random.Random, example: Example, split: Split) -> tuple[str, str, AnswerType] | None:
    assert example.thoughts is not None
    plan, *lines = example.thoughts.journey.splitlines()
    if rng.random() < PLANNED:
        question = worded(rng, PLAN, split).format(example.problem.question)
        return question, plan.removeprefix("Plan: "), AnswerType.TEXT
    operations = dict(_operations(lines))
    if not operations:
        return None
    # Graders take the last of several lines for the answer.
    most = min(MOST_OPERATIONS, len(operations)) if split == "train" else 1
    asked = rng.sample(list(operations), rng.randint(1, most))
    question = worded(rng, OPERATE, split).format("; ".join(asked))
    if len(asked) == 1:
        return question, operations[asked[0]], AnswerType.NV
    return question, "\n".join(f"{one} = {operations[one]}" for one in asked), AnswerType.TEXT


def _operations(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What lines of work compute: "- t + 6 gives i: 9 + 6 = 15, 15 mod 11 = 4" has two."""
    for line in lines:
        if line.startswith("- "):
            for part in line.removeprefix("- ").rpartition(": ")[-1].split(", "):
                if found := OPERATION.fullmatch(part):
                    yield found[1], found[2]
