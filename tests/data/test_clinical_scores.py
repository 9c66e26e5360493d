"""The shipped clinical knowledge base tells its diagnoses apart, and how it scores them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.clinical import (
    NEVER,
    ClinicalError,
    Course,
    load,
    nearest_pair,
    separating_findings,
    shared_findings,
)
from data.clinical.checks import SEPARATING_FINDINGS, SHARED_FINDINGS
from tests.data.clinical_cases import own, patients

BASE = load()
FINDINGS = BASE.findings
DIAGNOSES = BASE.diagnoses


# Telling diagnoses apart


def test_look_alikes_share_findings_and_are_told_apart() -> None:
    for entry in DIAGNOSES.values():
        assert len(entry.look_alikes) >= 2, entry.id
        for other_id, clause in entry.look_alikes.items():
            other = DIAGNOSES[other_id]
            assert clause
            assert len(shared_findings(entry, other)) >= SHARED_FINDINGS, (entry.id, other_id)
            assert len(separating_findings(entry, other)) >= SEPARATING_FINDINGS
            assert entry.management != other.management, (entry.id, other_id)


def test_any_two_diagnoses_are_separated_and_not_only_look_alikes() -> None:
    nearest = min(
        combinations(DIAGNOSES.values(), 2), key=lambda pair: len(separating_findings(*pair))
    )
    assert len(separating_findings(*nearest)) >= SEPARATING_FINDINGS, [d.id for d in nearest]


def test_the_nearest_pair_is_found_and_is_told_apart() -> None:
    one, other, distance = nearest_pair(BASE)
    both = {**one.findings, **other.findings}
    assert distance == sum(
        abs(one.says(f, there) - other.says(f, there)) for f in both for there in (True, False)
    )
    assert distance >= 20, (one.id, other.id)
    for mine, its in ((one, other), (other, one)):
        age, sex = patients(mine)[0]
        case = own(mine, age, sex)
        assert BASE.score(mine.id, age, sex, case, ()) > BASE.score(its.id, age, sex, case, ())


@pytest.mark.parametrize("name", DIAGNOSES)
def test_a_case_of_its_own_findings_scores_highest_for_the_diagnosis(name: str) -> None:
    """For every age and sex at which it is seen, and so against every other diagnosis."""
    for age, sex in patients(DIAGNOSES[name]):
        case = own(DIAGNOSES[name], age, sex)
        scores = {other: BASE.score(other, age, sex, case, ()) for other in DIAGNOSES}
        mine = scores.pop(name)
        nearest = max(scores, key=lambda other: scores[other])
        assert mine >= scores[nearest] + 2, (nearest, age, sex)


# The score


def test_a_score_adds_prevalence_time_course_and_findings_there_and_not() -> None:
    gout = DIAGNOSES["gout"]
    assert BASE.score("gout", "older", "male", [], []) == gout.prevalence["older", "male"] == 3
    assert BASE.score("gout", "older", "male", ["urate_crystals"], []) == 3 + 3
    assert BASE.score("gout", "older", "male", ["urate_crystals"], ["joint_swelling"]) == 3 + 3 - 2
    assert BASE.score("gout", "older", "male", [], [], "acute") == 3 + 1
    assert BASE.score("gout", "older", "male", ["urate_crystals"] * 2, []) == 6
    assert BASE.score("gout", "child", "male", [], []) == NEVER


def test_a_finding_that_is_not_listed_says_nothing() -> None:
    assert DIAGNOSES["gout"].says("urate_crystals", True) == 3
    assert DIAGNOSES["gout"].says("urate_crystals", False) == -2
    assert DIAGNOSES["gout"].says("visual_aura", True) == 0


@pytest.mark.parametrize(
    ("course", "says"),
    [("sudden", 0), ("acute", 1), ("subacute", 0), ("chronic", -1), ("episodic", 0), (None, 0)],
)
def test_a_time_course_speaks_for_its_own_and_against_one_far_from_it(
    course: Course | None, says: int
) -> None:
    assert DIAGNOSES["gout"].course == "acute"
    assert DIAGNOSES["gout"].over_time(course) == says


@pytest.mark.parametrize(("disease", "sign"), [("goat", "fever"), ("gout", "feather")])
def test_an_unknown_id_is_refused_by_name(disease: str, sign: str) -> None:
    with pytest.raises(ClinicalError, match=r"no (diagnosis 'goat'|finding 'feather'); use one of"):
        BASE.score(disease, "older", "male", [], [sign])


@given(
    disease=st.sampled_from(sorted(DIAGNOSES)),
    signs=st.lists(st.sampled_from(sorted(FINDINGS)), unique=True, max_size=12),
    cut=st.integers(0, 12),
)
def test_a_score_is_the_sum_of_what_each_finding_brings(
    disease: str, signs: list[str], cut: int
) -> None:
    present, absent = signs[:cut], signs[cut:]
    entry = DIAGNOSES[disease]
    each = sum(entry.says(sign, True) for sign in present)
    each += sum(entry.says(sign, False) for sign in absent)
    start = entry.prior("young", "female")
    assert BASE.score(disease, "young", "female", present, absent) == start + each
    assert BASE.score(disease, "young", "female", present[::-1], absent[::-1]) == start + each
