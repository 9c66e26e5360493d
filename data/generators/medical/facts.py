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
from data.generators.base import Difficulty, Example, Split, phrasing, provenance
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


MEANING = (
    "What is “{phrase}” called?", "Name this finding: {phrase}.", "“{phrase}” means?",
    "Which finding is “{phrase}”?", "In one term: {phrase}.", "Give the term for “{phrase}”.",
    "How would you note “{phrase}”?",
)  # fmt: skip
SUPPORT = (
    "What speaks for {name}?", "Which findings point to {name}?", "Signs of {name}?",
    "What suggests {name}?", "How does {name} show itself?", "What makes you think of {name}?",
    "Which findings support {name}?",
)  # fmt: skip
OPPOSE = (
    "What speaks against {name}?", "Which findings make {name} unlikely?", "Against {name}?",
    "What argues against {name}?", "What would make you doubt {name}?",
    "Which findings are not in keeping with {name}?", "What rules against {name}?",
)  # fmt: skip
WEIGHT = (
    "Weigh {name} in a {who}: {signs}.", "{signs}, {who}. How far does {name} fit?",
    "Add up {name}: {who}, {signs}.", "How well does {name} fit a {who} with {signs}?",
    "{who}: {signs}. Score {name}.", "Take {name}. {who}, {signs}. What is the total?",
    "Does {name} fit? {who}, {signs}.",
)  # fmt: skip
APART = (
    "What tells {name} from {other}?", "{name} or {other}: what decides?",
    "How do {name} and {other} differ?", "What separates {name} from {other}?",
    "Distinguish {name} from {other}.", "Tell {name} and {other} apart.",
    "How would you decide between {name} and {other}?",
)  # fmt: skip
TEST = (
    "What is the first test for {name}?", "Which test comes first in {name}?",
    "First test in suspected {name}?", "You suspect {name}. Which test?",
    "How do you test for {name}?", "Which investigation first for {name}?",
    "What do you order first if you suspect {name}?",
)  # fmt: skip
CONFIRM = (
    "What confirms {name}?", "How is {name} confirmed?", "Confirming test for {name}?",
    "Which test proves {name}?", "What settles the diagnosis of {name}?",
    "How do you prove {name}?", "Which test makes {name} certain?",
)  # fmt: skip
TREAT = (
    "What is the first-line treatment of {name}?", "How is {name} treated?",
    "Treatment of {name}?", "What do you give for {name}?", "Management of {name}?",
    "How do you treat {name}?", "What is done first in {name}?",
)  # fmt: skip
DANGER = (
    "Red flags of {name}?", "What is dangerous in {name}?", "Which red flags has {name}?",
    "What must not be overlooked in {name}?", "Warning signs in {name}?",
    "Which signs of {name} are alarming?", "Name the red flags in {name}.",
)  # fmt: skip
LIKE = (
    "What looks like {name}?", "What is {name} mistaken for?", "Look-alikes of {name}?",
    "What else could it be if not {name}?", "Differential diagnosis of {name}?",
    "What resembles {name}?", "Which diagnoses are close to {name}?",
)  # fmt: skip
EXTRACT = (
    "Which findings are told? {story}", "{story} List the findings.", "Sum up: {story}",
    "Findings of this case: {story}", "{story} What was found?", "{story} Note the findings.",
    "Put into terms: {story}",
)  # fmt: skip
OTHER_NAME = (
    "What is {also} called?", "{also}: the usual term?",
    "By which name does this base know {also}?",
    "Another name for {also}?", "{also} is also called?", "Give the medical name of {also}.",
    "What do doctors call {also}?",
)  # fmt: skip


def fact(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
    """One piece of knowledge; gold is the text of the answer."""
    base = load()
    asked = None
    while asked is None:
        asked = rng.choices(_KINDS, _ODDS)[0](rng, base, split)
    wording = rng.choice(phrasing(asked.wordings, split))
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
    return Fact(MEANING, {"phrase": phrase}, answer)


def _support(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    strong = sorted(diagnosis.findings, key=lambda f: -diagnosis.says(f, True))
    named = [f for f in strong if diagnosis.says(f, True) > 0][:NAMED]
    text = ", ".join(f"{base.findings[f].name} {diagnosis.says(f, True):+d}" for f in named)
    return Fact(SUPPORT, {"name": diagnosis.name}, text)


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
    return Fact(OPPOSE, {"name": diagnosis.name}, text)


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
    return Fact(WEIGHT, {"name": diagnosis.name, "who": who, "signs": told}, line)


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
    return Fact(APART, {"name": diagnosis.name, "other": other.name}, text)


def _test(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    return Fact(TEST, {"name": diagnosis.name}, diagnosis.first_test.name)


def _confirm(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    return Fact(CONFIRM, {"name": diagnosis.name}, diagnosis.confirming_test.name)


def _treat(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    return Fact(TREAT, {"name": diagnosis.name}, diagnosis.management)


def _danger(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    flags = ", ".join(base.findings[f].name for f in diagnosis.red_flags) or "none listed"
    return Fact(DANGER, {"name": diagnosis.name}, flags)


def _like(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    others = [
        other
        for other in (base.diagnoses[o] for o in diagnosis.look_alikes)
        if split == "test" or not contrasts_held((diagnosis, other))
    ]
    if not others:
        return None
    return Fact(LIKE, {"name": diagnosis.name}, ", ".join(d.name for d in others))


def _other_name(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    diagnosis = _diagnosis(rng, base)
    if not diagnosis.also:
        return None
    return Fact(OTHER_NAME, {"also": rng.choice(diagnosis.also)}, diagnosis.name)


def _extract(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    """The first part of every thought about a case: what its words and numbers mean."""
    # Graders take the last of several lines for the answer, so what is graded has no numbers.
    mix = TOLD if split == "train" else replace(TOLD, values=0.0, courses=0)
    patient = draw_patient(rng, base, _diagnosis(rng, base), mix)
    text, patient = tell(rng, base, patient, split)
    lines = "\n".join(facts_of(base, patient)).removeprefix("Found: ")
    return Fact(EXTRACT, {"story": text}, lines)


_KINDS: tuple[Callable[[random.Random, Clinical, Split], Fact | None], ...] = (
    _meaning, _extract, _support, _oppose, _weight, _apart, _test, _confirm, _treat, _danger, _like,
    _other_name,
)  # fmt: skip
_ODDS = (25, 30, 8, 4, 30, 4, 4, 3, 5, 3, 4, 2)
