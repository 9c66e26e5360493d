"""Open cases: a vignette without options; the answer is a ranked differential diagnosis.

Candidates are the few diagnoses of the whole base with the highest scores. Shares of a ranking
follow from the scores alone: a candidate d points behind the best gets a raw share of 1/2^d; the
shares of ranks 2 and 3 are rounded to whole tens (at least 10), and rank 1 gets the rest.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

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
from data.generators.medical.patients import Mix, Patient, draw_patient, fits, label
from data.generators.medical.questions import CASE
from data.generators.medical.soundness import sound
from data.generators.medical.story import sayable, tell
from data.generators.medical.thoughts import think
from data.generators.medical.weighing import Weighing, ranked, scores, weigh
from reasoning.problem import AnswerType, Problem

MIXES: Mapping[Difficulty, Mix] = {
    "easy": Mix(present=(3, 5), absent=(0, 1), beside=(0, 1), values=0.3),
    "medium": Mix(present=(3, 5), absent=(1, 2), beside=(1, 2), values=0.6, courses=1),
    "hard": Mix(present=(4, 6), absent=(1, 3), beside=(2, 4), values=0.8, courses=2),
    "beyond": Mix(present=(6, 9), absent=(2, 4), beside=(4, 6), values=0.8, courses=2),
}
#: Least and most points by which the best is ahead.
LEADS: Mapping[Difficulty, tuple[int, int]] = {
    "easy": (2, 20),
    "medium": (1, 5),
    "hard": (1, 3),
    "beyond": (1, 3),
}
#: How many tries at a combination that fits before giving up.
TRIES = 20_000
#: Least points for the best diagnosis.
LEAST = 3
#: How many candidates are weighed, and how many are ranked in the answer.
CANDIDATES: Mapping[Difficulty, int] = {"easy": 4, "medium": 4, "hard": 4, "beyond": 6}
RANKED = 3
#: How many findings for or against a diagnosis an answer names.
NAMED = 3
#: What would change the ranking, where the lead is too large for one finding.
NO_TURNING_POINT = "no single finding"
#: The next test, where the case tells the results of all that would come next.
ENOUGH = "none: the findings suffice"


def case(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
    """One open case; gold is the name of the diagnosis that fits best of all."""
    base = load()
    patient, top = draw_open_case(rng, base, difficulty, split)
    text, patient = tell(rng, base, patient, split)
    order = [weigh(base, d, patient) for d in rng.sample(top, len(top))]
    thoughts = think(rng, base, patient, order, suspected=len(order))
    problem = Problem(
        question=f"{text} {worded(rng, CASE, split)}",
        domain="medical",
        answer_type=AnswerType.DDX,
        gold=ranked(order)[0].name,
        task="cases",
        difficulty=difficulty,
        provenance=provenance(split),
    )
    answer = differential(base, patient, order)
    return Example(problem, answer, thoughts, tuple(patient.key))


def draw_open_case(
    rng: random.Random, base: Clinical, difficulty: Difficulty, split: Split
) -> tuple[Patient, list[Diagnosis]]:
    """A patient of the split and the `CANDIDATES` best diagnoses, the best clearly ahead.

    Raises:
        GeneratorError: no combination fits.
    """
    every = list(base.diagnoses.values())
    least, most = LEADS[difficulty]
    for _ in range(TRIES):
        patient = draw_patient(rng, base, rng.choice(every), MIXES[difficulty])
        if split_of(patient.key) != split:
            continue
        found = scores(patient)
        top = np.argsort(-found, kind="stable")[: CANDIDATES[difficulty]]
        lead = found[top[0]] - found[top[1]]
        candidates = [every[n] for n in top]
        if split != "test" and contrasts_held(candidates):
            continue
        if not least <= lead <= most or found[top[0]] < LEAST:
            continue
        if sound(patient, candidates[0]) and sayable(patient, split):
            return patient, candidates
    raise GeneratorError(f"no {difficulty} case found in {TRIES} tries; widen MIXES")


def shares(totals: Sequence[int]) -> list[int]:
    """Percentages of a ranking from its totals, best first: whole tens that sum to 100."""
    raw = [0.5 ** (totals[0] - total) for total in totals]
    rest = [max(10, int(10 * r / sum(raw) + 0.5) * 10) for r in raw[1:]]
    return [100 - sum(rest), *rest]


def differential(base: Clinical, patient: Patient, order: Sequence[Weighing]) -> str:
    """The answer to an open case in the form that `reasoning.domains.differential` reads."""
    top = ranked(order)[:RANKED]
    best, second = (base.diagnoses[w.id] for w in top[:2])
    flags = {f for w in top for f in base.diagnoses[w.id].red_flags}
    red = [label(base, s) for s in patient.signs if s.present and s.finding in flags]
    lines = [f"Red flags: {'; '.join(red) or 'none'}"]
    for rank, (w, share) in enumerate(zip(top, shares([w.total for w in top]), strict=True), 1):
        pro = ", ".join(w.supports[:NAMED]) or "none"
        con = ", ".join(w.opposes[:NAMED]) or "none"
        lines.append(f"{rank}. {w.name} ({share}%) | for: {pro} | against: {con}")
    lines.append(f"Would change the ranking: {turning_point(base, patient, best, second)}")
    lines.append(f"Next test: {untold_test(base, patient, best) or ENOUGH}")
    return "\n".join(lines)


def turning_point(base: Clinical, patient: Patient, best: Diagnosis, second: Diagnosis) -> str:
    """The finding, possible and not told so far, that would most help the second past the best."""
    lead = patient.score(best) - patient.score(second)
    gain = {
        f: second.says(f, True) - best.says(f, True)
        for f in second.findings
        if fits(base, patient, base.findings[f])
    }
    strongest = max(gain, key=lambda f: gain[f], default=None)
    if strongest is None or gain[strongest] <= lead:
        return NO_TURNING_POINT
    return f"{base.findings[strongest].name} favours {second.name}"


def untold_test(base: Clinical, patient: Patient, diagnosis: Diagnosis) -> str | None:
    """The first test of a diagnosis, or else the confirming one, whose result is not told yet.

    None where both are told, or the confirming one is: what comes before it is then of no use.
    """
    told = {base.findings[sign.finding].test for sign in patient.signs}
    first, confirming = diagnosis.first_test.name, diagnosis.confirming_test.name
    if confirming in told:
        return None
    return confirming if first in told else first
