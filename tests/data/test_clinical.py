"""What the shipped clinical knowledge base holds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import FrozenInstanceError
from itertools import combinations

import pytest

from data.clinical import (
    AGE_GROUPS,
    AGES,
    COURSES,
    KINDS,
    NEVER,
    SEXES,
    AgeGroup,
    Sex,
    age_group,
    load,
)
from tests.data.clinical_cases import own, patients

BASE = load()
FINDINGS = BASE.findings
DIAGNOSES = BASE.diagnoses


# Size and completeness


def test_the_base_has_the_promised_size() -> None:
    assert len(DIAGNOSES) >= 150
    assert len(FINDINGS) >= 450
    assert len({entry.system for entry in DIAGNOSES.values()}) >= 14


def test_every_kind_of_finding_is_there() -> None:
    assert {entry.kind for entry in FINDINGS.values()} == set(KINDS)


def test_every_finding_is_told_in_technical_and_everyday_words_and_denied() -> None:
    for entry in FINDINGS.values():
        assert len(entry.technical) >= 2, entry.id
        assert len(entry.everyday) >= 3, entry.id
        assert len(entry.absent) >= 3, entry.id
        assert not set(entry.absent) & {entry.name, *entry.phrases}, entry.id


def test_phrases_fit_into_any_sentence() -> None:
    wrong = [
        text
        for entry in FINDINGS.values()
        for text in (*entry.phrases, *entry.absent)
        if re.search(r"[,;:()]|\.$|\b(his|her|hers|he|she|him|my|their|them|patient)\b", text)
    ]
    assert wrong == []


def test_findings_of_one_measured_value_agree_on_its_unit_and_range() -> None:
    values: dict[str, set[tuple[str, float, float, int]]] = {}
    for measure in (entry.measure for entry in FINDINGS.values() if entry.measure):
        told = (measure.unit, measure.lowest, measure.highest, measure.decimals)
        values.setdefault(measure.name, set()).add(told)
        assert not measure.present(measure.limit)
        assert measure.present(measure.limit + 1) == (measure.side == "above")
        assert measure.present(measure.limit - 1) == (measure.side == "below")
    assert len(values) >= 50
    assert {name: told for name, told in values.items() if len(told) > 1} == {}


def test_every_diagnosis_has_a_code_of_its_own() -> None:
    codes = Counter(entry.icd10 for entry in DIAGNOSES.values())
    assert codes.most_common(1)[0][1] == 1
    assert all(re.fullmatch(r"[A-Z]\d\d(\.\d)?", code) for code in codes)


def test_every_diagnosis_is_seen_at_some_age_and_sex_and_all_classes_are_used() -> None:
    classes: Counter[int] = Counter()
    for entry in DIAGNOSES.values():
        assert set(entry.prevalence) == {(age, sex) for age in AGE_GROUPS for sex in SEXES}
        assert patients(entry), entry.id
        classes.update(entry.prevalence.values())
    assert set(classes) == {0, 1, 2, 3}


def test_time_courses_are_used_and_agree_with_the_onset() -> None:
    assert {entry.course for entry in DIAGNOSES.values()} == set(COURSES)
    for entry in DIAGNOSES.values():
        if entry.course in ("sudden", "acute"):
            assert entry.says("gradual_onset", True) <= 0, entry.id
        if entry.course in ("subacute", "chronic"):
            assert entry.says("sudden_onset", True) <= 0, entry.id


def test_every_diagnosis_names_tests_management_and_references() -> None:
    costs: dict[str, set[tuple[int, int]]] = {}
    for entry in DIAGNOSES.values():
        assert entry.management
        assert entry.references, entry.id
        for test in (entry.first_test, entry.confirming_test):
            assert {test.cost, test.invasiveness} <= {1, 2, 3}
            costs.setdefault(test.name, set()).add((test.cost, test.invasiveness))
    assert {name: told for name, told in costs.items() if len(told) > 1} == {}


@pytest.mark.parametrize(
    ("name", "first", "confirming"),
    [
        ("atrial_fibrillation", "electrocardiogram", "electrocardiogram"),
        ("aortic_stenosis", "echocardiogram", "echocardiogram"),
        ("sepsis", "blood lactate", "blood cultures"),
        ("cauda_equina_syndrome", "MRI of the spine", "MRI of the spine"),
    ],
)
def test_what_shows_a_disease_does_not_wait_for_a_lesser_test(
    name: str, first: str, confirming: str
) -> None:
    entry = DIAGNOSES[name]
    assert (entry.first_test.name, entry.confirming_test.name) == (first, confirming)


@pytest.mark.parametrize(
    ("harmless", "alarming"),
    [
        ("vestibular_neuritis", "facial_droop"),
        ("positional_vertigo", "one_sided_weakness"),
        ("meniere_disease", "speech_difficulty"),
        ("carpal_tunnel_syndrome", "double_vision"),
        ("migraine", "neck_stiffness"),
        ("tension_headache", "papilloedema"),
        ("gastro_oesophageal_reflux", "high_troponin"),
        ("lumbar_disc_herniation", "saddle_numbness"),
    ],
)
def test_what_a_dangerous_look_alike_shows_speaks_against_the_harmless_one(
    harmless: str, alarming: str
) -> None:
    assert DIAGNOSES[harmless].says(alarming, True) <= -2


def test_many_harmless_diagnoses_name_what_warns_of_something_worse() -> None:
    harmless = [entry for entry in DIAGNOSES.values() if not entry.must_not_miss]
    assert sum(bool(entry.warnings) for entry in harmless) >= 20
    assert DIAGNOSES["migraine"].warnings[0] == "severe_sudden_headache"
    assert DIAGNOSES["lumbar_disc_herniation"].warnings[0] == "saddle_numbness"


def test_what_must_not_be_missed_has_red_flags_that_speak_for_it() -> None:
    urgent = [entry for entry in DIAGNOSES.values() if entry.must_not_miss]
    assert len(DIAGNOSES) * 0.3 < len(urgent) < len(DIAGNOSES) * 0.7
    assert [entry.id for entry in urgent if not entry.red_flags] == []
    for entry in DIAGNOSES.values():
        assert all(entry.says(flag, True) > 0 for flag in entry.red_flags), entry.id


# Likelihoods


def test_every_diagnosis_has_findings_for_and_against_it() -> None:
    for entry in DIAGNOSES.values():
        classes = [strength.present for strength in entry.findings.values()]
        assert 10 <= len(classes) <= 25
        assert max(classes) >= 2
        assert 2 <= sum(n < 0 for n in classes) <= 13, entry.id


def test_no_finding_is_evidence_for_a_diagnosis_and_against_it() -> None:
    for entry in DIAGNOSES.values():
        for finding, strength in entry.findings.items():
            assert strength.present * strength.absent <= 0, (entry.id, finding)
            assert strength.absent <= (1 if strength.present < 0 else 0), (entry.id, finding)


# Who can have what


def test_no_finding_is_an_orphan_and_each_speaks_for_something() -> None:
    speaks_for = {
        finding
        for entry in DIAGNOSES.values()
        for finding, strength in entry.findings.items()
        if strength.present > 0
    }
    assert set(FINDINGS) == speaks_for


@pytest.mark.parametrize(
    ("finding", "years", "sex", "possible"),
    [
        ("pregnancy", 30, "female", True),
        ("pregnancy", 30, "male", False),
        ("pregnancy", 8, "female", False),
        ("pregnancy", 70, "female", False),
        ("missed_period", 30, "male", False),
        ("ovarian_mass_on_ultrasound", 70, "male", False),
        ("enlarged_prostate", 70, "male", True),
        ("enlarged_prostate", 70, "female", False),
        ("scrotal_pain", 12, "male", True),
        ("scrotal_pain", 12, "female", False),
        ("breathing_pauses", 1, "male", True),
        ("breathing_pauses", 30, "male", False),
        ("smoking", 10, "male", False),
        ("heavy_alcohol_use", 10, "female", False),
        ("injecting_drug_use", 10, "female", False),
        ("unprotected_sex", 10, "female", False),
        ("fall_in_older_person", 40, "male", False),
        ("fall_in_older_person", 80, "female", True),
        ("fever", 5, "female", True),
    ],
)
def test_a_finding_is_told_only_of_those_who_can_have_it(
    finding: str, years: int, sex: Sex, possible: bool
) -> None:
    assert FINDINGS[finding].possible(age_group(years), sex) == possible


def test_what_a_diagnosis_shows_is_possible_in_each_who_can_have_it() -> None:
    for entry in DIAGNOSES.values():
        for age, sex in patients(entry):
            told = own(entry, age, sex)
            assert len(told) >= 6, (entry.id, age, sex)
            assert max(entry.says(finding, True) for finding in told) >= 2, (entry.id, age, sex)


def test_years_lie_within_the_ages() -> None:
    for finding in FINDINGS.values():
        assert all(_overlap(finding.years, age) for age in finding.ages), finding.id
    for entry in DIAGNOSES.values():
        assert all(_overlap(entry.years, age) for age, _ in patients(entry)), entry.id
    assert DIAGNOSES["pre_eclampsia"].years == (16, 50)
    assert FINDINGS["pregnancy"].years == (16, 50)


@pytest.mark.parametrize(
    "grown", ["panic_disorder", "schizophrenia", "fibromyalgia", "type_2_diabetes"]
)
def test_an_illness_of_the_grown_is_not_one_of_small_children(grown: str) -> None:
    assert DIAGNOSES[grown].prior("child", "female") > NEVER
    assert DIAGNOSES[grown].years[0] >= 8


@pytest.mark.parametrize(
    "told", ["tinnitus", "double_vision", "hearing_voices", "suicidal_thoughts"]
)
def test_a_small_child_does_not_tell_what_it_cannot_put_into_words(told: str) -> None:
    assert FINDINGS[told].possible("child", "female")
    assert FINDINGS[told].years[0] >= 5


def _overlap(years: tuple[int, int], age: AgeGroup) -> bool:
    first, last = AGES[age]
    return years[0] <= last and first <= years[1]


def test_exclusion_holds_both_ways() -> None:
    for finding in FINDINGS.values():
        assert finding.id not in finding.excludes
        for other in finding.excludes:
            assert finding.id in FINDINGS[other].excludes, (finding.id, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("normal_ecg", "st_depression"),
        ("clear_chest_x_ray", "lung_consolidation"),
        ("clear_chest_x_ray", "pleural_fluid"),
        ("normal_head_ct", "brain_bleed_on_ct"),
        ("sudden_onset", "gradual_onset"),
        ("weight_loss", "weight_gain"),
        ("heat_intolerance", "cold_intolerance"),
        ("small_pupils", "dilated_pupils"),
        ("brisk_reflexes", "reduced_reflexes"),
        ("dry_cough", "productive_cough"),
        ("fever", "low_body_temperature"),
    ],
)
def test_opposites_exclude_each_other(one: str, other: str) -> None:
    assert other in FINDINGS[one].excludes


def test_two_sides_of_one_number_exclude_each_other() -> None:
    measured = [entry for entry in FINDINGS.values() if entry.measure]
    for one, other in combinations(measured, 2):
        assert one.measure is not None and other.measure is not None
        if one.measure.name == other.measure.name and one.measure.side != other.measure.side:
            assert other.id in one.excludes, (one.id, other.id)


def test_the_age_groups_have_no_gap() -> None:
    assert [age_group(years) for years in (1, 15, 16, 39, 40, 64, 65, 90, 104)] == [
        *("child", "child", "young", "young", "middle", "middle", "older", "older", "older")
    ]


def test_the_base_cannot_be_changed_by_accident() -> None:
    gout = DIAGNOSES["gout"]
    with pytest.raises(FrozenInstanceError):
        gout.name = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        gout.findings["hot_joint"] = 0  # type: ignore[index]


def test_loading_twice_gives_the_same_base() -> None:
    assert load() is BASE


def test_findings_of_the_laboratory_and_of_images_name_the_test_that_shows_them() -> None:
    without = {
        entry.id
        for entry in FINDINGS.values()
        if entry.kind in ("lab", "imaging", "ecg") and entry.test is None
    }
    # The examination that shows these is the first or confirming test of no diagnosis.
    assert without == {
        "acid_fast_bacilli",
        "bladder_mass_on_imaging",
        "dilute_urine",
        "helicobacter_infection",
        "high_potassium",
        "low_potassium",
        "prolonged_clotting_time",
    }
    assert FINDINGS["high_eye_pressure"].test == "eye pressure measurement"


def test_no_diagnosis_is_one_of_infants_whom_no_patient_is() -> None:
    assert {entry.id for entry in DIAGNOSES.values() if entry.years[1] < 2} == set()
