"""What the knowledge base says, asked for piece by piece: the knowledge that cases are made of.

Besides, the single steps of a thought (what a text tells, one candidate weighed, totals ranked),
each for itself: what is left for a thought to teach is to take them in turn.

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
from data.generators.medical.phrasing import REGISTERS, RIDDLE, clipped, denial, noun, verb
from data.generators.medical.story import sayable, tell
from data.generators.medical.weighing import PEOPLE, facts_of, weigh
from reasoning.problem import AnswerType, Problem

#: What a case tells whose findings are to be listed.
TOLD = Mix(present=(2, 6), absent=(0, 3), beside=(0, 3), values=0.6, courses=1)
#: Of the findings of a diagnosis, how many are named at once.
NAMED = 6
#: Of the phrases whose meaning is asked for in training, how many have words left out.
CLIPPED = 0.4
#: Of the totals that are ranked, how many are named, as in a thought.
RANKED = 3


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
        kinds, odds = zip(*_KINDS, strict=True)
        asked = rng.choices(kinds, odds)[0](rng, base, split)
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
        if RIDDLE in phrase:
            return None
    elif rng.random() < 0.3 and (told := verb(rng, finding.id, split)):
        phrase, answer = told, finding.name
    else:
        phrase, answer = noun(rng, finding.id, register, split), finding.name
    if split == "train" and rng.random() < CLIPPED:
        phrase = clipped(rng, phrase)
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
    patient, who, told = _bare(rng, base, (diagnosis,))
    line = weigh(base, diagnosis, patient).line().removeprefix("- ")
    return Fact(questions.WEIGHT, {"name": diagnosis.name, "who": who, "signs": told}, line)


def _weigh_each(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    """Candidates weighed one after another, in the order asked."""
    # Graders take the last of several lines for the answer.
    if split != "train":
        return None
    candidates = _candidates(rng, base, rng.randint(2, 3))
    if candidates is None:
        return None
    patient, who, told = _bare(rng, base, candidates)
    lines = [weigh(base, d, patient).line().removeprefix("- ") for d in candidates]
    names = ", ".join(d.name for d in candidates)
    return Fact(questions.WEIGH_EACH, {"names": names, "who": who, "signs": told}, "\n".join(lines))


def _choices(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    """The options of a question named: whom a thought may suspect."""
    candidates = _candidates(rng, base, rng.randint(3, 6))
    if candidates is None:
        return None
    lines = "\n".join(
        f"{letter}) {d.name}" for letter, d in zip("ABCDEF", candidates, strict=False)
    )
    named = rng.sample(candidates, len(candidates)) if split == "train" else candidates
    return Fact(questions.CHOICES, {"lines": lines}, ", ".join(d.name for d in named))


def _rank(rng: random.Random, base: Clinical, split: Split) -> Fact | None:
    """Totals put in order; of two with the same total, the one told first."""
    candidates = _candidates(rng, base, rng.randint(2, 5))
    if candidates is None:
        return None
    totals = [(d.name, rng.randint(-2, 14)) for d in candidates]
    ranked = sorted(totals, key=lambda t: -t[1])[:RANKED]
    told, answer = (", ".join(f"{name} {n}" for name, n in t) for t in (totals, ranked))
    return Fact(questions.RANK, {"totals": told}, answer)


def _candidates(rng: random.Random, base: Clinical, n: int) -> list[Diagnosis] | None:
    """A diagnosis, look-alikes of it and others; None where a held pair would be contrasted."""
    first = _diagnosis(rng, base)
    alike = [base.diagnoses[other] for other in first.look_alikes]
    drawn = [first, *rng.sample(alike, min(len(alike), rng.randint(1, n - 1)))]
    others = [d for d in base.diagnoses.values() if d not in drawn]
    drawn += rng.sample(others, n - len(drawn))
    return None if contrasts_held(drawn) else rng.sample(drawn, n)


def _bare(
    rng: random.Random, base: Clinical, candidates: Sequence[Diagnosis]
) -> tuple[Patient, str, str]:
    """A patient with findings of each candidate and a few others, who it is, and what is told."""
    own = [
        finding
        for d in candidates
        for finding in rng.sample(list(d.findings), min(rng.randint(1, 5), len(d.findings)))
    ]
    other = rng.sample(list(base.findings), rng.randint(0, 2))
    signs = [Sign(f, rng.random() < 0.7) for f in dict.fromkeys((*own, *other))]
    rng.shuffle(signs)
    age, sex = rng.choice(AGE_GROUPS), rng.choice(SEXES)
    years = {"child": 8, "young": 25, "middle": 50, "older": 75}[age]
    patient = Patient(sex, years, tuple(signs))
    told = ", ".join(
        ("" if s.present else "no ") + base.findings[s.finding].name for s in patient.signs
    )
    return patient, PEOPLE[age, sex], told


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
    if not sayable(patient, split):
        return None
    text, patient = tell(rng, base, patient, split)
    lines = "\n".join(facts_of(base, patient)).removeprefix("Found: ")
    return Fact(questions.EXTRACT, {"story": text}, lines)


_KINDS: tuple[tuple[Callable[[random.Random, Clinical, Split], Fact | None], float], ...] = (
    (_meaning, 25), (_extract, 34), (_weight, 30), (_weigh_each, 16), (_choices, 6), (_rank, 6),
    (_support, 4), (_oppose, 3), (_apart, 4), (_test, 4), (_confirm, 3), (_treat, 5), (_danger, 3),
    (_like, 4), (_other_name, 2),
)  # fmt: skip
