"""A broken clinical base is refused in one clear line: what is wrong, and the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.clinical import (
    AGE_GROUPS,
    ClinicalError,
    load,
    nearest_pair,
    separating_findings,
    shared_findings,
)
from reasoning.errors import DeliberateError

Entries = list[dict[str, Any]]
Break = Callable[[Entries, Entries], object]
Write = Callable[[Entries, Entries], Path]

LETTERS = "abcdefghijkl"
TEST = {"name": "a scan", "cost": 1, "invasiveness": 2}
PULSE = {"name": "pulse", "unit": "per minute", "above": 100, "range": [40, 180]}


def finding(letter: str) -> dict[str, Any]:
    return {
        "id": letter,
        "name": f"{letter} name",
        "kind": "symptom",
        "technical": [f"technical {letter}", f"Latin {letter}"],
        "everyday": [f"everyday {letter}", f"plain {letter}", f"odd {letter}"],
        "verbs": [f"has {letter} now", f"feels {letter}"],
        "notes": [f"{letter} short"],
        "absent": [f"no {letter}", f"normal {letter}", f"nothing of {letter}"],
    }


def diagnosis(
    name: str, code: str, others: Iterable[str], present: Iterable[int]
) -> dict[str, Any]:
    return {
        "id": name,
        "name": name,
        "also": [],
        "icd10": code,
        "prevalence": {age: [1, 2] for age in AGE_GROUPS},
        "course": "acute",
        "must_not_miss": False,
        "red_flags": ["a"],
        "findings": {f: [n, 0] for f, n in zip(LETTERS, present, strict=True) if n},
        "look_alikes": dict.fromkeys(others, "something else"),
        "first_test": TEST,
        "confirming_test": TEST,
        "management": "rest",
        "references": ["A book"],
    }


FINDINGS: Entries = [finding(letter) for letter in LETTERS]
DIAGNOSES: Entries = [
    diagnosis("first", "N20.0", ("second", "third"), [1, 1, 3, 2, 1, 1, 1, 1, 1, -1, 0, 0]),
    diagnosis("second", "N20.1", ("first", "third"), [1, 1, 0, -1, 1, 1, 1, 1, 1, 2, -1, 0]),
    diagnosis("third", "N20.2", ("first", "second"), [1, 1, -1, 0, 0, 1, 1, 1, 1, 1, 3, 2]),
]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_both(findings: Entries, diagnoses: Entries) -> Path:
        system = tmp_path / "base" / "renal"
        system.mkdir(parents=True, exist_ok=True)
        for name, entries in (("findings", findings), ("diagnoses", diagnoses)):
            text = yaml.safe_dump(entries, allow_unicode=True)
            (system / f"{name}.yaml").write_text(text, encoding="utf-8")
        return system.parent

    return write_both


def refusal(folder: Path) -> str:
    with pytest.raises(ClinicalError) as caught:
        load(folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def broken(write: Write, change: Break) -> str:
    findings, diagnoses = deepcopy(FINDINGS), deepcopy(DIAGNOSES)
    change(findings, diagnoses)
    return refusal(write(findings, diagnoses))


def test_the_small_base_of_these_tests_is_sound(write: Write) -> None:
    base = load(write(FINDINGS, DIAGNOSES))
    first, second = base.diagnoses["first"], base.diagnoses["second"]
    assert first.system == "renal"
    assert separating_findings(first, second) == ("c", "d", "j")
    assert shared_findings(first, second) == ("a", "b", "e", "f", "g", "h", "i")
    assert {nearest_pair(base)[0].id, nearest_pair(base)[1].id} == {"first", "second"}


def test_the_error_is_one_of_the_projects_own() -> None:
    assert issubclass(ClinicalError, DeliberateError)


# Fields that may be left out


def test_a_finding_without_restrictions_is_for_everybody(write: Write) -> None:
    entry = load(write(FINDINGS, DIAGNOSES)).findings["a"]
    assert (entry.sex, entry.ages, entry.excludes) == (None, AGE_GROUPS, ())
    assert entry.years == (1, 90)
    assert entry.possible("child", "male")
    assert entry.possible("older", "female")


def test_restrictions_are_read_and_one_side_of_an_exclusion_is_enough(write: Write) -> None:
    findings = deepcopy(FINDINGS)
    findings[0].update(sex="female", ages=["middle", "young"], years=[16, 50], excludes=["c", "b"])
    findings[1].update(excludes=["a"])
    found = load(write(findings, DIAGNOSES)).findings
    assert found["a"].ages == ("young", "middle")
    assert found["a"].years == (16, 50)
    assert found["a"].excludes == ("c", "b")
    assert found["b"].excludes == found["c"].excludes == ("a",)
    assert found["a"].possible("young", "female")
    assert not found["a"].possible("young", "male")
    assert not found["a"].possible("older", "female")


def test_the_decimals_of_a_measure_are_those_that_are_written(write: Write) -> None:
    findings = deepcopy(FINDINGS)
    findings[0]["measure"] = {"name": "t", "unit": "°C", "below": 36.5, "range": [35.0, 41.0]}
    measure = load(write(findings, DIAGNOSES)).findings["a"].measure
    assert measure is not None
    assert measure.present(36.4)
    assert not measure.present(36.5)
    assert measure.text(36) == "36.0"


# A base that does not hold together


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            lambda f, d: d[0]["findings"].update(zebra=[1, 0]),
            "first: unknown finding 'zebra'; add it to a findings.yaml",
            id="unknown finding",
        ),
        pytest.param(
            lambda f, d: f.append(finding("zebra")),
            "orphan finding 'zebra' (1 in all); use it in a diagnosis or remove it",
            id="orphan finding",
        ),
        pytest.param(
            lambda f, d: f[0].update(excludes=["zebra"]),
            "a excludes 'zebra', which is unknown; "
            "use the id of a finding or add it to a findings.yaml",
            id="unknown exclusion",
        ),
        pytest.param(
            lambda f, d: f[0].update(excludes=["a"]),
            "a excludes itself; name another finding",
            id="excludes itself",
        ),
        pytest.param(
            lambda f, d: (
                f[2].update(ages=["older"]),
                d[0]["prevalence"].update(older=[0, 0]),
            ),
            "first: 'c' is not possible at any age and sex at which it is seen; "
            "remove it, or correct the prevalence or who can have the finding",
            id="impossible finding",
        ),
        pytest.param(
            lambda f, d: d[0].update(red_flags=["j"]),
            "first: red flag 'j' is not a finding for it; "
            "list it under findings with a class above 0",
            id="red flag that speaks against",
        ),
        pytest.param(
            lambda f, d: d[0]["findings"].update(j=[1, 0]),
            "first: nothing speaks strongly for it, or nothing against it; "
            "give at least one finding of class 2 and one below 0",
            id="nothing against",
        ),
        pytest.param(
            lambda f, d: d[0]["findings"].update(c=[1, 0], d=[1, 0]),
            "first: nothing speaks strongly for it, or nothing against it; "
            "give at least one finding of class 2 and one below 0",
            id="nothing strong",
        ),
        pytest.param(
            lambda f, d: (
                d[0].update(prevalence={age: [0, 0] for age in AGE_GROUPS}),
                d[0].update(findings={**d[0]["findings"], "a": [-1, 0]}, red_flags=[]),
            ),
            "first is never seen; give a prevalence above 0",
            id="never seen",
        ),
        pytest.param(
            lambda f, d: d[0]["look_alikes"].update(zebra="stripes"),
            "first: unknown look-alike 'zebra'; use the id of a diagnosis",
            id="unknown look-alike",
        ),
        pytest.param(
            lambda f, d: d[0]["look_alikes"].update(first="itself"),
            "first is its own look-alike; name another diagnosis",
            id="its own look-alike",
        ),
        pytest.param(
            lambda f, d: d[1].update(
                findings={**d[0]["findings"], "d": [1, 0], "k": [-1, 0]},
            ),
            "look-alikes first and second are not separated: 0 classes differ by 2 or more; "
            "make it 2 or more",
            id="look-alikes that are the same",
        ),
        pytest.param(
            lambda f, d: d[1].update(
                red_flags=[], findings={x: [2 if x == "j" else -1, 0] for x in "abefghijkl"}
            ),
            "first and second share 0 findings that speak for both; look-alikes share at least 2",
            id="look-alikes with nothing in common",
        ),
        pytest.param(
            lambda f, d: f[1].update(name="A name"),
            "duplicate finding name 'A name' in a and b; change one of them",
            id="duplicate finding name",
        ),
        pytest.param(
            lambda f, d: d[1].update(also=["First"]),
            "duplicate diagnosis name 'First' in first and second; change one of them",
            id="duplicate diagnosis name",
        ),
        pytest.param(
            lambda f, d: d[1].update(icd10="N20.0"),
            "duplicate ICD-10 code 'N20.0' in first and second; change one of them",
            id="duplicate code",
        ),
        pytest.param(
            lambda f, d: d.append(deepcopy(d[0])),
            "duplicate diagnosis id 'first' in first and first; change one of them",
            id="duplicate diagnosis id",
        ),
        pytest.param(
            lambda f, d: f.append(deepcopy(f[0])),
            "duplicate finding id 'a' in a and a; change one of them",
            id="duplicate finding id",
        ),
        pytest.param(
            lambda f, d: f[1]["absent"].append("technical a"),
            "duplicate phrase 'technical a' in a and b; change one of them",
            id="phrase of two findings",
        ),
        pytest.param(
            lambda f, d: f[1]["absent"].append("No b"),
            "duplicate phrase 'No b' in b and b; change one of them",
            id="phrase twice in one finding",
        ),
    ],
)
def test_a_base_that_does_not_hold_together_is_refused(
    write: Write, change: Break, message: str
) -> None:
    assert broken(write, change) == message


def test_the_nearest_pair_of_a_base_without_diagnoses_is_refused(tmp_path: Path) -> None:
    (tmp_path / "renal").mkdir()
    (tmp_path / "renal" / "findings.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(ClinicalError, match="a pair needs 2 diagnoses, and there are 0; add one"):
        nearest_pair(load(tmp_path))


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
    ({"measure": {**PULSE, "above": None}}, "measure.above: give a number (given: None)"),
    ({"measure": {**PULSE, "above": "high"}}, "measure.above: give a number (given: high)"),
    ({"measure": {**PULSE, "above": float("nan")}}, "measure.above: give a number (given: nan)"),
    ({"measure": {**PULSE, "range": [120, 180]}}, "measure: the limit lies outside of the range"),
    ({"measure": {**PULSE, "range": [1, 2, 3]}}, "measure.range: List should have at most 2 items"),
    ({"measure": {"name": "p"}}, "measure.unit: Field required"),
]


@pytest.mark.parametrize(("change", "message"), FITS, ids=lambda value: str(value)[:40])
def test_a_finding_that_does_not_fit_the_schema_is_named(
    write: Write, change: dict[str, Any], message: str
) -> None:
    said = broken(write, lambda f, d: f[2].update(change))
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
            "findings: Dictionary should have at most 25 items after validation, not 26",
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
            {"prevalence": {**dict.fromkeys(AGE_GROUPS, [1, 1]), "older": [4, 1]}},
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
    write: Write, change: dict[str, Any], message: str
) -> None:
    said = broken(write, lambda f, d: d[1].update(change))
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
    write: Write, strength: object, message: str
) -> None:
    said = broken(write, lambda f, d: d[1]["findings"].update(a=strength))
    assert said.startswith(f"renal/diagnoses.yaml: second: findings.a: {message}")


def test_a_field_that_is_missing_is_named(write: Write) -> None:
    said = broken(write, lambda f, d: d[1].pop("management"))
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


@pytest.mark.parametrize(
    ("text", "given"), [("just words", "just words"), ("7", "7"), ("", "None")]
)
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


def test_diagnoses_without_findings_are_refused_and_not_passed_over(write: Write) -> None:
    folder = write(FINDINGS, DIAGNOSES)
    (folder / "renal" / "findings.yaml").unlink()
    assert refusal(folder).startswith("renal/findings.yaml cannot be read: ")


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_a_folder_without_a_system_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    folder = tmp_path / name
    assert refusal(folder) == (f"{folder} has no folder with a findings.yaml; see data/README.md")
