"""Patients: findings, courses of measured values, known conditions, and the case in words."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.clinical import Clinical, Diagnosis
from data.generators.courses import Course, draw_course, measurable

#: What a patient may have had for long.
CHRONIC = (
    "stable_angina", "heart_failure", "graves_disease", "hypothyroidism", "addison_disease",
    "peptic_ulcer", "viral_hepatitis", "iron_deficiency_anaemia", "tuberculosis", "migraine",
    "multiple_sclerosis", "kidney_stone", "nephrotic_syndrome", "glomerulonephritis", "asthma",
    "rheumatoid_arthritis", "gout", "systemic_lupus", "giant_cell_arteritis",
)  # fmt: skip
#: Years that agree with the finding "older age", present or absent.
AGES: Mapping[bool, tuple[int, int]] = {True: (66, 89), False: (18, 55)}
#: Share of the findings beside the point that come from look-alikes: others are easy to dismiss.
FROM_LOOK_ALIKES = 0.8

OPENINGS = (
    "A {who}{place} has {first}.",
    "A {who}{place} presents with {first}.",
    "A {who}{place} reports {first}.",
    "This {who}{place} comes with {first}.",
    "{who}{place}: {first}.",
)
PLACES = (
    "", "", "", " in the emergency department", " in a general practice", " on the ward",
    " in a walk-in clinic", " brought in by ambulance", " seen at home",
)  # fmt: skip
KNOWN = (
    "{pronoun} is known to have {known}.",
    "Known: {known}.",
    "History of {known}.",
    "{pronoun} has had {known} for years.",
)
#: Diagnoses that only one sex has, by a word of their name.
SEX_OF: Mapping[str, str] = {
    "pregnancy": "woman", "ectopic": "woman", "ovarian": "woman", "endometriosis": "woman",
    "eclampsia": "woman", "prostat": "man", "testicular": "man", "epididymitis": "man",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """A finding as a case has it: present or absent."""

    finding: str
    present: bool

    def explained_by(self, condition: Diagnosis) -> bool:
        """Whether a known condition accounts for it; nothing accounts for an absent finding."""
        return self.present and condition.findings.get(self.finding, 0) > 0


@dataclass(frozen=True, slots=True)
class Patient:
    """What a case tells: findings in plain words, courses of values, and known conditions."""

    plain: tuple[Sign, ...]
    courses: tuple[Course, ...] = ()
    known: tuple[Diagnosis, ...] = ()

    @property
    def signs(self) -> tuple[Sign, ...]:
        """All findings, those that courses tell of last."""
        return (*self.plain, *(Sign(c.finding.id, c.present) for c in self.courses))

    @property
    def counted(self) -> tuple[Sign, ...]:
        """The findings that no known condition explains."""
        return tuple(s for s in self.signs if not any(s.explained_by(d) for d in self.known))

    @property
    def key(self) -> list[str]:
        """What makes it this patient, however told."""
        signs = sorted(f"{s.finding}{s.present}" for s in self.signs)
        return [*signs, *sorted(d.id for d in self.known)]


def label(base: Clinical, sign: Sign) -> str:
    """A sign's short canonical name, as thoughts and answers use it."""
    name = base.findings[sign.finding].name
    return name if sign.present else f"no {name}"


def draw_patient(
    rng: random.Random,
    base: Clinical,
    seed: Diagnosis,
    findings: int,
    courses: int,
    changes: int,
    known: Sequence[Diagnosis] = (),
) -> Patient:
    """A patient who has `seed`: so many findings in plain words, and courses of `changes` steps."""
    plain = _draw_signs(rng, base, seed, findings, known)
    taken = [base.findings[s.finding] for s in plain]
    usable = measurable(list(base.findings.values()), taken)
    # A course that a known condition would explain could not mislead.
    usable = [f for f in usable if not any(d.findings.get(f.id, 0) > 0 for d in known)]
    near = {f for d in (seed.id, *seed.look_alikes) for f in base.diagnoses[d].findings}
    drawn: list[Course] = []
    for _ in range(courses):
        close = [f for f in usable if f.id in near] or usable
        finding = rng.choice(close if rng.random() < FROM_LOOK_ALIKES else usable)
        drawn.append(draw_course(rng, finding, rng.random() < 0.5, changes))
        usable = measurable(usable, [finding])
    return Patient(plain, tuple(drawn), tuple(known))


def _draw_signs(
    rng: random.Random,
    base: Clinical,
    seed: Diagnosis,
    count: int,
    known: Sequence[Diagnosis],
) -> tuple[Sign, ...]:
    """Findings in the order in which they are told; each known condition adds two of its own."""
    old = {
        f: True for d in known for f in rng.sample([f for f, w in d.findings.items() if w > 0], 2)
    }
    count -= len(old)
    positive = [f for f, w in seed.findings.items() if w > 0 and f not in old]
    n_absent = rng.randint(0, max(1, count // 3))
    n_noise = rng.randint(0, max(1, count // 3))
    n_present = max(2, min(count - n_absent - n_noise, len(positive)))
    signs = dict.fromkeys(rng.sample(positive, n_present), True)
    nearby = [
        f for other in seed.look_alikes for f, w in base.diagnoses[other].findings.items() if w > 0
    ]
    anything = list(base.findings)
    while len(signs) < count:
        finding = rng.choice(nearby if rng.random() < FROM_LOOK_ALIKES else anything)
        if finding not in signs and finding not in old:
            signs[finding] = len(signs) < n_present + n_noise
    signs |= old
    order = [Sign(f, present) for f, present in signs.items()]
    rng.shuffle(order)
    return tuple(order)


def story(rng: random.Random, base: Clinical, patient: Patient, diagnosis: str) -> str:
    """The case in words: who, where, findings and courses in their order, known conditions.

    `diagnosis` is the name of what the patient has, for some have a sex.
    """
    sex = next((s for word, s in SEX_OF.items() if word in diagnosis), None)
    sex = sex or rng.choice(("man", "woman"))
    pronoun = "He" if sex == "man" else "She"
    age = next((AGES[s.present] for s in patient.plain if s.finding == "older_age"), (18, 89))
    who = f"{rng.randint(*age)}-year-old {sex}"
    first, *groups = _groups(rng, [_phrase(rng, base, sign) for sign in patient.plain])
    starts = (f"{pronoun} has", f"{pronoun} also has", "There is", "On examination:", "Also")
    sentences = [f"{rng.choice(starts)} {_join(rng, group)}." for group in groups]
    # Courses keep their order among themselves, in which the thought follows them.
    places = sorted(rng.randint(0, len(sentences)) for _ in patient.courses)
    for at, course in reversed(list(zip(places, patient.courses, strict=True))):
        sentences.insert(at, course.told(rng))
    if patient.known:
        conditions = " and ".join(d.name for d in patient.known)
        told = rng.choice(KNOWN).format(pronoun=pronoun, known=conditions)
        sentences.insert(rng.randint(0, len(sentences)), told)
    opening = rng.choice(OPENINGS)
    place = rng.choice(PLACES)
    return " ".join((opening.format(who=who, place=place, first=_join(rng, first)), *sentences))


def _phrase(rng: random.Random, base: Clinical, sign: Sign) -> str:
    finding = base.findings[sign.finding]
    if sign.present:
        return rng.choice((*finding.present, finding.name))
    return rng.choice((*finding.absent, f"no {finding.name}"))


def _groups(rng: random.Random, phrases: Sequence[str]) -> list[Sequence[str]]:
    groups: list[Sequence[str]] = []
    rest = list(phrases)
    while rest:
        size = rng.randint(1, 4)
        groups.append(rest[:size])
        rest = rest[size:]
    return groups


def _join(rng: random.Random, phrases: Sequence[str]) -> str:
    if len(phrases) == 1:
        return phrases[0]
    last = rng.choice((" and ", ", "))
    return ", ".join(phrases[:-1]) + last + phrases[-1]
