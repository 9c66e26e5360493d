"""The card says what was measured, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.card import readme

MODEL = Path(__file__).parents[2] / "data" / "model"


@pytest.fixture
def card() -> dict[str, object]:
    path = MODEL / "card.json"
    if not path.exists():
        pytest.skip("the bundled model has not been measured")
    found: dict[str, object] = json.loads(path.read_text("utf-8"))
    return found


def test_the_readme_is_the_one_that_the_numbers_give(card) -> None:
    assert (MODEL / "README.md").read_text("utf-8") == readme(card)


def test_the_card_is_of_the_weights_beside_it(card) -> None:
    from reasoning.engines.gguf_export import digest, weight_files

    assert card["revision"] == digest(weight_files(MODEL))[:12]


#: Gain in accuracy from budget 0 to the largest, on the hard problems of every family.
LEAST_GAIN = 0.40


def test_more_thinking_buys_accuracy_on_hard_problems_of_every_family(card) -> None:
    for row in card["curves"]:
        if row["difficulty"] == "hard":
            first, *_, last = row["budgets"].values()
            gain = last["accuracy"] - first["accuracy"]
            assert gain >= LEAST_GAIN
            assert gain > 3 * (first["se"] ** 2 + last["se"] ** 2) ** 0.5


def test_a_changed_number_changes_the_readme(card) -> None:
    before = readme(card)
    card["wait"][0]["wrong_to_right"] += 1
    assert readme(card) != before
