"""Choices: the letter that a reply settles on, however it says so."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reasoning.grading import read_choice, same_answer

DRUGS = {"A": "Aspirin", "B": "Ibuprofen", "C": "Warfarin", "D": "Heparin"}
CASE = {"A": "Hepatitis A", "B": "Hepatitis B", "C": "Vitamin B12 deficiency", "D": "Gout"}

SETTLED = [
    ("C", "C"),
    ("c", "C"),
    ("(C)", "C"),
    ("[C]", "C"),
    ("C.", "C"),
    ("C) Warfarin", "C"),
    ("C: Warfarin", "C"),
    ("**C. Warfarin**\n\nAspirin is an antiplatelet drug.", "C"),
    ("Warfarin", "C"),
    ("Warfarin, because it inhibits vitamin K epoxide reductase.", "C"),
    ("The answer is **C**", "C"),
    ("the answer is c", "C"),
    ("Answer - C", "C"),
    ("Answer:\n\n**C**", "C"),
    ("### Answer\nC", "C"),
    (r"\boxed{C}", "C"),
    (r"\boxed{\text{C}}", "C"),
    (r"\boxed{A}, no: \boxed{\textbf{(C)}}", "C"),
    (r"The answer is \(\text{C}\).", "C"),
    ('{"answer": "C) Warfarin"}', "C"),
    ("Ｃ", "C"),
    ("（Ｃ）", "C"),
    ("答案：Ｃ", "C"),
    ("【答案】C", "C"),
    ("答案应为C。", "C"),
    ("因此选择C项", "C"),
    ("排除A、B、D，故选C", "C"),
    ("答案是C，不是A", "C"),
    ("A和B错误，C正确", "C"),
    ("The answer is not A. It is C.", "C"),
    ("The correct answer isn't A; it's C", "C"),
    ("It's neither A nor B, so C", "C"),
    ("I first thought the answer was A, but the answer is C.", "C"),
    ("The answer is C, not A.", "C"),
    ("A, B and D are incorrect. C is correct.", "C"),
    ("We can rule out A, B, and D. Therefore C.", "C"),
    ("Rather than A, choose C.", "C"),
    ("Between B and C, I'd go with C.", "C"),
    ("Heparin is not indicated; warfarin is.", "C"),
    ("A patient with atrial fibrillation should get warfarin.", "C"),
    ("Is it A? Is it B? The answer is C.", "C"),
    ("<think>The answer is A.</think>C", "C"),
    ("A) Aspirin: acts on COX\nB) Ibuprofen: too\nC) Warfarin: yes\nD) Heparin\n\nAnswer: C", "C"),
    ("A: no. B: no. C: yes. D: no.", "C"),
    ("A、B都错，选C", "C"),
    ("<answer>C</answer>", "C"),
    ("The answer is “C”.", "C"),
    ("The answer is C. No other option fits: A is weaker.", "C"),
    ("The answer is A. Wait, the answer is C.", "C"),
    (r"\boxed{A}. On reflection, so finally \boxed{C}", "C"),
    (r"\boxed{C}, \boxed{\text{Warfarin}}", "C"),
    ("C) Warfarin is better than A) Aspirin", "C"),
    ("C) Warfarin, not A) Aspirin", "C"),
]

UNSETTLED = [
    "",
    "I don't know.",
    "It is not A.",
    "The answer is E.",
    "Answer: B and C",
    "Either A or B would be reasonable.",
    "Answer: A/B",
    "The answer is A. No, B.",
    "I would answer A. Actually, B.",
    "A是错的",
    "Is it A? Or B?",
    "Option A is wrong. Option B is wrong.",
    "<think>The answer is A.",
    "A) Aspirin\nB) Ibuprofen\nC) Warfarin\nD) Heparin",
    "A) Aspirin B) Ibuprofen",
    "I think A or B",
    "Probably A or B",
    "Maybe A or D",
    "I think A and C",
    "I suspect B, C",
    r"\boxed{A}, \boxed{B}",
    r"\boxed{A}\boxed{B}",
]


@pytest.mark.parametrize(("reply", "letter"), SETTLED)
def test_a_reply_that_settles_on_an_option_gives_its_letter(reply: str, letter: str) -> None:
    assert read_choice(reply, DRUGS) == letter


@pytest.mark.parametrize("reply", UNSETTLED)
def test_a_reply_that_settles_on_no_option_or_on_two_gives_none(reply: str) -> None:
    assert read_choice(reply, DRUGS) is None


@pytest.mark.parametrize(
    ("reply", "letter"),
    [
        ("The most likely diagnosis is hepatitis B.", "B"),
        ("Answer: hepatitis A", "A"),
        ("A 45-year-old man with B cell lymphoma has gout.", "D"),
        ("Type B behaviour and vitamin D intake point to gout.", "D"),
    ],
)
def test_a_letter_within_a_medical_term_names_no_option(reply: str, letter: str) -> None:
    assert read_choice(reply, CASE) == letter


def test_without_options_the_letters_alone_decide() -> None:
    assert same_answer("B", "B: 42 J", "SC")
    assert same_answer("B", "[B]", "SC")
    assert not same_answer("B", "B and C", "SC")
    assert not same_answer("B", "C", "SC")


def test_with_options_a_text_and_its_letter_are_the_same_choice() -> None:
    assert same_answer("C", "warfarin", "SC", DRUGS)
    assert not same_answer("C", "heparin", "SC", DRUGS)


@given(st.sampled_from(sorted(DRUGS)), st.sampled_from(sorted(DRUGS)))
def test_the_last_stated_answer_wins(first: str, last: str) -> None:
    reply = f"The answer is {first}. On reflection, the answer is {last}."
    assert read_choice(reply, DRUGS) == last


@settings(deadline=timedelta(seconds=30))
@given(st.text(max_size=200))
def test_any_text_gives_one_of_the_letters_or_none(text: str) -> None:
    assert read_choice(text, DRUGS) in {*DRUGS, None}
    assert same_answer(text, text, "SC", DRUGS)


@pytest.mark.parametrize(
    "piece",
    ["(", "A. ", "A?", "A and ", "is not A ", "Answer: A or ", "the answer is ", "Warfarin ", "**",
     " ", "\n", "Option (a) ", '"answer": "', "1,1111", r"\boxed{", "<think>", "答案是", "A\n",
     "ﷺ"],
)  # fmt: skip
def test_no_reply_takes_long_to_read(piece: str) -> None:
    before = time.process_time()
    read_choice(piece * (100_000 // len(piece)), DRUGS)
    assert time.process_time() - before < 2
