"""Nobody has what they cannot have, and what is told agrees with itself."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.clinical import COURSES, load
from data.generators.base import SPLITS
from data.generators.medical.cases import MIXES
from data.generators.medical.patients import (
    LARGEST_CHANGES,
    TIMED,
    TOLD_BY_COURSE,
    Patient,
    Sign,
    _implied,
    contradicts,
    draw_course,
    draw_patient,
    draw_value,
    fits,
    quantity,
)
from data.generators.medical.story import tell
from tests.data.medical_examples import CASES, all_made, found

BASE = load()
DIAGNOSES = list(BASE.diagnoses.values())
MEASURES = [f.measure for f in BASE.findings.values() if f.measure]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(DIAGNOSES), st.sampled_from(list(MIXES.values())))
def test_nobody_has_what_age_sex_or_another_finding_rules_out(seed, diagnosis, mix) -> None:
    patient = draw_patient(random.Random(seed), BASE, diagnosis, mix)
    youngest, oldest = diagnosis.years
    assert youngest <= patient.years <= oldest
    there = [BASE.findings[s.finding] for s in patient.signs if s.present]
    for finding in (BASE.findings[s.finding] for s in patient.signs):
        assert finding.possible(patient.age, patient.sex)
        assert finding.years[0] <= patient.years <= finding.years[1]
    for one, other in combinations(there, 2):
        assert other.id not in one.excludes and one.id not in other.excludes
    if patient.course is not None:
        assert not {f.id for f in there} & set(TIMED[patient.course])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(DIAGNOSES))
def test_nothing_told_is_denied_by_something_else_told(seed, diagnosis) -> None:
    patient = draw_patient(random.Random(seed), BASE, diagnosis, MIXES["beyond"])
    gone = {s.finding for s in patient.signs if not s.present}
    assert TOLD_BY_COURSE.get(patient.course) not in gone
    for sign in patient.signs:
        if sign.present:
            assert not gone & _implied()[sign.finding]
    numbers = [quantity(BASE.findings[s.finding].measure) for s in patient.signs if s.values]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("course", COURSES)
def test_what_a_course_tells_is_a_finding_of_the_base(course) -> None:
    assert set(TIMED[course]) | {TOLD_BY_COURSE.get(course, "fever")} <= set(BASE.findings)


#: Every finding that has another in it, with the other.
IMPLIED = """
absolute_constipation constipation
back_pain_better_with_exercise back_pain
band_like_headache headache
big_toe_joint_pain joint_pain
bloody_diarrhoea diarrhoea
breathlessness_lying_flat breathlessness
breathlessness_on_exertion breathlessness
cyclical_fever fever
empty_uterus_on_ultrasound pregnancy
flapping_tremor tremor
left_lower_abdominal_pain lower_abdominal_pain
night_time_wheeze wheeze
pain_on_eye_movement eye_pain
pain_through_to_back back_pain
positive_pregnancy_test pregnancy
relative_slow_pulse fever
right_lower_abdominal_pain lower_abdominal_pain
right_upper_abdominal_pain upper_abdominal_pain
severe_sudden_headache headache
symmetrical_small_joint_swelling joint_swelling
tearing_with_headache headache
throbbing_one_sided_headache headache
very_high_temperature fever
vomiting_blood vomiting
"""


def test_a_finding_has_in_it_what_is_listed_here_and_nothing_else() -> None:
    pairs = {f"{one} {other}" for one, others in _implied().items() for other in others}
    assert pairs == set(IMPLIED.split("\n")) - {""}


def test_who_fears_to_gain_weight_may_not_have_gained_any() -> None:
    afraid = {"fear_of_weight_gain": True}
    assert not contradicts(BASE.findings["weight_gain"], False, None, afraid)


@pytest.mark.parametrize(
    ("finding", "patient"),
    [
        ("pregnancy", Patient("male", 30, ())),
        ("pregnancy", Patient("female", 55, ())),
        ("sudden_onset", Patient("female", 30, (), "chronic")),
        ("very_high_temperature", Patient("female", 30, (Sign("fever", False),))),
        ("slow_pulse", Patient("female", 30, (Sign("fast_pulse", False, (80.0,)),))),
        ("fever", Patient("female", 30, (Sign("low_body_temperature", True),))),
        ("dry_cough", Patient("female", 30, (Sign("dry_cough", True),))),
    ],
)
def test_a_finding_does_not_fit_who_cannot_have_it_or_has_told_otherwise(finding, patient) -> None:
    entry = BASE.findings[finding]
    assert not fits(BASE, patient, entry)
    assert fits(BASE, Patient("female", 30, ()), entry)


def test_a_headache_is_not_denied_beside_a_sudden_severe_one() -> None:
    headache, sudden = BASE.findings["headache"], BASE.findings["severe_sudden_headache"]
    assert contradicts(headache, False, None, {sudden.id: True})
    assert contradicts(sudden, True, None, {headache.id: False})
    assert not contradicts(headache, True, None, {sudden.id: True})
    assert contradicts(BASE.findings["sudden_onset"], False, "sudden", {})
    assert contradicts(BASE.findings["fever"], True, None, {"low_body_temperature": True})
    assert not contradicts(BASE.findings["fever"], False, None, {"low_body_temperature": True})


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(MEASURES), st.booleans())
def test_a_value_is_past_its_limit_just_where_the_finding_is_there(seed, measure, present) -> None:
    value = draw_value(random.Random(seed), measure, present)
    assert measure.present(value) == present
    assert measure.lowest <= value <= measure.highest
    assert float(measure.text(value)) == value


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, 2**32),
    st.sampled_from([m for m in MEASURES if quantity(m) in LARGEST_CHANGES]),
    st.booleans(),
)
def test_a_course_ends_where_the_finding_says(seed, measure, present) -> None:
    values = draw_course(random.Random(seed), measure, present, 3)
    assert len(values) == 4
    assert measure.present(values[-1]) == present
    assert all(measure.lowest <= value <= measure.highest for value in values)


def test_a_course_says_nothing_by_its_start_or_its_last_change() -> None:
    rng = random.Random(4)
    plain = [m for m in MEASURES if quantity(m) in LARGEST_CHANGES and m.side == "above"]
    drawn = [(m, p) for m in plain for p in (True, False) for _ in range(15)]
    courses = [(p, draw_course(rng, m, p, 3), m) for m, p in drawn]
    high = [p for p, values, m in courses if m.present(values[0])]
    rises = [p for p, values, _ in courses if values[-1] > values[-2]]
    assert 0.3 < sum(high) / len(high) < 0.7
    assert 0.3 < sum(rises) / len(rises) < 0.7


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(DIAGNOSES), st.sampled_from(SPLITS))
def test_a_story_tells_age_sex_and_every_number_of_the_patient(seed, diagnosis, split) -> None:
    rng = random.Random(seed)
    drawn = draw_patient(rng, BASE, diagnosis, MIXES["hard"])
    text, patient = tell(rng, BASE, drawn, split)
    assert patient.key == drawn.key
    people = ("girl", "woman") if patient.sex == "female" else ("boy", "man")
    letter = patient.sex[0].upper()
    who = people[patient.years > 17]
    assert f"{patient.years}-year-old {who}" in text or f"{patient.years}{letter}" in text
    for sign in patient.signs:
        measure = BASE.findings[sign.finding].measure
        if sign.values and measure is not None:
            assert f"{measure.text(sign.values[0])} {measure.unit}" in text
            assert measure.name.casefold() in text.casefold()


@pytest.mark.parametrize("task", CASES)
def test_a_thought_of_a_case_finds_only_what_can_be(task: str) -> None:
    for example in all_made(task, 6):
        patient = found(example)
        for sign in patient.signs:
            assert BASE.findings[sign.finding].possible(patient.age, patient.sex)


def test_the_key_of_a_patient_is_the_same_however_told() -> None:
    rng = random.Random(1)
    drawn = draw_patient(rng, BASE, DIAGNOSES[0], MIXES["hard"])
    other = Patient(drawn.sex, drawn.years, drawn.signs[::-1], drawn.course)
    assert drawn.key == other.key
