"""The maths families: one file each, named in `FAMILIES`."""

from __future__ import annotations

from collections.abc import Mapping

from data.generators.base import Family
from data.generators.maths import (
    chains,
    counting,
    equations,
    fractions,
    geometry,
    numbers,
    sequences,
    sums,
    systems,
)

FAMILIES: Mapping[str, Family] = {
    "sums": sums.FAMILY,
    "chains": chains.FAMILY,
    "equations": equations.FAMILY,
    "systems": systems.FAMILY,
    "fractions": fractions.FAMILY,
    "sequences": sequences.FAMILY,
    "counting": counting.FAMILY,
    "numbers": numbers.FAMILY,
    "geometry": geometry.FAMILY,
}
