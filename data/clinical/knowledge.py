"""What the knowledge base consists of: findings, diagnoses, and the score that joins them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal, NamedTuple, get_args

from reasoning.errors import DeliberateError

Kind = Literal["symptom", "sign", "history", "vital", "lab", "imaging", "ecg"]
Sex = Literal["female", "male"]
AgeGroup = Literal["child", "young", "middle", "older"]
Course = Literal["sudden", "acute", "subacute", "chronic", "episodic"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SEXES: tuple[Sex, ...] = get_args(Sex)
AGE_GROUPS: tuple[AgeGroup, ...] = get_args(AgeGroup)
COURSES: tuple[Course, ...] = get_args(Course)
#: The first and the last year of age of each group.
AGES: Mapping[AgeGroup, tuple[int, int]] = {
    "child": (1, 15),
    "young": (16, 39),
    "middle": (40, 64),
    "older": (65, 90),
}
#: The youngest and the oldest patient.
LIFE: tuple[int, int] = (AGES[AGE_GROUPS[0]][0], AGES[AGE_GROUPS[-1]][1])
#: What a diagnosis that is practically never seen at that age and sex starts with.
NEVER = -4
#: Look-alikes are told apart by findings whose classes differ by at least this much.
SEPARATING_GAP = 2


class ClinicalError(DeliberateError):
    """The knowledge base does not hold together; the line names the entry and the way out."""


class Strength(NamedTuple):
    """Classes of likelihood ratio: what a finding says when it is there, and when it is not."""

    present: int
    absent: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A number behind a finding: the finding is there when the number is past `limit`.

    Numbers are in `unit`; `lowest` and `highest` bound what a living patient may have, and
    `decimals` is how many of them the quantity is usually given with.
    """

    name: str
    unit: str
    side: Literal["above", "below"]
    limit: float
    lowest: float
    highest: float
    decimals: int

    def present(self, value: float) -> bool:
        """Whether the finding is there at this value; the limit itself is still normal."""
        return value > self.limit if self.side == "above" else value < self.limit

    def text(self, value: float) -> str:
        """The value with its decimals."""
        return f"{value:.{self.decimals}f}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a patient has or does not have.

    `name` is the short canonical name that reasoning uses. `technical`, `everyday` and `absent`
    are noun phrases that fit after "has", `verbs` fit after "she", `notes` are telegraphic.
    `measure` is the number behind it, where there is one. Only patients of that `sex` and of one
    of these `ages` can have it, and never together with one that it `excludes`. `years` are the
    first and last of age at which it can be, where these are narrower than the age groups. `test`
    is the examination that shows it, by name: where the finding is told, that has been done.
    """

    id: str
    name: str
    kind: Kind
    technical: tuple[str, ...]
    everyday: tuple[str, ...]
    verbs: tuple[str, ...]
    notes: tuple[str, ...]
    absent: tuple[str, ...]
    measure: Measure | None = None
    sex: Sex | None = None
    ages: tuple[AgeGroup, ...] = AGE_GROUPS
    excludes: tuple[str, ...] = ()
    years: tuple[int, int] = LIFE
    test: str | None = None

    @property
    def phrases(self) -> tuple[str, ...]:
        """Every way to say that it is there."""
        return (*self.technical, *self.everyday, *self.verbs, *self.notes)

    def possible(self, age: AgeGroup, sex: Sex) -> bool:
        """Whether a patient of that age and sex can have it."""
        return age in self.ages and self.sex in (None, sex)


@dataclass(frozen=True, slots=True)
class Examination:
    """An examination; `cost` and `invasiveness` from 1, low, to 3, high."""

    name: str
    cost: int
    invasiveness: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis, with what each finding says about it.

    `prevalence` has a class from 0, practically never, to 3, common, for an age group and sex.
    `look_alikes` maps the id of a diagnosis that is easily mistaken for this one to the clause
    that tells the two apart. `red_flags` speak for it and call for haste; `warnings` do not speak
    for it, and point to something more dangerous instead. `references` say where a reader can
    check it. `years` are the first and last of age at which it is seen, where these are narrower
    than the age groups.
    """

    id: str
    name: str
    also: tuple[str, ...]
    system: str
    icd10: str
    prevalence: Mapping[tuple[AgeGroup, Sex], int]
    course: Course
    must_not_miss: bool
    red_flags: tuple[str, ...]
    findings: Mapping[str, Strength]
    look_alikes: Mapping[str, str]
    first_test: Examination
    confirming_test: Examination
    management: str
    references: tuple[str, ...]
    years: tuple[int, int] = LIFE
    warnings: tuple[str, ...] = ()

    def prior(self, age: AgeGroup, sex: Sex) -> int:
        """What the diagnosis starts with before any finding: 1 to 3, or `NEVER`."""
        return self.prevalence[age, sex] or NEVER

    def over_time(self, course: Course | None) -> int:
        """What a time course says: 1 for its own, -1 for one far from it, else 0."""
        if course is None:
            return 0
        if course == self.course:
            return 1
        if "episodic" in (course, self.course):
            return 0
        return -1 if abs(COURSES.index(course) - COURSES.index(self.course)) > 1 else 0

    def says(self, finding_id: str, present: bool) -> int:
        """The class of a finding that is there, or not there: -3 to 3, 0 where not listed."""
        strength = self.findings.get(finding_id)
        if strength is None:
            return 0
        return strength.present if present else strength.absent


@dataclass(frozen=True, slots=True)
class Clinical:
    """The whole base, by id, in the order of the files."""

    findings: Mapping[str, Finding]
    diagnoses: Mapping[str, Diagnosis]

    def finding(self, finding_id: str) -> Finding:
        """Raises `ClinicalError` for an id that the base does not have."""
        try:
            return self.findings[finding_id]
        except KeyError:
            raise ClinicalError(
                f"no finding {finding_id!r}; use one of the {len(self.findings)} listed"
            ) from None

    def diagnosis(self, diagnosis_id: str) -> Diagnosis:
        """Raises `ClinicalError` for an id that the base does not have."""
        try:
            return self.diagnoses[diagnosis_id]
        except KeyError:
            raise ClinicalError(
                f"no diagnosis {diagnosis_id!r}; use one of the {len(self.diagnoses)} listed"
            ) from None

    def score(
        self,
        diagnosis_id: str,
        age: AgeGroup,
        sex: Sex,
        present: Iterable[str],
        absent: Iterable[str],
        course: Course | None = None,
    ) -> int:
        """How well a case fits a diagnosis: higher is more likely.

        The class of its prevalence, its time course and those of the findings, added up, as
        log-odds add up in Bayes' rule. A finding that is given twice counts once. The bundled
        model is taught this very sum, so a change to it calls for a new model.
        Raises `ClinicalError` for an id that the base does not have.
        """
        diagnosis = self.diagnosis(diagnosis_id)
        told = {self.finding(f).id: True for f in present}
        told |= {self.finding(f).id: False for f in absent}
        says = sum(diagnosis.says(f, p) for f, p in told.items())
        return diagnosis.prior(age, sex) + diagnosis.over_time(course) + says


def age_group(years: int) -> AgeGroup:
    """The group of an age in whole years."""
    return next((group for group in AGE_GROUPS if years <= AGES[group][1]), "older")


def shared_findings(one: Diagnosis, other: Diagnosis) -> tuple[str, ...]:
    """The ids of the findings that speak for both diagnoses, in the order of the first."""
    return tuple(
        finding
        for finding, strength in one.findings.items()
        if strength.present > 0 and other.says(finding, True) > 0
    )


def separating_findings(one: Diagnosis, other: Diagnosis) -> tuple[str, ...]:
    """The ids of the findings whose classes differ by 2 or more, which tell the two apart."""
    both = dict.fromkeys(chain(one.findings, other.findings))
    return tuple(
        finding
        for finding in both
        if abs(one.says(finding, True) - other.says(finding, True)) >= SEPARATING_GAP
    )
