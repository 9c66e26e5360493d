"""The knowledge base as passages that can be cited: for each diagnosis what speaks for and against
it, its red flags, tests, treatment and look-alikes, with the references to check it in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from data.clinical import COURSES, Clinical, Diagnosis, Finding, load
from reasoning.evidence.passages import Passage, Relation

Name = tuple[str, ...]

#: The passages' vectors, made by `python -m data vectors`.
VECTORS = Path(__file__).with_name("vectors.safetensors")


@cache
def passages() -> tuple[Passage, ...]:
    """Every passage of the base that ships, in the order of its files."""
    return tuple(passages_of(load()))


def passages_of(base: Clinical) -> Iterator[Passage]:
    """The passages of any base."""
    for diagnosis in base.diagnoses.values():
        for relation, title, text, names in _parts(base, diagnosis):
            if names:
                yield Passage(
                    id=f"{diagnosis.id}-{relation.replace(' ', '-')}",
                    text=text,
                    title=f"{_sentence(diagnosis.name)}: {title}",
                    source="; ".join(diagnosis.references),
                    relation=relation,
                    subject=(diagnosis.name, *diagnosis.also),
                    names=tuple(names),
                )


def _parts(
    base: Clinical, diagnosis: Diagnosis
) -> Iterator[tuple[Relation, str, str, Sequence[Name]]]:
    name = diagnosis.name
    known_as = f"{name} ({', '.join(diagnosis.also)})" if diagnosis.also else name
    weighed = _weighed(base, diagnosis)
    for relation, title, side in (
        (Relation.FOR, "what speaks for it", 1),
        (Relation.AGAINST, "what speaks against it", -1),
    ):
        strongly = [n for n, weight in weighed if weight * side > 1]
        weakly = [n for n, weight in weighed if weight * side == 1]
        said = [
            f"{how}: {_listed(named)}"
            for how, named in (("strongly", strongly), ("weakly", weakly))
            if named
        ]
        text = f"{_sentence(title.replace('it', known_as))}. {_sentence('; '.join(said))}."
        yield relation, title, text, [*strongly, *weakly]
    flags = [_there(base.findings[finding]) for finding in diagnosis.red_flags]
    missed = " It must not be missed." if diagnosis.must_not_miss else ""
    yield (
        Relation.RED_FLAG, "red flags",
        f"Red flags of {known_as}: {_listed(flags)}.{missed}", flags,
    )  # fmt: skip
    first, sure = diagnosis.first_test.name, diagnosis.confirming_test.name
    tests = (
        f"First and confirming test for suspected {known_as}: {first}."
        if first == sure
        else f"First test for suspected {known_as}: {first}; confirming test: {sure}."
    )
    yield Relation.TEST, "tests", tests, list(dict.fromkeys([(first,), (sure,)]))
    yield (
        Relation.TREATMENT, "treatment",
        f"First-line treatment of {known_as}: {diagnosis.management}.", [(diagnosis.management,)],
    )  # fmt: skip
    others = [(base.diagnoses[id], clause) for id, clause in diagnosis.look_alikes.items()]
    # In brackets a clause reads well whether it is a sentence or not.
    told = "; ".join(f"{other.name} ({clause})" for other, clause in others)
    yield (
        Relation.LOOK_ALIKE, "look-alikes",
        f"What looks like {known_as}, and what tells each apart: {told}.",
        [(o.name, *o.also) for o, _ in others],
    )  # fmt: skip


def _weighed(base: Clinical, diagnosis: Diagnosis) -> list[tuple[Name, int]]:
    """Findings there and not there, and time courses, with their classes, the strongest first."""
    found: list[tuple[Name, int]] = []
    for id, strength in diagnosis.findings.items():
        found.append((_there(base.findings[id]), strength.present))
        if strength.absent:
            found.append((_gone(base.findings[id]), strength.absent))
    for course in COURSES:
        if weight := diagnosis.over_time(course):
            found.append(((f"{course} course",), weight))
    return sorted(found, key=lambda one: -abs(one[1]))


def _there(finding: Finding) -> Name:
    """Notes are left out: without their signs "Hb ↑" and "Hb ↓" are the same words."""
    return tuple(
        dict.fromkeys((finding.name, *finding.technical, *finding.everyday, *finding.verbs))
    )


def _gone(finding: Finding) -> Name:
    return tuple(dict.fromkeys((f"no {finding.name}", *finding.absent)))


def _listed(names: Iterable[Name]) -> str:
    return ", ".join(name[0] for name in names)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
