"""Courses: a measured value that changes step by step; where it ends decides a finding.

"The pulse was 82 per minute, rose by 30, fell by 18, then rose by 9" ends at 103, and so tells of a
fast heart rate without saying it. The steps have to be followed one after the other: the start and
the last change say next to nothing, for courses are drawn backwards from an end near the limit.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from data.clinical import Finding, Measure

#: Most units by which a course ends past its limit, or short of it.
NEAREST = 15
#: Largest change in one step.
LARGEST_CHANGE = 40

OPENINGS = ("The {name} was {n} {unit}", "{Name} {n} {unit}", "{Name} {n} {unit} at first")
RISES = ("rose by {k}", "went up by {k}", "up {k}")
FALLS = ("fell by {k}", "went down by {k}", "down {k}")


@dataclass(frozen=True, slots=True)
class Course:
    """A measured value: where it starts, and its changes in order."""

    finding: Finding
    measure: Measure
    start: int
    changes: tuple[int, ...]

    @property
    def end(self) -> int:
        """The last value."""
        return self.start + sum(self.changes)

    @property
    def present(self) -> bool:
        """Whether the finding is there at the end."""
        return self.measure.present(self.end)

    def told(self, rng: random.Random) -> str:
        """The course as a sentence of a case."""
        name = self.measure.name
        opening = rng.choice(OPENINGS).format(
            name=name, Name=name[0].upper() + name[1:], n=self.start, unit=self.measure.unit
        )
        wording = rng.choice(tuple(zip(RISES, FALLS, strict=True)))
        steps = [wording[change < 0].format(k=abs(change)) for change in self.changes]
        return f"{opening}, {', then '.join(steps)}."

    def lines(self) -> tuple[str, ...]:
        """The course worked out: its start, one bullet a change, and what the end means."""
        values = pairwise(accumulate(self.changes, initial=self.start))
        steps = [
            f"- {before} {'+' if after > before else '-'} {abs(after - before)} = {after}"
            for before, after in values
        ]
        measure, absent = self.measure, "" if self.present else "no "
        past = measure.side if self.present else f"not {measure.side}"
        meaning = f"{self.end} {past} {measure.limit}: {absent}{self.finding.name}"
        return (f"{measure.name} {self.start}", *steps, meaning)


def draw_course(rng: random.Random, finding: Finding, present: bool, steps: int) -> Course:
    """A course of `steps` changes that ends near the limit, with the finding there or not.

    Raises:
        ValueError: nothing is measured for this finding.
    """
    measure = finding.measure
    if measure is None:
        raise ValueError(f"{finding.id} has no measure")
    up = present == (measure.side == "above")
    room = measure.highest - measure.limit if up else measure.limit - measure.lowest
    # The limit itself is still normal.
    far = rng.randint(1 if present else 0, min(room, NEAREST))
    end = measure.limit + (far if up else -far)
    largest = min(LARGEST_CHANGE, (measure.highest - measure.lowest) // 2)
    values = [end]
    while len(values) <= steps:
        before = values[-1] - rng.choice((-1, 1)) * rng.randint(2, largest)
        if measure.lowest <= before <= measure.highest:
            values.append(before)
    values.reverse()
    return Course(finding, measure, values[0], tuple(b - a for a, b in pairwise(values)))


def measurable(findings: Sequence[Finding], taken: Sequence[Finding]) -> list[Finding]:
    """Those findings that a course can tell of, where nothing taken speaks of the same value."""
    names = {f.measure.name for f in taken if f.measure}
    return [f for f in findings if f.measure and f.measure.name not in names]
