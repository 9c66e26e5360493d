"""What the knowledge base says, asked for piece by piece: the knowledge that cases are made of.

Facts are the same in every split, of course, but for the pairs of look-alikes that are kept for
testing; their wordings differ.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from data.clinical import AGE_GROUPS, SEXES, Clinical, Diagnosis, load, separating_findings
from data.generators.base import Difficulty, Example, Split, provenance, worded
from data.generators.medical import questions
from data.generators.medical.contrasts import contrasts_held
from data.generators.medical.patients import Mix, Patient, Sign, draw_patient
from data.generators.medical.phrasing import REGISTERS, denial, noun, verb
from data.generators.medical.story import tell
from data.generators.medical.weighing import PEOPLE, facts_of, weigh
from reasoning.problem import AnswerType, Problem

#: What a case tells whose findings are to be listed.
TOLD = Mix(present=(2, 6), absent=(0, 3), beside=(0, 3), values=0.6, courses=1)
#: Of the findings of a diagnosis, how many are named at once.
NAMED = 6


class Fact(NamedTuple):
    """What is asked, in the wordings of one split, and what is answered."""

    wordings: Sequence[str]
    slots: dict[str, str]
    answer: str


def fact(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
    """One piece of knowledge; gold is the text of the answer."""
    base = load()
    asked = None
    while asked is None:
        asked = rng.choices(_KINDS, _ODDS)[0](rng, base, split)
    wording = worded(rng, asked.wordings, split)
    text = wording.format(**asked.slots)
    problem = Problem(
        question=text[:1].upper() + text[1:],
        domain="medical",
        answer_type=AnswerType.TEXT,
        gold=asked.answer,
        task="facts",
        difficulty=difficulty,
        provenance=provenance(split),
    )
    return Example(problem, asked.answer, None)


def _diagnosis(rng: random.Random, base: Clinical) -> Diagnosis:
    return rng.choice(list(base.diagnoses.values()))


def _meaning(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    finding = rng.choice(list(base.findings.values()))
    register = rng.choice(REGISTERS)
    if rng.random() < 0.2:
        phrase, answer = denial(rng, finding.id, register, split), f"no {finding.name}"
    elif rng.random() < 0.3 and (told := verb(rng, finding.id, split)):
        phrase, answer = told, finding.name
    else:
        phrase, answer = noun(rng, finding.id, register, split), finding.name
    return Fact(questions.MEANING, {"phrase": phrase}, answer)


def _support(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    strong = sorted(diagnosis.findings, key=lambda f: -diagnosis.says(f, True))
    named = [f for f in strong if diagnosis.says(f, True) > 0][:NAMED]
    text = ", ".join(f"{base.findings[f].name} {diagnosis.says(f, True):+d}" for f in named)
    return Fact(questions.SUPPORT, {"name": diagnosis.name}, text)


def _oppose(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    there = [
        (base.findings[f].name, s.present) for f, s in diagnosis.findings.items() if s.present < 0
    ]
    gone = [
        (f"no {base.findings[f].name}", s.absent)
        for f, s in diagnosis.findings.items()
        if s.absent < -1
    ]
    named = sorted((*there, *gone), key=lambda p: p[1])[:NAMED]
    text = ", ".join(f"{name} {weight:+d}" for name, weight in named)
    return Fact(questions.OPPOSE, {"name": diagnosis.name}, text)


def _weight(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    """One line of weighing: what every thought about a case consists of."""
    diagnosis = _diagnosis(rng, base)
    own = rng.sample(list(diagnosis.findings), min(rng.randint(1, 5), len(diagnosis.findings)))
    other = rng.sample(list(base.findings), rng.randint(0, 2))
    signs = [Sign(f, rng.random() < 0.7) for f in dict.fromkeys((*own, *other))]
    rng.shuffle(signs)
    age, sex = rng.choice(AGE_GROUPS), rng.choice(SEXES)
    years = {"child": 8, "young": 25, "middle": 50, "older": 75}[age]
    patient = Patient(sex, years, tuple(signs))
    told = ", ".join(
        ("" if s.present else "no ") + base.findings[s.finding].name for s in patient.signs
    )
    line = weigh(base, diagnosis, patient).line().removeprefix("- ")
    who = PEOPLE[age, sex]
    return Fact(questions.WEIGHT, {"name": diagnosis.name, "who": who, "signs": told}, line)


def _apart(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    other = base.diagnoses[rng.choice(list(diagnosis.look_alikes))]
    if contrasts_held((diagnosis, other)):
        return None
    named = separating_findings(diagnosis, other)
    strength = {f: diagnosis.says(f, True) - other.says(f, True) for f in named}
    named = tuple(sorted(named, key=lambda f: -abs(strength[f])))[:4]
    text = ", ".join(
        f"{base.findings[f].name} for {(diagnosis if strength[f] > 0 else other).name}"
        for f in named
    )
    return Fact(questions.APART, {"name": diagnosis.name, "other": other.name}, text)


def _test(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    return Fact(questions.TEST, {"name": diagnosis.name}, diagnosis.first_test.name)


def _confirm(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    return Fact(questions.CONFIRM, {"name": diagnosis.name}, diagnosis.confirming_test.name)


def _treat(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    return Fact(questions.TREAT, {"name": diagnosis.name}, diagnosis.management)


def _danger(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    flags = ", ".join(base.findings[f].name for f in diagnosis.red_flags) or "none listed"
    return Fact(questions.DANGER, {"name": diagnosis.name}, flags)


def _like(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    others = [
        other
        for other in (base.diagnoses[o] for o in diagnosis.look_alikes)
        if split == "test" or not contrasts_held((diagnosis, other))
    ]
    if not others:
        return None
    return Fact(questions.LIKE, {"name": diagnosis.name}, ", ".join(d.name for d in others))


def _other_name(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    if not diagnosis.also:
        return None
    return Fact(questions.OTHER_NAME, {"also": rng.choice(diagnosis.also)}, diagnosis.name)


def _extract(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    """The first part of every thought about a case: what its words and numbers mean."""
    # Graders take the last of several lines for the answer, so what is graded has no numbers.
    mix = TOLD if split == "train" else replace(TOLD, values=0.0, courses=0)
    patient = draw_patient(rng, base, _diagnosis(rng, base), mix)
    text, patient = tell(rng, base, patient, split)
    lines = "\n".join(facts_of(base, patient)).removeprefix("Found: ")
    return Fact(questions.EXTRACT, {"story": text}, lines)


_KINDS: tuple[Callable[[random.Random, Clinical, Split], Fact | None], ...] = (
    _meaning, _extract, _support, _oppose, _weight, _apart, _test, _confirm, _treat, _danger, _like,
    _other_name,
)  # fmt: skip
_ODDS = (25, 30, 8, 4, 30, 4, 4, 3, 5, 3, 4, 2)
