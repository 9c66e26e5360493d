"""Candidates weighed against a patient, as clinical thoughts do it, and how a thought is checked.

A line weighs one candidate: what it starts with (how common it is at that age and sex), then every
sign in the order told, with the total so far: "- gout 2: hot joint +3 = 5, cough 0, fever -1 = 4".
What says nothing is named too, so that the next sign is always the one that was told next. The best
so far "leads", so that a thought cut anywhere still knows the best of those weighed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from data.clinical import (
    AGE_GROUPS,
    COURSES,
    SEXES,
    AgeGroup,
    Clinical,
    Course,
    Diagnosis,
    Sex,
    load,
)
from data.generators.base import WAIT, Part
from data.generators.medical.patients import Patient, label, reading_lines

Scores = NDArray[np.int_]
"""`Clinical.score` of every diagnosis of the base, in the order of the base."""

#: How a thought calls people of an age group and sex.
PEOPLE: Mapping[tuple[AgeGroup, Sex], str] = {
    ("child", "female"): "girl", ("child", "male"): "boy",
    ("young", "female"): "young woman", ("young", "male"): "young man",
    ("middle", "female"): "middle-aged woman", ("middle", "male"): "middle-aged man",
    ("older", "female"): "older woman", ("older", "male"): "older man",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weighing:
    """One candidate weighed: where it starts, and each sign with what it says (or 0), in order."""

    id: str
    name: str
    start: int
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """`Clinical.score`."""
        return self.start + sum(weight for _, weight in self.parts)

    @property
    def supports(self) -> tuple[str, ...]:
        """What speaks for it, the strongest first."""
        return tuple(sign for sign, weight in sorted(self.parts, key=lambda p: -p[1]) if weight > 0)

    @property
    def opposes(self) -> tuple[str, ...]:
        """What speaks against it, the strongest first."""
        return tuple(sign for sign, weight in sorted(self.parts, key=lambda p: p[1]) if weight < 0)

    def line(self) -> str:
        """The line of work, without what it leads."""
        total, pieces = self.start, []
        for sign, weight in self.parts:
            total += weight
            pieces.append(_piece(sign, weight, total))
        return f"- {self.name} {self.start}: {', '.join(pieces) or 'nothing'}"


def _piece(sign: str, weight: int, total: int) -> str:
    return f"{sign} {weight:+d} = {total}" if weight else f"{sign} 0"


def weigh(base: Clinical, diagnosis: Diagnosis, patient: Patient) -> Weighing:
    """What speaks for and against a diagnosis, in the order in which it was told."""
    parts: list[tuple[str, int]] = []
    if patient.course:
        parts.append((f"{patient.course} course", diagnosis.over_time(patient.course)))
    for sign in patient.signs:
        parts.append((label(base, sign), diagnosis.says(sign.finding, sign.present)))
    start = diagnosis.prior(patient.age, patient.sex)
    return Weighing(diagnosis.id, diagnosis.name, start, tuple(parts))


@cache
def _effects() -> tuple[
    Mapping[tuple[str, bool], Scores],
    Mapping[tuple[AgeGroup, Sex], Scores],
    Mapping[Course | None, Scores],
]:
    """What a finding, an age and sex, and a time course do to the score of every diagnosis."""
    base = load()
    every = list(base.diagnoses.values())
    findings = {
        (finding, there): np.array([d.says(finding, there) for d in every])
        for finding in base.findings
        for there in (True, False)
    }
    people: dict[tuple[AgeGroup, Sex], Scores] = {
        (a, s): np.array([d.prior(a, s) for d in every]) for a in AGE_GROUPS for s in SEXES
    }
    times: dict[Course | None, Scores] = {
        c: np.array([d.over_time(c) for d in every]) for c in (None, *COURSES)
    }
    return MappingProxyType(findings), MappingProxyType(people), MappingProxyType(times)


def scores(patient: Patient) -> Scores:
    """The score of every diagnosis at once: most combinations are drawn in vain."""
    findings, people, times = _effects()
    total = people[patient.age, patient.sex] + times[patient.course]
    for sign in patient.signs:
        total = total + findings[sign.finding, sign.present]
    return total


def facts_of(base: Clinical, patient: Patient) -> list[str]:
    """What a clinical thought begins with: who it is, what was found, what numbers mean."""
    who = PEOPLE[patient.age, patient.sex]
    course = f", {patient.course} course" if patient.course else ""
    plain = [label(base, sign) for sign in patient.signs if not sign.values]
    lines = [f"Found: {who}{course}, {', '.join(plain)}".removesuffix(", ")]
    for sign in patient.signs:
        if sign.values:
            lines += reading_lines(base.findings[sign.finding], sign)
    return lines


def weighing_lines(order: Sequence[Weighing]) -> list[str]:
    """The lines of candidates weighed in this order, each saying whether it leads."""
    lines, leader = [], None
    for weighing in order:
        leads = leader is None or weighing.total > leader
        leader = weighing.total if leads else leader
        lines.append(weighing.line() + (" leads" if leads else ""))
    return lines


def ranked(order: Sequence[Weighing]) -> list[Weighing]:
    """Best first; of two with the same total, the one weighed first."""
    return sorted(order, key=lambda w: -w.total)


def ranking_line(order: Sequence[Weighing]) -> str:
    """The best three with their totals."""
    return "Ranked: " + ", ".join(f"{w.name} {w.total}" for w in ranked(order)[:3])


def backwards(weighing: Weighing) -> Weighing:
    """The same candidate with its signs from the last to the first, as a check takes them."""
    return Weighing(weighing.id, weighing.name, weighing.start, weighing.parts[::-1])


def check_lines(rng: random.Random, order: Sequence[Weighing], count: int = 2) -> list[str]:
    """The strongest candidates weighed again, the signs from the last to the first."""
    best = ranked(order)[:count]
    return [backwards(w).line() for w in rng.sample(best, len(best))]


@dataclass(frozen=True, slots=True)
class Slip:
    """A first pass with one mistake: its lines, which of them is wrong, and what it should say."""

    lines: tuple[Part, ...]
    victim: Weighing
    wrong_total: int
    winner: str


def slip_in(rng: random.Random, order: Sequence[Weighing]) -> Slip | None:
    """A first pass in which one of the two strongest is misjudged so that the order changes.

    A class is taken for a stronger or weaker one or for none, or a sum goes wrong. None where no
    such mistake would change the winner.
    """
    best = ranked(order)[0]
    chances = []
    for victim in ranked(order)[:3]:
        for at, (sign, weight) in enumerate(victim.parts):
            for change in (-weight, 1, -1, 2, -2):
                total = victim.total + change
                if change == 0 or abs(weight + change) > 3:
                    continue
                wins = max((w.total for w in order if w is not victim), default=0)
                changed = total <= wins if victim is best else total > best.total
                if changed:
                    chances.append((victim, at, sign, weight, change))
    if not chances:
        return None
    victim, at, sign, weight, change = rng.choice(chances)
    kind = rng.choice(("class", "sum")) if weight and weight + change else "class"
    lines, leader, top = [], None, ("", -99)
    for weighing in order:
        total = weighing.total + (change if weighing is victim else 0)
        leads = leader is None or total > leader
        leader = total if leads else leader
        if total > top[1]:
            top = (weighing.name, total)
        text = _slipped(weighing, at, change, kind) if weighing is victim else weighing.line()
        lines.append(Part(text + (" leads" if leads else "") + "\n", weighing is not victim))
    return Slip(tuple(lines), victim, victim.total + change, top[0])


def _slipped(weighing: Weighing, at: int, change: int, kind: str) -> str:
    total, pieces = weighing.start, []
    for index, (sign, weight) in enumerate(weighing.parts):
        told = weight
        if index == at:
            told = weight + change if kind == "class" else weight
            total += change if kind == "sum" else 0
        total += told
        pieces.append(_piece(sign, told, total))
    return f"- {weighing.name} {weighing.start}: {', '.join(pieces) or 'nothing'}"


def correction(victim: Weighing, wrong_total: int) -> str:
    """What is said when a check finds another total."""
    return f"{WAIT} {victim.name} is {victim.total}, not {wrong_total}."
