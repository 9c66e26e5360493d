"""The clinical knowledge base: findings, diagnoses, and how strongly one speaks for the other.

One folder a body system, each with `findings.yaml` and `diagnoses.yaml`; the folders whose names
begin with `general` hold findings that several systems share. `load()` reads and checks them all.
A base that does not hold together raises `ClinicalError` with one line that names the file or the
entry.

A strength is a class of likelihood ratio (LR), not a probability:

     3  LR above 10: nearly settles it        -1  0.3 to 0.7: weakly against it
     2  3 to 10: strongly for it              -2  0.1 to 0.3: strongly against it
     1  1.5 to 3: weakly for it               -3  below 0.1: nearly rules it out

For teaching and testing only, never for care: see `data/README.md`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType

from data.clinical.checks import check_unique, check_whole, nearest_pair
from data.clinical.files import read
from data.clinical.knowledge import (
    AGE_GROUPS,
    AGES,
    COURSES,
    KINDS,
    NEVER,
    SEXES,
    AgeGroup,
    Clinical,
    ClinicalError,
    Course,
    Diagnosis,
    Examination,
    Finding,
    Measure,
    Sex,
    Strength,
    age_group,
    separating_findings,
    shared_findings,
)

__all__ = [
    "AGES",
    "AGE_GROUPS",
    "COURSES",
    "KINDS",
    "NEVER",
    "SEXES",
    "AgeGroup",
    "Clinical",
    "ClinicalError",
    "Course",
    "Diagnosis",
    "Examination",
    "Finding",
    "Measure",
    "Sex",
    "Strength",
    "age_group",
    "load",
    "nearest_pair",
    "separating_findings",
    "shared_findings",
]

HERE = Path(__file__).parent.resolve()


def load(folder: Path = HERE) -> Clinical:
    """Read and check the base in a folder; a second call for the same folder is free.

    Raises `ClinicalError` for a file that is missing or does not fit the schema, and for a base
    that does not hold together: an id that is unknown, a finding that no diagnosis uses, a name
    or phrase that is used twice, look-alikes that share nothing or cannot be told apart.
    """
    return _load(folder if folder is HERE else folder.resolve())


@cache
def _load(folder: Path) -> Clinical:
    findings, diagnoses = read(folder)
    check_unique(findings, diagnoses)
    base = Clinical(
        MappingProxyType({finding.id: finding for finding in findings}),
        MappingProxyType({diagnosis.id: diagnosis for diagnosis in diagnoses}),
    )
    check_whole(base)
    return base
