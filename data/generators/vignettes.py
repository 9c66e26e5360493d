"""Single-best-answer vignettes: a patient, four to eight options, one that fits best.

The right option has the highest `Clinical.score` of those shown, by at least one. From the medium
tier on the patient has known conditions, and what they explain does not count: the question is for
the new diagnosis that explains the rest. In the hard tier whoever forgets that is misled, for with
every finding counted another option would fit better (anchoring on the old findings), and what is
left is a close call on thin evidence.

The thought names the findings, sets aside what is explained, weighs the options in random order and
keeps the leader, so that a thought cut anywhere has weighed a random part of the options, and a
longer one more of them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data.clinical import EXPECTED_WEIGHT, Clinical, Diagnosis, load
from data.generators.base import (
    Difficulty,
    Example,
    GeneratorError,
    Slip,
    Split,
    provenance,
    split_of,
)
from reasoning.problem import AnswerType, Problem


@dataclass(frozen=True, slots=True)
class Tier:
    """How many options and findings a difficulty has, and how near the wrong options are."""

    options: int
    findings: tuple[int, int]  # least and most
    near: int  # options taken from those that fit nearly as well
    margin: int  # most points between the best option and the next
    known: int = 0  # conditions that the patient is known to have
    trap: int = 0  # least points by which another option is ahead if all findings are counted
    rivals: int = 0  # least number of options within a point of the best one
    strength: tuple[int, int] = (1, 99)  # least and most points of the best option


TIERS: Mapping[Difficulty, Tier] = {
    "easy": Tier(options=4, findings=(3, 5), near=1, margin=99),
    "medium": Tier(options=6, findings=(5, 7), near=3, margin=4, known=1),
    "hard": Tier(8, (8, 10), near=6, margin=1, known=2, trap=2, rivals=2, strength=(1, 4)),
}
#: Training sees a wider hard tier: near and far calls, strong and weak evidence.
TRAINING_TIERS: Mapping[Difficulty, Tier] = {
    **TIERS,
    "hard": replace(TIERS["hard"], margin=3, trap=1, rivals=0, strength=(1, 99)),
}
#: What a patient may have had for long.
CHRONIC = (
    "stable_angina", "heart_failure", "graves_disease", "hypothyroidism", "addison_disease",
    "peptic_ulcer", "viral_hepatitis", "iron_deficiency_anaemia", "tuberculosis", "migraine",
    "multiple_sclerosis", "kidney_stone", "nephrotic_syndrome", "glomerulonephritis", "asthma",
    "rheumatoid_arthritis", "gout", "systemic_lupus", "giant_cell_arteritis",
)  # fmt: skip
#: Years that agree with the finding "older age", present or absent.
AGES: Mapping[bool, tuple[int, int]] = {True: (66, 89), False: (18, 55)}
LETTERS = "ABCDEFGH"
#: How many tries at a combination that fits before giving up.
TRIES = 100_000

SETTINGS = (
    "", "", "", " in the emergency department", " in a general practice", " on the ward",
    " in a walk-in clinic", " brought in by ambulance", " seen at home",
)  # fmt: skip
ENDINGS = (
    "What is the most likely diagnosis?",
    "Which diagnosis fits best?",
    "What is the single best diagnosis?",
    "Which of these is most likely?",
    "What is going on?",
)
KNOWN = (
    "{pronoun} is known to have {known}.",
    "Known: {known}.",
    "History of {known}.",
    "{pronoun} has had {known} for years.",
)
NEW_ENDINGS = (
    "Which new diagnosis explains the rest?",
    "Which new diagnosis fits best?",
    "What is the most likely new diagnosis?",
    "What else is going on?",
)
#: Diagnoses that only one sex has, by a word of their name.
SEX_OF: Mapping[str, str] = {
    "pregnancy": "woman", "ectopic": "woman", "ovarian": "woman", "endometriosis": "woman",
    "eclampsia": "woman", "prostat": "man", "testicular": "man", "epididymitis": "man",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """A finding as a case has it: present or absent."""

    finding: str
    present: bool


@dataclass(frozen=True, slots=True)
class Weighing:
    """One candidate weighed: the signs that count, each with its weight, in the order told."""

    name: str
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(weight for _, weight in self.parts)

    def line(self, leader: int | None, slip: int = 0) -> str:
        """The bullet; `leader` is the best total before it (None: first), `slip` a misreading."""
        total = self.total + slip
        body = ", ".join(f"{sign} {weight}" for sign, weight in self.parts) or "nothing"
        leads = " leads" if leader is None or total > leader else ""
        return f"- {self.name}: {body} = {total}{leads}"


def vignette(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
    """One vignette; gold is the letter of the best option."""
    base, tier = load(), (TIERS if split == "test" else TRAINING_TIERS)[difficulty]
    for _ in range(TRIES):
        drawn = _draw(rng, base, tier)
        if drawn is not None and split_of(drawn.key) == split:
            return _example(rng, base, difficulty, split, drawn)
    raise GeneratorError(f"no {difficulty} vignette found in {TRIES} tries; widen TIERS")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A patient and the options: all signs, those that nothing known explains, the options."""

    signs: tuple[Sign, ...]
    left: tuple[Sign, ...]
    known: tuple[Diagnosis, ...]
    weighed: tuple[Weighing, ...]  # one an option, in the options' order

    @property
    def key(self) -> list[str]:
        """What makes it this combination, however it is told."""
        signs = sorted(f"{s.finding}{s.present}" for s in self.signs)
        return [*signs, *sorted(d.id for d in self.known), *sorted(w.name for w in self.weighed)]


def _draw(rng: random.Random, base: Clinical, tier: Tier) -> Drawn | None:
    """A combination for this tier; None when the dice did not give one."""
    seed = rng.choice(list(base.diagnoses.values()))
    ids = rng.sample([d for d in CHRONIC if d != seed.id], tier.known)
    known = tuple(base.diagnoses[d] for d in ids)
    signs = draw_signs(rng, base, seed, rng.randint(*tier.findings), known)
    left = tuple(s for s in signs if not explained(s, known))
    if len(left) < 3:
        return None
    options = _options(rng, base, seed, left, signs, tier, known)
    weighed = tuple(weigh(base, option, left) for option in options)
    totals = sorted((w.total for w in weighed), reverse=True)
    least, most = tier.strength
    if not least <= totals[0] <= most or not 1 <= totals[0] - totals[1] <= tier.margin:
        return None
    near = sum(total >= totals[0] - 1 for total in totals[1:])
    if near < tier.rivals:
        return None
    if tier.trap:
        best = max(range(len(options)), key=lambda n: weighed[n].total)
        naive = [weigh(base, option, signs).total for option in options]
        if max(naive) < naive[best] + tier.trap:
            return None
    return Drawn(signs, left, known, weighed)


def explained(sign: Sign, known: Sequence[Diagnosis]) -> bool:
    """Whether a known condition accounts for a finding that is there."""
    return sign.present and any(d.findings.get(sign.finding, 0) > 0 for d in known)


def draw_signs(
    rng: random.Random,
    base: Clinical,
    seed: Diagnosis,
    count: int,
    known: Sequence[Diagnosis] = (),
) -> tuple[Sign, ...]:
    """`count` findings of a patient who has `seed`, in the order in which they are told.

    Each known condition adds two of its own among them.
    """
    old = {
        f: True for d in known for f in rng.sample([f for f, w in d.findings.items() if w > 0], 2)
    }
    count -= len(old)
    positive = [f for f, w in seed.findings.items() if w > 0 and f not in old]
    n_absent = rng.randint(0, max(1, count // 3))
    n_noise = rng.randint(0, max(1, count // 3))
    n_present = max(2, min(count - n_absent - n_noise, len(positive)))
    chosen = rng.sample(positive, n_present)
    nearby = [
        f for other in seed.look_alikes for f, w in base.diagnoses[other].findings.items() if w > 0
    ]
    signs = dict.fromkeys(chosen, True)
    anything = list(base.findings)
    while len(signs) < count:
        # Noise comes from look-alikes most of the time: unrelated findings are too easy to dismiss.
        finding = rng.choice(nearby if nearby and rng.random() < 0.8 else anything)
        if finding not in signs and finding not in old:
            signs[finding] = len(signs) < n_present + n_noise
    signs |= old
    order = [Sign(f, present) for f, present in signs.items()]
    rng.shuffle(order)
    return tuple(order)


def _options(
    rng: random.Random,
    base: Clinical,
    seed: Diagnosis,
    left: Sequence[Sign],
    signs: Sequence[Sign],
    tier: Tier,
    known: Sequence[Diagnosis],
) -> list[Diagnosis]:
    others = [d for d in base.diagnoses.values() if d.id != seed.id and d not in known]
    # Those that fit what is left, and with known conditions those that only seem to fit.
    rivals: list[Diagnosis] = []
    for counted in (left, signs) if known else (left,):
        score = _scores(base, counted)
        others.sort(key=lambda d: -score[d.id] + rng.random())
        rivals += [d for d in others[: tier.near] if d not in rivals]
    near = rng.sample(rivals, tier.near)
    rest = [d for d in others if d not in near]
    options = [seed, *near, *rng.sample(rest, tier.options - 1 - len(near))]
    rng.shuffle(options)
    return options


@cache
def _weights() -> tuple[Mapping[str, int], NDArray[np.int8]]:
    """Column of each finding, and the weights of the base: (diagnoses, findings)."""
    base = load()
    table = [[d.findings.get(f, 0) for f in base.findings] for d in base.diagnoses.values()]
    return {f: n for n, f in enumerate(base.findings)}, np.array(table, dtype=np.int8)


def _scores(base: Clinical, signs: Sequence[Sign]) -> dict[str, int]:
    """`Clinical.score` of every diagnosis at once: most combinations are drawn in vain."""
    column, weights = _weights()
    present, absent = split_signs(signs)
    total = weights[:, [column[f] for f in present]].sum(1, dtype=int)
    total -= (weights[:, [column[f] for f in absent]] >= EXPECTED_WEIGHT).sum(1)
    return dict(zip(base.diagnoses, total.tolist(), strict=True))


def split_signs(signs: Sequence[Sign]) -> tuple[list[str], list[str]]:
    """Ids of the present and of the absent findings."""
    return [s.finding for s in signs if s.present], [s.finding for s in signs if not s.present]


def weigh(base: Clinical, diagnosis: Diagnosis, signs: Sequence[Sign]) -> Weighing:
    """What speaks for and against a diagnosis; the total is `Clinical.score`."""
    parts: list[tuple[str, int]] = []
    for sign in signs:
        weight = diagnosis.findings.get(sign.finding, 0)
        if sign.present and weight:
            parts.append((label(base, sign), weight))
        elif not sign.present and weight >= EXPECTED_WEIGHT:
            parts.append((label(base, sign), -1))
    return Weighing(diagnosis.name, tuple(parts))


def label(base: Clinical, sign: Sign) -> str:
    """A sign's short canonical name, as thoughts and answers use it."""
    name = base.findings[sign.finding].name
    return name if sign.present else f"no {name}"


def found_line(base: Clinical, signs: Sequence[Sign]) -> str:
    """The first line of a clinical thought."""
    return "Found: " + ", ".join(label(base, sign) for sign in signs)


def weighing_lines(order: Sequence[Weighing]) -> tuple[str, ...]:
    """The bullets of candidates weighed in this order."""
    lines, leader = [], None
    for weighing in order:
        lines.append(weighing.line(leader))
        leader = weighing.total if leader is None else max(leader, weighing.total)
    return tuple(lines)


def story(
    rng: random.Random,
    base: Clinical,
    names: Sequence[str],
    signs: Sequence[Sign],
    known: Sequence[Diagnosis] = (),
) -> str:
    """The case in words: who, where, the findings in the order of `signs`, known conditions."""
    sex = next((s for n in names[:1] for w, s in SEX_OF.items() if w in n), None)
    sex = sex or rng.choice(("man", "woman"))
    pronoun = "He" if sex == "man" else "She"
    phrases = [_phrase(rng, base, sign) for sign in signs]
    age = next((AGES[s.present] for s in signs if s.finding == "older_age"), (18, 89))
    who = f"{rng.randint(*age)}-year-old {sex}"
    opening = rng.choice(
        (
            "A {who}{place} has {first}.",
            "A {who}{place} presents with {first}.",
            "A {who}{place} reports {first}.",
            "This {who}{place} comes with {first}.",
            "{who}{place}: {first}.",
        )
    )
    groups = _groups(rng, phrases)
    sentences = [opening.format(who=who, place=rng.choice(SETTINGS), first=_join(rng, groups[0]))]
    starts = (f"{pronoun} has", f"{pronoun} also has", "There is", "On examination:", "Also")
    sentences += [f"{rng.choice(starts)} {_join(rng, group)}." for group in groups[1:]]
    if known:
        conditions = " and ".join(d.name for d in known)
        told = rng.choice(KNOWN).format(pronoun=pronoun, known=conditions)
        sentences.insert(rng.randint(1, len(sentences)), told)
    return " ".join(sentences)


def _phrase(rng: random.Random, base: Clinical, sign: Sign) -> str:
    finding = base.findings[sign.finding]
    if sign.present:
        return rng.choice((*finding.present, finding.name))
    return rng.choice((*finding.absent, f"no {finding.name}"))


def _groups(rng: random.Random, phrases: Sequence[str]) -> list[Sequence[str]]:
    groups: list[Sequence[str]] = []
    rest = list(phrases)
    while rest:
        size = rng.randint(1, 4)
        groups.append(rest[:size])
        rest = rest[size:]
    return groups


def _join(rng: random.Random, phrases: Sequence[str]) -> str:
    if len(phrases) == 1:
        return phrases[0]
    last = rng.choice((" and ", ", "))
    return ", ".join(phrases[:-1]) + last + phrases[-1]


def _example(
    rng: random.Random, base: Clinical, difficulty: Difficulty, split: Split, drawn: Drawn
) -> Example:
    best = max(drawn.weighed, key=lambda w: w.total)
    letters = {k: w.name for k, w in zip(LETTERS, drawn.weighed, strict=False)}
    order = rng.sample(drawn.weighed, len(drawn.weighed))
    head = head_lines(base, drawn)
    ending = rng.choice(NEW_ENDINGS if drawn.known else ENDINGS)
    problem = Problem(
        question=f"{story(rng, base, [best.name], drawn.signs, drawn.known)} {ending}",
        domain="medical",
        options=letters,
        answer_type=AnswerType.SC,
        gold=next(k for k, name in letters.items() if name == best.name),
        task="vignettes",
        difficulty=difficulty,
        provenance=provenance(split),
    )
    return Example(
        problem,
        thought=(head, *weighing_lines(order), f"Best: {best.name}"),
        answer=best.name,
        recheck=second_look(rng, order, best),
        slip=slip(rng, head, order, best),
    )


def head_lines(base: Clinical, drawn: Drawn) -> str:
    """What a thought begins with: the findings, what is explained already, what is left."""
    lines = [found_line(base, drawn.signs)]
    for condition in drawn.known:
        old = [label(base, s) for s in drawn.signs if explained(s, (condition,))]
        lines.append(f"Known {condition.name}: {', '.join(old) or 'nothing'}")
    if drawn.known:
        lines.append("Left: " + ", ".join(label(base, s) for s in drawn.left))
    return "\n".join(lines)


def second_look(
    rng: random.Random, order: Sequence[Weighing], best: Weighing, rival: Weighing | None = None
) -> tuple[str, ...]:
    """The two strongest candidates weighed again."""
    others = [w for w in order if w is not best]
    rival = rival or max(others, key=lambda w: w.total)
    pair = rng.sample([best, rival], 2)
    return (*weighing_lines(pair), f"Best: {best.name}")


def slip(rng: random.Random, head: str, order: Sequence[Weighing], best: Weighing) -> Slip | None:
    """A first pass in which one total is misread so that a rival wins; None if too far behind."""
    rivals = [w for w in order if w is not best and best.total - w.total <= 2]
    if not rivals:
        return None
    rival = rng.choice(rivals)
    gap = best.total - rival.total + 1
    victim, by = (best, -gap) if rng.random() < 0.5 else (rival, gap)
    lines, leader, at, top = [head], None, 0, (order[0], -99)
    for weighing in order:
        if weighing is victim:
            at = len(lines)
        shift = by if weighing is victim else 0
        lines.append(weighing.line(leader, shift))
        total = weighing.total + shift
        leader = total if leader is None else max(leader, total)
        if total > top[1]:
            top = (weighing, total)
    winner = top[0]
    if winner is best:
        return None
    lines.append(f"Best: {winner.name}")
    recheck = second_look(rng, order, best, winner)
    return Slip(tuple(lines[:at]), tuple(lines[at:]), recheck)
