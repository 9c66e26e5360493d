"""A small clinical base for tests: three diagnoses, twelve findings, one body system."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.clinical import AGE_GROUPS, ClinicalError, load

Entries = list[dict[str, Any]]
Break = Callable[[Entries, Entries], object]

LETTERS = "abcdefghijkl"
TEST = {"name": "a scan", "cost": 1, "invasiveness": 2}


def finding(letter: str) -> dict[str, Any]:
    return {
        "id": letter,
        "name": f"{letter} name",
        "kind": "symptom",
        "technical": [f"technical {letter}", f"Latin {letter}"],
        "everyday": [f"everyday {letter}", f"plain {letter}", f"odd {letter}"],
        "verbs": [f"has {letter} now", f"feels {letter}"],
        "notes": [f"{letter} short"],
        "absent": [f"no {letter}", f"normal {letter}", f"nothing of {letter}"],
    }


def diagnosis(
    name: str, code: str, others: Iterable[str], present: Iterable[int]
) -> dict[str, Any]:
    return {
        "id": name,
        "name": name,
        "also": [],
        "icd10": code,
        "prevalence": {age: [1, 2] for age in AGE_GROUPS},
        "course": "acute",
        "must_not_miss": False,
        "red_flags": ["a"],
        "findings": {f: [n, 0] for f, n in zip(LETTERS, present, strict=True) if n},
        "look_alikes": dict.fromkeys(others, "something else"),
        "first_test": TEST,
        "confirming_test": TEST,
        "management": "rest",
        "references": ["A book"],
    }


FINDINGS: Entries = [finding(letter) for letter in LETTERS]
DIAGNOSES: Entries = [
    diagnosis("first", "N20.0", ("second", "third"), [1, 1, 3, 2, 1, 1, 1, 1, 1, -1, 0, 0]),
    diagnosis("second", "N20.1", ("first", "third"), [1, 1, 0, -1, 1, 1, 1, 1, 1, 2, -1, 0]),
    diagnosis("third", "N20.2", ("first", "second"), [1, 1, -1, 0, 0, 1, 1, 1, 1, 1, 3, 2]),
]


def written(folder: Path, findings: Entries, diagnoses: Entries) -> Path:
    """The folder, with a base of these entries in it."""
    system = folder / "renal"
    system.mkdir()
    for name, entries in (("findings", findings), ("diagnoses", diagnoses)):
        text = yaml.safe_dump(entries, allow_unicode=True)
        (system / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path) -> str:
    """The one line in which a base is refused."""
    with pytest.raises(ClinicalError) as caught:
        load(folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def broken(folder: Path, change: Break) -> str:
    """The one line in which the small base is refused after a change."""
    findings, diagnoses = deepcopy(FINDINGS), deepcopy(DIAGNOSES)
    change(findings, diagnoses)
    return refusal(written(folder, findings, diagnoses))
