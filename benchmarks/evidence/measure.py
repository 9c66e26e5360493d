"""The measurement: three ways to call a claim supported, on claims true and corrupted.

The diagnoses are halved at random. On one half the threshold of similarity is chosen, as high as
can be while at least 95% of the true claims that count without it still do; every rate that is
reported is of the other half. A document is written by templates, so rates on real documents will
differ; those in words that the knowledge base does not know are reported apart.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.evidence.claims import (
    CORRUPTED,
    Tried,
    documents,
    facts,
    tried,
    without_wordings,
)
from data.clinical.passages import passages
from reasoning.evidence import Hit, Passage
from reasoning.evidence.embedding import Embedder
from reasoning.evidence.support import says, states, subjects_of
from reasoning.evidence.vocabulary import Vocabulary

SEED = 1
#: Passages that are looked at for a claim, as in the store.
LOOKED_AT = 8
KEPT = 0.95
STEPS = [round(0.05 * n, 2) for n in range(20)]

Nearest = list[tuple[Passage, float]]
Decide = Callable[[int, float], bool]


def measure() -> dict[str, Any]:
    """Everything that `results.json` holds."""
    shared = passages()
    told = facts(shared, SEED)
    vocabulary = Vocabulary(shared)
    claims = tried(told, shared, vocabulary, SEED)
    made = documents(told, SEED)
    near = nearest(claims, made)
    subjects = sorted({one.diagnosis for one in claims})
    random.Random(SEED).shuffle(subjects)
    chosen_on = set(subjects[: len(subjects) // 2])
    choosing = [n for n, one in enumerate(claims) if one.diagnosis in chosen_on]
    testing = [n for n, one in enumerate(claims) if one.diagnosis not in chosen_on]

    by_text = _by_text(claims, near, vocabulary)
    unheard = _by_text(claims, near, Vocabulary(without_wordings(shared, told)))

    def alone(n: int, threshold: float) -> bool:
        return near[n][0][1] >= threshold

    threshold = choose(claims, choosing, by_text)
    least_wrong = max(STEPS, key=lambda step: _youden(rates(claims, choosing, alone, step)))
    by_structure = _by_structure(claims, shared, vocabulary)
    return {
        "claims": {"chosen on": len(choosing), "tested on": len(testing)},
        "threshold": threshold,
        "own documents": rates(claims, testing, by_text, threshold),
        "own documents without a threshold": rates(claims, testing, by_text, 0.0),
        "own documents in unknown words": rates(claims, testing, unheard, threshold),
        "knowledge base": rates(claims, testing, by_structure, 0.0),
        "similarity alone": {
            "threshold": least_wrong,
            **rates(claims, testing, alone, least_wrong),
        },
        "curve": [{"threshold": step, **rates(claims, testing, by_text, step)} for step in STEPS],
    }


def nearest(claims: Sequence[Tried], made: Sequence[Passage]) -> list[Nearest]:
    """For each claim the passages nearest to it, with their similarity, the nearest first."""
    queries = list(dict.fromkeys(one.claim.query for one in claims))
    embedder = Embedder()
    try:
        of_passages = embedder.embed([passage.text for passage in made])
        of_queries = dict(zip(queries, embedder.embed(queries), strict=True))
    finally:
        embedder.close()
    found = []
    for one in claims:
        cosines = of_passages @ of_queries[one.claim.query]
        top = np.argsort(-cosines)[:LOOKED_AT]
        found.append([(made[n], float(cosines[n])) for n in top])
    return found


def rates(
    claims: Sequence[Tried], among: Sequence[int], decide: Decide, threshold: float
) -> dict[str, float]:
    """The share of claims of each kind that are called supported, in per cent."""
    shares: dict[str, float] = {}
    for kind in ("true", *CORRUPTED):
        mine = [n for n in among if claims[n].kind == kind]
        shares[kind] = round(100 * sum(decide(n, threshold) for n in mine) / len(mine), 1)
    false = [n for n in among if claims[n].kind != "true"]
    shares["false"] = round(100 * sum(decide(n, threshold) for n in false) / len(false), 1)
    return shares


def choose(claims: Sequence[Tried], among: Sequence[int], decide: Decide) -> float:
    """The highest threshold that keeps `KEPT` of the true claims that count without one."""
    least = KEPT * rates(claims, among, decide, 0.0)["true"]
    return max(step for step in STEPS if rates(claims, among, decide, step)["true"] >= least)


def _youden(shares: dict[str, float]) -> float:
    return shares["true"] - shares["false"]


def _by_text(claims: Sequence[Tried], near: Sequence[Nearest], vocabulary: Vocabulary) -> Decide:
    """As the store decides on a person's own documents."""
    best = [
        max((sim for passage, sim in some if says(one.claim, passage, vocabulary)), default=-1.0)
        for one, some in zip(claims, near, strict=True)
    ]
    return lambda n, threshold: best[n] >= threshold


def _by_structure(
    claims: Sequence[Tried], shared: Sequence[Passage], vocabulary: Vocabulary
) -> Decide:
    """As the store decides on the knowledge base."""
    about: dict[str, list[Hit]] = {}
    for passage in shared:
        about.setdefault(passage.subject[0], []).append(Hit(passage, 1.0))
    verdicts = []
    for one in claims:
        hits = [hit for key in subjects_of(one.claim, vocabulary) for hit in about[key]]
        verdicts.append(bool(states(one.claim, hits, vocabulary)))
    return lambda n, threshold: verdicts[n]
