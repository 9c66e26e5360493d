"""Word problems of a running total: something grows and shrinks over 1 to 12 changes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.generators.base import WAIT, Difficulty, Family, Fault, Split, phrasing
from data.generators.maths.claims import WRONG, why_wrong
from data.generators.maths.work import (
    OPPOSITE,
    STEPS,
    Case,
    Check,
    Found,
    Pen,
    apply,
    chained,
    generator,
)
from reasoning.problem import Problem

#: Running totals stay between these, so that the arithmetic and not the size is what is hard.
LOWEST, HIGHEST = 1, 250
MOST_CHANGE = 60

NAMES: Mapping[str, str] = {
    "Mia": "she", "Omar": "he", "Lena": "she", "Ravi": "he", "Sofia": "she", "Jonas": "he",
    "Amara": "she", "Kenji": "he", "Nora": "she", "Pavel": "he", "Chen": "he", "Ines": "she",
}  # fmt: skip
#: What stands before a change; the last of each list are held back, as `phrasing` has it.
LINKS = ("", "then ", "later ", "after that ", "soon ", "next ", "afterwards ")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the total is kept: what it counts, and how its beginning, changes and end are told.

    Changes stand behind "then " as well as behind ", and "; {0} is how many, {who} a name or a
    pronoun, {things} what is counted.
    """

    things: tuple[str, ...]
    openings: tuple[str, ...]
    changes: Mapping[str, tuple[str, ...]]
    endings: tuple[str, ...]


_TIMES = (
    "the number of {things} grows to {0} times as many",
    "the number of {things} is multiplied by {0}",
    "the count becomes {0} times as large",
    "there turn out to be {0} times as many {things}",
    "the amount rises to {0} times what it was",
    "{0} times as many {things} are there as before",
)
_PARTS = (
    "only one of {0} equal parts of the {things} stays",
    "the {things} are shared out in {0} equal parts and one part is kept",
    "the number of {things} is divided by {0}",
    "the count shrinks to one of {0} equal shares",
    "of {0} equal piles of {things} all but one go",
    "the amount falls to what it was divided by {0}",
)

SCENES = (
    Scene(
        (
            "apples", "books", "coins", "stamps", "marbles", "pens", "shells", "cards", "beads",
            "stickers", "candles", "buttons",
        ),
        (
            "{name} has {0} {things}.",
            "{name} starts the day with {0} {things}.",
            "There are {0} {things} in the box of {name}.",
            "At first {name} counts {0} {things}.",
            "{name} owns {0} {things}.",
            "{name} keeps {0} {things} in a drawer.",
        ),
        {
            "+": (
                "{who} buys {0} more",
                "{who} finds {0} {things}",
                "a friend brings {0} {things}",
                "{who} is given {0}",
                "{who} wins {0} {things} in a game",
                "{who} picks up {0} more {things}",
                "{0} {things} come as a present",
            ),
            "-": (
                "{who} gives away {0}",
                "{who} loses {0} {things}",
                "{0} are sold",
                "a friend takes {0} {things}",
                "{0} of them break",
                "{who} lends {0} {things} to a neighbour",
                "{who} throws out {0} {things}",
            ),
            "*": _TIMES,
            "/": _PARTS,
        },
        (
            "How many {things} does {name} have now?",
            "How many {things} are there in the end?",
            "What is the final number of {things}?",
            "How many {things} are left?",
            "How many {things} can {name} count at the end?",
            "With how many {things} does {name} finish?",
        ),
    ),
    Scene(
        ("passengers", "people", "travellers", "visitors"),
        (
            "A train leaves with {0} {things}.",
            "There are {0} {things} on a ferry.",
            "A bus sets off with {0} {things} on board.",
            "{0} {things} sit in a train.",
            "A ship carries {0} {things}.",
            "A tram starts with {0} {things} in it.",
        ),
        {
            "+": (
                "{0} {things} get on",
                "{0} more {things} come on board",
                "at a stop {0} {things} enter",
                "{0} {things} join",
                "the conductor lets in {0} {things}",
                "{0} {things} climb in",
            ),
            "-": (
                "{0} {things} get off",
                "{0} of the {things} leave",
                "at a stop {0} {things} go out",
                "{0} {things} step down",
                "it loses {0} {things} at a station",
                "{0} {things} walk away",
            ),
            "*": _TIMES,
            "/": _PARTS,
        },
        (
            "How many {things} are on board now?",
            "How many {things} are there at the end?",
            "How many {things} ride on?",
            "What is the number of {things} now?",
            "How many {things} remain on it?",
            "How many {things} reach the last stop?",
        ),
    ),
    Scene(
        ("euros", "dollars", "crowns", "pounds"),
        (
            "{name} has saved {0} {things}.",
            "There are {0} {things} in the purse of {name}.",
            "{name} sets out with {0} {things}.",
            "The account of {name} holds {0} {things}.",
            "{name} carries {0} {things}.",
            "In the money box of {name} lie {0} {things}.",
        ),
        {
            "+": (
                "{who} earns {0} {things}",
                "{who} is paid {0}",
                "{0} {things} come in",
                "an aunt sends {0} {things}",
                "{who} sells a bag for {0} {things}",
                "{who} gets back {0} {things}",
                "{who} puts in {0} {things}",
            ),
            "-": (
                "{who} spends {0} {things}",
                "{who} pays {0} for food",
                "a ticket costs {0} {things}",
                "{who} takes out {0} {things}",
                "a bill of {0} {things} is paid",
                "{who} hands {0} {things} to a brother",
                "{0} {things} go on rent",
            ),
            "*": _TIMES,
            "/": _PARTS,
        },
        (
            "How many {things} does {name} have now?",
            "How much money is left, in {things}?",
            "How many {things} are there in the end?",
            "What does {name} own now, in {things}?",
            "How many {things} remain with {name}?",
            "What sum of {things} is it at last?",
        ),
    ),
    Scene(
        ("litres", "buckets", "bottles", "barrels"),
        (
            "A tank holds {0} {things} of water.",
            "There are {0} {things} of oil in store.",
            "A farm begins the week with {0} {things} of milk.",
            "{0} {things} of juice are in the cellar.",
            "A well gives {0} {things} of water at first.",
            "A cook has {0} {things} of broth.",
        ),
        {
            "+": (
                "{0} {things} are added",
                "{0} more {things} flow in",
                "a truck delivers {0} {things}",
                "{0} {things} are filled up",
                "rain brings {0} {things}",
                "{0} fresh {things} are poured in",
            ),
            "-": (
                "{0} {things} are used",
                "{0} {things} leak out",
                "{0} {things} are drunk",
                "a customer fetches {0} {things}",
                "{0} {things} run off",
                "{0} {things} are spilt",
            ),
            "*": _TIMES,
            "/": _PARTS,
        },
        (
            "How many {things} are there now?",
            "How many {things} remain?",
            "What is the amount in the end, in {things}?",
            "How many {things} are left over?",
            "What is the stock at last, in {things}?",
            "How many {things} does one measure then?",
        ),
    ),
)
WORDINGS = (
    LINKS,
    *(slot for s in SCENES for slot in (s.openings, s.endings, *s.changes.values())),
)

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
            chosen = rng.choice(phrasing(options, split))
            return chosen.format(number, name=name, who=who, things=things)

        told = [tell(scene.openings, self.start)]
        for op, k in self.changes:
            clause = tell(scene.changes[op], k, rng.choice((name, NAMES[name])))
            # A pronoun of someone who was not named yet would hang in the air: only scenes with
            # an owner use {who}, and those name the owner first.
            if len(told) > 1 and not told[-1].count(", and ") and rng.random() < 0.25:
                told[-1] = f"{told[-1][:-1]}, and {clause}."
            else:
                sentence = rng.choice(phrasing(LINKS, split)) + clause
                told.append(f"{sentence[0].upper()}{sentence[1:]}.")
        return " ".join((*told, tell(scene.endings, 0)))

    def plan(self) -> str:
        return f"start {self.start}, then " + ", ".join(f"{op} {k}" for op, k in self.changes)

    def work(self, pen: Pen) -> int:
        total = self.start
        for op, k in self.changes:
            total = pen.change(total, op, k)
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
    parts = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(fields[p] if i % 2 else re.escape(p) for i, p in enumerate(parts)), re.I
    )


_OPENINGS = [_pattern(t) for scene in SCENES for t in scene.openings]
_CHANGES = [
    (op, _pattern(t)) for scene in SCENES for op, told in scene.changes.items() for t in told
]
_LINKED = re.compile("|".join(f"^{link}" for link in LINKS if link), re.I)
_WORK = re.compile(r"(?:- |\d+\. )(\d+) ([-+*/]) (\d+) = (\d+)$")


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


FAMILY = Family(generator("sums", draw), faults)
