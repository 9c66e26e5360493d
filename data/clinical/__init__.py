"""The clinical knowledge base: findings, diagnoses, and how strongly one speaks for the other.

`findings.yaml` lists the findings; every other `*.yaml` beside it lists the diagnoses of one body
system and is named after it. `load()` reads and checks them all. A base that does not hold
together raises `ClinicalError` with one line that names the file or the entry.

A weight is a class of log-likelihood ratio, not a probability:

     3  nearly settles the diagnosis      -1  speaks against it
     2  strongly for it                   -2  strongly against it
     1  weakly for it                      0  not listed: says nothing

For teaching and testing only, never for care: see `data/README.md`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType

from data.clinical.checks import check_unique, check_whole
from data.clinical.files import read
from data.clinical.knowledge import (
    EXPECTED_WEIGHT,
    KINDS,
    Clinical,
    ClinicalError,
    Diagnosis,
    Finding,
    Measure,
    separating_findings,
    shared_findings,
)

__all__ = [
    "EXPECTED_WEIGHT",
    "KINDS",
    "Clinical",
    "ClinicalError",
    "Diagnosis",
    "Finding",
    "Measure",
    "load",
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
