"""Options in other orders: the same question, the same answer, other letters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.runner.units import Unit, shufflings
from benchmarks.tasks import Item
from reasoning.problem import AnswerType, Problem

OPTIONS = {"A": "one", "B": "two", "C": "three", "D": "four"}


def choice(**changes: object) -> Problem:
    fields = {"question": "Which?", "id": "t/1", "options": OPTIONS, "answer_type": AnswerType.SC}
    return Problem(**{**fields, "gold": "B", **changes})  # type: ignore[arg-type]


def unit(problem: Problem, letters: dict[str, str]) -> Unit:
    return Unit("t", Item(problem), 1, 0, problem, letters, 0, 32, "key")


@given(seed=st.integers(0, 1000), gold=st.sampled_from(list(OPTIONS)))
def test_the_right_option_stays_right_and_its_letter_comes_back(seed: int, gold: str) -> None:
    for problem, letters in shufflings(choice(gold=gold), 3, seed):
        assert list(problem.options) == list(OPTIONS)
        assert problem.gold is not None
        assert problem.options[problem.gold] == OPTIONS[gold]
        for shown, text in problem.options.items():
            assert OPTIONS[unit(problem, letters).as_it_came(shown) or ""] == text


@given(
    seed=st.integers(0, 1000),
    gold=st.sets(st.sampled_from(list(OPTIONS)), min_size=1).map(sorted),
)
def test_several_right_options_stay_right(seed: int, gold: list[str]) -> None:
    problem = choice(answer_type=AnswerType.MC, gold=", ".join(gold))
    for shuffled, letters in shufflings(problem, 2, seed):
        assert unit(shuffled, letters).as_it_came(shuffled.gold) == ", ".join(gold)


def test_orders_differ_and_are_the_same_for_the_same_seed() -> None:
    found = shufflings(choice(), 5, 7)
    orders = [tuple(letters.values()) for _, letters in found]
    assert len(set(orders)) == 5
    assert tuple("ABCD") not in orders
    assert found == shufflings(choice(), 5, 7)
    # More shufflings begin with the same ones, so that their cache holds.
    assert found[:2] == shufflings(choice(), 2, 7)


def test_there_are_no_more_orders_than_there_are() -> None:
    two = choice(options={"A": "yes", "B": "no"}, gold="A")
    assert len(shufflings(two, 9, 0)) == 1


def test_options_that_speak_of_others_stay_where_they_are() -> None:
    for text in ("All of the above", "Both A and C", "None of these", "以上都不是"):
        assert shufflings(choice(options={**OPTIONS, "D": text}), 3, 0) == []
    assert shufflings(choice(options={}, answer_type=AnswerType.NV), 3, 0) == []


def test_an_answer_that_is_no_letter_is_left_as_it_is() -> None:
    assert unit(choice(), {"A": "B", "B": "A"}).as_it_came("neither") == "neither"
    assert unit(choice(), {"A": "B", "B": "A"}).as_it_came(None) is None
