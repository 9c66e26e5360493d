"""The card's measurements, on a scripted engine in place of the model."""

from __future__ import annotations

import random
from typing import Any, cast

import pytest

from reasoning.engines.embedded import EmbeddedEngine
from reasoning.events import Ending, SampleResult
from reasoning.problem import AnswerType, Problem
from tests.reasoning.stand_in import StandIn
from training import measure
from training.measure import Bench, majority_rate, problems_of
from training.probes import MEDICAL, OTHER, free_text, with_unknown_finding


def bench(engine: StandIn) -> Bench:
    return Bench(cast(EmbeddedEngine, engine))


async def test_curves_show_what_more_thinking_buys(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem("What?", "maths", answer_type=AnswerType.NV, gold="7")

    def script(written: str, seed: int) -> str:
        # Thinks for 100 characters; knows the answer only when it got to think 64 of them.
        thought, closed, _ = written.partition("</think>")
        if not closed:
            return "x" * (100 - len(thought)) + "|"
        return f"$\\boxed{{{7 if len(thought) >= 64 else 0}}}$|"

    monkeypatch.setattr(measure, "TASKS", {"sums": None})
    monkeypatch.setattr(measure, "DIFFICULTIES", ("easy",))
    monkeypatch.setattr(measure, "problems_of", lambda task, tier, n, part: [problem] * n)
    (row,) = await measure.measure_curves(bench(_Stops(script)), 4)
    accuracy = {b: cell["accuracy"] for b, cell in row["budgets"].items()}
    assert accuracy == {"0": 0, "32": 0, "64": 1, "128": 1, "256": 1, "512": 1}
    assert row["mean_thought_tokens"] == 100


async def test_a_forced_wait_is_compared_with_none(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem("What?", "maths", answer_type=AnswerType.NV, gold="7")

    def script(written: str, seed: int) -> str:
        thought, closed, _ = written.partition("</think>")
        if not closed:
            return "y|" if thought else "x|"
        return f"$\\boxed{{{7 if 'Wait' in thought else 0}}}$|"

    monkeypatch.setattr(measure, "TASKS", {"sums": None})
    monkeypatch.setattr(measure, "problems_of", lambda task, tier, n, part: [problem] * n)
    (row,) = await measure.measure_wait(bench(_Stops(script)), 4)
    assert (row["without"]["accuracy"], row["with_wait"]["accuracy"]) == (0, 1)
    assert (row["wrong_to_right"], row["right_to_wrong"]) == (4, 0)


class _Stops(StandIn):
    """A stand-in whose context is wide enough for every budget."""

    def __init__(self, script: Any) -> None:
        super().__init__(script, context=8192)


def test_a_majority_is_counted_over_disjoint_groups() -> None:
    problem = Problem("?", "maths", answer_type=AnswerType.NV, gold="7")
    samples = [_sample(a) for a in ("7", "7", "3", "3", "3", "7", None, "7")]
    assert majority_rate(problem, samples, 1) == pytest.approx(4 / 8)
    # "7 7 3 3": the first of equals; "3 7 none 7": seven.
    assert majority_rate(problem, samples, 4) == 1
    assert majority_rate(problem, samples, 8) == 1


def _sample(answer: str | None) -> SampleResult:
    return SampleResult(0, answer, Ending.ANSWERED, 1, 1, answer or "", None)


def test_parts_are_measured_on_problems_of_their_own() -> None:
    parts = [{p.question for p in problems_of("sums", "easy", 20, s)} for s in measure.SEEDS]
    for index, part in enumerate(parts):
        for other in parts[index + 1 :]:
            assert not part & other
    assert all(p.provenance.split == "test" for p in problems_of("cases", "hard", 3, "curve"))


def test_an_unknown_finding_is_told_before_the_question_is_asked() -> None:
    for seed, problem in enumerate(problems_of("vignettes", "easy", 20, "scope")):
        changed = with_unknown_finding(problem, random.Random(seed))
        asked = problem.question.rsplit(". ", 1)[1]
        assert changed.question.endswith(f". {asked}")
        assert len(changed.question) > len(problem.question)
        assert changed.options == problem.options


def test_probes_are_distinct_plain_questions() -> None:
    assert len({p.question for p in free_text(MEDICAL + OTHER, "general")}) == len(MEDICAL + OTHER)
