"""The measured support: the code uses what was measured, the docs say it, and it still holds."""

from __future__ import annotations

import json

from benchmarks.evidence.__main__ import RESULTS
from benchmarks.evidence.claims import documents, facts, tried
from benchmarks.evidence.measure import SEED, choose, rates
from benchmarks.evidence.report import table
from data.clinical.passages import passages
from reasoning.evidence import Hit, Relation
from reasoning.evidence.support import SIMILAR, says, states
from reasoning.evidence.vocabulary import Vocabulary
from tests.conftest import ROOT

MEASURED = json.loads(RESULTS.read_text("utf-8"))


def test_the_threshold_in_force_is_the_measured_one() -> None:
    assert MEASURED["threshold"] == SIMILAR


def test_the_page_has_the_measured_figures() -> None:
    page = (ROOT / "docs" / "evidence.md").read_text("utf-8")
    assert table(MEASURED) in page, "run: python -m benchmarks.evidence, and copy the table"
    assert f"SIMILAR = {SIMILAR}" in page
    claims = MEASURED["claims"]
    assert f"{claims['tested on']:,} claims" in page


def test_what_was_measured_is_still_so_without_the_embedding() -> None:
    """On the claims of every tenth diagnosis: all that a threshold could only lower."""
    shared = passages()
    vocabulary = Vocabulary(shared)
    some = set(list(dict.fromkeys(passage.subject for passage in shared))[::10])
    told = [one for one in facts(shared, SEED) if one.subject in some]
    about = {subject[0]: [p for p in shared if p.subject == subject] for subject in some}
    made = documents(told, SEED)
    claims = tried(told, shared, vocabulary, SEED)
    assert len(claims) > 500

    def by_structure(n: int, threshold: float) -> bool:
        claim = claims[n].claim
        hits = [Hit(p, 1.0) for name in claim.subjects for p in about.get(name, ())]
        return bool(states(claim, hits, vocabulary))

    def by_text(n: int, threshold: float) -> bool:
        return any(says(claims[n].claim, passage, vocabulary) for passage in made)

    every = range(len(claims))
    of_structure, of_text = (rates(claims, every, by, 0.0) for by in (by_structure, by_text))
    assert of_structure["true"] == 100
    assert of_structure["false"] == 0
    assert of_text["true"] > 97
    assert of_text["false"] < 1


def test_a_corrupted_claim_is_said_nowhere_in_the_base() -> None:
    shared = passages()
    said = {(p.subject[0], p.relation, name[0]) for p in shared for name in p.names if p.relation}
    for one in tried(facts(shared, SEED), shared, Vocabulary(shared), SEED):
        claim = one.claim
        if not claim.text:
            there = (claim.subjects[0], claim.relation, claim.terms[0]) in said
            assert there is (one.kind == "true"), one
    assert Relation.SAYS not in {relation for _, relation, _ in said}


def test_the_threshold_is_the_highest_that_keeps_most_true_claims() -> None:
    class One:
        kind = "true"

    claims = [One() for _ in range(100)]

    def decide(n: int, threshold: float) -> bool:
        return threshold <= 0.5 or (threshold <= 0.7 and n < 95)

    corrupted = [type("Other", (), {"kind": kind})() for kind in (
        "other finding", "other diagnosis", "other side", "negated")]  # fmt: skip
    assert choose([*claims, *corrupted], range(104), decide) == 0.7  # type: ignore[arg-type]
