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
    TIMED,
    TOLD_BY_COURSE,
    Patient,
    contradicts,
    draw_course,
    draw_patient,
    draw_value,
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
        words = set(BASE.findings[sign.finding].name.split())
        if sign.present:
            assert not any(set(BASE.findings[f].name.split()) < words for f in gone)
    numbers = [quantity(BASE.findings[s.finding].measure) for s in patient.signs if s.values]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("course", COURSES)
def test_what_a_course_tells_is_a_finding_of_the_base(course) -> None:
    assert set(TIMED[course]) | {TOLD_BY_COURSE.get(course, "fever")} <= set(BASE.findings)


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
    st.sampled_from([m for m in MEASURES if m.decimals == 0]),
    st.booleans(),
)
def test_a_course_ends_where_the_finding_says(seed, measure, present) -> None:
    values = draw_course(random.Random(seed), measure, present, 3)
    assert len(values) == 4
    assert measure.present(values[-1]) == present
    assert all(measure.lowest <= value <= measure.highest for value in values)


def test_a_course_says_nothing_by_its_start_or_its_last_change() -> None:
    rng = random.Random(4)
    plain = [m for m in MEASURES if m.decimals == 0 and m.side == "above"]
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
    who = people[patient.years > 15]
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
