"""Single-best-answer vignettes: a patient, four to six options, one that fits best.

The right option has the highest `Clinical.score` of those shown, by at least one. From the medium
tier on the case has traps, and each has a wrong option of its own that it leads to: the course of a
measured value, for whoever does not follow it to its end; and the findings that a known condition
explains, for whoever counts them (anchoring on what was there before).

The thought names the findings, follows the courses, sets aside what is explained, and weighs the
options in random order.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from data.clinical import Clinical, Diagnosis, load
from data.generators.base import (
    Difficulty,
    Example,
    GeneratorError,
    Split,
    provenance,
    split_of,
)
from data.generators.patients import CHRONIC, Patient, draw_patient, story
from data.generators.weighing import (
    head_lines,
    misread,
    scores,
    second_look,
    slip,
    weigh,
    weighing_lines,
)
from reasoning.problem import AnswerType, Problem


@dataclass(frozen=True, slots=True)
class Tier:
    """How many options, findings and traps a difficulty has."""

    options: int
    findings: tuple[int, int]  # least and most told in plain words
    courses: int = 0
    changes: int = 0  # of each course
    known: int = 0  # conditions that the patient is known to have


TIERS: Mapping[Difficulty, Tier] = {
    "easy": Tier(options=4, findings=(3, 5)),
    "medium": Tier(options=5, findings=(4, 6), courses=1, changes=2, known=1),
    "hard": Tier(options=6, findings=(4, 6), courses=3, changes=3, known=1),
}
LETTERS = "ABCDEF"
#: How many tries at a combination that fits before giving up.
TRIES = 100_000
#: Least points for the best option.
LEAST = 2
#: Most points by which an option that is no trap is behind, for half of them.
CLOSE = 3

ENDINGS = (
    "What is the most likely diagnosis?",
    "Which diagnosis fits best?",
    "What is the single best diagnosis?",
    "Which of these is most likely?",
    "What is going on?",
)
NEW_ENDINGS = (
    "Which new diagnosis explains the rest?",
    "Which new diagnosis fits best?",
    "What is the most likely new diagnosis?",
    "What else is going on?",
)


def vignette(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
    """One vignette; gold is the letter of the best option."""
    base, tier = load(), TIERS[difficulty]
    for _ in range(TRIES):
        seed = rng.choice(list(base.diagnoses.values()))
        ids = rng.sample([d for d in CHRONIC if d != seed.id], tier.known)
        known = tuple(base.diagnoses[d] for d in ids)
        findings = rng.randint(*tier.findings)
        patient = draw_patient(rng, base, seed, findings, tier.courses, tier.changes, known)
        options = _options(rng, base, patient, tier.options)
        key = [*patient.key, *sorted(d.name for d in options)]
        if options and split_of(key) == split:
            return _example(rng, base, difficulty, split, patient, options)
    raise GeneratorError(f"no {difficulty} vignette found in {TRIES} tries; widen TIERS")


def _options(
    rng: random.Random, base: Clinical, patient: Patient, count: int
) -> tuple[Diagnosis, ...]:
    """The best diagnosis, one wrong one for each trap, and others; none if a trap leads nowhere."""
    every = list(base.diagnoses.values())
    true = scores(patient.counted)
    known = {d.id for d in patient.known}
    open_ = [n for n, d in enumerate(every) if d.id not in known]
    best = max(rng.sample(open_, len(open_)), key=lambda n: true[n])
    if true[best] < LEAST:
        return ()
    behind = [n for n in open_ if true[n] < true[best]]
    chosen = [best]
    for wrong in misread(patient):
        lures = [n for n in behind if wrong[n] > wrong[best] and n not in chosen]
        if not lures:
            return ()
        chosen.append(rng.choice(lures))
    while len(chosen) < count:
        rest = [n for n in behind if n not in chosen]
        close = [n for n in rest if true[best] - true[n] <= CLOSE]
        chosen.append(rng.choice(close if close and rng.random() < 0.5 else rest))
    rng.shuffle(chosen)
    return tuple(every[n] for n in chosen)


def _example(
    rng: random.Random,
    base: Clinical,
    difficulty: Difficulty,
    split: Split,
    patient: Patient,
    options: tuple[Diagnosis, ...],
) -> Example:
    weighed = [weigh(base, option, patient.counted) for option in options]
    best = max(weighed, key=lambda w: w.total)
    letters = {k: w.name for k, w in zip(LETTERS, weighed, strict=False)}
    order = rng.sample(weighed, len(weighed))
    head = head_lines(base, patient)
    ending = rng.choice(NEW_ENDINGS if patient.known else ENDINGS)
    problem = Problem(
        question=f"{story(rng, base, patient, best.name)} {ending}",
        domain="medical",
        options=letters,
        answer_type=AnswerType.SC,
        gold=next(k for k, name in letters.items() if name == best.name),
        task="vignettes",
        difficulty=difficulty,
        provenance=provenance(split),
    )
    return Example(
        problem,
        thought=(*head, *weighing_lines(order), f"Best: {best.name}"),
        answer=best.name,
        recheck=second_look(rng, order, best),
        slip=slip(rng, head, order, best),
    )
