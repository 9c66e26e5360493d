"""Whether a clinician would agree that an answer fits best, beyond that its score is the highest.

Classes add up, so that many weak findings may outweigh one that nearly settles the matter. Cases in
which they do are not made.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from data.clinical import Diagnosis, load
from data.generators.medical.patients import EXCLUDES, PREGNANT, Patient, may_run, pregnancy_of

#: The class of what nearly settles a diagnosis, and the least of what speaks clearly for it.
SETTLES, CLEAR = 3, 2
#: Least points by which the best is ahead of one that a finding nearly settles.
AHEAD = 2


def sound(patient: Patient, best: Diagnosis) -> bool:
    """Whether nothing told nearly rules out the best, nor settles another of the whole base.

    Something told has to speak clearly for the best. A finding that settles another and does not
    speak for the best is outweighed only by one that settles the best, with a lead of `AHEAD`; and
    by nothing where the other must not be missed. The time course has to be one that the best may
    run, and a pregnancy told where there is no such diagnosis without.
    """
    if patient.course is not None and not may_run(best, patient.course):
        return False
    if any(best.says(sign.finding, sign.present) == EXCLUDES for sign in patient.signs):
        return False
    if pregnancy_of(best) and not _pregnant(patient):
        return False
    if not any(best.says(sign.finding, sign.present) >= CLEAR for sign in patient.signs):
        return False
    settled = [
        (rival, sign)
        for sign in patient.signs
        if best.says(sign.finding, sign.present) <= 0
        for rival in _settled_by().get((sign.finding, sign.present), ())
    ]
    if any(rival.must_not_miss and sign.present for rival, sign in settled):
        return False
    rivals = [rival for rival, _ in settled]
    if not any(best.says(sign.finding, sign.present) == SETTLES for sign in patient.signs):
        return not rivals
    own = patient.score(best)
    return all(own - patient.score(rival) >= AHEAD for rival in rivals)


def _pregnant(patient: Patient) -> bool:
    return any(sign.present and sign.finding in PREGNANT for sign in patient.signs)


@cache
def _settled_by() -> Mapping[tuple[str, bool], tuple[Diagnosis, ...]]:
    """The diagnoses that a finding, there or not, nearly settles."""
    base = load()
    return MappingProxyType(
        {
            (f, there): tuple(d for d in base.diagnoses.values() if d.says(f, there) == SETTLES)
            for f in base.findings
            for there in (True, False)
        }
    )
