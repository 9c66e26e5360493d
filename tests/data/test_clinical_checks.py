"""A clinical base that does not hold together is refused in one clear line, with the way out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest

import data.clinical
from data.clinical import (
    AGE_GROUPS,
    ClinicalError,
    load,
    nearest_pair,
    separating_findings,
    shared_findings,
)
from data.clinical.chapters import CODES
from reasoning.errors import DeliberateError
from tests.data.small_clinical import DIAGNOSES, FINDINGS, Break, broken, finding, refusal, written


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    return folder


def test_the_small_base_of_these_tests_is_sound(empty: Path) -> None:
    base = load(written(empty, FINDINGS, DIAGNOSES))
    first, second = base.diagnoses["first"], base.diagnoses["second"]
    assert first.system == "renal"
    assert separating_findings(first, second) == ("c", "d", "j")
    assert shared_findings(first, second) == ("a", "b", "e", "f", "g", "h", "i")
    assert {nearest_pair(base)[0].id, nearest_pair(base)[1].id} == {"first", "second"}


def test_the_error_is_one_of_the_projects_own() -> None:
    assert issubclass(ClinicalError, DeliberateError)


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
            lambda f, d: f[0].update(test="zebra count"),
            "a: no diagnosis has the test 'zebra count'; "
            "use the name of a first_test or confirming_test, or leave it out",
            id="unknown test",
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
            lambda f, d: d[0].update(warnings=["zebra"]),
            "first: unknown warning 'zebra'; use the id of a finding",
            id="unknown warning",
        ),
        pytest.param(
            lambda f, d: d[0].update(warnings=["a"]),
            "first: warning 'a' speaks for it, and a warning points elsewhere; "
            "list it under red_flags",
            id="warning that speaks for it",
        ),
        pytest.param(
            lambda f, d: (d[0].update(warnings=["k"]), d[1].update(must_not_miss=True)),
            "first: warning 'k' speaks for no diagnosis that must not be missed; remove it",
            id="warning of nothing dangerous",
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
            lambda f, d: d[0]["findings"].update(a=[3, 0], b=[3, 0], e=[3, 0]),
            "first: 'e' is finding 4 of class 3 when it is there; "
            "3 at most are plausible, so give it a weaker class",
            id="too much that settles it",
        ),
        pytest.param(
            lambda f, d: d[0]["findings"].update({x: [2, 0] for x in "abdefghi"}),
            "first: 'i' is finding 9 of class 2 or 3 when it is there; "
            "8 at most are plausible, so give it a weaker class",
            id="too much that is strong",
        ),
        pytest.param(
            lambda f, d: d[0]["findings"].update({x: [-3, 0] for x in "hijk"}),
            "first: 'k' is finding 4 of class -3 when it is there; "
            "3 at most are plausible, so give it a weaker class",
            id="too much that rules it out",
        ),
        pytest.param(
            lambda f, d: d[0]["findings"].update({x: [1, -3] for x in "abe"}),
            "first: 'e' is finding 3 of class -3 when it is absent; "
            "2 at most are plausible, so give it a weaker class",
            id="too much whose absence rules it out",
        ),
        pytest.param(
            lambda f, d: d[0]["findings"].update({x: [1, -2] for x in "abefghi"}),
            "first: 'i' is finding 7 of class -2 or -3 when it is absent; "
            "6 at most are plausible, so give it a weaker class",
            id="too much whose absence is strong",
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
    empty: Path, change: Break, message: str
) -> None:
    assert broken(empty, change) == message


def shipped_with(folder: Path, change: Callable[[str], str]) -> str:
    """The line in which the shipped base is refused after a change to its heart diseases."""
    ours = Path(data.clinical.__file__).parent
    shutil.copytree(ours, folder, ignore=shutil.ignore_patterns("*.py", "*.safetensors", "__*"))
    file = folder / "cardiovascular" / "diagnoses.yaml"
    text = file.read_text("utf-8")
    assert change(text) != text
    file.write_text(change(text), "utf-8")
    return refusal(folder)


def test_strengths_that_are_strong_throughout_are_refused(tmp_path: Path) -> None:
    said = shipped_with(tmp_path / "base", lambda text: text.replace("[1, 0]", "[3, -3]"))
    assert said == (
        "myocardial_infarction: 'nausea' is finding 4 of class 3 when it is there; "
        "3 at most are plausible, so give it a weaker class"
    )


def test_one_of_many_signs_of_illness_does_not_settle_a_diagnosis(tmp_path: Path) -> None:
    said = shipped_with(
        tmp_path / "base", lambda text: text.replace("    nausea: [1, 0]", "    nausea: [3, 0]", 1)
    )
    assert re.fullmatch(
        r"myocardial_infarction: 'nausea' is of class 3, and speaks for \d+ diagnoses; "
        "what speaks for more than 5 is of class 2 at most",
        said,
    )


@pytest.mark.parametrize("code", ["Z99.99", "J18.0", "K35.2"])
def test_a_code_of_another_system_is_refused(tmp_path: Path, code: str) -> None:
    said = shipped_with(tmp_path / "base", lambda text: text.replace("I21.9", code))
    assert said == (
        f"myocardial_infarction: {code} is no code of cardiovascular, which has I00-I99, Q20-Q28, "
        "R00-R09, R55-R57; correct it, or move the diagnosis to the folder of its system"
    )


def test_codes_are_known_of_every_system_and_no_other() -> None:
    assert set(CODES) == {entry.system for entry in load().diagnoses.values()}
    for block in " ".join(CODES.values()).split():
        assert re.fullmatch(r"([A-Z])\d\d(-\1\d\d)?", block)
        assert block[:3] <= block[-3:]


def test_the_nearest_pair_of_a_base_without_diagnoses_is_refused(tmp_path: Path) -> None:
    (tmp_path / "renal").mkdir()
    (tmp_path / "renal" / "findings.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(ClinicalError, match="a pair needs 2 diagnoses, and there are 0; add one"):
        nearest_pair(load(tmp_path))
