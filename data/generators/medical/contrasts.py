"""Look-alikes that training never contrasts, so that a test can ask for what was never shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from itertools import combinations

from data.clinical import Diagnosis, load

#: Of this many pairs of look-alikes one is kept for testing.
HELD = 12


@cache
def held_pairs() -> frozenset[frozenset[str]]:
    """The ids of the look-alikes that never stand beside each other in training."""
    pairs = {
        frozenset((diagnosis.id, other))
        for diagnosis in load().diagnoses.values()
        for other in diagnosis.look_alikes
    }
    return frozenset(pair for pair in pairs if _digest(pair) % HELD == 0)


def _digest(pair: frozenset[str]) -> int:
    text = "|".join(sorted(pair)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=4).digest(), "big")


def contrasts_held(diagnoses: Iterable[Diagnosis]) -> bool:
    """Whether two of these diagnoses are a pair that training must not contrast."""
    ids = sorted(d.id for d in diagnoses)
    return any(frozenset(pair) in held_pairs() for pair in combinations(ids, 2))
