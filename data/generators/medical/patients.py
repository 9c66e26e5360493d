"""Patients: who they are, what they have and have not, and how each of it comes to be told."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from data.clinical import (
    AGES,
    COURSES,
    AgeGroup,
    Clinical,
    Course,
    Diagnosis,
    Finding,
    Measure,
    Sex,
    age_group,
    load,
)

Telling = Literal["words", "value", "course"]
#: Of findings that could be there for any reason, the share that comes from look-alikes.
FROM_LOOK_ALIKES = 0.8
#: A finding is common if so many diagnoses have it.
COMMON = 6
#: What a time course that is told leaves no room for.
TIMED: Mapping[Course, tuple[str, ...]] = MappingProxyType(
    {
        "sudden": ("gradual_onset", "recurrent_episodes"),
        "acute": ("gradual_onset", "recurrent_episodes"),
        "subacute": ("sudden_onset", "recurrent_episodes"),
        "chronic": ("sudden_onset",),
        "episodic": ("gradual_onset",),
    }
)
#: What a time course that is told leaves no doubt of.
TOLD_BY_COURSE: Mapping[Course, str] = MappingProxyType(
    {
        "sudden": "sudden_onset",
        "subacute": "gradual_onset",
        "chronic": "gradual_onset",
        "episodic": "recurrent_episodes",
    }
)
#: A diagnosis that nearly needs one of these is one of pregnant women.
PREGNANT = ("pregnancy", "positive_pregnancy_test")
#: The class of what nearly rules a diagnosis out.
EXCLUDES = -3
#: A finding and one that it has in it, though its name does not say so.
IMPLIED_BESIDE_NAMES = frozenset({("very_high_temperature", "fever")})
#: A finding and one that only its name has in it: who fears to gain weight has not gained any.
NAMED_BUT_NOT_IMPLIED = frozenset(
    {("fear_of_weight_gain", "weight_gain"), ("relative_slow_pulse", "slow_pulse")}
)
#: Most steps of the measure's last decimal by which a value is past its limit, or short of it.
NEAREST = 15
#: What is measured again and again within hours or days, and its largest change from one time to
#: the next. All other quantities change slowly, or are measured once.
LARGEST_CHANGES: Mapping[str, int] = MappingProxyType(
    {
        "pulse": 25, "systolic pressure": 25, "respiratory rate": 6, "oxygen saturation": 5,
        "C-reactive protein": 40, "alanine aminotransferase": 40, "amylase": 40, "bilirubin": 30,
        "creatinine": 30, "troponin T": 30, "platelets": 30, "haemoglobin": 12, "sodium": 5,
        "bicarbonate": 4, "prothrombin time": 4,
    }
)  # fmt: skip
#: How much more often an age and sex is drawn, by its class of prevalence.
ODDS = (0, 1, 3, 9)


@dataclass(frozen=True, slots=True)
class Sign:
    """A finding as a case has it: there or not, and how it is told.

    `values` are the numbers behind it: one that was measured, or several in their order.
    """

    finding: str
    present: bool
    values: tuple[float, ...] = ()

    @property
    def telling(self) -> Telling:
        """By words, by a value, or by the course of values."""
        return ("words", "value")[len(self.values)] if len(self.values) < 2 else "course"


@dataclass(frozen=True, slots=True)
class Patient:
    """Sex, age in years, signs in the order in which they are told, the time course if told."""

    sex: Sex
    years: int
    signs: tuple[Sign, ...]
    course: Course | None = None

    @property
    def age(self) -> AgeGroup:
        """The age group."""
        return age_group(self.years)

    @property
    def key(self) -> list[str]:
        """What makes it this patient, however told."""
        return [
            self.sex,
            self.age,
            str(self.course),
            *sorted(f"{s.finding}{s.present}" for s in self.signs),
        ]

    def may_have(self, finding: Finding) -> bool:
        """Whether somebody of this sex and age can have a finding."""
        youngest, oldest = finding.years
        return finding.possible(self.age, self.sex) and youngest <= self.years <= oldest

    def may_get(self, diagnosis: Diagnosis) -> bool:
        """Whether somebody of this sex and age can have a disease."""
        youngest, oldest = diagnosis.years
        return diagnosis.prevalence[self.age, self.sex] > 0 and youngest <= self.years <= oldest

    def score(self, diagnosis: Diagnosis) -> int:
        """`Clinical.score` of a diagnosis."""
        says = sum(diagnosis.says(sign.finding, sign.present) for sign in self.signs)
        return diagnosis.prior(self.age, self.sex) + diagnosis.over_time(self.course) + says


@dataclass(frozen=True, slots=True)
class Mix:
    """How many findings a case tells: least and most of each kind."""

    present: tuple[int, int]
    absent: tuple[int, int]
    beside: tuple[int, int]  # there, but not for the diagnosis that the patient was drawn from
    values: float = 0.5  # chance that a measurable finding is told by a value
    courses: int = 0  # most findings told by the course of a value
    changes: int = 3  # of each course


def draw_patient(rng: random.Random, base: Clinical, seed: Diagnosis, mix: Mix) -> Patient:
    """A patient who has `seed`, with findings of its look-alikes beside its own."""
    groups = list(seed.prevalence)
    age, sex = rng.choices(groups, [ODDS[seed.prevalence[g]] for g in groups])[0]
    likely = [course for course in COURSES if may_run(seed, course)]
    course = rng.choice((None, seed.course, seed.course, rng.choice(likely)))
    signs = _Signs(base, seed, age, sex, course)
    for finding in _typical(rng, seed)[: rng.randint(*mix.present)]:
        signs.add(finding, True)
    near = [base.diagnoses[d] for d in seed.look_alikes]
    nearby = [f for d in near for f, s in d.findings.items() if s.present > 0]
    anything = _common()
    for there, count in ((True, rng.randint(*mix.beside)), (False, rng.randint(*mix.absent))):
        for _ in range(count):
            pool = nearby if rng.random() < FROM_LOOK_ALIKES else anything
            signs.add(rng.choice(pool), there)
    order = list(signs.drawn.items())
    rng.shuffle(order)
    return Patient(sex, rng.randint(*signs.years), _told(rng, base, order, mix), course)


def _typical(rng: random.Random, seed: Diagnosis) -> list[str]:
    """The findings for a diagnosis in a random order, telling and usual ones mostly first.

    The order of draws without replacement, by the keys of Efraimidis and Spirakis 2006.
    """
    own = {f: s.present - s.absent for f, s in seed.findings.items() if s.present > 0}
    keys = {finding: rng.random() ** (1 / weight) for finding, weight in own.items()}
    needed = pregnancy_of(seed)
    return sorted(own, key=lambda finding: (finding != needed, -keys[finding]))


def pregnancy_of(diagnosis: Diagnosis) -> str | None:
    """The finding that tells of the pregnancy without which there is no such diagnosis, if any."""
    return next((f for f in PREGNANT if diagnosis.says(f, False) == EXCLUDES), None)


def may_run(diagnosis: Diagnosis, course: Course) -> bool:
    """Whether a diagnosis has this course: its own, or one next to it that its findings tell of.

    What a course tells has to speak for the diagnosis: an appendicitis is not there in seconds.
    """
    if course == diagnosis.course:
        return True
    told = TOLD_BY_COURSE.get(course)
    near = abs(COURSES.index(course) - COURSES.index(diagnosis.course)) == 1
    return near and (told is None or diagnosis.says(told, True) > 0)


class _Signs:
    """Findings that can be there together, in this patient, with this time course.

    `years` is what is left of the age group by what has been drawn so far.
    """

    def __init__(
        self, base: Clinical, seed: Diagnosis, age: AgeGroup, sex: Sex, course: Course | None
    ) -> None:
        self._base, self._age, self._sex = base, age, sex
        self._course = course
        self.years = _overlap(AGES[age], seed.years) or AGES[age]
        self.drawn: dict[str, bool] = {}

    def add(self, finding_id: str, present: bool) -> None:
        """Take it up, unless it is told already or cannot be."""
        finding = self._base.findings[finding_id]
        if finding_id in self.drawn or not finding.possible(self._age, self._sex):
            return
        if told_by_course(finding_id, self._course):
            return
        years = _overlap(self.years, finding.years)
        if years is None or contradicts(finding, present, self._course, self.drawn):
            return
        self.years = years
        self.drawn[finding_id] = present


def told_by_course(finding_id: str, course: Course | None) -> bool:
    """Whether a time course that is told has this finding in it, which is then not told again."""
    return course is not None and TOLD_BY_COURSE.get(course) == finding_id


def contradicts(
    finding: Finding, present: bool, course: Course | None, told: Mapping[str, bool]
) -> bool:
    """Whether a finding cannot be there, or not be there, beside what is told already."""
    if present:
        never = TIMED[course] if course else ()
        return finding.id in never or any(
            (there and f in finding.excludes) or (not there and f in _implied()[finding.id])
            for f, there in told.items()
        )
    return told_by_course(finding.id, course) or any(
        there and finding.id in _implied()[f] for f, there in told.items()
    )


def fits(base: Clinical, patient: Patient, finding: Finding) -> bool:
    """Whether a patient may have a finding that is not told, in agreement with all that is."""
    told = {sign.finding: sign.present for sign in patient.signs}
    if finding.id in told or not patient.may_have(finding):
        return False
    if finding.measure and _contradicts(base, patient.signs, finding.measure, True):
        return False
    return not contradicts(finding, True, patient.course, told)


@cache
def _implied() -> Mapping[str, frozenset[str]]:
    """What a finding has in it by name, as a sudden severe headache is a headache."""
    named = {f.id: frozenset(f.name.split()) for f in load().findings.values()}
    pairs = {(one, o) for one, own in named.items() for o, name in named.items() if name < own}
    pairs = (pairs | IMPLIED_BESIDE_NAMES) - NAMED_BUT_NOT_IMPLIED
    return MappingProxyType(
        {one: frozenset(o for first, o in pairs if first == one) for one in named}
    )


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int] | None:
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low <= high else None


@cache
def _common() -> tuple[str, ...]:
    """Findings that many diagnoses share: what may be there beside any of them."""
    used = Counter(f for d in load().diagnoses.values() for f in d.findings)
    return tuple(f for f, count in used.items() if count >= COMMON)


def _told(
    rng: random.Random, base: Clinical, signs: Sequence[tuple[str, bool]], mix: Mix
) -> tuple[Sign, ...]:
    told: list[Sign] = []
    measured: set[str] = set()
    courses = mix.courses
    for finding_id, present in signs:
        measure = base.findings[finding_id].measure
        # Two signs that speak of the same value would have to agree: the first has its numbers.
        if measure is None or quantity(measure) in measured:
            if measure is None or not _contradicts(base, told, measure, present):
                told.append(Sign(finding_id, present))
            continue
        measured.add(quantity(measure))
        if courses and quantity(measure) in LARGEST_CHANGES:
            courses -= 1
            told.append(Sign(finding_id, present, draw_course(rng, measure, present, mix.changes)))
        elif rng.random() < mix.values:
            told.append(Sign(finding_id, present, (draw_value(rng, measure, present),)))
        else:
            told.append(Sign(finding_id, present))
    return tuple(told)


def _contradicts(base: Clinical, told: Sequence[Sign], measure: Measure, present: bool) -> bool:
    """Whether a sign of the same quantity has been told by numbers, or is there as well."""
    for sign in told:
        other = base.findings[sign.finding].measure
        if other and quantity(other) == quantity(measure) and (sign.values or present):
            return True
    return False


def quantity(measure: Measure) -> str:
    """What is measured: a temperature is one wherever it is taken."""
    return measure.name.removeprefix("core ")


def draw_value(
    rng: random.Random, measure: Measure, present: bool, nearest: int = NEAREST
) -> float:
    """A number at most `nearest` steps from the limit, with the finding there or not."""
    step = 10.0**-measure.decimals
    up = present == (measure.side == "above")
    room = measure.highest - measure.limit if up else measure.limit - measure.lowest
    # The limit itself is still normal.
    far = rng.randint(1 if present else 0, max(1, min(int(room / step), nearest)))
    return round(measure.limit + (far if up else -far) * step, measure.decimals)


def draw_course(
    rng: random.Random, measure: Measure, present: bool, changes: int
) -> tuple[float, ...]:
    """Whole values of a quantity of `LARGEST_CHANGES` that end near the limit.

    Drawn backwards from the end, so that the start says next to nothing about it.
    """
    largest = LARGEST_CHANGES[quantity(measure)]
    values = [draw_value(rng, measure, present, min(largest, NEAREST))]
    while len(values) <= changes:
        before = values[-1] - rng.choice((-1, 1)) * rng.randint(2, largest)
        if measure.lowest <= before <= measure.highest:
            values.append(before)
    return tuple(reversed(values))


def label(base: Clinical, sign: Sign) -> str:
    """A sign's short canonical name, as thoughts and answers use it."""
    name = base.findings[sign.finding].name
    return name if sign.present else f"no {name}"


def past(measure: Measure, value: float) -> str:
    """Where a value lies: "39.2 above 38.0", or "37.1 not above 38.0"."""
    side = measure.side if measure.present(value) else f"not {measure.side}"
    return f"{measure.text(value)} {side} {measure.text(measure.limit)}"


def reading_lines(finding: Finding, sign: Sign) -> list[str]:
    """The lines of a thought that turn the numbers behind a sign into the sign."""
    measure = finding.measure
    assert measure is not None
    meaning = finding.name if sign.present else f"no {finding.name}"
    lines = []
    for before, after in pairwise(sign.values):
        change = after - before
        op = "+" if change > 0 else "-"
        lines.append(f"- {before:.0f} {op} {abs(change):.0f} = {after:.0f}")
    lines.append(f"- {measure.name} {past(measure, sign.values[-1])}: {meaning}")
    return lines
