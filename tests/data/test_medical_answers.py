"""The stated answer of a case is the best by the knowledge base, from what its thought found."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.clinical import load
from data.generators.base import Difficulty
from data.generators.medical.cases import (
    CANDIDATES,
    ENOUGH,
    NO_TURNING_POINT,
    draw_open_case,
    shares,
    turning_point,
    untold_test,
)
from data.generators.medical.patients import Patient, Sign, fits
from data.generators.medical.vignettes import TIERS
from reasoning.domains.differential import read_differential
from tests.data.medical_examples import CASES, all_made, found, made, score, scores, thoughts

BASE = load()


@pytest.mark.parametrize("task", [task for task in CASES if task != "consultations"])
def test_a_thought_finds_the_signs_that_the_patient_was_drawn_with(task: str) -> None:
    for example in all_made(task):
        key = tuple(found(example).key)
        assert key == example.combination[: len(key)]


@pytest.mark.parametrize("difficulty", TIERS)
def test_the_gold_option_of_a_vignette_has_the_highest_score_of_those_shown(
    difficulty: Difficulty,
) -> None:
    ids = {d.name: d.id for d in BASE.diagnoses.values()}
    for example in made("vignettes", difficulty):
        options = example.problem.options
        assert len(options) == TIERS[difficulty].options
        totals = {k: score(BASE, ids[name], found(example)) for k, name in options.items()}
        best, second = sorted(totals.values(), reverse=True)[:2]
        assert best > second
        assert totals[example.problem.gold or ""] == best
        assert example.answer == options[example.problem.gold or ""]


@pytest.mark.parametrize("difficulty", CANDIDATES)
def test_the_first_diagnosis_of_a_differential_is_the_best_of_the_whole_base(
    difficulty: Difficulty,
) -> None:
    for example in made("cases", difficulty):
        read = read_differential(example.answer)
        assert read is not None
        totals = scores(found(example))
        best, second = sorted(totals.values(), reverse=True)[:2]
        assert best > second
        names = [d.name for d in read.diagnoses]
        assert names[0] == example.problem.gold == max(totals, key=lambda name: totals[name])
        assert [totals[name] for name in names] == sorted(totals.values(), reverse=True)[:3]
        assert sum(d.share or 0 for d in read.diagnoses) == pytest.approx(1)
        best = BASE.diagnoses[_id(names[0])]
        assert read.next_test not in _told_tests(found(example))
        assert read.next_test in (best.first_test.name, best.confirming_test.name, ENOUGH)


@pytest.mark.parametrize("difficulty", CANDIDATES)
def test_the_finding_that_would_change_the_ranking_puts_the_second_first(
    difficulty: Difficulty,
) -> None:
    rng, told = random.Random(5), set()
    ids = {f.name: f.id for f in BASE.findings.values()}
    for _ in range(40):
        patient, (best, second, *_) = draw_open_case(rng, BASE, difficulty, "train")
        name, _, favours = turning_point(BASE, patient, best, second).partition(" favours ")
        overtakes = {f for f in second.findings if _changes(patient, f, best.id, second.id)}
        told.add(bool(favours))
        if favours:
            assert favours == second.name
            assert ids[name] in overtakes
        else:
            assert (name, overtakes) == (NO_TURNING_POINT, set())
    assert told == {True, False}


def _changes(patient: Patient, finding: str, best: str, second: str) -> bool:
    if not fits(BASE, patient, BASE.findings[finding]):
        return False
    more = replace(patient, signs=(*patient.signs, Sign(finding, True)))
    return score(BASE, second, more) > score(BASE, best, more)


@pytest.mark.parametrize(
    ("diagnosis", "told", "test"),
    [
        ("acute_angle_closure_glaucoma", (), "eye pressure measurement"),
        ("acute_angle_closure_glaucoma", (Sign("high_eye_pressure", True),), "gonioscopy"),
        ("acute_hiv_infection", (Sign("positive_hiv_antigen", True),), "HIV viral load"),
        ("cystitis", (Sign("nitrites_in_urine", False),), "urine culture"),
        ("myocardial_infarction", (Sign("normal_ecg", False),), "serum troponin"),
        (
            "infectious_mononucleosis",
            (Sign("low_platelets", True, (90.0,)),),
            "heterophile antibody test",
        ),
        ("malaria", (Sign("malaria_parasites_on_film", True),), None),
        ("pneumothorax", (Sign("lung_edge_on_x_ray", True),), None),
    ],
)
def test_a_test_whose_result_is_told_is_not_the_next_one(diagnosis, told, test) -> None:
    patient = Patient("female", 30, (Sign("fever", False), *told))
    assert untold_test(BASE, patient, BASE.diagnoses[diagnosis]) == test


def test_evidence_of_a_differential_is_what_was_found_and_speaks_that_way() -> None:
    for example in all_made("cases", 6):
        read = read_differential(example.answer)
        assert read is not None
        said = {
            ("" if s.present else "no ") + BASE.findings[s.finding].name: s
            for s in found(example).signs
        }
        for diagnosis in read.diagnoses:
            entry = BASE.diagnoses[_id(diagnosis.name)]
            for texts, sign_of in ((diagnosis.evidence_for, 1), (diagnosis.evidence_against, -1)):
                for text in texts:
                    if text in said:
                        says = entry.says(said[text].finding, said[text].present)
                    else:
                        says = entry.over_time(found(example).course)
                        assert text == f"{found(example).course} course"
                    assert says * sign_of > 0


@pytest.mark.parametrize("task", ["tests", "treatments"])
def test_a_plan_follows_the_best_diagnosis_of_the_whole_base(task: str) -> None:
    for example in all_made(task):
        totals = scores(found(example))
        best = BASE.diagnoses[_id(max(totals, key=lambda name: totals[name]))]
        told = _told_tests(found(example))
        tests = [test for test in (t(best) for t in TESTS) if test not in told]
        wanted = tests[0] if task == "tests" else best.management
        options = example.problem.options
        assert options[example.problem.gold or ""] == wanted == example.answer
        assert len(set(options.values())) == len(options)


@pytest.mark.parametrize("task", CASES)
def test_thoughts_beyond_are_longer_than_the_hard_ones_of_training(task: str) -> None:
    hard, beyond = (
        sum(len(thoughts(e).journey.split()) for e in made(task, level, split, 20)) / 20
        for level, split in (("hard", "train"), ("beyond", "test"))
    )
    assert beyond > 1.1 * hard


@given(
    st.lists(st.integers(-5, 25), min_size=3, max_size=3).map(
        lambda t: [max(t) + 1, *sorted(t[:2])[::-1]]
    )
)
def test_shares_are_whole_tens_that_sum_to_a_hundred_and_keep_the_order(totals) -> None:
    told = shares(totals)
    assert sum(told) == 100
    assert all(s % 10 == 0 and s >= 10 for s in told)
    assert told == sorted(told, reverse=True)


TESTS = (lambda d: d.first_test.name, lambda d: d.confirming_test.name)


def _told_tests(patient: Patient) -> set[str | None]:
    return {BASE.findings[sign.finding].test for sign in patient.signs}


def _id(name: str) -> str:
    return next(d.id for d in BASE.diagnoses.values() if d.name == name)


def test_the_kind_of_a_test_does_not_give_it_away() -> None:
    """A test that comes first for no diagnosis is hardly ever the only such option."""
    first = {diagnosis.first_test.name for diagnosis in BASE.diagnoses.values()}
    given_away = right = 0
    for example in (made_ := list(all_made("tests", 60))):
        options = example.problem.options
        later = [letter for letter, name in options.items() if name not in first]
        right += example.problem.gold in later
        given_away += later == [example.problem.gold]
    assert right > len(made_) / 5
    assert given_away < right / 3


def test_no_wrong_test_is_the_other_one_of_the_diagnosis_that_fits_best() -> None:
    for example in all_made("tests", 30):
        totals = scores(found(example))
        best = next(d for d in BASE.diagnoses.values() if d.name == max(totals, key=totals.get))
        own = {best.first_test.name, best.confirming_test.name}
        assert len(own & set(example.problem.options.values())) == 1


@pytest.mark.parametrize("difficulty", TIERS)
def test_nobody_is_offered_what_they_cannot_have(difficulty: Difficulty) -> None:
    by_name = {d.name: d for d in BASE.diagnoses.values()}
    for example in made("vignettes", difficulty):
        patient = found(example)
        for name in example.problem.options.values():
            assert by_name[name].prevalence[patient.age, patient.sex] > 0
