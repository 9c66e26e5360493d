"""The arithmetic of the rounds; nothing here is timed."""

from __future__ import annotations

import pytest

from benchmarks.perf.harnesses.answers import Answered, Way
from benchmarks.perf.harnesses.rounds import (
    CURVE,
    CURVE_ALONE,
    ONE,
    agreements,
    figures,
    one_round,
    rotated,
    verdicts,
)
from tests.benchmarks.perf_harnesses.small import answered, read


class Scripted:
    """Answers two questions at every budget in so many seconds a budget."""

    def __init__(self, name: str, seconds: float, letter: str = "B") -> None:
        self.name, self.seconds, self.letter = name, seconds, letter
        self.asked: list[Way] = []

    async def ask(self, way: Way) -> Answered:
        self.asked.append(way)
        reads = [read(id, letter=self.letter) for id in ("q0", "q1")]
        # A ladder takes as long as its longest chain.
        count = 1 if self.name == "ours" else len(way.budgets)
        return answered(self.seconds * count, *reads, budgets=way.budgets)


async def test_a_ratio_is_the_median_of_the_rounds_and_ours_over_theirs() -> None:
    rounds = []
    for theirs in (2.0, 6.0, 4.0):
        silent: list[str] = []
        rounds.append(
            await one_round(Scripted("ours", 2.0), [Scripted("lm_eval", theirs)], silent.append)
        )
    found = {figure.name: figure for figure in figures(["lm_eval"], rounds)}
    one = found["answers/s against lm_eval, one budget"]
    assert (one.value, one.met) == (2.0, True)
    assert one.detail == "1.0 against 0.5 answers/s; 1.00 to 3.00 over 3 rounds"
    curve = found["answers/s against lm_eval, a curve of five budgets"]
    assert (curve.value, curve.goal) == (10.0, 2.0)
    alone = found["answers/s against lm_eval, a curve of five budgets, theirs by max_tokens alone"]
    assert (alone.value, alone.goal, alone.met) == (10.0, None, None)


async def test_ours_is_not_asked_for_what_only_the_others_do() -> None:
    ours, other = Scripted("ours", 1.0), Scripted("inspect_ai", 1.0)
    await one_round(other, [ours], lambda _: None)
    assert ours.asked == [ONE, CURVE]
    assert other.asked == [ONE, CURVE, CURVE_ALONE]


def test_each_begins_a_round_in_turn() -> None:
    three = [Scripted(name, 1.0) for name in ("ours", "lm_eval", "inspect_ai")]
    firsts = [rotated(three, number)[0].name for number in range(4)]
    assert firsts == ["ours", "lm_eval", "inspect_ai", "ours"]
    assert [one.name for one in rotated(three, 2)[1]] == ["ours", "lm_eval"]


async def test_every_budget_of_every_way_is_compared() -> None:
    asked = await one_round(
        Scripted("ours", 1.0), [Scripted("lm_eval", 1.0, letter="C")], lambda _: None
    )
    found = agreements(["lm_eval"], asked)
    assert [(one.way, one.budget) for one in found] == [
        ("budget 256", 256),
        *[("5 budgets", budget) for budget in CURVE.budgets],
        *[("5 budgets, by max_tokens alone", budget) for budget in CURVE.budgets],
    ]
    assert all(one.agreed == 0 and len(one.differences) == 2 for one in found)
    assert verdicts(["ours", "lm_eval"], asked)["q1"] == {"ours": "B, right", "lm_eval": "C, right"}


@pytest.mark.parametrize(
    ("way", "title"),
    [
        (Way((256,)), "budget 256"),
        (Way((0, 8)), "2 budgets"),
        (Way((8,), closes=False), "budget 8, by max_tokens alone"),
    ],
)
def test_a_way_has_a_title(way: Way, title: str) -> None:
    assert way.title == title
