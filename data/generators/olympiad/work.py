"""An Olympiad-like problem and its worked thoughts, whatever the type of its answer.

The lines are written, and got wrong, with the pen of the maths families; what differs is that an
answer is more than one number here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from data.generators.base import (
    WAIT,
    Difficulty,
    Example,
    Family,
    Fault,
    GeneratorError,
    Part,
    Split,
    Thoughts,
    provenance,
    split_of,
)
from data.generators.maths.claims import WRONG, why_wrong
from data.generators.maths.work import (
    MAX_DRAWS,
    MAX_SLIPS,
    STEPS,
    Check,
    Implausible,
    Pen,
    say,
    signed,
)
from reasoning import grading
from reasoning.problem import AnswerType, Problem

_SO = "So "


@dataclass(frozen=True, slots=True)
class Solution:
    """What the work comes to: its numbers, and the answer as it is written."""

    numbers: tuple[int, ...]
    written: str


@dataclass(frozen=True, slots=True)
class Case:
    """One problem: its numbers decide everything but the words.

    `wordings` name `places` by their position. `work` writes lines and raises `Implausible` where
    a slip has led to what cannot be; `check` verifies a solution, and what was written for it, in
    another way.
    """

    key: tuple[object, ...]
    wordings: Sequence[str]
    places: tuple[object, ...]
    plan: str
    work: Callable[[Pen], Solution]
    check: Callable[[Solution, Pen], Check]
    options: Mapping[str, str] = field(default_factory=dict)


Draw = Callable[[random.Random, Difficulty], Case]


def family(task: str, answer_type: AnswerType, draw: Draw) -> Family:
    """The family of a task from how it draws a case."""
    return Family(partial(_make, task, answer_type, draw), faults)


def _make(
    task: str,
    answer_type: AnswerType,
    draw: Draw,
    rng: random.Random,
    difficulty: Difficulty,
    split: Split,
) -> Example:
    case, pen, found = _drawn(rng, difficulty, split, task, draw)
    end = f"{_SO}{found.written}"
    lines = [str(line) for line in pen.lines]
    check = [f"Check: {line}" for line in case.check(found, pen).lines]
    problem = Problem(
        question=say(rng, split, case.wordings, *case.places),
        domain="maths",
        options=case.options,
        answer_type=answer_type,
        gold=found.written,
        task=task,
        difficulty=difficulty,
        provenance=provenance(split),
    )
    work = [f"- {line}" for line in lines]
    thoughts = Thoughts(
        short=lines[-1],
        step="\n".join([*(f"{n}. {line}" for n, line in enumerate(lines, 1)), end]),
        journey="\n".join([f"Plan: {case.plan}", *work, *check, end]),
        slipped=_slipped(rng, case, pen, found),
        again="\n".join([" again:", *work, end]),
    )
    combination = tuple(str(part) for part in case.key)
    return Example(problem, f"$\\boxed{{{found.written}}}$", thoughts, combination)


def _drawn(
    rng: random.Random, difficulty: Difficulty, split: Split, task: str, draw: Draw
) -> tuple[Case, Pen, Solution]:
    least, most = STEPS[difficulty]
    for _ in range(MAX_DRAWS):
        case = draw(rng, difficulty)
        if split_of([str(part) for part in case.key]) != split:
            continue
        pen = Pen()
        found = case.work(pen)
        if least <= len(pen.lines) <= most:
            return case, pen, found
    raise GeneratorError(f"{task}: no {difficulty} {split} problem in {MAX_DRAWS} draws")


def _slipped(
    rng: random.Random, case: Case, written: Pen, found: Solution
) -> tuple[Part, ...] | None:
    """The journey with one mistake, which its check finds and a line with "Wait," puts right."""
    right = written.lines
    for _ in range(MAX_SLIPS):
        at = rng.randrange(len(right))
        pen = Pen(at, rng)
        try:
            wrong = case.work(pen)
            check = case.check(wrong, pen)
        except Implausible:
            continue
        if wrong == found or check.agrees or str(pen.lines[at]) == str(right[at]):
            continue
        parts = [Part(f"Plan: {case.plan}")]
        for line in pen.lines:
            parts += [Part("\n- "), *line.parts]
        parts += [Part(f"\nCheck: {line}") for line in check.lines]
        tail = [f"{WAIT} {pen.lines[at]} {WRONG} {right[at]}"]
        tail += [f"- {line}" for line in right[at + 1 :]]
        tail += [f"Check: {line}" for line in case.check(found, written).lines]
        return (*parts, Part("\n" + "\n".join([*tail, f"{_SO}{found.written}"])))
    return None


def faults(problem: Problem, thought: str) -> list[Fault]:
    """The lines of a thought with a false claim, and conclusions that are not the gold answer."""
    found = []
    for number, line in enumerate(thought.split("\n")):
        if line.startswith(_SO) and problem.gold is not None:
            answer, kind = line.removeprefix(_SO), problem.answer_type
            if not grading.is_correct(answer, problem.gold, kind, problem.options):
                found.append(Fault(number, f"the answer is {problem.gold}"))
        elif why := why_wrong(problem, line):
            found.append(Fault(number, why))
    return found


def exact(pen: Pen, a: int, op: str, b: int, expected: int, before: str = "") -> None:
    """A line that must come out as expected, such as the square of a root.

    Raises:
        Implausible: a slip made it come out otherwise.
    """
    if pen.work(a, op, b, before) != expected:
        raise Implausible(f"{a} {op} {b} is not {expected}")


def verified(tests: Iterable[tuple[str, int, int]]) -> Check:
    """Tests in order, each a text, what it comes to and what it should; the first failure ends."""
    said: list[str] = []
    for text, seen, expected in tests:
        if seen != expected:
            return Check((f"{'; '.join([*said, ''])}{text} = {seen}, not {expected}",), False)
        said.append(f"{text} = {seen}")
    return Check((f"{'; '.join(said)}, as it should be",), True)


def polynomial(terms: Sequence[tuple[int, str]]) -> str:
    """A sum such as 3x^2 - x + 5 of coefficients and powers; 0 where nothing is left."""
    text = ""
    for k, power in terms:
        if not k:
            continue
        sign = ("-" if k < 0 else "") if not text else (" - " if k < 0 else " + ")
        size = "" if abs(k) == 1 and power else str(abs(k))
        text += f"{sign}{size}{power}"
    return text or "0"


def nonzero(rng: random.Random, most: int) -> int:
    """A whole number other than 0, of no more than a size."""
    return rng.choice([k for k in range(-most, most + 1) if k])


def rest(value: int, modulus: int) -> str:
    """A remainder by another way than `mod`: 97 - 7 * 13."""
    return f"{value} - {modulus} * {value // modulus}"


__all__ = [
    "Case", "Check", "Implausible", "Pen", "Solution", "exact", "family", "faults", "nonzero",
    "polynomial", "rest", "signed", "verified",
]  # fmt: skip
