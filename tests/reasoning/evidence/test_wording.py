"""Names are found whatever their wording, and never where a text says the opposite."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning.evidence.wording import Names, opposite, sentences, words

NAMES = Names([("fever", "pyrexia", "a high temperature"), ("haemoptysis",), ("normal ECG",)])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Fever", "fever"),
        ("an elevated temperature", "fever"),
        ("severe fever for 3 days", "fever"),
        ("no fever", "no fever"),
        ("without pyrexia", "no fever"),
        ("absence of a fever", "no fever"),
        ("hemoptysis", "haemoptysis"),
        ("normal ECGs", "normal ECG"),
        ("rheumatic fever", None),
        ("temperature", None),
        ("fever and haemoptysis", None),
        ("", None),
    ],
)
def test_a_short_text_names_one_thing_or_nothing(text: str, key: str | None) -> None:
    assert NAMES.key(text) == key


def test_all_that_a_sentence_names_is_found_with_its_side() -> None:
    found = NAMES.find(words("She denies fever but coughs blood: haemoptysis, and a normal ECG."))
    assert [key for key, _, _ in found] == ["no fever", "haemoptysis", "normal ECG"]


def test_a_negation_reaches_a_few_words_only() -> None:
    assert NAMES.find(words("no cough or fever"))[0][0] == "no fever"
    assert NAMES.find(words("no cough was heard by him but fever"))[0][0] == "fever"


def test_sentences_end_at_marks_and_lines() -> None:
    assert list(sentences("One is. Two is!\nthree\n\n")) == ["One is.", "Two is!", "three"]


@given(st.text())
def test_the_opposite_of_an_opposite_is_the_thing(name: str) -> None:
    assert opposite(opposite(name)) == name or name.startswith("no no ")
    NAMES.find(words(name))
