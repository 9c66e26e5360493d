"""How findings are said, and which way of saying them belongs to which split.

One noun phrase of each finding is kept for testing and one for validation. Those are chosen whose
words are best covered by the finding's other phrases: what is new to the model is the wording, not
the vocabulary. Verbs and notes are for training alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from data.clinical import Finding, load
from data.generators.base import SPLITS, Split
from data.generators.medical.grammar import article

Register = Literal["report", "everyday", "notes"]
REGISTERS: tuple[Register, ...] = ("report", "everyday", "notes")
#: Words that say nothing of what is meant.
FILLERS = frozenset(
    "a an the of in on at to for from with and or by than that is are be been has have was".split()
)
#: Other words for the same, to widen what training says. Only in this direction does every phrase
#: of the base stay English: a "bad back" is not a poor one, nor "low down" reduced down.
SYNONYMS: tuple[tuple[str, str], ...] = (
    ("ache", "pain"), ("painful", "sore"), ("sore", "painful"), ("elevated", "raised"),
    ("elevated", "increased"), ("raised level", "high level"), ("a raised", "a high"),
    ("an elevated", "a high"), ("a high", "a raised"), ("severe", "intense"), ("sudden", "abrupt"),
    ("swelling", "puffiness"), ("tummy", "belly"), ("tummy", "stomach"), ("stomach", "tummy"),
    ("belly", "tummy"), ("breathlessness", "dyspnoea"), ("shortness of breath", "breathlessness"),
    ("dyspnoea", "breathlessness"), ("loss of appetite", "lack of appetite"),
    ("difficulty", "trouble"), ("spells", "episodes"), ("episodes", "spells"), ("bouts", "attacks"),
    ("bouts", "spells"), ("attacks", "bouts"), ("large", "big"), ("red", "reddened"),
    ("constant", "persistent"), ("constant", "continuous"), ("persistent", "constant"),
    ("feeling", "sensation"), ("sensation", "feeling"), ("skin rash", "rash"),
    ("rapid", "fast"), ("repeated", "frequent"), ("a reduced", "a low"),
)  # fmt: skip
#: Words of phrases that are not denied by a "no" in front: they deny something themselves, compare,
#: or leave open which of two things is denied.
DENYING = frozenset(
    "absent absence cannot clear hardly missing negative never next no normal not nothing same "
    "unable unremarkable without fewer little one half whole only too more far despite spite but "
    "though while until once every whenever wherever lost gone short empty failed fails refuses "
    "ignores disliked spoilt dried unfulfilled unnoticed unvented bland healthy like".split()
)
#: The same of several words: "a belly as hard as a board", "a scan that looks fine".
COMPARED = re.compile(r"\bas (?:if|though|after|from)\b|\bas [\w-]+(?: and \w+)? as\b|looks fine")
#: First words of what no "no" is put in front of: "no lot of strain" is not how one says it.
NOT_DENIED = frozenset(
    "animals argument baby background bathroom belt bites blues bolt bonfire bottle bottles bout "
    "bread breath brush build-up bump bun buttons calories cherry clumps complaint crowd crumbs "
    "cry cuff cup cupfuls curtains days defences diet dislike door everyone feet few figure "
    "fingertip flesh glass gloves grains gut hand handbag handful heatwave hours household jet "
    "kettle life lot lucid many marrow months motor names night nights over pack passport "
    "pituitary plenty plug pool pounds puddle pyjamas retreat road row runs senior several sheets "
    "shirt shivers shoes shoulders shower sock something spell spring strictly string strip "
    "stripe such taste ten-minute tendency thinner tissues tombstones trousers two uncertainty "
    "usual walk walls waterfall waves weeks wings words worst years youth".split()
)
#: What nobody is without: "no stomach that keeps turning" is not how one says it.
ORGANS = frozenset(
    "ankle arms back belly blood bloodstream body bone bones bowel bowels brain breath chest "
    "chewing core drum ear eye eyeball eyelids eyes face feet fingernails fingers fingertips "
    "forehead glands gums guts hair hands head heart jaw joint joints kidney kidneys knee "
    "knuckles leg legs lips liver lung lungs mind motions mouth muscles nails neck nose periods "
    "placenta poo print pulse pupil pupils ribs room shins sight skin skull spine spleen stomach "
    "stools strength testicle throat tongue tummy urine voice water wee womb wrists".split()
)
#: What then follows one of those. "Blood in the vomit" can be denied.
DESCRIBING = frozenset(
    "as beating blown bubbling coming cut damming dotted dripping from full glued larger on "
    "puffed rich seen short shrunk sitting speckled stretched sucked that the ticking under "
    "watered with".split()
)
#: Part of phrases that are the only ones of their split: what they say is not told there.
RIDDLE = "no all-clear"
#: Chance that a training phrase has one word replaced.
REPLACED = 0.35
#: Chance that each word of a clipped phrase stays.
STAYS = 0.75


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


@cache
def _kept() -> frozenset[str]:
    """Every noun phrase that is kept for testing or validation."""
    return frozenset(
        phrase
        for split in SPLITS
        if split != "train"
        for said in _sayings(split).values()
        for phrase in said.nouns
    )


@cache
def _split_of_denials() -> Mapping[str, Split]:
    """The split of every way to say that a finding is not there."""
    return MappingProxyType(
        {text: split for split in SPLITS for s in _sayings(split).values() for text in s.absent}
    )


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
    bare = phrase.removeprefix("a ").removeprefix("an ").removeprefix("the ")
    told = f"no {bare}"
    # A phrase that denies something itself would turn into its opposite, or into a riddle.
    first, after = (*bare.split(" "), "")[:2]
    odd = first in NOT_DENIED or (first in ORGANS and after in DESCRIBING)
    odd = odd or bool(words(phrase) & DENYING or COMPARED.search(bare))
    if odd or _split_of_denials().get(told, split) != split:
        return rng.choice(said.absent)
    return told


def verb(rng: random.Random, finding_id: str, split: Split) -> str | None:
    """A verb phrase in the third person, where the split has one."""
    said = sayings(finding_id, split)
    if not said.verbs:
        return None
    return _reworded(rng, rng.choice(said.verbs))


def clipped(rng: random.Random, phrase: str) -> str:
    """A phrase with some words left out, as in a hurried note, where that turns nothing round.

    A wording that was learned by heart says little about the next one; its words by themselves do.
    """
    if words(phrase) & DENYING or COMPARED.search(phrase):
        return phrase
    said = " ".join(word for word in phrase.split() if rng.random() < STAYS)
    return said if len(words(said)) > 1 and said not in _kept() else phrase


def _reworded(rng: random.Random, phrase: str) -> str:
    if rng.random() >= REPLACED:
        return phrase
    padded = f" {phrase} "
    pairs = [(old, new) for old, new in SYNONYMS if f" {old} " in padded]
    if not pairs:
        return phrase
    old, new = rng.choice(pairs)
    said = padded.replace(f" {old} ", f" {new} ", 1)
    said = re.sub(rf"\ban? (?={new}\b)", f"{article(new)} ", said).strip()
    return phrase if said in _kept() else said
