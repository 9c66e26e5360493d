"""Units: a question, in one order of its options, asked once; what is finished, counted, cached."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.runner.plan import Plan, TaskPlan, digest
from benchmarks.tasks.base import Item
from reasoning.decoding import derive_seed
from reasoning.domains import domain_of, messages
from reasoning.events import as_record
from reasoning.problem import AnswerType, Problem

#: An option that speaks of others by their place or letter means something else elsewhere.
_REFERS = re.compile(
    r"\b(?:all|none|both|neither|any|either)(?: one)? of (?:the )?(?:above|these|those|them)\b"
    r"|\b(?:above|below)\b|\b[A-J]\)?(?:,| and| or| &|/)\s*\(?[A-J]\b|以上|上述",
    re.I,
)
#: How often another order is looked for before there is taken to be none.
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Unit:
    """One question, in one order of its options, asked once.

    `problem` is as it is asked; `letters` gives for each letter of it that of the order as it came,
    and is empty for order 0. `seed` is the unit's own. `key` is a hash of all that decides what
    comes out of it.
    """

    task: str
    item: Item
    order: int
    sample: int
    problem: Problem
    letters: Mapping[str, str]
    seed: int
    answer_tokens: int
    key: str

    @property
    def place(self) -> tuple[str, str, int, int]:
        """Which unit of its run it is: task, question, order, sample."""
        return self.task, self.problem.id, self.order, self.sample

    def as_it_came(self, answer: str | None) -> str | None:
        """An answer with the letters of the order as it came; in order, where there are several."""
        if answer is None or not self.letters:
            return answer
        named = [letter.strip() for letter in answer.split(",")]
        if not all(letter in self.letters for letter in named):
            return answer
        return ", ".join(sorted(self.letters[letter] for letter in named))


def make_units(plan: Plan, items: Mapping[str, Sequence[Item]]) -> list[Unit]:
    """Every unit of a plan, those of one question together, so that their prompt is reused."""
    return [
        unit
        for task in plan.tasks
        for item in items[task.name]
        for unit in _units_of(plan, task, item)
    ]


def _units_of(plan: Plan, task: TaskPlan, item: Item) -> Iterator[Unit]:
    orders = [(item.problem, {}), *shufflings(item.problem, plan.shuffle, plan.seed)]
    for order, (problem, letters) in enumerate(orders):
        asked = digest(
            {
                "problem": _asked(problem),
                "messages": [m.to_record() for m in messages(domain_of(problem), problem)],
                "rubric": as_record(item.rubric),
                "tests": as_record(item.tests),
                "engine": plan.engine,
                "model": plan.model,
                "revision": plan.revision,
                "model_format": plan.model_format,
                "budgets": list(plan.budgets),
                "mode": plan.mode,
                "temperature": plan.temperature,
                "answer_tokens": task.answer_tokens,
                "judge": plan.judge,
                "grader": plan.grader,
                "asking": plan.asking,
            }
        )
        for sample in range(plan.samples):
            seed = derive_seed(plan.seed, problem.id, order, sample)
            # Greedy draws are the same for every seed.
            key = digest([asked, seed if plan.temperature > 0 else sample])
            yield Unit(
                task.name, item, order, sample, problem, letters, seed, task.answer_tokens, key
            )


def _asked(problem: Problem) -> dict[str, object]:
    """What of a problem decides an outcome; where it was found does not."""
    record = problem.to_record()
    return {
        name: value
        for name, value in record.items()
        if name not in ("id", "task", "source", "license", "split")
    }


def shufflings(problem: Problem, count: int, seed: int) -> list[tuple[Problem, dict[str, str]]]:
    """A choice with its options in other orders, and each order's letters as they came.

    Fewer than `count` where there are no more orders; none where an option speaks of the others
    ("all of the above"), and for what is no choice.
    """
    letters = list(problem.options)
    if problem.answer_type not in (AnswerType.SC, AnswerType.MC) or any(
        _REFERS.search(text) for text in problem.options.values()
    ):
        return []
    found: list[list[str]] = [letters]
    for number in range(count):
        draw = random.Random(derive_seed(seed, problem.id, "order", number))
        for _ in range(_TRIES):
            order = draw.sample(letters, len(letters))
            if order not in found:
                found.append(order)
                break
    return [_shuffled(problem, order) for order in found[1:]]


def _shuffled(problem: Problem, order: Sequence[str]) -> tuple[Problem, dict[str, str]]:
    """The option that came with `order[n]` is shown with the n-th letter."""
    came = dict(zip(problem.options, order, strict=True))
    shown = {letter: shown for shown, letter in came.items()}
    gold = problem.gold
    if gold is not None:
        gold = ", ".join(sorted(shown[letter] for letter in re.split(r",\s*", gold)))
    options = {letter: problem.options[came[letter]] for letter in problem.options}
    return replace(problem, options=options, gold=gold), came
