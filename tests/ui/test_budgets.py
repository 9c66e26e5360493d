import pytest

from reasoning.errors import BudgetError
from ui import budgets


def test_steps_double_up_to_the_context_and_end_without_a_limit() -> None:
    assert budgets.steps(512) == (0, 16, 32, 64, 128, 256, None)
    assert budgets.steps(513) == (0, 16, 32, 64, 128, 256, 512, None)


def test_presets_name_only_steps_that_the_model_has_room_for() -> None:
    steps = budgets.steps(512)
    assert {name: steps[i] for name, i in budgets.presets(steps)} == {
        "At once": 0,
        "Short": 64,
        "Medium": 256,
        "No limit": None,
    }


def test_columns_come_smallest_first_whatever_the_order_of_the_clicks() -> None:
    steps = budgets.steps(512)
    clicked = [budgets.words(rung) for rung in (None, 64, 0)]
    assert budgets.read_columns(clicked, steps) == (0, 64, None)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_comparison_takes_two_to_six_budgets(count: int) -> None:
    steps = budgets.steps(4096)
    with pytest.raises(BudgetError, match=f"{count} budgets are chosen; choose 2 to 6"):
        budgets.read_columns([budgets.words(rung) for rung in steps[:count]], steps)


def test_a_vote_of_equal_samples_is_refused() -> None:
    with pytest.raises(BudgetError, match="temperature 0 all 4 samples would be the same"):
        budgets.make_budget(64, samples=4, minimum=0, answer_tokens=8, temperature=0)


@pytest.mark.parametrize("minimum", [None, -1, 1.5])
def test_minimum_thinking_is_a_whole_number(minimum: float | None) -> None:
    with pytest.raises(BudgetError, match="minimum thinking must be a whole number"):
        budgets.read_minimum(minimum)


@pytest.mark.parametrize("seed", [None, -1, 0.5])
def test_a_seed_is_a_whole_number_from_zero(seed: float | None) -> None:
    with pytest.raises(BudgetError, match="the seed must be a whole number"):
        budgets.read_seed(seed)
