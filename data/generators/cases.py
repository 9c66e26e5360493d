"""Open cases: a vignette without options; the answer is a ranked differential diagnosis.

Candidates are the four diagnoses of the whole base with the highest scores. Shares of a ranking
follow from the scores alone: a candidate d points behind the best gets a raw share of 1/2^d; the
shares of ranks 2 and 3 are rounded to whole tens (at least 10), and rank 1 gets the rest.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data.clinical import Clinical, Diagnosis, load
from data.generators.base import Difficulty, Example, GeneratorError, Split, provenance, split_of
from data.generators.patients import Patient, draw_patient, label, story
from data.generators.weighing import (
    Weighing,
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
    """How many findings and courses a difficulty has."""

    findings: tuple[int, int]  # least and most told in plain words
    courses: int = 0
    changes: int = 0  # of each course


TIERS: Mapping[Difficulty, Tier] = {
    "easy": Tier(findings=(3, 5)),
    "medium": Tier(findings=(3, 5), courses=1, changes=2),
    "hard": Tier(findings=(3, 5), courses=2, changes=4),
}
#: How many tries at a combination that fits before giving up.
TRIES = 100_000
#: How many candidates are weighed, and how many are ranked in the answer.
CANDIDATES = 4
RANKED = 3
#: How many findings for or against a diagnosis an answer names.
NAMED = 3

ENDINGS = (
    "What is the differential diagnosis?",
    "Give a ranked differential diagnosis.",
    "What could this be?",
    "What are the likely diagnoses?",
    "Rank the possible diagnoses.",
)


def case(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
    """One open case; gold is the name of the diagnosis that fits best of all."""
    base, tier = load(), TIERS[difficulty]
    for _ in range(TRIES):
        seed = rng.choice(list(base.diagnoses.values()))
        findings = rng.randint(*tier.findings)
        patient = draw_patient(rng, base, seed, findings, tier.courses, tier.changes)
        if split_of(patient.key) != split:
            continue
        true = scores(patient.counted)
        top = np.argsort(-true, kind="stable")[:CANDIDATES]
        best, second = top[:2]
        misled = all(wrong.max() > wrong[best] for wrong in misread(patient))
        if misled and true[best] > max(true[second], 1):
            every = list(base.diagnoses.values())
            return _example(rng, base, difficulty, split, patient, [every[n] for n in top])
    raise GeneratorError(f"no {difficulty} case found in {TRIES} tries; widen TIERS")


def shares(totals: Sequence[int]) -> list[int]:
    """Percentages of a ranking from its totals, best first: whole tens that sum to 100."""
    raw = [0.5 ** (totals[0] - total) for total in totals]
    rest = [max(10, int(10 * r / sum(raw) + 0.5) * 10) for r in raw[1:]]
    return [100 - sum(rest), *rest]


def _example(
    rng: random.Random,
    base: Clinical,
    difficulty: Difficulty,
    split: Split,
    patient: Patient,
    top: Sequence[Diagnosis],
) -> Example:
    by_name = {d.name: d for d in top}
    order = [weigh(base, d, patient.counted) for d in rng.sample(top, len(top))]
    # Stable: of two with the same total, the one weighed first ranks first.
    ranked = sorted(order, key=lambda w: -w.total)[:RANKED]
    best = ranked[0]
    head = (*head_lines(base, patient), f"Candidates: {'; '.join(w.name for w in order)}")
    problem = Problem(
        question=f"{story(rng, base, patient, best.name)} {rng.choice(ENDINGS)}",
        domain="medical",
        answer_type=AnswerType.DDX,
        gold=best.name,
        task="cases",
        difficulty=difficulty,
        provenance=provenance(split),
    )
    return Example(
        problem,
        thought=(*head, *weighing_lines(order), f"Best: {best.name}"),
        answer=_answer(base, patient, ranked, by_name),
        recheck=second_look(rng, order, best),
        slip=slip(rng, head, order, best),
    )


def _answer(
    base: Clinical,
    patient: Patient,
    ranked: Sequence[Weighing],
    by_name: Mapping[str, Diagnosis],
) -> str:
    best, second = by_name[ranked[0].name], by_name[ranked[1].name]
    flags = {f for w in ranked for f in by_name[w.name].red_flags}
    red = [label(base, s) for s in patient.counted if s.present and s.finding in flags]
    lines = [f"Red flags: {'; '.join(red) or 'none'}"]
    percent = shares([w.total for w in ranked])
    for rank, (weighing, share) in enumerate(zip(ranked, percent, strict=True), 1):
        pro = [sign for sign, weight in weighing.parts if weight > 0][:NAMED]
        con = [sign for sign, weight in weighing.parts if weight < 0][:NAMED]
        lines.append(
            f"{rank}. {weighing.name} ({share}%) | for: {', '.join(pro) or 'none'}"
            f" | against: {', '.join(con) or 'none'}"
        )
    lines.append(f"Would change the ranking: {_turning_point(base, patient, best, second)}")
    lines.append(f"Next test: {best.next_test}")
    return "\n".join(lines)


def _turning_point(base: Clinical, patient: Patient, best: Diagnosis, second: Diagnosis) -> str:
    """The finding, not mentioned so far, that would help the second most against the first."""
    told = {sign.finding for sign in patient.signs}
    open_findings = [f for f in second.findings if f not in told]
    gain = {f: second.findings[f] - best.findings.get(f, 0) for f in open_findings}
    finding = max(open_findings, key=lambda f: gain[f])
    return f"{base.findings[finding].name} favours {second.name}"
