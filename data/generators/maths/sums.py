"""Word problems of a running total: something grows and shrinks over 1 to 12 changes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.generators.base import LEVELS, WAIT, Difficulty, Family, Fault, Split, phrasing, worded
from data.generators.maths.claims import WRONG, why_wrong
from data.generators.maths.scenes import JOINED, LINKED, LINKS, NAMES, SCENES, WORDINGS
from data.generators.maths.work import (
    OPPOSITE,
    STEPS,
    Case,
    Check,
    Found,
    Implausible,
    Pen,
    apply,
    chained,
    generator,
)
from reasoning.problem import Problem

__all__ = ["FAMILY", "WORDINGS", "Total", "draw", "faults", "read_story"]

#: Running totals stay between these, so that the arithmetic and not the size is what is hard.
LOWEST, HIGHEST = 1, 250
MOST_CHANGE = 60

Change = tuple[str, int]


@dataclass(frozen=True)
class Total(Case):
    """A start and what happens to it, in order."""

    start: int
    changes: tuple[Change, ...]

    def key(self) -> Sequence[str]:
        return (str(self.start), *(f"{op}{k}" for op, k in self.changes))

    def ask(self, rng: random.Random, split: Split) -> str:
        scene = rng.choice(SCENES)
        name, things = rng.choice(tuple(NAMES)), rng.choice(scene.things)

        def tell(options: Sequence[str], number: int, who: str = name) -> str:
            return worded(rng, options, split).format(number, name=name, who=who, things=things)

        told = [tell(scene.openings, self.start)]
        for op, k in self.changes:
            clause = tell(scene.changes[op], k, rng.choice((name, NAMES[name])))
            # Only scenes with an owner use {who}, and their openings name the owner.
            if len(told) > 1 and not told[-1].count(", and ") and rng.random() < JOINED:
                told[-1] = f"{told[-1][:-1]}, and {clause}."
            else:
                link = rng.choice(phrasing(LINKS, split)) if rng.random() < LINKED else ""
                sentence = link + clause
                told.append(f"{sentence[0].upper()}{sentence[1:]}.")
        return " ".join((*told, tell(scene.endings, 0)))

    def plan(self) -> str:
        return f"start {self.start}, then " + ", ".join(f"{op} {k}" for op, k in self.changes)

    def work(self, pen: Pen) -> int:
        total = self.start
        for op, k in self.changes:
            total = pen.change(total, op, k)
            if total < 0:
                raise Implausible(f"{total} things")
        return total

    def check(self, found: Found, pen: Pen) -> Check:
        return self._back(pen.results, 0)

    def recheck(self, found: Found, pen: Pen, fixed: int) -> Check:
        return self._back(pen.results, fixed)

    def short(self) -> str:
        return chained(self.start, self.changes)

    def again(self) -> tuple[str, ...]:
        return (self.short(),)

    def _back(self, totals: Sequence[int], until: int) -> Check:
        """From the end back to what stood before change `until`, stopping at what disagrees."""
        totals = (self.start, *totals)
        text = f"back {totals[-1]}"
        for index in range(len(self.changes) - 1, until - 1, -1):
            op, k = self.changes[index]
            before, after = totals[index], totals[index + 1]
            if op == "*" and after % k:
                return Check((f"{text}, {after} / {k} is not {before}",), False)
            undo = {"+": "-", "-": "+", "*": "/", "/": "*"}[op]
            undone = apply(after, undo, k)
            text += f" {undo} {k} -> {undone}"
            if undone != before:
                return Check((f"{text}, not {before}",), False)
        return Check((f"{text}, the start" if not until else f"{text}, right",), True)


def draw(rng: random.Random, difficulty: Difficulty) -> Total:
    """Any number of changes of the difficulty, with totals that stay within bounds."""
    n = rng.randint(*STEPS[difficulty])
    start = value = rng.randint(5, 90)
    changes: list[Change] = []
    while len(changes) < n:
        op = rng.choices("+-*/", (9, 9, 1, 1))[0]
        k = rng.randint(2, MOST_CHANGE) if op in "+-" else rng.randint(2, 4)
        # A number both added and taken away would hide a mistaken sign from the checker.
        if (OPPOSITE.get(op), k) in changes or (op == "/" and value % k):
            continue
        if LOWEST <= apply(value, op, k) <= HIGHEST:
            value = apply(value, op, k)
            changes.append((op, k))
    return Total(start, tuple(changes))


def _pattern(template: str) -> re.Pattern[str]:
    fields = {"0": r"(\d+)", "who": r"\w+", "name": r"\w+", "things": r"[a-z]+"}
    parts = re.split(r"\{(\w+)\}|([\[|\]])", template)
    choices = {"[": "(?:", "|": "|", "]": ")"}
    written = []
    for text, field, choice in zip(parts[::3], [*parts[1::3], ""], [*parts[2::3], ""], strict=True):
        written.append(re.escape(text))
        written.append(fields[field] if field else choices[choice] if choice else "")
    return re.compile("".join(written), re.I)


_OPENINGS = [_pattern(t) for scene in SCENES for t in scene.openings]
_CHANGES = [
    (op, _pattern(t)) for scene in SCENES for op, told in scene.changes.items() for t in told
]
_LINKED = re.compile("|".join(f"^{link}" for link in LINKS), re.I)
_WORK = re.compile(r"(?:- |\d+\. )(-?\d+) ([-+*/]) (\d+) = (-?\d+)$")


def read_story(question: str) -> tuple[int, list[Change]] | None:
    """The start and the changes that a question tells; None where it is none of ours."""
    opening, *rest = re.split(r"(?<=\.) ", question)
    starts = [found[1] for p in _OPENINGS if (found := p.fullmatch(opening))]
    changes = []
    for sentence in rest[:-1]:
        for clause in sentence.removesuffix(".").split(", and "):
            told = next(_read_change(clause), None) or next(
                _read_change(_LINKED.sub("", clause)), None
            )
            if told is None:
                return None
            changes.append(told)
    return (int(starts[0]), changes) if starts else None


def _read_change(clause: str) -> Iterator[Change]:
    for op, pattern in _CHANGES:
        if found := pattern.fullmatch(clause):
            yield op, int(found[1])


def faults(problem: Problem, thought: str) -> list[Fault]:
    """False arithmetic, changes that the story does not tell next, and wrong conclusions."""
    story = read_story(problem.question)
    found: list[Fault] = []
    at, reached = 0, story[0] if story else None
    for number, line in enumerate(thought.split("\n")):
        why = why_wrong(problem, line)
        corrected = line.startswith(WAIT) and WRONG in line
        if corrected:
            line = f"-{line.partition(WRONG)[2]}"
            at, reached = _place(thought, number, line), None
        elif line.strip().startswith((WAIT, "again:")):
            at, reached = 0, story[0] if story else None
        if work := _WORK.match(line):
            a, op, k, c = int(work[1]), work[2], int(work[3]), int(work[4])
            if story and not why:
                why = _off_story(story[1], at, (op, k))
            if not why and reached is not None and a != reached:
                why = f"{reached} was reached, not {a}"
            at, reached = at + 1, c
        if why:
            found.append(Fault(number, why))
    return found


def _off_story(changes: Sequence[Change], at: int, done: Change) -> str | None:
    if at >= len(changes):
        return "the story has ended"
    return None if changes[at] == done else f"the next change is {' '.join(map(str, changes[at]))}"


def _place(thought: str, number: int, line: str) -> int:
    """Which line of work a correction replaces: the one that it quotes."""
    wait = thought.split("\n")[number]
    quoted = wait.removeprefix(WAIT).partition(WRONG)[0].strip()
    work = [x for x in thought.split("\n")[:number] if _WORK.match(x)]
    return next((i for i, x in enumerate(work) if x.partition(" ")[2] == quoted), 0)


FAMILY = Family(generator("sums", draw), faults, LEVELS)
