"""Answers are ones that a clinician would agree with, and cases can be as they are told."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.clinical import COURSES, load
from data.generators.base import SPLITS
from data.generators.medical.cases import MIXES
from data.generators.medical.patients import (
    LARGEST_CHANGES,
    TOLD_BY_COURSE,
    Patient,
    Sign,
    draw_course,
    draw_patient,
    may_run,
    pregnancy_of,
    quantity,
)
from data.generators.medical.phrasing import REGISTERS, denial
from data.generators.medical.plans import TAKEN
from data.generators.medical.soundness import sound
from data.generators.medical.story import sayable
from tests.data.medical_examples import CASES, all_made, found, scores

BASE = load()
DIAGNOSES = list(BASE.diagnoses.values())
FOLLOWED = [
    f.measure
    for f in BASE.findings.values()
    if f.measure and quantity(f.measure) in LARGEST_CHANGES
]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(DIAGNOSES))
def test_a_patient_has_a_course_that_the_diagnosis_may_run_and_is_told_of_it_once(
    seed, diagnosis
) -> None:
    patient = draw_patient(random.Random(seed), BASE, diagnosis, MIXES["beyond"])
    if patient.course is not None:
        assert may_run(diagnosis, patient.course)
        assert diagnosis.over_time(patient.course) >= 0
        assert TOLD_BY_COURSE.get(patient.course) not in {s.finding for s in patient.signs}


@pytest.mark.parametrize(
    ("diagnosis", "courses"),
    [
        ("scabies", ["acute", "subacute", "chronic"]),
        ("dengue", ["sudden", "acute"]),
        ("appendicitis", ["acute"]),
        ("migraine", ["episodic"]),
        ("type_2_diabetes", ["subacute", "chronic"]),
    ],
)
def test_a_diagnosis_runs_its_own_course_and_those_beside_it_that_fit(diagnosis, courses) -> None:
    assert [c for c in COURSES if may_run(BASE.diagnoses[diagnosis], c)] == courses


def _says(diagnosis: str, *signs: str, course=None, sex="female", years=30) -> bool:
    told = tuple(Sign(s.removeprefix("no "), not s.startswith("no ")) for s in signs)
    return sound(Patient(sex, years, told, course), BASE.diagnoses[diagnosis])


def test_what_nearly_rules_the_best_out_is_not_told() -> None:
    assert _says("nephrotic_syndrome", "frothy_urine")
    ruled_out = [f for f, s in BASE.diagnoses["nephrotic_syndrome"].findings.items() if -3 in s]
    assert ruled_out
    for finding in ruled_out:
        strength = BASE.diagnoses["nephrotic_syndrome"].findings[finding]
        told = finding if strength.present == -3 else f"no {finding}"
        assert not _says("nephrotic_syndrome", "frothy_urine", told)


@pytest.mark.parametrize("diagnosis", ["pre_eclampsia", "placental_abruption", "placenta_praevia"])
def test_a_diagnosis_of_the_pregnant_is_right_only_where_pregnancy_is_told(diagnosis) -> None:
    assert not _says(diagnosis, "headache")
    assert _says(diagnosis, "headache", "pregnancy")
    assert not _says(diagnosis, "headache", "no pregnancy")


def test_a_finding_that_settles_another_is_outweighed_only_by_one_that_settles_the_best() -> None:
    headache = "throbbing_one_sided_headache"
    assert _says("migraine", headache, "light_sensitivity", course="episodic")
    assert not _says("migraine", headache, "silvery_plaques", course="episodic")
    assert not _says("migraine", headache, course="sudden")
    # The crystals settle the gout, and the lead over the psoriasis is large, or none.
    crystals = ("urate_crystals", "big_toe_joint_pain", "silvery_plaques")
    assert _says("gout", *crystals, sex="male", years=70)
    assert not _says("gout", *crystals, "nail_pitting", sex="male", years=70)


def test_what_settles_a_disease_that_must_not_be_missed_is_outweighed_by_nothing() -> None:
    gout = ("urate_crystals", "big_toe_joint_pain")
    assert _says("gout", *gout, sex="male", years=70)
    assert not _says("gout", *gout, "valve_vegetation", sex="male", years=70)
    assert _says("gout", *gout, "no valve_vegetation", sex="male", years=70)


def test_something_told_speaks_clearly_for_the_best() -> None:
    assert not _says("migraine", "headache", course="episodic")
    assert not _says("nephrotic_syndrome", "ankle_oedema")


@pytest.mark.parametrize("task", CASES)
def test_every_answer_is_sound(task: str) -> None:
    by_name = {d.name: d for d in DIAGNOSES}
    for example in all_made(task, 12):
        patient = found(example)
        if task == "consultations":
            if example.problem.gold is not None:
                assert sound(patient, by_name[example.answer])
            continue
        totals = scores(patient)
        names = example.problem.options.values() if task == "vignettes" else totals
        best = by_name[max(names, key=lambda name: totals[name])]
        assert sound(patient, best)
        if pregnancy_of(best):
            assert any(s.present and s.finding == pregnancy_of(best) for s in patient.signs)


def test_no_assessment_is_asked_for_that_the_case_has_told() -> None:
    assert TAKEN in {d.first_test.name for d in DIAGNOSES}
    for example in all_made("tests", 30):
        assert TAKEN not in example.problem.options.values()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(FOLLOWED), st.booleans())
def test_a_quantity_changes_from_one_time_to_the_next_as_it_may(seed, measure, present) -> None:
    assert measure.decimals == 0
    values = draw_course(random.Random(seed), measure, present, 3)
    for before, after in pairwise(values):
        assert 2 <= abs(after - before) <= LARGEST_CHANGES[quantity(measure)]


def test_what_changes_slowly_is_told_by_one_value() -> None:
    rng = random.Random(3)
    several = {
        quantity(BASE.findings[s.finding].measure)
        for _ in range(600)
        for s in draw_patient(rng, BASE, rng.choice(DIAGNOSES), MIXES["hard"]).signs
        if len(s.values) > 1
    }
    assert {"pulse", "creatinine"} < several <= set(LARGEST_CHANGES)
    assert set(LARGEST_CHANGES) == {quantity(m) for m in FOLLOWED}


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        ("recent_stress", "no lot of"),
        ("smoking", "no pack of"),
        ("rigid_abdomen", "no belly as hard"),
        ("normal_head_ct", "no all-clear"),
        ("normal_head_ct", "no head scan that looks fine"),
    ],
)
def test_nothing_is_denied_by_a_no_that_it_does_not_go_with(finding: str, told: str) -> None:
    rng = random.Random(4)
    for split in SPLITS:
        if sayable(Patient("male", 50, (Sign(finding, False),)), split):
            said = {denial(rng, finding, r, split) for r in REGISTERS for _ in range(60)}
            assert said and not [text for text in said if text.startswith(told)]


def test_a_toddler_has_no_classmates() -> None:
    assert not sayable(Patient("male", 4, (Sign("sick_contacts", True),)), "test")
    assert sayable(Patient("male", 4, (Sign("sick_contacts", True),)), "train")
    assert sayable(Patient("male", 5, (Sign("sick_contacts", True),)), "test")
