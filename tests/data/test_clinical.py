"""The clinical knowledge base holds together, and a broken one is refused in one clear line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import FrozenInstanceError
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import data.clinical
from data.clinical import (
    KINDS,
    Clinical,
    ClinicalError,
    load,
    separating_findings,
    shared_findings,
)
from reasoning.errors import DeliberateError

BASE = load()
Entries = list[dict[str, Any]]


def finding(letter: str) -> dict[str, Any]:
    return {
        "id": letter,
        "name": f"{letter} name",
        "kind": "symptom",
        "present": [f"technical {letter}", f"everyday {letter}", f"{letter} short"],
        "absent": [f"no {letter}", f"normal {letter}"],
    }


def diagnosis(name: str, other: str, weights: Iterable[int]) -> dict[str, Any]:
    letters = "abcdefghijkl"
    return {
        "id": name,
        "name": name,
        "system": "renal",
        "icd10": "N20.0",
        "must_not_miss": False,
        "red_flags": ["a"],
        "findings": {f: w for f, w in zip(letters, weights, strict=True) if w},
        "look_alikes": {other: "something else", "third": "nothing in common"},
        "next_test": "a scan",
    }


FINDINGS: Entries = [finding(letter) for letter in "abcdefghijkl"]
DIAGNOSES: Entries = [
    diagnosis("first", "second", [1, 1, 3, 2, 1, 1, 1, 1, 1, -1, 0, 0]),
    diagnosis("second", "first", [1, 1, 0, -1, 1, 1, 1, 1, 1, 2, 0, 0]),
    diagnosis("third", "first", [1, 1, -1, 0, 0, 1, 1, 1, 1, 1, 3, 2]),
]
DIAGNOSES[2]["look_alikes"] = {"first": "k and l", "second": "k and l"}


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[Entries, Entries], Path]:
    def write(findings: Entries, diagnoses: Entries) -> Path:
        (tmp_path / "findings.yaml").write_text(yaml.safe_dump(findings), encoding="utf-8")
        (tmp_path / "renal.yaml").write_text(yaml.safe_dump(diagnoses), encoding="utf-8")
        return tmp_path

    return write


def refusal(path: Path) -> str:
    with pytest.raises(ClinicalError) as caught:
        load(path)
    message = str(caught.value)
    assert "\n" not in message
    return message


# What ships


def test_the_base_has_the_promised_size() -> None:
    assert len(BASE.diagnoses) >= 40
    assert len(BASE.findings) >= 110
    assert len({entry.system for entry in BASE.diagnoses.values()}) >= 8


def test_every_kind_of_finding_is_used() -> None:
    assert {entry.kind for entry in BASE.findings.values()} == set(KINDS)


def test_every_diagnosis_has_one_to_four_findings_against_it() -> None:
    against = {
        name: sum(weight < 0 for weight in entry.findings.values())
        for name, entry in BASE.diagnoses.items()
    }
    assert {name: count for name, count in against.items() if not 1 <= count <= 4} == {}


def test_every_diagnosis_rests_on_a_finding_that_nearly_settles_it_or_on_three_strong() -> None:
    weights = {name: list(entry.findings.values()) for name, entry in BASE.diagnoses.items()}
    weak = [name for name, given in weights.items() if 3 not in given and given.count(2) < 3]
    assert weak == []


def test_most_findings_serve_three_diagnoses() -> None:
    uses = Counter(name for entry in BASE.diagnoses.values() for name in entry.findings)
    rare = [name for name in BASE.findings if uses[name] < 3]
    assert len(rare) <= len(BASE.findings) * 0.15, rare


def test_any_two_diagnoses_are_separated_and_not_only_look_alikes() -> None:
    nearest = min(
        combinations(BASE.diagnoses.values(), 2),
        key=lambda pair: len(separating_findings(*pair)),
    )
    assert len(separating_findings(*nearest)) >= 3, (nearest[0].id, nearest[1].id)


def test_every_diagnosis_wins_a_case_with_all_that_speaks_for_it() -> None:
    for name, entry in BASE.diagnoses.items():
        present = [key for key, weight in entry.findings.items() if weight > 0]
        scores = Counter({other: BASE.score(other, present, ()) for other in BASE.diagnoses})
        (best, top), (_, runner_up) = scores.most_common(2)
        assert best == name
        assert top - runner_up >= 3, name


def test_phrases_fit_a_comma_list_and_do_not_mix_up_yes_and_no() -> None:
    for entry in BASE.findings.values():
        assert not [text for text in (*entry.present, *entry.absent) if set(text) & set(",;.:")]
        assert not [text for text in entry.present if text.startswith(("no ", "normal "))]


def test_findings_of_one_measured_value_agree_on_its_unit_and_range() -> None:
    values: dict[str, set[tuple[str, int, int]]] = {}
    for measure in (entry.measure for entry in BASE.findings.values() if entry.measure):
        values.setdefault(measure.name, set()).add((measure.unit, measure.lowest, measure.highest))
        assert not measure.present(measure.limit)
        assert measure.present(measure.limit + 1) == (measure.side == "above")
        assert measure.present(measure.limit - 1) == (measure.side == "below")
    assert len(values) >= 15
    assert {name: told for name, told in values.items() if len(told) > 1} == {}


def test_the_vocabulary_stays_small() -> None:
    phrases = (
        text
        for entry in BASE.findings.values()
        for text in (entry.name, *entry.present, *entry.absent)
    )
    words = {word for text in phrases for word in text.lower().split()}
    assert len(words) < 5.5 * len(BASE.findings)


def test_the_base_cannot_be_changed_by_accident() -> None:
    gout = BASE.diagnoses["gout"]
    with pytest.raises(FrozenInstanceError):
        gout.name = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        gout.findings["hot_joint"] = 0  # type: ignore[index]


def test_the_examples_of_the_readme_are_true() -> None:
    readme = (Path(data.clinical.__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    calls = re.findall(r"^base\.(\w+)\((.*)\) +# (-?\d+)$", readme, re.MULTILINE)
    assert calls == [
        ("weight", '"gout", "hot_joint"', str(BASE.weight("gout", "hot_joint"))),
        (
            "score",
            '"gout", present=["hot_joint", "alcohol_use"], absent=[]',
            str(BASE.score("gout", present=["hot_joint", "alcohol_use"], absent=[])),
        ),
    ]
    blocks = re.findall(r"^```yaml\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    (shown_finding,), (shown_diagnosis,) = map(yaml.safe_load, blocks)
    assert BASE.findings["neck_stiffness"].present == tuple(shown_finding["present"])
    assert BASE.findings["neck_stiffness"].absent == tuple(shown_finding["absent"])
    gout = BASE.diagnoses["gout"]
    assert shown_diagnosis["findings"].items() <= gout.findings.items()
    assert shown_diagnosis["look_alikes"].items() <= gout.look_alikes.items()
    assert (shown_diagnosis["icd10"], shown_diagnosis["next_test"]) == (gout.icd10, gout.next_test)


def test_loading_twice_gives_the_same_base() -> None:
    assert load() is BASE


# The score


def test_a_score_adds_weights_and_takes_one_for_each_strong_finding_that_is_absent(
    folder: Callable[[Entries, Entries], Path],
) -> None:
    base = load(folder(FINDINGS, DIAGNOSES))
    assert base.score("first", ["c"], []) == 3
    assert base.score("first", ["c", "d", "j"], []) == 3 + 2 - 1
    assert base.score("first", [], ["c", "d"]) == -2
    assert base.score("first", [], ["a", "j", "l"]) == 0
    assert base.score("first", ["c", "c"], ["d", "d"]) == 3 - 1


def test_a_weight_that_is_not_listed_is_nought() -> None:
    assert BASE.weight("gout", "hot_joint") == 3
    assert BASE.weight("gout", "visual_aura") == 0


@pytest.mark.parametrize(("disease", "sign"), [("goat", "fever"), ("gout", "feather")])
def test_an_unknown_id_is_refused_by_name(disease: str, sign: str) -> None:
    with pytest.raises(ClinicalError, match=r"no (diagnosis 'goat'|finding 'feather'); use"):
        BASE.weight(disease, sign)
    with pytest.raises(ClinicalError, match=r"'goat'|'feather'"):
        BASE.score(disease, [], [sign])


@given(
    disease=st.sampled_from(sorted(BASE.diagnoses)),
    signs=st.lists(st.sampled_from(sorted(BASE.findings)), unique=True, max_size=12),
    cut=st.integers(0, 12),
)
def test_a_score_is_the_sum_of_what_each_finding_brings(
    disease: str, signs: list[str], cut: int
) -> None:
    present, absent = signs[:cut], signs[cut:]
    each = [BASE.score(disease, [sign], []) for sign in present]
    each += [BASE.score(disease, [], [sign]) for sign in absent]
    assert BASE.score(disease, present, absent) == sum(each)
    assert BASE.score(disease, reversed(present), reversed(absent)) == sum(each)


# What is refused


def test_the_small_base_of_these_tests_is_sound(
    folder: Callable[[Entries, Entries], Path],
) -> None:
    base = load(folder(FINDINGS, DIAGNOSES))
    assert isinstance(base, Clinical)
    first, second = base.diagnoses["first"], base.diagnoses["second"]
    assert separating_findings(first, second) == ("c", "d", "j")
    assert shared_findings(first, second) == ("a", "b", "e", "f", "g", "h", "i")


PULSE = {"name": "pulse", "unit": "per minute", "above": 100, "range": [40, 180]}
Break = Callable[[Entries, Entries], object]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        pytest.param(
            lambda f, d: d[0]["findings"].update(zebra=1),
            "first: unknown finding 'zebra'; add it to findings.yaml",
            id="unknown finding",
        ),
        pytest.param(
            lambda f, d: f.append(finding("zebra")),
            "orphan finding 'zebra' (1 in all); use it in a diagnosis or remove it",
            id="orphan finding",
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
            lambda f, d: d[1].update(findings=d[0]["findings"]),
            "look-alikes first and second are not separated: 0 weights differ by 2 or more; "
            "make it 2 or more",
            id="look-alikes that are the same",
        ),
        pytest.param(
            lambda f, d: d[1].update(findings={**d[0]["findings"], "d": 1, "c": 1}),
            "look-alikes first and second are not separated: 1 weights differ by 2 or more; "
            "make it 2 or more",
            id="look-alikes with one difference",
        ),
        pytest.param(
            lambda f, d: d[1].update(
                red_flags=[], findings={x: -w for x, w in zip("abefghijkl", [1] * 10, strict=True)}
            ),
            "first and second share 0 findings that speak for both; look-alikes share at least 2",
            id="look-alikes with nothing in common",
        ),
        pytest.param(
            lambda f, d: f[1].update(name="A name"),
            "duplicate name 'A name' in a and b; reword one of them",
            id="duplicate finding name",
        ),
        pytest.param(
            lambda f, d: d[1].update(name="first"),
            "duplicate name 'first' in first and second; reword one of them",
            id="duplicate diagnosis name",
        ),
        pytest.param(
            lambda f, d: d.append(deepcopy(d[0])),
            "duplicate diagnosis id 'first' in first and first; reword one of them",
            id="duplicate diagnosis id",
        ),
        pytest.param(
            lambda f, d: f.append(deepcopy(f[0])),
            "duplicate finding id 'a' in a and a; reword one of them",
            id="duplicate finding id",
        ),
        pytest.param(
            lambda f, d: f[1].update(absent=["Technical A", "no b"]),
            "duplicate phrase 'technical a' in a and b; reword one of them",
            id="duplicate phrase",
        ),
        pytest.param(
            lambda f, d: f[1].update(absent=["no b", "no b"]),
            "duplicate phrase 'no b' in b and b; reword one of them",
            id="phrase twice in one finding",
        ),
        pytest.param(
            lambda f, d: d[0].update(red_flags=["j"]),
            "first: red flag 'j' is not a finding for it; "
            "list it under findings with a weight above 0",
            id="red flag that speaks against",
        ),
        pytest.param(
            lambda f, d: d[0].update(system="neurological"),
            "renal.yaml: first is of system 'neurological'; move it to neurological.yaml",
            id="wrong file",
        ),
    ],
)
def test_a_base_that_does_not_hold_together_is_refused(
    folder: Callable[[Entries, Entries], Path], broken: Break, message: str
) -> None:
    findings, diagnoses = deepcopy(FINDINGS), deepcopy(DIAGNOSES)
    broken(findings, diagnoses)
    assert refusal(folder(findings, diagnoses)) == message


@pytest.mark.parametrize(
    ("broken", "entry", "field"),
    [
        pytest.param(lambda f, d: f[2].update(kind="omen"), "c", "kind", id="kind"),
        pytest.param(lambda f, d: f[2]["present"].pop(), "c", "present", id="too few phrases"),
        pytest.param(lambda f, d: f[2].update(colour="red"), "c", "colour", id="unknown field"),
        pytest.param(
            lambda f, d: f[2].update(measure={**PULSE, "below": 50}), "c", "either", id="two sides"
        ),
        pytest.param(
            lambda f, d: f[2].update(measure={**PULSE, "range": [120, 180]}),
            "c",
            "outside",
            id="limit outside of the range",
        ),
        pytest.param(lambda f, d: d[1]["findings"].update(a=0), "second", "a", id="weight of 0"),
        pytest.param(lambda f, d: d[1]["findings"].update(a=4), "second", "a", id="weight of 4"),
        pytest.param(lambda f, d: d[1].update(must_not_miss="no"), "second", "must", id="bool"),
        pytest.param(lambda f, d: d[1].update(icd10="20.N"), "second", "icd10", id="code"),
        pytest.param(lambda f, d: d[1].update(name="Second"), "second", "name", id="upper case"),
        pytest.param(lambda f, d: d[1].pop("next_test"), "second", "next_test", id="no test"),
        pytest.param(
            lambda f, d: d[1].update(look_alikes={"first": "x"}), "second", "look_alikes", id="one"
        ),
    ],
)
def test_an_entry_that_does_not_fit_the_schema_is_named(
    folder: Callable[[Entries, Entries], Path], broken: Break, entry: str, field: str
) -> None:
    findings, diagnoses = deepcopy(FINDINGS), deepcopy(DIAGNOSES)
    broken(findings, diagnoses)
    message = refusal(folder(findings, diagnoses))
    assert f".yaml: {entry}: " in message
    assert field in message


def test_a_key_given_twice_is_refused_where_yaml_would_keep_the_last(tmp_path: Path) -> None:
    (tmp_path / "findings.yaml").write_text("- id: a\n  name: b\n  name: c\n", encoding="utf-8")
    assert "'name' is given twice in the entry on line 1" in refusal(tmp_path)


@pytest.mark.parametrize("text", ["- id: [", "just words", "7", "!!python/name:os.system", "\x01"])
def test_a_file_that_is_not_a_list_of_entries_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "findings.yaml").write_text(text, encoding="utf-8")
    assert refusal(tmp_path).startswith("findings.yaml")


def test_a_folder_without_findings_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith("findings.yaml cannot be read")


def test_the_error_is_one_of_the_projects_own() -> None:
    assert issubclass(ClinicalError, DeliberateError)
