"""The thoughts of a clinical problem in their styles, from candidates that are weighed.

Every problem of the family comes to the same work: the facts, the candidates one by one, a check of
the strongest, the ranking. What is asked only changes the conclusion.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from data.clinical import Clinical
from data.generators.base import Difficulty, Part, Thoughts
from data.generators.medical.patients import Patient
from data.generators.medical.weighing import (
    Weighing,
    check_lines,
    correction,
    facts_of,
    ranked,
    ranking_line,
    slip_in,
    weighing_lines,
)

#: How many candidates are suspected, and so weighed, where there are more to choose from.
SUSPECTED: Mapping[Difficulty, int] = {"easy": 3, "medium": 4, "hard": 5, "beyond": 7}
#: From the name of the best diagnosis to the last line of a thought.
Conclude = Callable[[str], str]


def diagnosed(name: str) -> str:
    """The conclusion where the diagnosis is what was asked."""
    return f"So {name}"


def think(
    rng: random.Random,
    base: Clinical,
    patient: Patient,
    order: Sequence[Weighing],
    conclude: Conclude = diagnosed,
    suspected: int = SUSPECTED["hard"],
) -> Thoughts:
    """The thoughts about a patient; of many candidates the likeliest are suspected and weighed."""
    likeliest = ranked(order)[:suspected]
    order = [w for w in order if w in likeliest]
    facts = facts_of(base, patient)
    best = ranked(order)[0]
    head = (*facts, "Suspected: " + ", ".join(w.name for w in order))
    end = conclude(best.name)
    why = ", ".join(best.supports[:3]) or "nothing fits better"
    weighed = weighing_lines(order)
    steps = [f"{n}. {line.removeprefix('- ')}" for n, line in enumerate((*facts, *weighed), 1)]
    check = ["Check:", *check_lines(rng, order), ranking_line(order), end]
    return Thoughts(
        short=f"{best.name}: {why}\n{end}",
        step="\n".join((*steps, end)),
        journey="\n".join((*head, *weighed, *check)),
        slipped=_slipped(rng, head, order, end),
        again="\n".join((" again:", *check_lines(rng, order), ranking_line(order), end)),
    )


def _slipped(
    rng: random.Random, head: Sequence[str], order: Sequence[Weighing], end: str
) -> tuple[Part, ...] | None:
    """A journey whose first pass has a mistake that its check finds."""
    slip = slip_in(rng, order)
    if slip is None:
        return None
    best = ranked(order)[0]
    # The check takes up whoever seemed to win, and whoever does.
    seemed = next(w for w in order if w.name == slip.winner)
    others = [w for w in ranked(order) if w is not slip.victim]
    pair = [slip.victim, others[0] if slip.victim is best else best]
    if seemed not in pair:
        pair[1] = seemed
    lines = []
    for weighing in rng.sample(pair, 2):
        lines.append(check_lines(rng, [weighing], 1)[0])
        if weighing is slip.victim:
            lines.append(correction(slip.victim, slip.wrong_total))
    tail = "\n".join(("Check:", *lines, ranking_line(order), end))
    return (Part("\n".join(head) + "\n"), *slip.lines, Part(tail))
