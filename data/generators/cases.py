"""Open cases: a vignette without options; the answer is a ranked differential diagnosis.

Candidates are the four diagnoses of the whole base with the highest scores. Shares of a ranking
follow from the scores alone: a candidate d points behind the best gets a raw share of 1/2^d; the
shares of ranks 2 and 3 are rounded to whole tens (at least 10), and rank 1 gets the rest.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from data.clinical import Clinical, Diagnosis, load
from data.generators.base import Difficulty, Example, GeneratorError, Split, provenance, split_of
from data.generators.vignettes import (
    TRIES,
    Sign,
    Weighing,
    draw_signs,
    found_line,
    label,
    second_look,
    slip,
    split_signs,
    story,
    weigh,
    weighing_lines,
)
from reasoning.problem import AnswerType, Problem

#: Least and most findings of a case.
FINDINGS: Mapping[Difficulty, tuple[int, int]] = {
    "easy": (4, 5),
    "medium": (5, 7),
    "hard": (7, 9),
}
#: How many candidates are weighed, and how many are ranked in the answer.
CANDIDATES = 4
RANKED = 3
#: How many findings for or against a diagnosis an answer names.
NAMED = 3

ENDINGS = (
    "What is the differential diagnosis?",
    "Give a ranked differential diagnosis.",
    "What could this be?",
    "What are the likely diagnoses?",
    "Rank the possible diagnoses.",
)


def case(rng: random.Random, difficulty: Difficulty, split: Split) -> Example:
    """One open case; gold is the name of the diagnosis that fits best of all."""
    base = load()
    for _ in range(TRIES):
        seed = rng.choice(list(base.diagnoses.values()))
        signs = draw_signs(rng, base, seed, rng.randint(*FINDINGS[difficulty]))
        key = sorted(f"{s.finding}{s.present}" for s in signs)
        if split_of(key) != split:
            continue
        present, absent = split_signs(signs)
        scores = {d: base.score(d, present, absent) for d in base.diagnoses}
        top = sorted(scores, key=lambda d: -scores[d])[:CANDIDATES]
        if scores[top[0]] > scores[top[1]] and scores[top[0]] > 1:
            return _example(rng, base, difficulty, split, signs, top)
    raise GeneratorError(f"no {difficulty} case found in {TRIES} tries; widen FINDINGS")


def shares(totals: Sequence[int]) -> list[int]:
    """Percentages of a ranking from its totals, best first: whole tens that sum to 100."""
    raw = [0.5 ** (totals[0] - total) for total in totals]
    rest = [max(10, int(10 * r / sum(raw) + 0.5) * 10) for r in raw[1:]]
    return [100 - sum(rest), *rest]


def _example(
    rng: random.Random,
    base: Clinical,
    difficulty: Difficulty,
    split: Split,
    signs: Sequence[Sign],
    top: Sequence[str],
) -> Example:
    by_name = {base.diagnoses[d].name: base.diagnoses[d] for d in top}
    order = [weigh(base, base.diagnoses[d], signs) for d in rng.sample(top, len(top))]
    # Stable: of two with the same total, the one weighed first ranks first.
    ranked = sorted(order, key=lambda w: -w.total)[:RANKED]
    best = ranked[0]
    head = found_line(base, signs)
    named = f"Candidates: {'; '.join(w.name for w in order)}"
    problem = Problem(
        question=f"{story(rng, base, [best.name], signs)} {rng.choice(ENDINGS)}",
        domain="medical",
        answer_type=AnswerType.DDX,
        gold=best.name,
        task="cases",
        difficulty=difficulty,
        provenance=provenance(split),
    )
    return Example(
        problem,
        thought=(head, named, *weighing_lines(order), f"Best: {best.name}"),
        answer=_answer(base, signs, ranked, by_name),
        recheck=second_look(rng, order, best),
        slip=slip(rng, f"{head}\n{named}", order, best),
    )


def _answer(
    base: Clinical,
    signs: Sequence[Sign],
    ranked: Sequence[Weighing],
    by_name: Mapping[str, Diagnosis],
) -> str:
    best, second = by_name[ranked[0].name], by_name[ranked[1].name]
    flags = {f for w in ranked for f in by_name[w.name].red_flags}
    red = [label(base, s) for s in signs if s.present and s.finding in flags]
    lines = [f"Red flags: {'; '.join(red) or 'none'}"]
    percent = shares([w.total for w in ranked])
    for rank, (weighing, share) in enumerate(zip(ranked, percent, strict=True), 1):
        pro = [sign for sign, weight in weighing.parts if weight > 0][:NAMED]
        con = [sign for sign, weight in weighing.parts if weight < 0][:NAMED]
        lines.append(
            f"{rank}. {weighing.name} ({share}%) | for: {', '.join(pro) or 'none'}"
            f" | against: {', '.join(con) or 'none'}"
        )
    lines.append(f"Would change the ranking: {_turning_point(base, signs, best, second)}")
    lines.append(f"Next test: {best.next_test}")
    return "\n".join(lines)


def _turning_point(
    base: Clinical, signs: Sequence[Sign], best: Diagnosis, second: Diagnosis
) -> str:
    """The finding, not mentioned so far, that would help the second most against the first."""
    told = {sign.finding for sign in signs}
    open_findings = [f for f in second.findings if f not in told]
    gain = {f: second.findings[f] - best.findings.get(f, 0) for f in open_findings}
    finding = max(open_findings, key=lambda f: gain[f])
    return f"{base.findings[finding].name} favours {second.name}"
