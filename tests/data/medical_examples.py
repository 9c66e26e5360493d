"""Examples of the clinical families, made once for all tests, and what their thoughts say."""

from __future__ import annotations

from functools import cache

from data.clinical import Clinical, load
from data.generators import examples
from data.generators.base import LEVELS, SPLITS, Difficulty, Example, Split, Thoughts
from data.generators.medical import FAMILIES
from data.generators.medical.checking import patient_in
from data.generators.medical.patients import Patient

#: The families whose problems tell a case.
CASES = tuple(task for task in FAMILIES if task != "facts")


@cache
def made(task: str, difficulty: Difficulty, split: Split = "test", n: int = 12) -> list[Example]:
    """The first `n` examples of a family."""
    return list(examples(task, n, 3, difficulty, split))


def all_made(task: str, n: int = 5) -> list[Example]:
    """Examples of every difficulty and split."""
    return [e for d in LEVELS for s in SPLITS for e in made(task, d, s, n)]


def thoughts(example: Example) -> Thoughts:
    """The thoughts of an example, which every case has."""
    assert example.thoughts is not None
    return example.thoughts


def found(example: Example) -> Patient:
    """The patient as the thought has found it."""
    patient = patient_in(thoughts(example).journey)
    assert patient is not None
    return patient


def score(base: Clinical, diagnosis_id: str, patient: Patient) -> int:
    """The score by the knowledge base alone, from the signs."""
    present = [s.finding for s in patient.signs if s.present]
    absent = [s.finding for s in patient.signs if not s.present]
    return base.score(diagnosis_id, patient.age, patient.sex, present, absent, patient.course)


def scores(patient: Patient) -> dict[str, int]:
    """The score of every diagnosis, by name."""
    base = load()
    return {d.name: score(base, d.id, patient) for d in base.diagnoses.values()}
