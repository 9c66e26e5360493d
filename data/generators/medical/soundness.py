"""Whether a clinician would agree that an answer fits best, beyond that its score is the highest.

Classes add up, so that many weak findings may outweigh one that nearly settles the matter. Cases in
which they do are not made.
"""

from __future__ import annotations

from collections.abc import Iterable

from data.clinical import Diagnosis
from data.generators.medical.patients import EXCLUDES, PREGNANT, Patient, may_run, pregnancy_of

#: The class of what nearly settles a diagnosis.
SETTLES = 3
#: Least points by which the best is ahead of one that a finding nearly settles.
AHEAD = 2


def sound(patient: Patient, best: Diagnosis, rivals: Iterable[Diagnosis]) -> bool:
    """Whether nothing told nearly rules out the best, and no rival is settled that is close to it.

    A finding that settles a rival and does not speak for the best is outweighed only by one that
    settles the best. The time course has to be one that the best may run, and a pregnancy told
    where there is no such diagnosis without.
    """
    if patient.course is not None and not may_run(best, patient.course):
        return False
    if any(best.says(sign.finding, sign.present) == EXCLUDES for sign in patient.signs):
        return False
    if pregnancy_of(best) and not _pregnant(patient):
        return False
    settled = any(best.says(sign.finding, sign.present) == SETTLES for sign in patient.signs)
    enough = patient.score(best) - AHEAD
    return not any(
        (not settled or patient.score(rival) > enough) and _settled_instead(patient, rival, best)
        for rival in rivals
        if rival is not best
    )


def _pregnant(patient: Patient) -> bool:
    return any(sign.present and sign.finding in PREGNANT for sign in patient.signs)


def _settled_instead(patient: Patient, rival: Diagnosis, best: Diagnosis) -> bool:
    """Whether a finding nearly settles the rival and does not speak for the best."""
    return any(
        rival.says(sign.finding, sign.present) == SETTLES
        and best.says(sign.finding, sign.present) <= 0
        for sign in patient.signs
    )
