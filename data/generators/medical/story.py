"""A patient told as a case: a report, in everyday words, or as notes from a ward sheet.

Every slot has its own wordings for training, validation and testing (`phrasing`). What is beside
the point (work, family, old illnesses that nothing here depends on) is told as well.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from data.clinical import Clinical, Course
from data.generators.base import Split, phrasing
from data.generators.medical.patients import Patient, Sign
from data.generators.medical.phrasing import REGISTERS, Register, denial, noun, verb

REPORT_OPENINGS = (
    "A {who} presents with {first}.",
    "A {who} comes to the emergency department with {first}.",
    "A {who} is seen in the clinic with {first}.",
    "This {who} reports {first}.",
    "A {who} has {first}.",
    "{who}: {first}.",
    "A {who} was referred because of {first}.",
    "Presenting today is a {who} with {first}.",
    "A {who} was brought in by ambulance with {first}.",
    "A general practitioner sees a {who} who has {first}.",
    "A {who} seeks advice about {first}.",
    "A {who} is admitted with {first}.",
)
EVERYDAY_OPENINGS = (
    "I am a {who} and I have {first}.",
    "My neighbour, a {who}, has {first}.",
    "I am a {who}. What bothers me is {first}.",
    "A {who} tells us of {first}.",
    "Hello, I am a {who} with {first}.",
    "I'm a {who}, and it started with {first}.",
    "A {who} complains of {first}.",
    "Please help: a {who} with {first}.",
    "I look after a {who} who has {first}.",
    "I am a {who} troubled by {first}.",
)
NOTE_OPENINGS = (
    "{code}: {first}.",
    "{code}. {First}.",
    "{code} with {first}.",
    "Pt {code}, {first}.",
    "{code}. PC: {first}.",
    "{code} - {first}.",
    "Bed 4: {code}, {first}.",
    "{code}; {first}.",
)
REPORT_NEXT = (
    "{Pronoun} also has {group}.",
    "There is {group}.",
    "On examination there is {group}.",
    "{Pronoun} has {group}.",
    "Further history reveals {group}.",
    "The work-up shows {group}.",
    "In addition there is {group}.",
    "Also noted: {group}.",
    "Findings include {group}.",
    "{Pronoun} is found to have {group}.",
)
EVERYDAY_NEXT = (
    "There is also {group}.",
    "Then there is {group}.",
    "And also {group}.",
    "Besides that, {group}.",
    "On top of it {group}.",
    "The doctor noticed {group}.",
    "Another thing is {group}.",
    "What is more, {group}.",
)
NOTE_NEXT = (
    "{Group}.",
    "Also {group}.",
    "O/E {group}.",
    "{Group} noted.",
    "+ {group}.",
    "Plus {group}.",
)
REPORT_VERBS = (
    "{Pronoun} {verb}.",
    "The patient {verb}.",
    "{Pronoun} says that {pronoun} {verb}.",
)
REPORT_DENIALS = (
    "{Pronoun} has {group}.",
    "There is {group}.",
    "Of note, {group}.",
    "Otherwise {group}.",
    "Negative findings: {group}.",
    "As for the rest, {group}.",
    "Pertinent negatives are {group}.",
)
NOTE_DENIALS = ("{Group}.", "{Group}!", "Neg: {group}.", "-ve: {group}.", "Nil else, {group}.")
VALUES = (
    "{Name} {value} {unit}.",
    "The {name} is {value} {unit}.",
    "{Name}: {value} {unit}.",
    "A {name} of {value} {unit} is recorded.",
    "{Name} measured at {value} {unit}.",
    "{Name} = {value} {unit}.",
    "The {name} comes back at {value} {unit}.",
    "The {name} reads {value} {unit}.",
)
COURSE_OPENINGS = (
    "The {name} was {value} {unit}",
    "{Name} {value} {unit}",
    "{Name} {value} {unit} at first",
    "{Name} on arrival {value} {unit}",
    "The {name} was initially {value} {unit}",
    "The first {name} was {value} {unit}",
)
COURSE_CHANGES: tuple[tuple[str, str], ...] = (
    ("rose by {k}", "fell by {k}"),
    ("went up by {k}", "went down by {k}"),
    ("up {k}", "down {k}"),
    ("climbed {k}", "dropped {k}"),
    ("increased by {k}", "decreased by {k}"),
)
TIMES: Mapping[Course, tuple[str, ...]] = MappingProxyType(
    {
        "sudden": (
            "It came on within seconds.", "It all began from one moment to the next.",
            "Onset: minutes ago.", "This struck a few minutes ago.",
            "It began a quarter of an hour ago, at once in full strength.",
        ),
        "acute": (
            "It began yesterday.", "This has been going on for two days.", "Onset 12 hours ago.",
            "It started some hours ago.", "It has lasted for a day.",
            "The whole thing is three days old.",
        ),
        "subacute": (
            "It has developed over two weeks.", "This has been going on for ten days.",
            "Onset 3 weeks ago.", "It has grown worse over some weeks.",
            "It has lasted for about three weeks.",
        ),
        "chronic": (
            "It has been there for many months.", "This has been going on for years.",
            "Onset about 2 years ago.", "It has grown slowly over the last year.",
            "It has lasted for more than a year.",
        ),
        "episodic": (
            "It comes and goes.", "There have been several such attacks, with good days between.",
            "Comes in episodes.", "In between there are weeks without any trouble.",
            "It keeps coming back and then passes off.",
        ),
    }
)  # fmt: skip
#: Beside the point: nothing in the knowledge base depends on any of it.
ASIDES = (
    "{Pronoun} works as a teacher.", "{Pronoun} works in a bakery.", "{Pronoun} drives a lorry.",
    "{Pronoun} lives with a cat.", "{Pronoun} lives alone on the third floor.",
    "{Pronoun} moved house last spring.", "{Pronoun} plays the piano.",
    "{Pronoun} had the tonsils out in childhood.", "{Pronoun} wears glasses.",
    "{Pronoun} broke a wrist ten years ago.", "{Pronoun} is married.", "{Pronoun} likes gardening.",
    "{Pronoun} takes vitamin tablets.", "{Pronoun} speaks three languages.",
    "A cousin works at the hospital.", "{Pronoun} came by bus.", "{Pronoun} is left-handed.",
    "{Pronoun} has just retired.", "{Pronoun} is allergic to nothing.",
    "{Pronoun} sings in a choir.",
    "{Pronoun} studies law.", "{Pronoun} has a brother.", "{Pronoun} walks to work.",
    "{Pronoun} had a root canal treatment last year.", "{Pronoun} owns a small shop.",
    "{Pronoun} collects stamps.",
)  # fmt: skip
#: Chance of an aside, by register.
ASIDE = 0.35
#: How many asides are kept for each of validation and test.
ASIDES_HELD = 5


class Told(NamedTuple):
    """A case in words, without what is asked, and the patient with the signs in that order."""

    text: str
    patient: Patient


def tell(rng: random.Random, base: Clinical, patient: Patient, split: Split) -> Told:
    """Tell a case. Thoughts take up its signs in the order told, so that is given back too."""
    register = rng.choices(REGISTERS, (5, 3, 2))[0]
    return _Teller(rng, base, patient, split, register).tell()


class _Sentence(NamedTuple):
    text: str
    signs: Sequence[Sign] = ()


class _Teller:
    def __init__(
        self, rng: random.Random, base: Clinical, patient: Patient, split: Split, register: Register
    ) -> None:
        self.rng, self.base, self.patient = rng, base, patient
        self.split, self.register = split, register
        child = patient.years < 16
        female = patient.sex == "female"
        self.own_words = False  # told by the patient, about whom no "he" or "she" is said
        noun_ = ("girl" if female else "boy") if child else ("woman" if female else "man")
        pronoun = "she" if female else "he"
        self.slots = {
            "who": f"{patient.years}-year-old {noun_}",
            "code": f"{patient.years}{'F' if female else 'M'}",
            "pronoun": pronoun,
            "Pronoun": pronoun.capitalize(),
        }

    def tell(self) -> Told:
        """Opening, the other findings in groups, numbers, the time, what is beside the point."""
        there = [s for s in self.patient.signs if s.present and not s.values]
        gone = [s for s in self.patient.signs if not s.present and not s.values]
        numbers = [s for s in self.patient.signs if s.values]
        count = self.rng.randint(1, 3)
        opening = self._opening(there[:count])
        sentences = [*self._present(there[count:]), *self._absent(gone)]
        sentences += [self._number(sign) for sign in numbers]
        adult_report = self.register != "notes" and not self.own_words and self.patient.years > 15
        if adult_report and self.rng.random() < ASIDE:
            sentences.append(_Sentence(self._fill(phrasing(ASIDES, self.split, ASIDES_HELD))))
        self.rng.shuffle(sentences)
        if self.patient.course is not None:
            time = self._fill(phrasing(TIMES[self.patient.course], self.split))
            sentences.insert(0, _Sentence(time))
        told = [*there[:count], *(sign for sentence in sentences for sign in sentence.signs)]
        # A thought notes what was said first, and then what numbers mean.
        order = sorted(told, key=lambda sign: bool(sign.values))
        text = " ".join((opening, *(sentence.text for sentence in sentences)))
        return Told(text, replace(self.patient, signs=tuple(order)))

    def _opening(self, signs: Sequence[Sign]) -> str:
        openings = {
            "report": REPORT_OPENINGS, "everyday": EVERYDAY_OPENINGS, "notes": NOTE_OPENINGS
        }[self.register]  # fmt: skip
        nouns = self._join([self._noun(sign) for sign in signs]) or "not feeling well"
        text = self._fill(phrasing(openings, self.split), first=nouns, First=_upper(nouns))
        self.own_words = "I am " in text or "I'm " in text
        return _articles(text)

    def _present(self, signs: Sequence[Sign]) -> list[_Sentence]:
        sentences, rest = list[_Sentence](), list(signs)
        templates = {"report": REPORT_NEXT, "everyday": EVERYDAY_NEXT, "notes": NOTE_NEXT}
        while rest:
            if self.register == "report" and self.rng.random() < 0.35:
                told = verb(self.rng, rest[0].finding, self.split)
                if told is not None:
                    text = self._fill(REPORT_VERBS, verb=told)
                    sentences.append(_Sentence(text, rest[:1]))
                    rest = rest[1:]
                    continue
            group, rest = rest[: (size := self.rng.randint(1, 3))], rest[size:]
            said = self._join([self._noun(sign) for sign in group])
            options = phrasing(templates[self.register], self.split)
            text = self._fill(options, group=said, Group=_upper(said))
            sentences.append(_Sentence(text, group))
        return sentences

    def _absent(self, signs: Sequence[Sign]) -> list[_Sentence]:
        if not signs:
            return []
        denials = [denial(self.rng, s.finding, self.register, self.split) for s in signs]
        said = self._join(denials)
        options = NOTE_DENIALS if self.register == "notes" else REPORT_DENIALS
        # The one that says "she" is for training.
        fitting = [o for o in phrasing(options, self.split) if not self.own_words or "Pro" not in o]
        return [_Sentence(self._fill(fitting, group=said, Group=_upper(said)), signs)]

    def _number(self, sign: Sign) -> _Sentence:
        measure = self.base.findings[sign.finding].measure
        assert measure is not None
        slots = {
            "name": measure.name,
            "Name": _upper(measure.name),
            "value": measure.text(sign.values[0]),
            "unit": measure.unit,
        }
        if sign.telling == "value":
            return _Sentence(self._fill(phrasing(VALUES, self.split), **slots), (sign,))
        opening = self._fill(phrasing(COURSE_OPENINGS, self.split), **slots)
        up, down = self.rng.choice(phrasing(COURSE_CHANGES, self.split))
        changes = [
            (up if after > before else down).format(k=f"{abs(after - before):.0f}")
            for before, after in zip(sign.values, sign.values[1:], strict=False)
        ]
        return _Sentence(f"{opening}, {', then '.join(changes)}.", (sign,))

    def _noun(self, sign: Sign) -> str:
        return noun(self.rng, sign.finding, self.register, self.split)

    def _fill(self, options: Sequence[str], **slots: str) -> str:
        return self.rng.choice(options).format(**self.slots, **slots)

    def _join(self, phrases: Sequence[str]) -> str:
        if len(phrases) < 2:
            return "".join(phrases)
        last = ", " if self.register == "notes" else self.rng.choice((" and ", " as well as "))
        return ", ".join(phrases[:-1]) + last + phrases[-1]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _articles(text: str) -> str:
    """ "A 8-year-old" and "a 18-year-old" read aloud begin with a vowel."""
    words = text.split(" ")
    for at, word in enumerate(words[1:], 1):
        if words[at - 1] in ("a", "A") and word.startswith(("8", "11-", "18-")):
            words[at - 1] += "n"
    return " ".join(words)
