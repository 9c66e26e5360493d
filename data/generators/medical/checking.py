"""Is a clinical thought true to the knowledge base? Every line of work is checked, none is run.

The patient is taken from what the thought itself says was found, so that a line is judged by what
its writer knew; `misread` says how that differs from what the case told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from data.clinical import AGES, COURSES, Clinical, Course, load
from data.generators.base import Fault
from data.generators.medical.patients import Patient, Sign
from data.generators.medical.weighing import PEOPLE, Weighing, weigh
from reasoning.problem import Problem

_WEIGHED = re.compile(r"^(?:- |\d+\. )(?P<name>.+?) (?P<start>-?\d+): (?P<parts>.*?)(?: leads)?$")
_PIECE = re.compile(r"^(?P<sign>[^=]+?) (?:(?P<weight>[+-]\d) = (?P<total>-?\d+)|0)$")
_CHANGE = re.compile(r"^(?:- |\d+\. )(\d+) ([+-]) (\d+) = (-?\d+)$")
_READING = re.compile(
    r"^(?:- |\d+\. )(?P<name>.+) (?P<value>\d+(?:\.\d+)?) (?P<side>(?:not )?(?:above|below))"
    r" (?P<limit>\d+(?:\.\d+)?): (?P<meaning>.+)$"
)
_FOUND = re.compile(r"^(?:\d+\. )?Found: (?P<all>.+)$")


def faults(problem: Problem, thought: str) -> list[Fault]:
    """The lines that weigh a candidate wrongly, add up wrongly or misjudge a number."""
    base = load()
    by_name = {d.name: d for d in base.diagnoses.values()}
    patient = patient_in(thought)
    found = []
    for number, line in enumerate(thought.split("\n")):
        why = None
        if change := _CHANGE.match(line):
            a, op, b, c = change.groups()
            right = int(a) + int(b) if op == "+" else int(a) - int(b)
            why = None if right == int(c) else f"{a} {op} {b} is {right}"
        elif reading := _READING.match(line):
            why = _misjudged(base, reading)
        elif patient and (match := _WEIGHED.match(line)) and match["name"] in by_name:
            why = _misweighed(weigh(base, by_name[match["name"]], patient), match)
        if why is not None:
            found.append(Fault(number, why))
    return found


def misread(told: Patient, thought: str) -> bool:
    """Whether a thought finds anything else than the case told."""
    patient = patient_in(thought)
    return patient is None or sorted(patient.key) != sorted(told.key)


def patient_in(thought: str) -> Patient | None:
    """The patient that a thought says it has found; None where it says nothing readable."""
    first, *rest = thought.split("\n")
    match = _FOUND.match(first)
    if match is None:
        return None
    who, *texts = match["all"].split(", ")
    people = {text: person for person, text in PEOPLE.items()}
    if who not in people:
        return None
    age, sex = people[who]
    course: Course | None = None
    if texts and texts[0].endswith(" course"):
        course = next((c for c in COURSES if texts[0] == f"{c} course"), None)
        texts = texts[1:]
    readings = [match["meaning"] for line in rest if (match := _READING.match(line))]
    signs = [_sign(text) for text in (*texts, *readings)]
    return Patient(sex, AGES[age][0], tuple(sign for sign in signs if sign), course)


@cache
def _ids() -> Mapping[str, str]:
    return {finding.name: finding.id for finding in load().findings.values()}


def _sign(text: str) -> Sign | None:
    ids = _ids()
    if text in ids:
        return Sign(ids[text], True)
    bare = text.removeprefix("no ")
    return Sign(ids[bare], False) if bare in ids else None


def _misjudged(base: Clinical, reading: re.Match[str]) -> str | None:
    value, limit = float(reading["value"]), float(reading["limit"])
    past = value > limit if reading["side"].endswith("above") else value < limit
    if past == reading["side"].startswith("not "):
        return f"{reading['value']} is {'' if past else 'not '}past {reading['limit']}"
    sign = _sign(reading["meaning"])
    if sign is None:
        return f"“{reading['meaning']}” is no finding"
    measure = base.findings[sign.finding].measure
    if measure is None or measure.name != reading["name"]:
        return f"{reading['name']} says nothing about {reading['meaning']}"
    if measure.limit != limit or not reading["side"].endswith(measure.side):
        return f"the limit is {measure.side} {measure.text(measure.limit)}"
    return None if sign.present == past else f"that is not {reading['meaning']}"


def _misweighed(true: Weighing, match: re.Match[str]) -> str | None:
    if int(match["start"]) != true.start:
        return f"{true.name} starts at {true.start}"
    weights, total = dict(true.parts), true.start
    pieces = [] if match["parts"] == "nothing" else match["parts"].split(", ")
    for text in pieces:
        piece = _PIECE.match(text)
        if piece is None:
            return f"“{text}” is no sign with its class"
        sign, weight = piece["sign"], int(piece["weight"] or 0)
        if weights.pop(sign, None) != weight:
            return f"{sign} is {dict(true.parts).get(sign, 0):+d} for {true.name}"
        total += weight
        if piece["total"] and int(piece["total"]) != total:
            return f"the total is {total}"
    return f"{next(iter(weights))} is left out" if weights else None
