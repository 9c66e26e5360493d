"""The YAML files of the knowledge base: their schema, and how they are read."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, TypeVar

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from data.clinical.knowledge import (
    AGE_GROUPS,
    AGES,
    LIFE,
    SEXES,
    AgeGroup,
    ClinicalError,
    Course,
    Diagnosis,
    Examination,
    Finding,
    Kind,
    Measure,
    Sex,
    Strength,
)

FINDINGS_FILE = "findings.yaml"
DIAGNOSES_FILE = "diagnoses.yaml"


def _fits(pattern: str, allowed: str) -> AfterValidator:
    """Text of that pattern; the message says in words what is allowed."""

    def check(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise ValueError(allowed)
        return value

    return AfterValidator(check)


def _number(value: Any) -> Decimal:
    """The number as it is written, so that its decimals are kept."""
    if type(value) not in (int, float) or not isfinite(value):
        raise ValueError("give a number")
    return Decimal(str(value))


Id = Annotated[
    str,
    _fits(
        r"[a-z][a-z0-9]*(_[a-z0-9]+)*",
        "an id has lower case letters and digits joined by _, such as chest_pain",
    ),
]
Phrase = Annotated[
    str,
    _fits(
        r"(?=.{1,80}$)[^\s,;:()]+( [^\s,;:()]+)*",
        "a phrase is 1 to 80 characters without , ; : ( ) and with one space between words",
    ),
]
Clause = Annotated[
    str,
    _fits(
        r"(?=.{1,140}$)\S+( \S+)*",
        "a clause is 1 to 140 characters with one space between words",
    ),
]
Class = Annotated[int, Field(ge=0, le=3)]
Grade = Annotated[int, Field(ge=1, le=3)]
Number = Annotated[Decimal, BeforeValidator(_number)]


def _years(value: Any) -> tuple[int, int]:
    """The first and the last year of age, both included."""
    if isinstance(value, list) and len(value) == 2 and all(type(year) is int for year in value):
        first, last = value
        if LIFE[0] <= first <= last <= LIFE[1]:
            return first, last
    raise ValueError(f"give [first year of age, last], each from {LIFE[0]} to {LIFE[1]}")


Years = Annotated[tuple[int, int], BeforeValidator(_years)]


def _check_years(years: tuple[int, int], age: AgeGroup, way_out: str) -> None:
    first, last = AGES[age]
    if last < years[0] or first > years[1]:
        raise ValueError(f"years {years[0]} to {years[1]} have none of {age!r}; {way_out}")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _MeasureEntry(_Entry):
    name: Phrase
    unit: Phrase
    above: Number | None = None
    below: Number | None = None
    range: Annotated[list[Number], Field(min_length=2, max_length=2)]

    @model_validator(mode="after")
    def _one_limit_inside_the_range(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise ValueError("give either above or below, one of them")
        if not 0 <= self.range[0] < self._limit < self.range[1]:
            raise ValueError("the limit lies outside of the range: widen the range, from 0 on")
        return self

    @property
    def _limit(self) -> Decimal:
        return next(limit for limit in (self.above, self.below) if limit is not None)

    def build(self) -> Measure:
        side: Literal["above", "below"] = "below" if self.above is None else "above"
        places = max(-int(n.as_tuple().exponent) for n in (self._limit, *self.range))
        low, high = self.range
        return Measure(
            self.name, self.unit, side, float(self._limit), float(low), float(high), places
        )


class _FindingEntry(_Entry):
    id: Id
    name: Annotated[str, _fits(r"\S+( \S+){0,5}", "a finding's name has 1 to 6 words")]
    kind: Kind
    technical: Annotated[list[Phrase], Field(min_length=2)]
    everyday: Annotated[list[Phrase], Field(min_length=3)]
    verbs: Annotated[list[Phrase], Field(min_length=2)]
    notes: Annotated[list[Phrase], Field(min_length=1)]
    absent: Annotated[list[Phrase], Field(min_length=3)]
    measure: _MeasureEntry | None = None
    sex: Sex | None = None
    ages: Annotated[list[AgeGroup], Field(min_length=1, max_length=4)] = list(AGE_GROUPS)
    excludes: list[Id] = []
    years: Years = LIFE
    test: Phrase | None = None

    @model_validator(mode="after")
    def _no_age_without_its_years(self) -> Self:
        for age in self.ages:
            _check_years(self.years, age, "leave it out of ages")
        return self

    def build(self) -> Finding:
        return Finding(
            self.id,
            self.name,
            self.kind,
            tuple(self.technical),
            tuple(self.everyday),
            tuple(self.verbs),
            tuple(self.notes),
            tuple(self.absent),
            None if self.measure is None else self.measure.build(),
            self.sex,
            tuple(age for age in AGE_GROUPS if age in self.ages),
            tuple(self.excludes),
            self.years,
            self.test,
        )


class _ExaminationEntry(_Entry):
    name: Phrase
    cost: Grade
    invasiveness: Grade

    def build(self) -> Examination:
        return Examination(self.name, self.cost, self.invasiveness)


def _strength(value: Any) -> Strength:
    """A pair of classes that is plausible: what speaks for it when there, against it when not."""
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not all(type(n) is int and -3 <= n <= 3 for n in value)
    ):
        raise ValueError("give [class if present, class if absent], each from -3 to 3")
    present, absent = value
    if present == 0:
        raise ValueError("a finding that says nothing when present is not listed: remove it")
    if present * absent > 0:
        raise ValueError(
            "what is said by its presence and by its absence is opposed: give the classes opposite "
            "signs, or 0 if absent"
        )
    if present < 0 and absent > 1:
        raise ValueError("the absence of a finding that speaks against counts 0, or 1 at most")
    return Strength(present, absent)


class _DiagnosisEntry(_Entry):
    id: Id
    name: Annotated[
        str,
        _fits(
            r"[A-Za-z0-9'é-]+( [A-Za-z0-9'-]+){0,4}",
            "a diagnosis's name has 1 to 5 words of letters and digits",
        ),
    ]
    also: list[Phrase] = []
    icd10: Annotated[
        str,
        _fits(
            r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?",
            "a code of the WHO edition is a letter and digits, such as I21.9",
        ),
    ]
    prevalence: Annotated[
        dict[AgeGroup, Annotated[list[Class], Field(min_length=2, max_length=2)]],
        Field(min_length=4, max_length=4),
    ]
    course: Course
    must_not_miss: bool
    red_flags: list[Id]
    warnings: list[Id] = []
    findings: Annotated[
        dict[Id, Annotated[Strength, BeforeValidator(_strength)]],
        Field(min_length=10, max_length=25),
    ]
    look_alikes: Annotated[dict[Id, Clause], Field(min_length=2, max_length=5)]
    first_test: _ExaminationEntry
    confirming_test: _ExaminationEntry
    management: Phrase
    references: Annotated[list[Clause], Field(min_length=1, max_length=4)]
    years: Years = LIFE

    @model_validator(mode="after")
    def _red_flags_of_what_must_not_be_missed(self) -> Self:
        if self.must_not_miss and not self.red_flags:
            raise ValueError("a diagnosis that must not be missed names its red_flags")
        return self

    @model_validator(mode="after")
    def _not_seen_outside_of_its_years(self) -> Self:
        for age in AGE_GROUPS:
            if any(self.prevalence[age]):
                _check_years(self.years, age, "give a prevalence of 0 there")
        return self

    def build(self, system: str) -> Diagnosis:
        prevalence: dict[tuple[AgeGroup, Sex], int] = {
            (age, sex): row[column]
            for age, row in self.prevalence.items()
            for column, sex in enumerate(SEXES)
        }
        return Diagnosis(
            id=self.id,
            name=self.name,
            also=tuple(self.also),
            system=system,
            icd10=self.icd10,
            prevalence=MappingProxyType(prevalence),
            course=self.course,
            must_not_miss=self.must_not_miss,
            red_flags=tuple(self.red_flags),
            findings=MappingProxyType(dict(self.findings)),
            look_alikes=MappingProxyType(dict(self.look_alikes)),
            first_test=self.first_test.build(),
            confirming_test=self.confirming_test.build(),
            management=self.management,
            references=tuple(self.references),
            years=self.years,
            warnings=tuple(self.warnings),
        )


Entry = TypeVar("Entry", bound=_Entry)
_FINDING_LIST = TypeAdapter(list[_FindingEntry])
_DIAGNOSIS_LIST = TypeAdapter(list[_DiagnosisEntry])


def read(folder: Path) -> tuple[list[Finding], list[Diagnosis]]:
    """The findings and diagnoses of a base, each fitting the schema: one folder a body system.

    Raises:
        ClinicalError: a file is missing or does not fit.
    """
    # A folder with diagnoses alone is read too, so that its missing findings are noticed.
    systems = sorted(
        {
            path.parent
            for name in (FINDINGS_FILE, DIAGNOSES_FILE)
            for path in folder.glob(f"*/{name}")
        }
    )
    if not systems:
        raise ClinicalError(f"{folder} has no folder with a {FINDINGS_FILE}; see data/README.md")
    findings: list[Finding] = []
    diagnoses: list[Diagnosis] = []
    for system in systems:
        its_findings, its_diagnoses = read_one(system)
        findings += its_findings
        diagnoses += its_diagnoses
    return _excluding_both_ways(findings), diagnoses


def _excluding_both_ways(findings: list[Finding]) -> list[Finding]:
    """Each finding also excludes those that exclude it, so that a file says it once."""
    excluded_by: dict[str, list[str]] = {}
    for finding in findings:
        for other in finding.excludes:
            excluded_by.setdefault(other, []).append(finding.id)
    return [
        replace(f, excludes=tuple(dict.fromkeys((*f.excludes, *excluded_by.get(f.id, ())))))
        for f in findings
    ]


def read_one(system: Path) -> tuple[list[Finding], list[Diagnosis]]:
    """The findings and diagnoses of one body system, which is named by its folder.

    Raises:
        ClinicalError: a file cannot be read or does not fit.
    """
    findings = [f.build() for f in _entries(system / FINDINGS_FILE, _FINDING_LIST)]
    if not (system / DIAGNOSES_FILE).exists():
        return findings, []
    entries = _entries(system / DIAGNOSES_FILE, _DIAGNOSIS_LIST)
    return findings, [d.build(system.name) for d in entries]


def _entries(path: Path, schema: TypeAdapter[list[Entry]]) -> list[Entry]:
    file = f"{path.parent.name}/{path.name}"
    try:
        raw: Any = _StrictLoader(path.read_text(encoding="utf-8")).get_single_data()
    except (OSError, UnicodeDecodeError) as error:
        raise ClinicalError(f"{file} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise ClinicalError(f"{file} is not YAML: {' '.join(str(error).split())}") from error
    if raw is None:
        raise ClinicalError(
            f"{file} is empty; list its entries, or write [] if it has none; see data/README.md"
        )
    try:
        return schema.validate_python(raw)
    except ValidationError as error:
        raise ClinicalError(f"{file}: {_first(raw, error)}; see data/README.md") from error


def _first(raw: Any, error: ValidationError) -> str:
    """The entry and field that the first error is in, what is wrong, and what was given."""
    first = error.errors(include_url=False)[0]
    entry = _entry_id(raw, first["loc"])
    field = ".".join(str(part) for part in first["loc"][1 if entry else 0 :])
    wrong = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        wrong = "there is no such field; correct its name or remove it"
    said = first["type"] == "missing" or isinstance(first["input"], dict)
    given = "" if said else f" (given: {' '.join(str(first['input']).split())[:80]})"
    return ": ".join(part for part in (entry, field, wrong) if part) + given


class _StrictLoader(yaml.CSafeLoader):
    """Safe YAML that refuses a key given twice, where plain YAML silently keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            keys = [key.value for key, _ in node.value]
            twice = next((key for key in keys if keys.count(key) > 1), keys[0])
            raise yaml.YAMLError(
                f"{twice!r} is given twice in the entry on line {node.start_mark.line + 1}"
            )
        return mapping


def _entry_id(raw: Any, where: tuple[int | str, ...]) -> str:
    """The id of the entry that an error is in, for people do not count list items."""
    if isinstance(raw, list) and where and isinstance(where[0], int):
        entry = raw[where[0]]
        if isinstance(entry, dict) and "id" in entry:
            return str(entry["id"])
    return ""
