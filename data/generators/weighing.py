"""Candidates weighed against the findings of a patient, as clinical thoughts do it.

Candidates come in random order and the leader is kept, so that a thought cut anywhere has weighed a
random part of them, and a longer one more.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from data.clinical import EXPECTED_WEIGHT, Clinical, Diagnosis, load
from data.generators.base import Slip
from data.generators.patients import Patient, Sign, label

Scores = NDArray[np.int_]
"""`Clinical.score` of every diagnosis of the base, in the order of the base."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """One candidate weighed: the signs that count, each with its weight, in the order told."""

    name: str
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """What speaks for it less what speaks against it: `Clinical.score`."""
        return sum(weight for _, weight in self.parts)

    def line(self, leader: int | None, slip: int = 0) -> str:
        """The bullet; `leader` is the best total before it (None: first), `slip` a misreading."""
        total = self.total + slip
        body = ", ".join(f"{sign} {weight}" for sign, weight in self.parts) or "nothing"
        leads = " leads" if leader is None or total > leader else ""
        return f"- {self.name}: {body} = {total}{leads}"


def weigh(base: Clinical, diagnosis: Diagnosis, signs: Sequence[Sign]) -> Weighing:
    """What speaks for and against a diagnosis."""
    parts: list[tuple[str, int]] = []
    for sign in signs:
        weight = diagnosis.findings.get(sign.finding, 0)
        if sign.present and weight:
            parts.append((label(base, sign), weight))
        elif not sign.present and weight >= EXPECTED_WEIGHT:
            parts.append((label(base, sign), -1))
    return Weighing(diagnosis.name, tuple(parts))


@cache
def _effects() -> MappingProxyType[tuple[str, bool], Scores]:
    """What a finding, there or not, does to the score of every diagnosis."""
    base, effects = load(), {}
    for finding in base.findings:
        weights = np.array([d.findings.get(finding, 0) for d in base.diagnoses.values()])
        effects[finding, True] = weights
        effects[finding, False] = -(weights >= EXPECTED_WEIGHT).astype(int)
    return MappingProxyType(effects)


def scores(signs: Sequence[Sign]) -> Scores:
    """The score of every diagnosis at once: most combinations are drawn in vain."""
    effects = _effects()
    total = np.zeros(len(load().diagnoses), dtype=int)
    for sign in signs:
        total = total + effects[sign.finding, sign.present]
    return total


def misread(patient: Patient) -> list[Scores]:
    """Scores of the patient read wrongly, each in one way.

    One course taken to end on the other side of its limit; or, with known conditions, the findings
    counted that they explain.
    """
    ways = []
    true = scores(patient.counted)
    effects = _effects()
    for course in patient.courses:
        sign = course.finding.id
        flipped = effects[sign, not course.present] - effects[sign, course.present]
        ways.append(true + flipped)
    if patient.known:
        ways.append(scores(patient.signs))
    return ways


def head_lines(base: Clinical, patient: Patient) -> tuple[str, ...]:
    """What a clinical thought begins with: findings, courses, what is explained, what counts."""
    lines = ["Found: " + ", ".join(label(base, sign) for sign in patient.plain)]
    for course in patient.courses:
        lines += course.lines()
    for condition in patient.known:
        old = [label(base, s) for s in patient.plain if s.explained_by(condition)]
        lines.append(f"Known {condition.name}: {', '.join(old) or 'nothing'}")
    if patient.known or patient.courses:
        lines.append("To weigh: " + ", ".join(label(base, s) for s in patient.counted))
    return tuple(lines)


def weighing_lines(order: Sequence[Weighing]) -> tuple[str, ...]:
    """The bullets of candidates weighed in this order."""
    lines, leader = [], None
    for weighing in order:
        lines.append(weighing.line(leader))
        leader = weighing.total if leader is None else max(leader, weighing.total)
    return tuple(lines)


def second_look(
    rng: random.Random, order: Sequence[Weighing], best: Weighing, rival: Weighing | None = None
) -> tuple[str, ...]:
    """The two strongest candidates weighed again."""
    others = [w for w in order if w is not best]
    rival = rival or max(others, key=lambda w: w.total)
    pair = rng.sample([best, rival], 2)
    return (*weighing_lines(pair), f"Best: {best.name}")


def slip(
    rng: random.Random, head: Sequence[str], order: Sequence[Weighing], best: Weighing
) -> Slip | None:
    """A first pass in which one total is misread so that a rival wins; None if too far behind."""
    rivals = [w for w in order if w is not best and best.total - w.total <= 2]
    if not rivals:
        return None
    rival = rng.choice(rivals)
    gap = best.total - rival.total + 1
    victim, by = (best, -gap) if rng.random() < 0.5 else (rival, gap)
    lines, leader, at, top = list(head), None, 0, (order[0], -99)
    for weighing in order:
        if weighing is victim:
            at = len(lines)
        shift = by if weighing is victim else 0
        lines.append(weighing.line(leader, shift))
        total = weighing.total + shift
        leader = total if leader is None else max(leader, total)
        if total > top[1]:
            top = (weighing, total)
    winner = top[0]
    if winner is best:
        return None
    lines.append(f"Best: {winner.name}")
    recheck = second_look(rng, order, best, winner)
    return Slip(tuple(lines[:at]), tuple(lines[at:]), recheck)
