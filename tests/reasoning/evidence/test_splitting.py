"""A document is cut into passages that an embedding can read whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning.evidence.splitting import _LONGEST_HEADING, LONGEST, split


def test_a_passage_stands_under_its_heading() -> None:
    text = "# Gout\nA hot joint\nafter beer.\n\nMore.\n## Tests ##\n- fluid\n- urate"
    assert list(split(text)) == ["Gout\nA hot joint after beer.\nMore.", "Tests\n- fluid\n- urate"]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentence = "This sentence has some words in it. "
    parts = list(split(sentence * 60))
    assert len(parts) > 2
    assert all(part.endswith("it.") for part in parts)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["# " + " #" * 200_000 + "x", "a\n" * 400_000, "a" * 3_000_000])
def test_a_text_made_to_take_long_takes_no_longer_than_another(text: str) -> None:
    assert sum(1 for _ in split(text)) <= len(text) // 400


@given(st.text(st.sampled_from("ab# .\n-"), max_size=3000))
def test_nothing_is_lost_and_no_passage_is_too_long(text: str) -> None:
    parts = list(split(text))
    assert all(0 < len(part) <= LONGEST + _LONGEST_HEADING + 1 for part in parts)
    assert "".join(parts).count("b") <= text.count("b") * max(1, len(parts))
    if "#" not in text:
        assert "".join(parts).count("a") == text.count("a")
