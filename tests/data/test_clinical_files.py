"""A clinical file is read, or refused in one clear line: what is wrong, and what is allowed."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from data.clinical import AGE_GROUPS, load
from tests.data.small_clinical import DIAGNOSES, FINDINGS, TEST, broken, refusal, written

PULSE = {"name": "pulse", "unit": "per minute", "above": 100, "range": [40, 180]}


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    return folder


# Fields that may be left out


def test_a_finding_without_restrictions_is_for_everybody(empty: Path) -> None:
    entry = load(written(empty, FINDINGS, DIAGNOSES)).findings["a"]
    assert (entry.sex, entry.ages, entry.excludes) == (None, AGE_GROUPS, ())
    assert entry.years == (1, 90)
    assert entry.test is None
    assert entry.possible("child", "male")
    assert entry.possible("older", "female")


def test_restrictions_are_read_and_one_side_of_an_exclusion_is_enough(empty: Path) -> None:
    findings = deepcopy(FINDINGS)
    findings[0].update(sex="female", ages=["middle", "young"], years=[16, 50], excludes=["c", "b"])
    findings[1].update(excludes=["a"], test="a scan")
    found = load(written(empty, findings, DIAGNOSES)).findings
    assert found["a"].ages == ("young", "middle")
    assert found["a"].years == (16, 50)
    assert found["b"].test == "a scan"
    assert found["a"].excludes == ("c", "b")
    assert found["b"].excludes == found["c"].excludes == ("a",)
    assert found["a"].possible("young", "female")
    assert not found["a"].possible("young", "male")
    assert not found["a"].possible("older", "female")


def test_the_decimals_of_a_measure_are_those_that_are_written(empty: Path) -> None:
    findings = deepcopy(FINDINGS)
    findings[0]["measure"] = {"name": "t", "unit": "°C", "below": 36.5, "range": [35.0, 41.0]}
    measure = load(written(empty, findings, DIAGNOSES)).findings["a"].measure
    assert measure is not None
    assert measure.present(36.4)
    assert not measure.present(36.5)
    assert measure.text(36) == "36.0"


# An entry that does not fit the schema

FITS = [
    # What of the finding "c" is changed, and what the message says of it.
    ({"kind": "omen"}, "kind: Input should be 'symptom', 'sign', 'history'"),
    ({"kind": "omen"}, "(given: omen); see data/README.md"),
    ({"id": "Chest Pain"}, "id: an id has lower case letters and digits joined by _, such as"),
    ({"name": "a b c d e f g"}, "name: a finding's name has 1 to 6 words (given: a b c d e f g)"),
    ({"technical": ["x"]}, "technical: List should have at least 2 items after validation, not 1"),
    ({"everyday": ["x", "y"]}, "everyday: List should have at least 3 items"),
    ({"verbs": ["x"]}, "verbs: List should have at least 2 items"),
    ({"notes": []}, "notes: List should have at least 1 item"),
    ({"absent": ["x", "y"]}, "absent: List should have at least 3 items"),
    ({"notes": ["x, y"]}, "notes.0: a phrase is 1 to 80 characters without , ; : ( ) and with one"),
    ({"notes": ["x" * 81]}, "notes.0: a phrase is 1 to 80 characters"),
    ({"notes": [False]}, "notes.0: Input should be a valid string (given: False)"),
    ({"colour": "red"}, "colour: there is no such field; correct its name or remove it"),
    ({"sex": "both"}, "sex: Input should be 'female' or 'male' (given: both)"),
    ({"ages": ["old"]}, "ages.0: Input should be 'child', 'young', 'middle' or 'older'"),
    ({"ages": []}, "ages: List should have at least 1 item"),
    ({"excludes": ["A"]}, "excludes.0: an id has lower case letters"),
    ({"years": [50, 16]}, "years: give [first year of age, last], each from 1 to 90"),
    ({"years": [0, 100]}, "years: give [first year of age, last], each from 1 to 90"),
    ({"years": 16}, "years: give [first year of age, last], each from 1 to 90 (given: 16)"),
    ({"years": [16, 50]}, "c: years 16 to 50 have none of 'child'; leave it out of ages"),
    ({"measure": {**PULSE, "below": 50}}, "measure: give either above or below, one of them"),
    ({"measure": {**PULSE, "above": None}}, "measure: give either above or below, one of them"),
    ({"measure": {**PULSE, "above": "high"}}, "measure.above: give a number (given: high)"),
    ({"measure": {**PULSE, "above": float("nan")}}, "measure.above: give a number (given: nan)"),
    ({"measure": {**PULSE, "range": [120, 180]}}, "measure: the limit lies outside of the range"),
    ({"measure": {**PULSE, "range": [1, 2, 3]}}, "measure.range: List should have at most 2 items"),
    ({"measure": {"name": "p"}}, "measure.unit: Field required"),
]


@pytest.mark.parametrize(("change", "message"), FITS, ids=lambda value: str(value)[:40])
def test_a_finding_that_does_not_fit_the_schema_is_named(
    empty: Path, change: dict[str, Any], message: str
) -> None:
    said = broken(empty, lambda f, d: f[2].update(change))
    entry = str(change.get("id", "c"))
    assert said.startswith(f"renal/findings.yaml: {entry}: ")
    assert message in said
    assert said.endswith("; see data/README.md")


CLASSES = "give [class if present, class if absent], each from -3 to 3"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "it's (odd)"}, "name: a diagnosis's name has 1 to 5 words of letters and digits"),
        ({"icd10": "20.N"}, "icd10: a code of the WHO edition is a letter and digits, such as"),
        ({"must_not_miss": "no"}, "must_not_miss: Input should be a valid boolean (given: no)"),
        ({"must_not_miss": True, "red_flags": []}, "a diagnosis that must not be missed names its"),
        ({"course": "slow"}, "course: Input should be 'sudden', 'acute', 'subacute', 'chronic' or"),
        ({"findings": {}}, "findings: Dictionary should have at least 10 items"),
        (
            {"findings": {x: [1, 0] for x in "abcdefghi"}},
            "Dictionary should have at least 10 items",
        ),
        (
            {"findings": {f"x{n}": [1, 0] for n in range(26)}},
            "findings: Dictionary should have at most 25 items after validation, not more",
        ),
        ({"look_alikes": {"first": "x"}}, "look_alikes: Dictionary should have at least 2 items"),
        (
            {"look_alikes": {"first": "x" * 141, "third": "x"}},
            "look_alikes.first: a clause is 1 to 140 characters with one space between words",
        ),
        ({"references": []}, "references: List should have at least 1 item"),
        (
            {"first_test": {**TEST, "cost": 4}},
            "first_test.cost: Input should be less than or equal",
        ),
        ({"confirming_test": "a scan"}, "confirming_test: Input should be a valid dictionary"),
        ({"prevalence": {"child": [1, 1]}}, "prevalence: Dictionary should have at least 4 items"),
        (
            {"prevalence": {**{age: [1, 1] for age in AGE_GROUPS}, "older": [4, 1]}},
            "prevalence.older.0: Input should be less than or equal to 3 (given: 4)",
        ),
        (
            {"years": [1, 6]},
            "second: years 1 to 6 have none of 'young'; give a prevalence of 0 there",
        ),
        ({"next_test": "a scan"}, "next_test: there is no such field; correct its name or remove"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_diagnosis_that_does_not_fit_the_schema_is_named(
    empty: Path, change: dict[str, Any], message: str
) -> None:
    said = broken(empty, lambda f, d: d[1].update(change))
    assert said.startswith("renal/diagnoses.yaml: second: ")
    assert message in said
    assert said.endswith("; see data/README.md")


@pytest.mark.parametrize(
    ("strength", "message"),
    [
        (2, CLASSES),
        ([1], CLASSES),
        ([4, 0], CLASSES),
        ([True, 0], CLASSES),
        ([1.5, 0], CLASSES),
        ([0, -1], "a finding that says nothing when present is not listed: remove it"),
        ([2, 1], "what is said by its presence and by its absence is opposed: give the classes"),
        ([-2, -1], "what is said by its presence and by its absence is opposed: give the classes"),
        ([-2, 2], "the absence of a finding that speaks against counts 0, or 1 at most"),
    ],
)
def test_a_strength_that_contradicts_itself_is_refused(
    empty: Path, strength: object, message: str
) -> None:
    said = broken(empty, lambda f, d: d[1]["findings"].update(a=strength))
    assert said.startswith(f"renal/diagnoses.yaml: second: findings.a: {message}")


def test_a_field_that_is_missing_is_named(empty: Path) -> None:
    said = broken(empty, lambda f, d: d[1].pop("management"))
    assert said == "renal/diagnoses.yaml: second: management: Field required; see data/README.md"


# Files that cannot be read


def file(tmp_path: Path, text: str) -> Path:
    system = tmp_path / "base" / "renal"
    system.mkdir(parents=True)
    (system / "findings.yaml").write_text(text, encoding="utf-8")
    return system.parent


@pytest.mark.parametrize(
    "entry", ["- id: a\n  name: b\n  name: c\n", "- {id: a, name: b, name: c}"]
)
def test_a_key_given_twice_is_refused_where_yaml_would_keep_the_last(
    tmp_path: Path, entry: str
) -> None:
    said = refusal(file(tmp_path, entry))
    assert said == "renal/findings.yaml is not YAML: 'name' is given twice in the entry on line 1"


@pytest.mark.parametrize("text", ["- id: [", "!!python/name:os.system", "\x01", "- ? [a]\n  : b\n"])
def test_a_file_that_is_not_yaml_is_refused(tmp_path: Path, text: str) -> None:
    assert refusal(file(tmp_path, text)).startswith("renal/findings.yaml is not YAML: ")


@pytest.mark.parametrize("name", ["findings", "diagnoses"])
@pytest.mark.parametrize("text", ["", "\n", "# none yet\n"])
def test_a_file_without_entries_is_refused_as_empty(empty: Path, name: str, text: str) -> None:
    folder = written(empty, FINDINGS, DIAGNOSES)
    (folder / "renal" / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert refusal(folder) == (
        f"renal/{name}.yaml is empty; list its entries, or write [] if it has none; "
        "see data/README.md"
    )


@pytest.mark.parametrize(("text", "given"), [("just words", "just words"), ("7", "7")])
def test_a_file_that_is_not_a_list_is_refused(tmp_path: Path, text: str, given: str) -> None:
    assert refusal(file(tmp_path, text)) == (
        f"renal/findings.yaml: Input should be a valid list (given: {given}); see data/README.md"
    )


def test_an_entry_without_an_id_is_told_by_its_place(tmp_path: Path) -> None:
    assert refusal(file(tmp_path, "- name: b\n")) == (
        "renal/findings.yaml: 0.id: Field required; see data/README.md"
    )


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    folder = file(tmp_path, "[]")
    (folder / "renal" / "findings.yaml").write_bytes(b"\xff\xfe\x00")
    assert refusal(folder).startswith("renal/findings.yaml cannot be read: ")


def test_diagnoses_without_findings_are_refused_and_not_passed_over(empty: Path) -> None:
    folder = written(empty, FINDINGS, DIAGNOSES)
    (folder / "renal" / "findings.yaml").unlink()
    assert refusal(folder).startswith("renal/findings.yaml cannot be read: ")


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_a_folder_without_a_system_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    folder = tmp_path / name
    assert refusal(folder) == (f"{folder} has no folder with a findings.yaml; see data/README.md")
