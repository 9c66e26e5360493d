"""Clinical problems, all made from the knowledge base."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from data.generators.base import LEVELS, Family
from data.generators.medical.cases import case
from data.generators.medical.checking import faults
from data.generators.medical.consultations import consultation
from data.generators.medical.facts import fact
from data.generators.medical.plans import next_test, treatment
from data.generators.medical.vignettes import vignette

FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "vignettes": Family(vignette, faults, LEVELS),
        "cases": Family(case, faults, LEVELS),
        "tests": Family(next_test, faults, LEVELS),
        "treatments": Family(treatment, faults, LEVELS),
        "consultations": Family(consultation, faults, LEVELS),
        "facts": Family(fact, faults),
    }
)
