"""What to do next: the most useful next test, and the first-line treatment, as single choice.

The case is weighed as an open one; what is asked then follows from the diagnosis that fits best.
The next test is one whose result the case does not tell: where it tells all, another is drawn. A
clinical assessment is no next test, as the case tells what it has shown. The wrong options are what
the other candidates, or other diagnoses, would call for: first tests and confirming ones, so that
the kind of a test does not give it away. No other test of the best candidate is among them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from data.clinical import Clinical, Diagnosis, load
from data.generators.base import Difficulty, Example, Split, provenance, worded
from data.generators.medical.cases import draw_open_case, untold_test
from data.generators.medical.patients import Patient
from data.generators.medical.questions import NEXT_TEST, TREATMENT
from data.generators.medical.story import tell
from data.generators.medical.thoughts import think
from data.generators.medical.weighing import weigh
from reasoning.problem import AnswerType, Problem

#: How many options, at least one more than there are candidates.
OPTIONS: Mapping[Difficulty, int] = {"easy": 5, "medium": 5, "hard": 5, "beyond": 7}
LETTERS = "ABCDEFG"
#: The test that every case has had: its history and examination are told.
TAKEN = "clinical assessment"


def next_test(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
    """Which test is the most useful next one; gold is a letter."""
    return _plan(rng, difficulty, split, "tests", NEXT_TEST, untold_test, _tests)


def treatment(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
    """Which treatment comes first; gold is a letter."""
    return _plan(rng, difficulty, split, "treatments", TREATMENT, _managed, _managements)


def _managed(base: Clinical, patient: Patient, diagnosis: Diagnosis) -> str:
    return diagnosis.management


def _tests(diagnosis: Diagnosis) -> tuple[str, ...]:
    return diagnosis.first_test.name, diagnosis.confirming_test.name


def _managements(diagnosis: Diagnosis) -> tuple[str, ...]:
    return (diagnosis.management,)


def _plan(
    rng: random.Random,
    difficulty: Difficulty,
    split: Split,
    task: str,
    endings: Sequence[str],
    wanted: Callable[[Clinical, Patient, Diagnosis], str | None],
    usual: Callable[[Diagnosis], tuple[str, ...]],
) -> Example:
    """`wanted` is right for this patient, None to draw another; `usual` gives the wrong options."""
    base = load()
    right = None
    while right is None or right == TAKEN:
        patient, top = draw_open_case(rng, base, difficulty, split)
        right = wanted(base, patient, top[0])
    text, patient = tell(rng, base, patient, split)
    order = [weigh(base, d, patient) for d in rng.sample(top, len(top))]
    options = _options(rng, base, top, usual, right, OPTIONS[difficulty])
    letters = dict(zip(LETTERS, options, strict=False))
    thoughts = think(
        rng, base, patient, order, lambda name: f"{name} calls for {right}", len(order)
    )
    problem = Problem(
        question=f"{text} {worded(rng, endings, split)}",
        domain="medical",
        options=letters,
        answer_type=AnswerType.SC,
        gold=next(k for k, text in letters.items() if text == right),
        task=task,
        difficulty=difficulty,
        provenance=provenance(split),
    )
    return Example(problem, right, thoughts, tuple(patient.key))


def _options(
    rng: random.Random,
    base: Clinical,
    top: Sequence[Diagnosis],
    usual: Callable[[Diagnosis], tuple[str, ...]],
    right: str,
    count: int,
) -> list[str]:
    """What the candidates call for, filled up with what others do, each once and shuffled."""
    barred = {TAKEN, right, *usual(top[0])}
    pool = dict.fromkeys([right])
    for diagnosis in _drawn(rng, base, top[1:]):
        if len(pool) == count:
            break
        if wrong := [option for option in usual(diagnosis) if option not in barred]:
            pool.setdefault(rng.choice(wrong))
    options = list(pool)
    rng.shuffle(options)
    return options


def _drawn(rng: random.Random, base: Clinical, first: Sequence[Diagnosis]) -> Iterator[Diagnosis]:
    """Some diagnoses, then any others for ever."""
    yield from first
    others = list(base.diagnoses.values())
    while True:
        yield rng.choice(others)
