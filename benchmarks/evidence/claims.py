"""True claims, the same claims corrupted, and documents that hold the true ones in other words."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reasoning.evidence import Claim, Passage, Relation, claims_of
from reasoning.evidence.splitting import split
from reasoning.evidence.vocabulary import Vocabulary
from reasoning.evidence.wording import opposite
from reasoning.problem import AnswerType, Problem

Kind = Literal["true", "other finding", "other diagnosis", "other side", "negated"]
CORRUPTED: tuple[Kind, ...] = ("other finding", "other diagnosis", "other side", "negated")

#: How many claims of a diagnosis are taken of each relation.
TAKEN = {Relation.FOR: 4, Relation.AGAINST: 2, Relation.TEST: 1}

_SAID = {
    Relation.FOR: (
        "Patients with {subject} often have {name}.",
        "In {subject} one looks for {name}.",
        "{name}: this makes {subject} more probable.",
        "A typical feature is {name}.",
        "It commonly comes with {name}.",
    ),
    Relation.AGAINST: (
        "{name}: this makes {subject} unlikely.",
        "{name} argues against {subject}.",
        "It is less likely where there is {name}.",
    ),
    Relation.TEST: (
        "Send for {name} when {subject} is suspected.",
        "The work-up of {subject} begins with {name}.",
    ),
}
_SENTENCES = {
    Relation.FOR: "{name} is a typical finding in {subject}.",
    Relation.AGAINST: "{name} speaks against {subject}.",
    Relation.TEST: "The first test in {subject} is {name}.",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """A claim, what was done to it, and the diagnosis that it was made from."""

    claim: Claim
    kind: Kind
    diagnosis: str


@dataclass(frozen=True, slots=True)
class Told:
    """Something true: a name in its usual wording, and the one in which the document says it."""

    relation: Relation
    subject: tuple[str, ...]
    name: tuple[str, ...]
    wording: str


def facts(passages: Sequence[Passage], seed: int) -> list[Told]:
    """What the documents say: some facts of each diagnosis, each in a wording drawn at random."""
    rng = random.Random(seed)
    told = []
    for passage in passages:
        if passage.relation in TAKEN:
            names = list(passage.names)
            for name in rng.sample(names, min(TAKEN[passage.relation], len(names))):
                others = name[1:] or name
                told.append(Told(passage.relation, passage.subject, name, rng.choice(others)))
    return told


def documents(told: Sequence[Told], seed: int) -> list[Passage]:
    """A document of a heading and a few sentences for each diagnosis, in passages."""
    rng = random.Random(seed)
    by_subject: dict[tuple[str, ...], list[str]] = {}
    for one in told:
        form = rng.choice(_SAID[one.relation])
        text = form.format(subject=rng.choice(one.subject), name=one.wording)
        by_subject.setdefault(one.subject, []).append(text[:1].upper() + text[1:])
    made = []
    for subject, sentences in by_subject.items():
        text = f"# {rng.choice(subject)}\n\n" + " ".join(sentences)
        for number, part in enumerate(split(text)):
            made.append(Passage(f"{subject[0]}-{number}", part, title="notes.md", own=True))
    return made


def tried(
    told: Sequence[Told], passages: Sequence[Passage], vocabulary: Vocabulary, seed: int
) -> list[Tried]:
    """Each fact as a claim of a differential and as a sentence, and each of these corrupted.

    What is made by corrupting is said nowhere in the whole knowledge base.
    """
    rng = random.Random(seed)
    true: dict[tuple[str, Relation], set[str]] = {}
    names: dict[Relation, list[str]] = {}
    subjects = list(dict.fromkeys(one.subject[0] for one in told))
    for passage in passages:
        if passage.relation in TAKEN:
            here = [name[0] for name in passage.names]
            true.setdefault((passage.subject[0], passage.relation), set()).update(here)
            names.setdefault(passage.relation, []).extend(here)
    found: list[Tried] = []
    for one in told:
        subject, name, relation = one.subject[0], one.name[0], one.relation
        mine = {n for key, some in true.items() if key[0] == subject for n in some}
        other = rng.choice(
            [n for n in names[relation] if n not in mine and opposite(n) not in mine]
        )
        elsewhere = rng.choice([s for s in subjects if name not in true.get((s, relation), ())])
        variants: list[tuple[Kind, Relation, str, str]] = [
            ("true", relation, subject, name),
            ("other finding", relation, subject, other),
            ("other diagnosis", relation, elsewhere, name),
        ]
        if relation is not Relation.TEST:
            sides = {Relation.FOR: Relation.AGAINST, Relation.AGAINST: Relation.FOR}
            variants += [
                ("other side", sides[relation], subject, name),
                ("negated", relation, subject, opposite(name)),
            ]
        for kind, side, about, term in variants:
            found.append(Tried(Claim(side, (about,), (term,)), kind, subject))
            sentence = _SENTENCES[side].format(subject=about, name=term)
            problem = Problem("?", domain="medical", answer_type=AnswerType.TEXT)
            for claim in claims_of(problem, sentence[:1].upper() + sentence[1:], vocabulary):
                found.append(Tried(claim, kind, subject))
    return found


def without_wordings(passages: Sequence[Passage], told: Sequence[Told]) -> list[Passage]:
    """The shared passages as if they had never heard the wordings of the documents."""
    used = {one.wording for one in told if one.wording != one.name[0]}
    return [
        replace(
            passage,
            names=tuple(
                tuple(w for n, w in enumerate(name) if n == 0 or w not in used)
                for name in passage.names
            ),
        )
        for passage in passages
    ]
