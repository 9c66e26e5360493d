"""A document is cut into passages that an embedding can read whole."""

from __future__ import annotations

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


@given(st.text(st.sampled_from("ab# .\n-"), max_size=3000))
def test_nothing_is_lost_and_no_passage_is_too_long(text: str) -> None:
    parts = list(split(text))
    assert all(0 < len(part) <= LONGEST + _LONGEST_HEADING + 1 for part in parts)
    assert "".join(parts).count("b") <= text.count("b") * max(1, len(parts))
    if "#" not in text:
        assert "".join(parts).count("a") == text.count("a")
