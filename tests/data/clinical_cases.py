"""Cases of the shipped knowledge base: who has a diagnosis, and all that speaks for it."""

from __future__ import annotations

from data.clinical import AgeGroup, Diagnosis, Sex, load

FINDINGS = load().findings


def own(diagnosis: Diagnosis, age: AgeGroup, sex: Sex) -> list[str]:
    """What speaks for it and can be there together in a patient of that age and sex."""
    told: list[str] = []
    by_strength = sorted(diagnosis.findings.items(), key=lambda item: -item[1].present)
    for finding, strength in by_strength:
        entry = FINDINGS[finding]
        if (
            strength.present > 0
            and entry.possible(age, sex)
            and not set(entry.excludes).intersection(told)
        ):
            told.append(finding)
    return told


def patients(diagnosis: Diagnosis) -> list[tuple[AgeGroup, Sex]]:
    """The ages and sexes at which it is seen."""
    return [group for group, seen in diagnosis.prevalence.items() if seen]
