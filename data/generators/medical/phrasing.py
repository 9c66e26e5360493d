"""How findings are said, and which way of saying them belongs to which split.

One noun phrase of each finding is kept for testing and one for validation. Those are chosen whose
words are best covered by the finding's other phrases: what is new to the model is the wording, not
the vocabulary. Verbs and notes are for training alone.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from data.clinical import Clinical, Finding, load
from data.generators.base import Split

Register = Literal["report", "everyday", "notes"]
REGISTERS: tuple[Register, ...] = ("report", "everyday", "notes")
#: Words that say nothing of what is meant.
FILLERS = frozenset(
    "a an the of in on at to for from with and or by than that is are be been has have was".split()
)
#: Other words for the same, to widen what training says. Each pair goes both ways.
SYNONYMS: tuple[tuple[str, str], ...] = (
    ("pain", "ache"), ("pain", "soreness"), ("painful", "sore"), ("raised", "elevated"),
    ("raised", "increased"), ("high", "raised"), ("low", "reduced"), ("severe", "terrible"),
    ("severe", "intense"), ("sudden", "abrupt"), ("swelling", "puffiness"), ("swollen", "puffy"),
    ("tummy", "belly"), ("tummy", "stomach"), ("abdominal", "belly"),
    ("breathlessness", "dyspnoea"),
    ("shortness of breath", "breathlessness"), ("feels", "reports feeling"), ("loss", "lack"),
    ("trouble", "difficulty"), ("spells", "episodes"), ("bouts", "attacks"), ("bouts", "spells"),
    ("itchy", "itching"), ("tired", "weary"), ("recent", "new"), ("large", "big"),
    ("red", "reddened"),
    ("constant", "persistent"), ("constant", "continuous"), ("feeling", "sensation"),
    ("blood test", "blood result"), ("shown", "seen"), ("skin rash", "rash"), ("fast", "rapid"),
    ("slow", "sluggish"), ("weak", "feeble"), ("poor", "bad"), ("frequent", "repeated"),
)  # fmt: skip
#: Chance that a training phrase has one word replaced.
REPLACED = 0.25


@dataclass(frozen=True, slots=True)
class Sayings:
    """The ways of one split to say a finding."""

    technical: tuple[str, ...]
    everyday: tuple[str, ...]
    verbs: tuple[str, ...]
    notes: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def nouns(self) -> tuple[str, ...]:
        """All noun phrases."""
        return (*self.technical, *self.everyday)


def words(phrase: str) -> frozenset[str]:
    """The words of a phrase that carry meaning, in lower case."""
    return frozenset(phrase.casefold().replace("-", " ").split()) - FILLERS


def _held(finding: Finding) -> tuple[str, str]:
    """The noun phrases kept for test and for validation."""
    nouns = (*finding.technical, *finding.everyday)

    def cover(phrase: str) -> float:
        others = {w for p in finding.phrases if p != phrase for w in words(p)}
        own = words(phrase)
        return len(own & others) / max(1, len(own)) + 0.01 * len(own)

    # One technical and three everyday phrases at least are left for training.
    ranked = sorted(nouns, key=lambda p: (-cover(p), p))
    test = ranked[0]
    validation = next(
        p for p in ranked[1:] if not (p in finding.technical and test in finding.technical)
    )
    return test, validation


@cache
def _sayings(split: Split) -> Mapping[str, Sayings]:
    table = {}
    for finding in load().findings.values():
        test, validation = _held(finding)
        *absent, absent_validation, absent_test = finding.absent
        if split == "train":
            kept = {test, validation}
            table[finding.id] = Sayings(
                tuple(p for p in finding.technical if p not in kept),
                tuple(p for p in finding.everyday if p not in kept),
                finding.verbs,
                finding.notes,
                tuple(absent),
            )
        else:
            noun, none = (test, absent_test) if split == "test" else (validation, absent_validation)
            is_technical = noun in finding.technical
            table[finding.id] = Sayings(
                (noun,) if is_technical else (), () if is_technical else (noun,), (), (), (none,)
            )
    return MappingProxyType(table)


def sayings(finding_id: str, split: Split) -> Sayings:
    """The ways of a split to say a finding."""
    return _sayings(split)[finding_id]


def noun(rng: random.Random, finding_id: str, register: Register, split: Split) -> str:
    """A noun phrase for a finding that is there."""
    said = sayings(finding_id, split)
    if register == "notes" and said.notes and rng.random() < 0.6:
        return rng.choice(said.notes)
    first, other = said.technical, said.everyday
    if register == "everyday":
        first, other = other, first
    pool = first if first and (not other or rng.random() < 0.7) else other
    phrase = rng.choice(pool)
    return _reworded(rng, phrase) if split == "train" else phrase


def denial(rng: random.Random, finding_id: str, register: Register, split: Split) -> str:
    """A noun phrase for a finding that is not there."""
    said = sayings(finding_id, split)
    if rng.random() < 0.5:
        return rng.choice(said.absent)
    phrase = noun(rng, finding_id, "report" if register == "notes" else register, split)
    if phrase.startswith(("no ", "not ", "nothing ")):
        return rng.choice(said.absent)
    bare = phrase.removeprefix("a ").removeprefix("an ").removeprefix("the ")
    return f"no {bare}"


def verb(rng: random.Random, finding_id: str, split: Split) -> str | None:
    """A verb phrase in the third person, where the split has one."""
    said = sayings(finding_id, split)
    if not said.verbs:
        return None
    return _reworded(rng, rng.choice(said.verbs))


def _reworded(rng: random.Random, phrase: str) -> str:
    if rng.random() >= REPLACED:
        return phrase
    padded = f" {phrase} "
    pairs = [
        (a, b) for one, two in SYNONYMS for a, b in ((one, two), (two, one)) if f" {a} " in padded
    ]
    if not pairs:
        return phrase
    old, new = rng.choice(pairs)
    text = padded.replace(f" {old} ", f" {new} ", 1).strip()
    wrong, article = ("a", "an") if new[0] in "aeiou" else ("an", "a")
    return f" {text}".replace(f" {wrong} {new}", f" {article} {new}").strip()


def overlap(base: Clinical) -> float:
    """Share of held-out phrases' words that training phrases of the same finding have, 0 to 1."""
    total, met = 0, 0
    for finding in base.findings.values():
        train = {w for p in (*sayings(finding.id, "train").nouns, *finding.verbs) for w in words(p)}
        for phrase in sayings(finding.id, "test").nouns:
            total += len(words(phrase))
            met += len(words(phrase) & train)
    return met / total
