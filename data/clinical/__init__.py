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

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from reasoning.errors import DeliberateError

HERE = Path(__file__).parent.resolve()
FINDINGS_FILE = "findings.yaml"

Kind = Literal["symptom", "sign", "history", "vital", "lab", "imaging", "ecg"]
KINDS: tuple[str, ...] = get_args(Kind)

# A finding whose absence counts against a diagnosis has at least this weight for it.
EXPECTED_WEIGHT = 2
# Two look-alikes share this many findings that speak for both ...
SHARED_FINDINGS = 2
# ... and are told apart by this many whose weights differ by at least `SEPARATING_GAP`.
SEPARATING_FINDINGS = 2
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


def load(folder: Path = HERE) -> Clinical:
    """Read and check the base in a folder; a second call for the same folder is free.

    Raises `ClinicalError` for a file that is missing or does not fit the schema, and for a base
    that does not hold together: an id that is unknown, a finding that no diagnosis uses, a name
    or phrase that is used twice, look-alikes that share nothing or cannot be told apart.
    """
    return _load(folder if folder is HERE else folder.resolve())


Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
Phrase = Annotated[str, Field(pattern=r"^\S+( \S+)*$", max_length=60)]
Clause = Annotated[str, Field(pattern=r"^\S+( \S+)*$", max_length=120)]
Weight = Literal[3, 2, 1, -1, -2]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _MeasureEntry(_Entry):
    name: Phrase
    unit: Phrase
    above: int | None = None
    below: int | None = None
    range: Annotated[list[int], Field(min_length=2, max_length=2)]

    @model_validator(mode="after")
    def _one_limit_inside_the_range(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise ValueError("give either above or below")
        if not 0 <= self.range[0] < self._limit < self.range[1]:
            raise ValueError("the limit lies outside of the range")
        return self

    @property
    def _limit(self) -> int:
        return next(limit for limit in (self.above, self.below) if limit is not None)

    def build(self) -> Measure:
        side: Literal["above", "below"] = "below" if self.above is None else "above"
        return Measure(self.name, self.unit, side, self._limit, *self.range)


class _FindingEntry(_Entry):
    id: Id
    name: Phrase
    kind: Kind
    present: Annotated[list[Phrase], Field(min_length=3, max_length=3)]
    absent: Annotated[list[Phrase], Field(min_length=2, max_length=2)]
    measure: _MeasureEntry | None = None

    def build(self) -> Finding:
        return Finding(
            self.id,
            self.name,
            self.kind,
            tuple(self.present),
            tuple(self.absent),
            None if self.measure is None else self.measure.build(),
        )


class _DiagnosisEntry(_Entry):
    id: Id
    name: Annotated[str, Field(pattern=r"^[a-z0-9'-]+( [a-z0-9'-]+){0,3}$")]
    system: Id
    icd10: Annotated[str, Field(pattern=r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$")]
    must_not_miss: bool
    red_flags: list[Id]
    findings: Annotated[dict[Id, Weight], Field(min_length=9, max_length=13)]
    look_alikes: Annotated[dict[Id, Clause], Field(min_length=2, max_length=4)]
    next_test: Phrase

    def build(self) -> Diagnosis:
        return Diagnosis(
            id=self.id,
            name=self.name,
            system=self.system,
            icd10=self.icd10,
            must_not_miss=self.must_not_miss,
            red_flags=tuple(self.red_flags),
            findings=MappingProxyType(dict(self.findings)),
            look_alikes=MappingProxyType(dict(self.look_alikes)),
            next_test=self.next_test,
        )


Entry = TypeVar("Entry", bound=_Entry)
_FINDING_LIST = TypeAdapter(list[_FindingEntry])
_DIAGNOSIS_LIST = TypeAdapter(list[_DiagnosisEntry])


@cache
def _load(folder: Path) -> Clinical:
    findings = [entry.build() for entry in _entries(folder / FINDINGS_FILE, _FINDING_LIST)]
    diagnoses: list[Diagnosis] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name == FINDINGS_FILE:
            continue
        for entry in _entries(path, _DIAGNOSIS_LIST):
            if entry.system != path.stem:
                raise ClinicalError(
                    f"{path.name}: {entry.id} is of system {entry.system!r}; "
                    f"move it to {entry.system}.yaml"
                )
            diagnoses.append(entry.build())
    _check_unique(findings, diagnoses)
    base = Clinical(
        MappingProxyType({finding.id: finding for finding in findings}),
        MappingProxyType({diagnosis.id: diagnosis for diagnosis in diagnoses}),
    )
    _check_findings(base)
    for diagnosis in diagnoses:
        _check_look_alikes(base, diagnosis)
    return base


def _entries(path: Path, schema: TypeAdapter[list[Entry]]) -> list[Entry]:
    try:
        raw: Any = _StrictLoader(path.read_text(encoding="utf-8")).get_single_data()
    except (OSError, UnicodeDecodeError) as error:
        raise ClinicalError(f"{path.name} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise ClinicalError(f"{path.name} is not YAML: {' '.join(str(error).split())}") from error
    try:
        return schema.validate_python(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        entry = _entry_id(raw, first["loc"])
        raise ClinicalError(
            f"{path.name}: {entry}{where}: {first['msg']}; see data/README.md"
        ) from error


class _StrictLoader(yaml.SafeLoader):
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
            return f"{entry['id']}: "
    return ""


def _check_unique(findings: list[Finding], diagnoses: list[Diagnosis]) -> None:
    """Ids and names are used once, and no phrase can be read as two findings."""
    _once("finding id", ((finding.id, finding.id) for finding in findings))
    _once("diagnosis id", ((diagnosis.id, diagnosis.id) for diagnosis in diagnoses))
    _once(
        "name",
        chain(
            ((finding.name, finding.id) for finding in findings),
            ((diagnosis.name, diagnosis.id) for diagnosis in diagnoses),
        ),
    )
    # A finding's name may also be one of its own phrases, so it joins only where it is not.
    for finding in findings:
        phrases = (*finding.present, *finding.absent)
        _once("phrase", ((phrase, finding.id) for phrase in phrases))
    _once(
        "phrase",
        (
            (phrase, finding.id)
            for finding in findings
            for phrase in {
                text.casefold() for text in (finding.name, *finding.present, *finding.absent)
            }
        ),
    )


def _once(what: str, texts: Iterable[tuple[str, str]]) -> None:
    owners: dict[str, str] = {}
    for text, owner in texts:
        key = text.casefold()
        if key in owners:
            raise ClinicalError(
                f"duplicate {what} {text!r} in {owners[key]} and {owner}; reword one of them"
            )
        owners[key] = owner


def _check_findings(base: Clinical) -> None:
    used: set[str] = set()
    for diagnosis in base.diagnoses.values():
        for finding in diagnosis.findings:
            if finding not in base.findings:
                raise ClinicalError(
                    f"{diagnosis.id}: unknown finding {finding!r}; add it to {FINDINGS_FILE}"
                )
        for finding in diagnosis.red_flags:
            if diagnosis.findings.get(finding, 0) <= 0:
                raise ClinicalError(
                    f"{diagnosis.id}: red flag {finding!r} is not a finding for it; "
                    "list it under findings with a weight above 0"
                )
        used.update(diagnosis.findings)
    orphans = [finding for finding in base.findings if finding not in used]
    if orphans:
        raise ClinicalError(
            f"orphan finding {orphans[0]!r} ({len(orphans)} in all); "
            "use it in a diagnosis or remove it"
        )


def _check_look_alikes(base: Clinical, diagnosis: Diagnosis) -> None:
    for other_id in diagnosis.look_alikes:
        if other_id == diagnosis.id:
            raise ClinicalError(f"{diagnosis.id} is its own look-alike; name another diagnosis")
        if other_id not in base.diagnoses:
            raise ClinicalError(
                f"{diagnosis.id}: unknown look-alike {other_id!r}; use the id of a diagnosis"
            )
        other = base.diagnoses[other_id]
        shared = shared_findings(diagnosis, other)
        if len(shared) < SHARED_FINDINGS:
            raise ClinicalError(
                f"{diagnosis.id} and {other_id} share {len(shared)} findings that speak for both; "
                f"look-alikes share at least {SHARED_FINDINGS}"
            )
        apart = separating_findings(diagnosis, other)
        if len(apart) < SEPARATING_FINDINGS:
            raise ClinicalError(
                f"look-alikes {diagnosis.id} and {other_id} are not separated: {len(apart)} "
                f"weights differ by {SEPARATING_GAP} or more; make it {SEPARATING_FINDINGS} or more"
            )


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
