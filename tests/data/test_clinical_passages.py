"""The knowledge base as passages: sentences that read well, whatever an entry says."""

from __future__ import annotations

import re

from data.clinical import load
from data.clinical.passages import passages
from reasoning.evidence import Relation

BASE = load()


def _texts(relation: Relation) -> dict[str, str]:
    """The text of each diagnosis, by its usual name."""
    return {p.subject[0]: p.text for p in passages() if p.relation is relation}


def test_a_look_alike_stands_with_what_tells_it_apart_in_brackets() -> None:
    texts = _texts(Relation.LOOK_ALIKE)
    assert texts["stable angina"] == (
        "What looks like stable angina (angina of effort, exertional angina), "
        "and what tells each apart: "
        "myocardial infarction (pain at rest that lasts beyond 20 minutes with a raised troponin); "
        "aortic stenosis (a systolic murmur carrying to the neck and fainting on effort)."
    )
    for diagnosis in BASE.diagnoses.values():
        for other, clause in diagnosis.look_alikes.items():
            assert f"{BASE.diagnoses[other].name} ({clause})" in texts[diagnosis.name]


def test_a_clause_fits_into_brackets() -> None:
    wrong = [
        clause
        for diagnosis in BASE.diagnoses.values()
        for clause in diagnosis.look_alikes.values()
        if re.search(r"[():;]|\.$|^[A-Z][a-z]", clause)
    ]
    assert wrong == []


def test_one_test_that_is_both_first_and_confirming_is_named_once() -> None:
    texts = _texts(Relation.TEST)
    assert texts["pneumonia"].startswith("First and confirming test for suspected pneumonia")
    assert texts["pneumonia"].endswith(": chest X-ray.")
    assert texts["gout"].endswith(
        ": joint aspiration; confirming test: polarised microscopy of joint fluid."
    )


def test_assays_have_names_of_their_own() -> None:
    """A diagnosis asks for the antibodies that show it, never for "serology"."""
    entries = BASE.diagnoses.values()
    asked = {t.name for entry in entries for t in (entry.first_test, entry.confirming_test)}
    assert "serology" not in asked
    shown = {
        "coeliac_disease": "positive_coeliac_antibodies",
        "rheumatoid_arthritis": "positive_anti_ccp",
        "systemic_lupus_erythematosus": "positive_ana",
    }
    for diagnosis, finding in shown.items():
        assert BASE.findings[finding].test == BASE.diagnosis(diagnosis).first_test.name
    assert len({BASE.findings[finding].test for finding in shown.values()}) == 3
