"""Consultations: a case of several turns, in which a finding is told only when it is asked for.

`Consultation` is the patient: it answers what it is asked. The bundled model learns to ask for the
findings that would tell its two strongest candidates apart, at most `ROUNDS` times, and to name the
diagnosis once one is clearly ahead.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data.clinical import Clinical, Diagnosis, load, separating_findings
from data.generators.base import (
    Difficulty,
    Example,
    GeneratorError,
    Split,
    Thoughts,
    provenance,
    split_of,
    worded,
)
from data.generators.medical.contrasts import contrasts_held
from data.generators.medical.patients import Mix, Patient, Sign, contradicts, draw_patient
from data.generators.medical.phrasing import denial, noun
from data.generators.medical.questions import INVITATION
from data.generators.medical.soundness import sound
from data.generators.medical.story import sayable, tell
from data.generators.medical.thoughts import think
from data.generators.medical.weighing import Weighing, facts_of, ranked, weigh, weighing_lines
from reasoning.problem import AnswerType, Message, Problem

#: Most rounds of questions, and how many findings are asked for in each.
ROUNDS = 3
ASKED = 2
#: Lead, in points, with which a consultation ends.
CLEAR = 3
#: How often a finding of the diagnosis is there, by its class.
PRESENT = (0.0, 0.5, 0.75, 0.85)
#: How many candidates the case has: the diagnosis and its look-alikes.
CANDIDATES: Mapping[Difficulty, int] = {"easy": 2, "medium": 3, "hard": 4, "beyond": 5}
TRIES = 20_000


@dataclass(slots=True)
class Consultation:
    """A patient who answers questions; `told` grows with every answer."""

    base: Clinical
    patient: Patient
    truth: Mapping[str, bool]
    candidates: tuple[Diagnosis, ...]
    split: Split
    told: list[Sign] = field(default_factory=list)

    def reply(self, rng: random.Random, question: str) -> str:
        """The answer to a question, which names findings as thoughts do.

        A finding that is not named in the base's short form is not understood.
        """
        asked = named(self.base, question)
        if not asked:
            return "I do not understand. Please name a finding."
        said = []
        for finding in asked:
            there = self.has(finding)
            if all(sign.finding != finding for sign in self.told):
                self.told.append(Sign(finding, there))
            tell = noun if there else denial
            said.append(tell(rng, finding, "everyday", self.split))
        return "; ".join(said) + "."

    def has(self, finding_id: str) -> bool:
        """Whether a finding is there, in agreement with everything told so far."""
        finding, known = self.base.findings[finding_id], self.known
        told = {sign.finding: sign.present for sign in known.signs}
        if finding_id in told:
            return told[finding_id]
        there = self.truth.get(finding_id, False) and self.patient.may_have(finding)
        if contradicts(finding, there, known.course, told):
            there = not there and self.patient.may_have(finding)
        return there

    @property
    def known(self) -> Patient:
        """The patient as far as told."""
        patient = self.patient
        return Patient(patient.sex, patient.years, (*patient.signs, *self.told), patient.course)

    def weighed(self) -> list[Weighing]:
        """The candidates by what is known, in their order."""
        return [weigh(self.base, d, self.known) for d in self.candidates]

    def to_ask(self) -> list[str]:
        """The findings, not told so far, that would best tell the two strongest apart."""
        first, second = (self.base.diagnoses[w.id] for w in ranked(self.weighed())[:2])
        told = {sign.finding for sign in self.known.signs}
        open_ = [
            f
            for f in separating_findings(first, second)
            if f not in told and self.patient.may_have(self.base.findings[f])
        ]
        open_.sort(key=lambda f: -abs(first.says(f, True) - second.says(f, True)))
        return open_[:ASKED]

    @property
    def decided(self) -> bool:
        """Whether one candidate is clearly ahead, or nothing is left to ask."""
        first, second = ranked(self.weighed())[:2]
        return first.total - second.total >= CLEAR or not self.to_ask()


def named(base: Clinical, text: str) -> list[str]:
    """The findings whose short names a text has, in its order, each once."""
    wanted = {finding.name.casefold(): finding.id for finding in base.findings.values()}
    body = text.casefold().split(":")[-1].strip(" .?")
    parts: list[str] = []
    for part in (part.strip(" .?") for part in body.split(",")):
        # Some names have an "and" of their own.
        parts += [part] if part in wanted else [piece.strip() for piece in part.split(" and ")]
    return list(dict.fromkeys(wanted[part] for part in parts if part in wanted))


def draw_consultation(rng: random.Random, difficulty: Difficulty, split: Split) -> Consultation:
    """A patient of the split with the findings that come up unasked.

    Raises:
        GeneratorError: no combination fits.
    """
    base = load()
    every = list(base.diagnoses.values())
    count = CANDIDATES[difficulty]
    for _ in range(TRIES):
        seed = rng.choice([d for d in every if len(d.look_alikes) >= count - 1])
        others = rng.sample([base.diagnoses[o] for o in seed.look_alikes], count - 1)
        candidates = rng.sample([seed, *others], count)
        mix = Mix(present=(2, 3), absent=(0, 0), beside=(0, 1), values=0.0)
        patient = draw_patient(rng, base, seed, mix)
        held = contrasts_held(candidates)
        if (held and split != "test") or split_of(patient.key) != split:
            continue
        truth = {
            f: rng.random() < PRESENT[s.present] for f, s in seed.findings.items() if s.present > 0
        }
        return Consultation(base, patient, truth, tuple(candidates), split)
    raise GeneratorError(f"no consultation found in {TRIES} tries")


def question_line(base: Clinical, asked: Sequence[str]) -> str:
    """What is said to ask for findings."""
    return "Please tell me about: " + ", ".join(base.findings[f].name for f in asked)


def consultation(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
    """One turn of a consultation, any in training and the last one otherwise.

    The answer is the next question, or the diagnosis; gold is the latter's name, else none.
    """
    turns, over = list[Message](), False
    while not turns:
        talk = draw_consultation(rng, difficulty, split)
        turns = _turns(rng, talk)
        over = talk.decided or len(turns) > 2 * ROUNDS
        if (over and not _agreed(talk)) or not sayable(talk.known, split):
            turns = []
    base = talk.base
    names = [d.name for d in talk.candidates]
    best = ranked(talk.weighed())[0].name
    problem = Problem(
        question=turns[-1].content,
        history=tuple(turns[:-1]),
        domain="medical",
        answer_type=AnswerType.TEXT,
        gold=best if over else None,
        task="consultations",
        difficulty=difficulty,
        provenance=provenance(split),
    )
    order = rng.sample(talk.weighed(), len(names))
    key = tuple(talk.patient.key)
    if over:
        return Example(problem, best, think(rng, base, talk.known, order), key)
    return Example(problem, question_line(base, talk.to_ask()), _undecided(talk, order), key)


def _turns(rng: random.Random, talk: Consultation) -> list[Message]:
    """What is said up to any turn of training's, or else to the end, without the answer to it."""
    names = [d.name for d in talk.candidates]
    invitation = worded(rng, INVITATION, talk.split).format(names=_either(names))
    text, talk.patient = tell(rng, talk.base, talk.patient, talk.split)
    turns = [Message("user", f"{text} {invitation}")]
    last = rng.randint(0, ROUNDS) if talk.split == "train" else ROUNDS
    for _ in range(last):
        if talk.decided:
            break
        question = question_line(talk.base, talk.to_ask())
        turns += [Message("assistant", question), Message("user", talk.reply(rng, question))]
    return turns


def _agreed(talk: Consultation) -> bool:
    """Whether the diagnosis named at the end is ahead of all others, and a sound one."""
    first, second = ranked(talk.weighed())[:2]
    best = talk.base.diagnoses[first.id]
    return first.total > second.total and sound(talk.known, best)


def _undecided(talk: Consultation, order: Sequence[Weighing]) -> Thoughts:
    """Thoughts that end in a question: the two strongest are too close."""
    base = talk.base
    facts = facts_of(base, talk.known)
    first, second = ranked(order)[:2]
    asked = ", ".join(base.findings[f].name for f in talk.to_ask())
    end = f"{first.name} or {second.name}: ask {asked}"
    weighed = weighing_lines(order)
    steps = [f"{n}. {line.removeprefix('- ')}" for n, line in enumerate((*facts, *weighed), 1)]
    return Thoughts(
        short=end,
        step="\n".join((*steps, end)),
        journey="\n".join((*facts, *weighed, end)),
        slipped=None,
        again="\n".join((" again:", *weighed, end)),
    )


def _either(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + " or " + names[-1]
