"""The worst stretch of a prompt is found, wherever it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reasoning.scope import surprise, unknown_words

_LOGPROBS = st.lists(st.integers(-20, 0).map(float), min_size=1, max_size=60)


@given(_LOGPROBS, st.integers(1, 10))
def test_the_stretch_is_the_worst_of_all(logprobs: list[float], window: int) -> None:
    found = surprise(logprobs, window)
    width = min(window, len(logprobs))
    means = [-sum(logprobs[at : at + width]) / width for at in range(len(logprobs) - width + 1)]
    assert found.score == max(means)
    assert -sum(logprobs[found.start : found.end]) / width == found.score


def test_one_unknown_word_in_a_long_familiar_text_is_not_averaged_away() -> None:
    long = [-0.1] * 200
    long[120:124] = [-9.0] * 4
    assert surprise(long, 4).score == 9.0
    assert sum(long) / -len(long) < 0.5


def test_words_that_no_text_had_are_counted_among_all_words() -> None:
    share, unknown = unknown_words(
        "A man of 54 coughs; MÖBIUS x-ray.", frozenset({"a", "man", "of"})
    )
    assert unknown == ["coughs", "möbius", "x-ray"]
    assert share == 3 / 6
    assert unknown_words("12 + 30 = ?", frozenset()) == (0.0, [])
