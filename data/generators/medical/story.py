"""A patient told as a case: a report, in everyday words, or as notes from a ward sheet.

Every slot has its own wordings for training, validation and testing (`wordings`). What is beside
the point (work, family, how the patient came) is told as well.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from data.clinical import Clinical
from data.generators.base import Split, phrasing
from data.generators.medical.grammar import article, can_say, several, upper, with_articles
from data.generators.medical.patients import Patient, Sign
from data.generators.medical.phrasing import (
    REGISTERS,
    RIDDLE,
    Register,
    denial,
    noun,
    sayings,
    verb,
)
from data.generators.medical.wordings import (
    ASIDES,
    ASIDES_HELD,
    AT_SCHOOL,
    COURSE_CHANGES,
    COURSE_OPENINGS,
    EVERYDAY_DENIALS,
    EVERYDAY_NEXT,
    EVERYDAY_OPENINGS,
    FITTING_AGES,
    FITTING_KINDS,
    HELD,
    NEGATIVE,
    NEXT_HELD,
    NOTE_DENIALS,
    NOTE_NEXT,
    NOTE_OPENINGS,
    REPORT_DENIALS,
    REPORT_NEXT,
    REPORT_OPENINGS,
    REPORT_VERBS,
    SCHOOL_AGE,
    TIMES,
    URGENT,
    VALUES,
)

OPENINGS: Mapping[Register, tuple[str, ...]] = {
    "report": REPORT_OPENINGS,
    "everyday": EVERYDAY_OPENINGS,
    "notes": NOTE_OPENINGS,
}
NEXT: Mapping[Register, tuple[str, ...]] = {
    "report": REPORT_NEXT,
    "everyday": EVERYDAY_NEXT,
    "notes": NOTE_NEXT,
}
DENIALS: Mapping[Register, tuple[str, ...]] = {
    "report": REPORT_DENIALS,
    "everyday": EVERYDAY_DENIALS,
    "notes": NOTE_DENIALS,
}
#: Chance of an aside, and that a finding is told by a verb.
ASIDE = 0.35
VERB = 0.35
#: What somebody comes with: nobody is admitted with a relative or a laboratory value.
COMPLAINTS = ("symptom", "sign")
#: Up to this age a patient is a girl or a boy.
UNDER_AGE = 17


class Told(NamedTuple):
    """A case in words, without what is asked, and the patient with the signs in that order."""

    text: str
    patient: Patient


def tell(rng: random.Random, base: Clinical, patient: Patient, split: Split) -> Told:
    """Tell a case. Thoughts take up its signs in the order told, so that is given back too."""
    register = rng.choices(REGISTERS, (5, 3, 2))[0]
    return Teller(rng, base, patient, split, register).tell()


def sayable(patient: Patient, split: Split) -> bool:
    """Whether every phrase that a split has for the signs of a patient may be said of them."""
    for sign in patient.signs:
        said = sayings(sign.finding, split)
        if not sign.present and any(RIDDLE in phrase for phrase in said.absent):
            return False
        if patient.years < SCHOOL_AGE and any(AT_SCHOOL in phrase for phrase in said.nouns):
            return False
    return True


class _Sentence(NamedTuple):
    text: str
    signs: Sequence[Sign] = ()


class Teller:
    """Tells one patient in one register."""

    def __init__(
        self, rng: random.Random, base: Clinical, patient: Patient, split: Split, register: Register
    ) -> None:
        self.rng, self.base, self.patient = rng, base, patient
        self.split, self.register = split, register
        child = patient.years <= UNDER_AGE
        female = patient.sex == "female"
        self.own_words = False  # told by the patient, about whom no "he" or "she" is said
        self.used: list[str] = []
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
        complaints = [s for s in there if self._kind(s) in COMPLAINTS]
        first = (complaints or there)[: self.rng.randint(1, 3)]
        opening = self._opening(first)
        others = [sign for sign in there if sign not in first]
        sentences = [*self._present(others), *self._absent(gone)]
        sentences += [self._number(sign) for sign in numbers]
        adult_report = self.register != "notes" and not self.own_words and self.patient.years > 15
        if adult_report and self.rng.random() < ASIDE:
            sentences.append(_Sentence(self._fill(phrasing(ASIDES, self.split, ASIDES_HELD))))
        self.rng.shuffle(sentences)
        if self.patient.course is not None:
            times = phrasing(TIMES[self.patient.course], self.split, HELD)
            sentences.insert(0, _Sentence(self._fill(times)))
        told = [*first, *(sign for sentence in sentences for sign in sentence.signs)]
        # A thought notes what was said first, and then what numbers mean.
        order = sorted(told, key=lambda sign: bool(sign.values))
        text = " ".join((opening, *(sentence.text for sentence in sentences)))
        return Told(text, replace(self.patient, signs=tuple(order)))

    def _opening(self, signs: Sequence[Sign]) -> str:
        nouns = self._join([self._noun(sign) for sign in signs]) or "a feeling of being unwell"
        options = phrasing(OPENINGS[self.register], self.split, HELD)
        if self.patient.course == "chronic":
            options = [o for o in options if not any(word in o for word in URGENT)]
        text = self._fill(options, signs, first=nouns, First=upper(nouns))
        self.own_words = "I am " in text or "I'm " in text
        return with_articles(text)

    def _present(self, signs: Sequence[Sign]) -> list[_Sentence]:
        sentences, rest = list[_Sentence](), list(signs)
        options = phrasing(NEXT[self.register], self.split, NEXT_HELD)
        while rest:
            if self.register == "report" and self.rng.random() < VERB:
                told = verb(self.rng, rest[0].finding, self.split)
                if told is not None:
                    sayable = [o for o in REPORT_VERBS if "says" not in o or can_say(told)]
                    text = self._fill(sayable, rest[:1], verb=told)
                    sentences.append(_Sentence(text, rest[:1]))
                    rest = rest[1:]
                    continue
            group, rest = rest[: (size := self.rng.randint(1, 3))], rest[size:]
            text = self._group(options, group, [self._noun(sign) for sign in group])
            sentences.append(_Sentence(text, group))
        return sentences

    def _absent(self, signs: Sequence[Sign]) -> list[_Sentence]:
        if not signs:
            return []
        said = [denial(self.rng, s.finding, self.register, self.split) for s in signs]
        options = phrasing(DENIALS[self.register], self.split, HELD)
        # "Negative findings: an abnormal chest film" would say the opposite of what it means.
        if not all(text.startswith(("no ", "not ", "nothing ")) for text in said):
            options = [o for o in options if not any(word in o for word in NEGATIVE)]
        if not options:
            options = phrasing(NEXT[self.register], self.split, NEXT_HELD)
        return [_Sentence(self._group(options, (), said), signs)]

    def _group(self, options: Sequence[str], signs: Sequence[Sign], said: Sequence[str]) -> str:
        text = self._join(said)
        are = "are" if several(text) else "is"
        return self._fill(options, signs, group=text, Group=upper(text), are=are)

    def _number(self, sign: Sign) -> _Sentence:
        measure = self.base.findings[sign.finding].measure
        assert measure is not None
        name, many = measure.name, several(measure.name)
        slots = {
            "name": name, "Name": upper(name), "A": upper(article(name)),
            "value": measure.text(sign.values[0]), "unit": measure.unit,
            "are": "are" if many else "is", "were": "were" if many else "was",
            "come": "come" if many else "comes", "read": "read" if many else "reads",
        }  # fmt: skip
        if sign.telling == "value":
            options = phrasing(VALUES, self.split, HELD)
            fitting = [o for o in options if not many or "{A}" not in o]
            return _Sentence(self._fill(fitting, (sign,), **slots), (sign,))
        opening = self._fill(phrasing(COURSE_OPENINGS, self.split, HELD), (sign,), **slots)
        up, down = self.rng.choice(phrasing(COURSE_CHANGES, self.split))
        changes = [
            (up if after > before else down).format(k=f"{abs(after - before):.0f}")
            for before, after in zip(sign.values, sign.values[1:], strict=False)
        ]
        return _Sentence(f"{opening}, {', then '.join(changes)}.", (sign,))

    def _kind(self, sign: Sign) -> str:
        return self.base.findings[sign.finding].kind

    def _noun(self, sign: Sign) -> str:
        return noun(self.rng, sign.finding, self.register, self.split)

    def _fill(self, options: Sequence[str], signs: Sequence[Sign] = (), **slots: str) -> str:
        """One of the sentences that fit this patient and these signs, if it can be a new one."""
        fitting = [o for o in options if self._fits(o, signs)]
        fresh = [o for o in fitting if o not in self.used] or fitting
        self.used.append(self.rng.choice(fresh))
        return self.used[-1].format(**self.slots, **slots)

    def _fits(self, sentence: str, signs: Sequence[Sign]) -> bool:
        ages = (ages for words, ages in FITTING_AGES.items() if words in sentence)
        if any(not youngest <= self.patient.years <= oldest for youngest, oldest in ages):
            return False
        kinds = [kinds for words, kinds in FITTING_KINDS.items() if words in sentence]
        return all(self._kind(sign) in allowed for allowed in kinds for sign in signs)

    def _join(self, phrases: Sequence[str]) -> str:
        if len(phrases) < 2:
            return "".join(phrases)
        last = ", " if self.register == "notes" else self.rng.choice((" and ", " as well as "))
        return ", ".join(phrases[:-1]) + last + phrases[-1]
