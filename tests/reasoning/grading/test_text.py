"""Free text and diagnoses: the same but for case, spaces, punctuation and typography."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning.grading import same_answer


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Pulmonary embolism", "pulmonary  embolism.", True),
        ("beta-blocker", "Beta blocker", True),
        (r"$\text{Even}$", "even", True),
        ("Ｐａｒｉｓ", "paris", True),
        ("“Paris”", "Paris", True),
        ("3.5", "35", False),
        ("-5 degrees", "5 degrees", False),
        ("C++", "C", False),
        ("3 5", "35", False),
        ("Evelyn", "Briana", False),
        ("!", "?", False),
    ],
)
@pytest.mark.parametrize("answer_type", ["TEXT", "DDX"])
def test_only_case_spaces_and_punctuation_are_ignored(
    first: str, second: str, same: bool, answer_type: str
) -> None:
    assert same_answer(first, second, answer_type) is same
    assert same_answer(second, first, answer_type) is same


@given(st.text(max_size=80), st.text(max_size=80))
def test_text_comparison_is_reflexive_and_symmetric(first: str, second: str) -> None:
    assert same_answer(first, first, "TEXT")
    assert same_answer(first, second, "TEXT") == same_answer(second, first, "TEXT")
