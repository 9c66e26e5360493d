"""Single-best-answer vignettes: a patient, four to fourteen options, one that fits best.

The right option has the highest `Clinical.score` of those shown. The harder the tier, the more
findings have to be weighed and the more of the options are look-alikes or close behind.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data.clinical import Clinical, Diagnosis, load
from data.generators.base import (
    Difficulty,
    Example,
    GeneratorError,
    Split,
    provenance,
    split_of,
    worded,
)
from data.generators.medical.contrasts import contrasts_held
from data.generators.medical.patients import Mix, Patient, draw_patient
from data.generators.medical.questions import VIGNETTE
from data.generators.medical.soundness import sound
from data.generators.medical.story import sayable, tell
from data.generators.medical.thoughts import SUSPECTED, think
from data.generators.medical.weighing import Scores, scores, weigh
from reasoning.problem import AnswerType, Problem


@dataclass(frozen=True, slots=True)
class Tier:
    """How many options there are, how many of them are close, and what is told."""

    options: int
    close: int  # options within `CLOSE` of the best, or its look-alikes
    lead: tuple[int, int]  # least and most points of the best before the next
    mix: Mix


TIERS: Mapping[Difficulty, Tier] = {
    "easy": Tier(4, 1, (2, 20), Mix(present=(3, 4), absent=(0, 1), beside=(0, 1), values=0.3)),
    "medium": Tier(
        5, 3, (1, 4), Mix(present=(3, 5), absent=(1, 2), beside=(1, 2), values=0.6, courses=1)
    ),
    "hard": Tier(
        10, 6, (1, 2), Mix(present=(4, 6), absent=(1, 3), beside=(2, 3), values=0.8, courses=2)
    ),
    "beyond": Tier(
        14, 8, (1, 2), Mix(present=(6, 9), absent=(2, 4), beside=(4, 6), values=0.8, courses=2)
    ),
}
LETTERS = "ABCDEFGHIJKLMN"
#: How many tries at a combination that fits before giving up.
TRIES = 20_000
#: Least points for the best option.
LEAST = 3
#: Most points by which a close option is behind.
CLOSE = 3


def vignette(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
    """One vignette; gold is the letter of the best option."""
    base, tier = load(), TIERS[difficulty]
    patient, options = draw_case(rng, base, tier, split)
    text, patient = tell(rng, base, patient, split)
    weighed = [weigh(base, option, patient) for option in options]
    best = max(weighed, key=lambda w: w.total)
    letters = {k: w.name for k, w in zip(LETTERS, weighed, strict=False)}
    order = rng.sample(weighed, len(weighed))
    thoughts = think(rng, base, patient, order, suspected=SUSPECTED[difficulty])
    ending = worded(rng, VIGNETTE, split)
    problem = Problem(
        question=f"{text} {ending}",
        domain="medical",
        options=letters,
        answer_type=AnswerType.SC,
        gold=next(k for k, name in letters.items() if name == best.name),
        task="vignettes",
        difficulty=difficulty,
        provenance=provenance(split),
    )
    return Example(problem, best.name, thoughts, combination(patient, options))


def draw_case(
    rng: random.Random, base: Clinical, tier: Tier, split: Split
) -> tuple[Patient, list[Diagnosis]]:
    """A patient of the split, and the options in the order in which they are shown.

    Raises:
        GeneratorError: no combination fits the tier.
    """
    every = list(base.diagnoses.values())
    for _ in range(TRIES):
        seed = rng.choice(every)
        patient = draw_patient(rng, base, seed, tier.mix)
        found = scores(patient)
        best = int(np.argmax(found))
        options = _options(rng, patient, every, found, best, tier)
        held = split != "test" and contrasts_held(options)
        if not options or held or split_of(combination(patient, options)) != split:
            continue
        if sound(patient, every[best]) and sayable(patient, split):
            return patient, options
    raise GeneratorError(f"no case found in {TRIES} tries; widen TIERS")


def combination(patient: Patient, options: Sequence[Diagnosis]) -> tuple[str, ...]:
    """What makes it this vignette: the patient, and the options in any order."""
    return (*patient.key, *sorted(d.id for d in options))


def _options(
    rng: random.Random,
    patient: Patient,
    every: Sequence[Diagnosis],
    found: Scores,
    best: int,
    tier: Tier,
) -> list[Diagnosis]:
    """The best diagnosis and wrong ones, shuffled; none if the best is no clear winner."""
    top = found[best]
    behind = top - found
    rest = [n for n in range(len(every)) if behind[n] >= tier.lead[0] and patient.may_get(every[n])]
    if top < LEAST or not patient.may_get(every[best]):
        return []
    near = set(every[best].look_alikes)
    close = [n for n in rest if every[n].id in near or behind[n] <= CLOSE]
    chosen = rng.sample(close, min(tier.close, len(close)))
    others = [n for n in rest if n not in chosen]
    if len(others) < tier.options - 1 - len(chosen):
        return []
    chosen += rng.sample(others, tier.options - 1 - len(chosen))
    if min(behind[n] for n in chosen) > tier.lead[1]:
        return []
    options = [every[n] for n in (best, *chosen)]
    rng.shuffle(options)
    return options
