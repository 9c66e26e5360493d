"""The YAML files of the knowledge base: their schema, and how they are read."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, TypeVar

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from data.clinical.knowledge import (
    FINDINGS_FILE,
    ClinicalError,
    Diagnosis,
    Finding,
    Kind,
    Measure,
)

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


def read(folder: Path) -> tuple[list[Finding], list[Diagnosis]]:
    """The findings and diagnoses of a folder, each fitting the schema.

    Raises:
        ClinicalError: a file is missing or does not fit, or a diagnosis is in another's file.
    """
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
    return findings, diagnoses


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
