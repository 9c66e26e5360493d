"""Short Olympiad-like problems: one task for each form of answer beside numbers and choices."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from data.generators.base import Family
from data.generators.olympiad import algebra, matrices, quadratics, quantities, residues, systems

__all__ = ["FAMILIES"]

FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        **quadratics.FAMILIES,
        **residues.FAMILIES,
        **quantities.FAMILIES,
        **algebra.FAMILIES,
        **systems.FAMILIES,
        **matrices.FAMILIES,
    }
)
