from dataclasses import replace

import pytest

from reasoning.events import Ending, Result, Tokens
from ui import words
from ui.stream import Column, SampleView


def result(end: Ending, **changes) -> Result:
    plain = Result(
        answer="C", text="C", end=end, thinking_tokens=Tokens(256, 63, 63), answer_tokens=9,
        samples=(), votes=(), confidence=None, calibrated=False, seconds=2.0,
        first_token_seconds=0.1, correct=None,
    )  # fmt: skip
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (Ending.ANSWERED, "answered"),
        (Ending.CUT, "cut by the budget at 63 tokens"),
        (Ending.EMPTY, "no answer could be read"),
        (Ending.ESCAPED, "went on thinking in place of an answer"),
        (Ending.REFUSED, "outside what it knows"),
        (Ending.CANCELLED, "stopped by you"),
        (Ending.FAILED, "failed: outside what it knows"),
    ],
)
def test_every_ending_has_words_of_its_own(end: Ending, said: str) -> None:
    assert said in words.ending(result(end, reason="outside what it knows"))


def test_what_a_run_took_names_requested_and_spent_and_speed() -> None:
    assert words.cost(result(Ending.ANSWERED), 1) == (
        "thought 63 of 256 tokens · answer 9 tokens · 2.0 s · 36 tok/s · first token after 0.10 s"
    )


def test_a_vote_tells_its_longest_thought_and_the_sum_of_all() -> None:
    many = result(Ending.ANSWERED, thinking_tokens=Tokens(None, 63, 400))
    assert "63 of no limit tokens (longest; 400 in all 8 samples)" in words.cost(many, 8)


def test_confidence_says_what_it_is_worth() -> None:
    assert words.confidence(result(Ending.ANSWERED)) == ""
    bare = result(Ending.ANSWERED, confidence=0.8)
    assert words.confidence(bare) == "Confidence 80% (the answer's own probability, not calibrated)"
    assert "calibrated on held-out" in words.confidence(
        result(Ending.ANSWERED, confidence=0.8, calibrated=True)
    )


def test_progress_goes_from_waiting_to_done() -> None:
    column = Column()
    assert words.progress(column, 64, 0.0) == "waiting · 64 tokens"
    column.samples[0] = SampleView(thought="a", thinking_tokens=3, began=0.0)
    assert words.progress(column, 64, 1.5) == "thinking · 3 of 64 tokens · 1.5 s"
    column.result = result(Ending.ANSWERED)
    assert words.progress(column, 64, 2.0) == "done · answered · 72 tokens · 2.0 s · 36 tok/s"
    column.problem = "the engine broke"
    assert words.progress(column, 64, 2.0) == "the engine broke"


def test_no_answer_is_not_called_wrong() -> None:
    assert words.verdict(result(Ending.ANSWERED, correct=False)) == "wrong"
    assert words.verdict(result(Ending.ANSWERED, correct=True)) == "right"
    assert words.verdict(result(Ending.EMPTY, correct=False, answer=None)) == ""
