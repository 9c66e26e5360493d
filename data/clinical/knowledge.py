"""What the knowledge base consists of: findings, diagnoses, and the score that joins them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal, get_args

from reasoning.errors import DeliberateError

FINDINGS_FILE = "findings.yaml"
Kind = Literal["symptom", "sign", "history", "vital", "lab", "imaging", "ecg"]
KINDS: tuple[str, ...] = get_args(Kind)

# A finding whose absence counts against a diagnosis has at least this weight for it.
EXPECTED_WEIGHT = 2
# Look-alikes are told apart by findings whose weights differ by at least this much.
SEPARATING_GAP = 2


class ClinicalError(DeliberateError):
    """The knowledge base does not hold together; the line names the entry and the way out."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number behind a finding: the finding is there when the number is past `limit`.

    Numbers are whole and in `unit`; `lowest` and `highest` bound what a living patient may have.
    """

    name: str
    unit: str
    side: Literal["above", "below"]
    limit: int
    lowest: int
    highest: int

    def present(self, value: int) -> bool:
        """Whether the finding is there at this value; the limit itself is still normal."""
        return value > self.limit if self.side == "above" else value < self.limit


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a patient has or does not have.

    `name` is the short canonical name that reasoning uses. `present` and `absent` are noun
    phrases that fit after "has": three ways to say it (technical, everyday, telegraphic), and two
    ways to say that it is not there. `measure` is the number behind it, where there is one.
    """

    id: str
    name: str
    kind: Kind
    present: tuple[str, ...]
    absent: tuple[str, ...]
    measure: Measure | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis, with the weight of each finding that says something about it.

    `look_alikes` maps the id of a diagnosis that is easily mistaken for this one to the clause
    that tells the two apart: what is seen in the look-alike instead.
    """

    id: str
    name: str
    system: str
    icd10: str
    must_not_miss: bool
    red_flags: tuple[str, ...]
    findings: Mapping[str, int]
    look_alikes: Mapping[str, str]
    next_test: str


@dataclass(frozen=True, slots=True)
class Clinical:
    """The whole base, by id, in the order of the files."""

    findings: Mapping[str, Finding]
    diagnoses: Mapping[str, Diagnosis]

    def weight(self, diagnosis_id: str, finding_id: str) -> int:
        """What the presence of a finding says about a diagnosis: -2 to 3, 0 where not listed.

        Raises `ClinicalError` for an id that the base does not have.
        """
        if finding_id not in self.findings:
            raise ClinicalError(f"no finding {finding_id!r}; use an id of {FINDINGS_FILE}")
        return self._diagnosis(diagnosis_id).findings.get(finding_id, 0)

    def score(self, diagnosis_id: str, present: Iterable[str], absent: Iterable[str]) -> int:
        """How well a case fits a diagnosis: higher is more likely, in units of weight.

        The sum of the weights of the findings that are present, less one for each absent finding
        whose weight is 2 or more. A finding that is given twice counts once. The bundled model is
        taught this very sum, so a change to it calls for a new model.
        Raises `ClinicalError` for an id that the base does not have.
        """
        found = sum(self.weight(diagnosis_id, finding) for finding in set(present))
        missing = sum(
            self.weight(diagnosis_id, finding) >= EXPECTED_WEIGHT for finding in set(absent)
        )
        return found - missing

    def _diagnosis(self, diagnosis_id: str) -> Diagnosis:
        try:
            return self.diagnoses[diagnosis_id]
        except KeyError:
            raise ClinicalError(
                f"no diagnosis {diagnosis_id!r}; use one of the {len(self.diagnoses)} listed"
            ) from None


def shared_findings(one: Diagnosis, other: Diagnosis) -> tuple[str, ...]:
    """The ids of the findings that speak for both diagnoses, in the order of the first."""
    return tuple(
        finding
        for finding, weight in one.findings.items()
        if weight > 0 and other.findings.get(finding, 0) > 0
    )


def separating_findings(one: Diagnosis, other: Diagnosis) -> tuple[str, ...]:
    """The ids of the findings whose weights differ by 2 or more, which tell the two apart."""
    both = dict.fromkeys(chain(one.findings, other.findings))
    return tuple(
        finding
        for finding in both
        if abs(one.findings.get(finding, 0) - other.findings.get(finding, 0)) >= SEPARATING_GAP
    )
