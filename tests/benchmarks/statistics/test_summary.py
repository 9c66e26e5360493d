"""Everything at once, of whatever answers there are."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.statistics import rows, summaries, summarise
from benchmarks.statistics.accuracy import slices
from reasoning.events import Ending
from tests.benchmarks.statistics.answers import answer, any_answers, samples


def test_a_row_has_what_the_command_promises() -> None:
    graded = [
        *samples([1.0, 1.0], [0.0, None], budget=None, dollars=0.01),
        *samples([1.0], [0.0], budget=0, thinking_tokens=0),
    ]
    first, second = rows(graded)
    assert first == {
        "task": "quiz",
        "budget": 0,
        "n": 2,
        "samples": 2,
        "graded": 2,
        "accuracy": 0.5,
        "stderr": pytest.approx(0.5),
        "low": pytest.approx(0.0945, abs=1e-4),
        "high": pytest.approx(0.9055, abs=1e-4),
        "interval": "wilson",
        "lower": 0.5,
        "upper": 0.5,
        "accuracy_answered": 0.5,
        "accuracy_answered_lower": 0.5,
        "accuracy_answered_upper": 0.5,
        "ends": {str(end): 2 * (end is Ending.ANSWERED) for end in Ending},
        "outcomes": first["outcomes"],
        "thinking_tokens": {"mean": 0, "total": 0},
        "answer_tokens": {"mean": 2, "total": 4},
        "seconds": first["seconds"],
        "dollars": None,
    }
    assert (second["budget"], second["n"], second["samples"]) == (None, 2, 4)
    assert (second["lower"], second["upper"]) == (0.5, 0.75)
    assert second["ends"]["failed"] == 1
    assert second["dollars"] == {"mean": pytest.approx(0.01), "total": pytest.approx(0.04)}


def test_tasks_have_rows_and_summaries_of_their_own() -> None:
    graded = [answer(0, 1.0), answer(0, 0.0, task="exam")]
    assert [(row["task"], row["accuracy"]) for row in rows(graded)] == [("exam", 0), ("quiz", 1)]
    assert [one.task for one in summaries(graded)] == ["exam", "quiz"]
    assert summarise(graded).questions == 2


def test_slices_go_by_what_the_questions_tell() -> None:
    graded = [
        answer(0, 1.0, subject="anatomy", language="EN"),
        answer(1, 0.0, subject="anatomy", language="ZH"),
        answer(2, 1.0, language="ZH"),
    ]
    found = {(s.dimension, s.name): s.accuracy.mean for s in slices(graded)}
    assert found == {
        ("subject", ""): 1,
        ("subject", "anatomy"): 0.5,
        ("language", "EN"): 1,
        ("language", "ZH"): 0.5,
        ("modality", "text"): pytest.approx(2 / 3),
    }


def test_slices_have_bounds() -> None:
    graded = [answer(0, 1.0, subject="a"), answer(1, None, subject="a"), answer(2, 0.0)]
    found = {s.name: (s.lower, s.upper) for s in slices(graded) if s.dimension == "subject"}
    assert found == {"": (0, 0), "a": (0.5, 1)}


@pytest.mark.parametrize(
    "graded",
    [
        [],
        samples([1.0]),
        samples([0.0]),
        samples([1.0, 1.0], [1.0]),
        samples([0.0], [0.0]),
        samples([None, None], [None]),
        samples([0.5], [0.25, 1.0]),
    ],
    ids=["nothing", "one right", "one wrong", "all right", "all wrong", "all failed", "parts"],
)
def test_degenerate_answers_have_figures_that_are_json(graded) -> None:
    for one in (*summaries(graded), summarise(graded)):
        json.dumps(one.to_record(), allow_nan=False)
    json.dumps(rows(graded), allow_nan=False)


def test_the_record_can_be_read_back_by_the_names_of_the_figures() -> None:
    record = summarise(samples([1.0, 0.0], [1.0, 1.0])).to_record()
    assert json.loads(json.dumps(record)) == record
    (at,) = record["budgets"]
    assert at["accuracy"]["mean"] == 0.75
    assert [point["value"] for point in at["majority_at_k"]] == pytest.approx([0.75, 0.75])
    assert set(record) == {
        "task",
        "questions",
        "samples",
        "budgets",
        "curve",
        "slices",
    }
    assert record["curve"]["area"] is None


@given(any_answers(), st.randoms())
def test_the_order_of_the_answers_changes_nothing_and_nothing_is_nan(graded, random) -> None:
    found = summarise(graded)
    json.dumps(found.to_record(), allow_nan=False)
    mixed = random.sample(graded, len(graded))
    assert summarise(mixed) == found
    assert rows(mixed) == rows(graded)
