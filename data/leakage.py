"""How much of the test and validation problems training sees, measured on what is generated.

For every task: the share of problems whose combination (the numbers, or the patient with the
options), whose worked steps, and whose whole question occur among N training problems; and the
share of their 8-word and 13-word runs that do. How many of its test problems are distinct: what is
asked again and again measures less than its number of problems says. Then the wordings of findings,
the pairs of look-alikes that are kept for testing, and the cases of `free_hand.jsonl`.

    python -m data leakage --n 1000 --out data/leakage.json
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path

from data.clinical import load
from data.generators import TASKS, examples, medical
from data.generators.base import Example, Split
from data.generators.medical.contrasts import held_pairs
from data.generators.medical.phrasing import sayings

SEED = 20_000
#: So many training problems for each problem of another split.
RATIO = 5
#: Words of a run: what GPT-3 (Brown et al. 2020, 13 words) and others (8 words) looked for.
RUNS = (8, 13)
#: Facts are the same in every split, and offer no diagnoses to choose from.
ALIKE = ("facts",)

#: A phrase of the base of fewer words, such as "a cough", is anybody's.
LONG = 3
FREE_HAND = Path(__file__).parent / "free_hand.jsonl"

_WORD = re.compile(r"[\w.]*\w")


@dataclass(frozen=True, slots=True)
class Shared:
    """Shares, from 0 to 1, of a split's problems of a task that training has as well."""

    combinations: float
    steps: float
    questions: float
    runs_of_8: float
    runs_of_13: float


@dataclass(frozen=True, slots=True)
class Wordings:
    """How many ways to say a finding a split has, and how many of them training says as well.

    `told` counts those that training says in those very words, of that finding or another.
    `within` counts those that occur in training text at all, mostly in a longer wording.
    """

    all: int
    told: int
    within: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of look-alikes kept for testing, and problems that have both to choose from."""

    pairs: int
    train: int
    validation: int
    test: int


@dataclass(frozen=True, slots=True)
class FreeHand:
    """Cases written by another hand, and how many have a phrase of the base of `LONG` words."""

    cases: int
    with_phrase: int


@dataclass(frozen=True, slots=True)
class Leakage:
    """Everything measured, and the command that measures it again.

    `distinct` is the share, from 0 to 1, of a task's test problems that are left when each
    combination counts once.
    """

    command: str
    training_problems: int
    other_problems: int
    tasks: dict[str, dict[str, Shared]]
    distinct: dict[str, float]
    wordings: dict[str, Wordings]
    held_pairs: Pairs
    free_hand: FreeHand

    def to_record(self) -> dict[str, object]:
        """The JSON form."""
        return asdict(self)


def measure(n: int, tasks: Sequence[str] = tuple(TASKS)) -> Leakage:
    """Measure on `n` training problems of each task, and a fifth as many of each other split."""
    shared: dict[str, dict[str, Shared]] = {}
    different: dict[str, float] = {}
    text: list[str] = []
    pairs = {"train": 0, "validation": 0, "test": 0}
    for task in tasks:
        train = list(examples(task, n, SEED, None, "train"))
        pairs["train"] += _contrasts(train)
        shared[task] = {}
        if task in medical.FAMILIES:
            text += [told(example) for example in train]
        for split in _others():
            other = list(examples(task, max(1, n // RATIO), SEED, None, split))
            pairs[split] += _contrasts(other)
            shared[task][split] = compare(train, other)
            if split == "test":
                different[task] = distinct(other)
    return Leakage(
        command=f"python -m data leakage --n {n}",
        training_problems=n,
        other_problems=max(1, n // RATIO),
        tasks=shared,
        distinct=different,
        wordings={split: wordings(split, text) for split in _others()},
        held_pairs=Pairs(len(held_pairs()), **pairs),
        free_hand=free_hand(),
    )


def compare(train: Iterable[Example], other: Sequence[Example]) -> Shared:
    """What of some problems is among training problems."""
    seen = [
        (e.combination, _steps(e), told(e), *(set(_runs(told(e), size)) for size in RUNS))
        for e in train
    ]
    combined, steps, questions = ({entry[at] for entry in seen} for at in range(3))
    runs = [set().union(*(entry[3 + at] for entry in seen)) for at in range(len(RUNS))]
    of_other = [[run for e in other for run in _runs(told(e), size)] for size in RUNS]
    return Shared(
        _share(e.combination != () and e.combination in combined for e in other),
        _share(_steps(e) != "" and _steps(e) in steps for e in other),
        _share(told(e) in questions for e in other),
        *(_share(run in known for run in own) for own, known in zip(of_other, runs, strict=True)),
    )


def distinct(made: Sequence[Example]) -> float:
    """The share of problems, from 0 to 1, that are left when each combination counts once.

    Facts and single steps have no combination; they count by their question and its options.
    """
    found = {e.combination or (told(e), *e.problem.options.values()) for e in made}
    return round(len(found) / len(made), 4)


def wordings(split: Split, text: Iterable[str]) -> Wordings:
    """The wordings of findings of a split, against what training says and has said in a text."""
    base = load()
    said = {p for f in base.findings for p in _phrases(f, "train")}
    own = {p for f in base.findings for p in _phrases(f, split)}
    whole = f" {' '.join(_words(' . '.join(text)))} "
    within = sum(f" {' '.join(_words(phrase))} " in whole for phrase in own)
    return Wordings(len(own), len(own & said), within)


def free_hand() -> FreeHand:
    """How independent the cases of `free_hand.jsonl` are of the base's phrasings."""
    base = load()
    phrases = {
        f" {' '.join(words)} "
        for f in base.findings.values()
        for phrase in (*f.phrases, *f.absent)
        if len(words := _words(phrase)) >= LONG
    }
    texts = [
        f" {' '.join(_words(json.loads(line)['question']))} "
        for line in FREE_HAND.read_text(encoding="utf-8").splitlines()
    ]
    return FreeHand(len(texts), sum(any(p in text for p in phrases) for text in texts))


def told(example: Example) -> str:
    """What a user has said, without the options: those are names that every split has."""
    turns = [m.content for m in example.problem.history if m.role == "user"]
    return " ".join((*turns, example.problem.question))


def _others() -> tuple[Split, ...]:
    return ("validation", "test")


def _phrases(finding_id: str, split: Split) -> tuple[str, ...]:
    said = sayings(finding_id, split)
    return (*said.nouns, *said.verbs, *said.notes, *said.absent)


def _steps(example: Example) -> str:
    return "" if example.thoughts is None else example.thoughts.step


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(text: str, size: int) -> Iterator[tuple[str, ...]]:
    words = _words(text)
    return (tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def _contrasts(made: Iterable[Example]) -> int:
    """How many problems have both diagnoses of a held pair among what there is to choose from."""
    ids = {d.name: d.id for d in load().diagnoses.values()}
    held = held_pairs()
    count = 0
    for example in made:
        if example.problem.task in ALIKE or example.thoughts is None:
            continue
        offered = {ids[t] for t in example.problem.options.values() if t in ids}
        weighed = (line.partition(" ")[2] for line in example.thoughts.journey.split("\n"))
        offered |= {ids[m[1]] for w in weighed if (m := _CANDIDATE.match(w)) and m[1] in ids}
        count += any(frozenset(pair) in held for pair in combinations(offered, 2))
    return count


_CANDIDATE = re.compile(r"(.+?) -?\d+: ")


def _share(hits: Iterable[bool]) -> float:
    counted = list(hits)
    return round(sum(counted) / len(counted), 4) if counted else 0.0
