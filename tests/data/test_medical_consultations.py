"""Consultations: a finding is told only when it is asked for, and nothing else is understood."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.clinical import load
from data.generators.base import LEVELS, SPLITS
from data.generators.medical.consultations import (
    ASKED,
    CANDIDATES,
    ROUNDS,
    Consultation,
    draw_consultation,
    named,
    question_line,
)
from data.generators.medical.patients import Patient, Sign
from data.generators.medical.phrasing import sayings
from data.generators.medical.weighing import ranked, weigh
from reasoning.problem import AnswerType
from tests.data.medical_examples import all_made, found, made, thoughts

BASE = load()
SEEDS = st.integers(0, 2**32)


def drawn(seed: int, difficulty="hard", split="train") -> Consultation:
    return draw_consultation(random.Random(seed), difficulty, split)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from(LEVELS), st.sampled_from(SPLITS))
def test_a_reply_tells_what_was_asked_for_and_nothing_else(seed, difficulty, split) -> None:
    talk = drawn(seed, difficulty, split)
    assert len(talk.candidates) == CANDIDATES[difficulty]
    before = len(talk.known.signs)
    asked = talk.to_ask()
    assert len(asked) <= ASKED
    reply = talk.reply(random.Random(seed), question_line(BASE, asked))
    assert [sign.finding for sign in talk.told] == asked
    assert len(talk.known.signs) == before + len(asked)
    assert reply.count("; ") == max(0, len(asked) - 1)
    assert not set(talk.to_ask()) & set(asked)


@pytest.mark.parametrize("question", ["How are you?", "", "Please tell me about: nonsense", ": ,"])
def test_words_that_name_no_finding_are_not_understood_and_tell_nothing(question: str) -> None:
    talk = drawn(1)
    reply = talk.reply(random.Random(0), question)
    assert reply == "I do not understand. Please name a finding."
    assert talk.told == []


def test_a_finding_that_is_asked_for_again_is_told_alike_and_counts_once() -> None:
    talk = drawn(2)
    asked = question_line(BASE, talk.to_ask())
    talk.reply(random.Random(0), asked)
    told = list(talk.told)
    talk.reply(random.Random(1), asked)
    assert talk.told == told


def test_a_question_may_name_findings_in_a_sentence_with_and() -> None:
    assert named(BASE, "Tell me about: Fever and headache, fever?") == ["fever", "headache"]
    assert named(BASE, "flashes and floaters, fever") == ["flashes_and_floaters", "fever"]


def test_an_answer_agrees_with_age_sex_and_what_was_told_before() -> None:
    patient = Patient("male", 12, (Sign("severe_sudden_headache", True),), "sudden")
    truth = {"pregnancy": True, "gradual_onset": True, "headache": False, "fever": True}
    talk = Consultation(BASE, patient, truth, (), "train")
    asked = [*truth, "low_body_temperature", "sudden_onset"]
    talk.reply(random.Random(0), question_line(BASE, asked))
    assert {sign.finding: sign.present for sign in talk.told} == {
        "pregnancy": False,
        "gradual_onset": False,
        "headache": True,
        "fever": True,
        "low_body_temperature": False,
        "sudden_onset": True,
    }


def test_every_finding_can_be_asked_for_by_its_name() -> None:
    for finding in BASE.findings.values():
        assert named(BASE, question_line(BASE, [finding.id])) == [finding.id]


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.lists(st.sampled_from(list(BASE.findings)), min_size=5, max_size=40, unique=True))
def test_whatever_is_asked_nothing_impossible_or_contradictory_is_told(seed, asked) -> None:
    talk = drawn(seed)
    for finding in asked:
        talk.reply(random.Random(seed), question_line(BASE, [finding]))
    there = {sign.finding for sign in talk.known.signs if sign.present}
    for finding in (BASE.findings[f] for f in there):
        assert finding.possible(talk.patient.age, talk.patient.sex)
        assert not there & set(finding.excludes)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from(LEVELS))
def test_a_consultation_is_over_within_its_rounds(seed, difficulty) -> None:
    talk, rounds = drawn(seed, difficulty), 0
    while not talk.decided and rounds < ROUNDS:
        talk.reply(random.Random(seed), question_line(BASE, talk.to_ask()))
        rounds += 1
    first, second = ranked(talk.weighed())[:2]
    assert talk.decided or rounds == ROUNDS
    assert first.total >= second.total


@pytest.mark.parametrize("split", ["validation", "test"])
def test_problems_of_a_test_end_in_the_best_of_the_candidates(split) -> None:
    for difficulty in LEVELS:
        for example in made("consultations", difficulty, split):
            problem = example.problem
            assert len(problem.history) <= 2 * ROUNDS
            assert problem.answer_type is AnswerType.TEXT
            totals = _totals(example)
            assert problem.gold == example.answer
            assert totals[problem.gold or ""] == max(totals.values())


def test_an_answer_that_is_no_diagnosis_asks_for_findings_that_are_not_told() -> None:
    open_ = [e for e in all_made("consultations", 12) if e.problem.gold is None]
    assert open_
    for example in open_:
        assert example.answer.startswith("Please tell me about: ")
        asked = named(BASE, example.answer)
        assert asked and not {sign.finding for sign in found(example).signs} & set(asked)
        assert thoughts(example).slipped is None


def test_the_patient_answers_in_the_words_of_the_split() -> None:
    talk, finding = drawn(3, "easy", "test"), "fever"
    (noun,), (denial,) = _words(finding)
    told = talk.reply(random.Random(0), f"Please tell me about: {BASE.findings[finding].name}")
    bare = noun.removeprefix("a ")
    assert told in (f"{noun}.", f"{denial}.", f"no {bare}.")


def _words(finding: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    said = sayings(finding, "test")
    return said.nouns, said.absent


def _totals(example) -> dict[str, int]:
    patient = found(example)
    offered = thoughts(example).step
    return {
        d.name: weigh(BASE, d, patient).total
        for d in BASE.diagnoses.values()
        if f" {d.name} " in offered
    }
