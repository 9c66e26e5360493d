"""No wording of one split is met in another, and what is said reads as English."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.clinical import load
from data.generators.base import SPLITS, phrasing
from data.generators.medical import phrasing as sayings_of
from data.generators.medical import story, wordings
from data.generators.medical.cases import MIXES
from data.generators.medical.grammar import article, can_say, several
from data.generators.medical.patients import Patient, Sign, draw_patient
from data.generators.medical.phrasing import REGISTERS, denial, noun, sayings, verb, words
from data.generators.medical.story import Teller

BASE = load()
FINDINGS = list(BASE.findings)
HELD = {
    p
    for s in ("validation", "test")
    for f in FINDINGS
    for p in (*sayings(f, s).nouns, *sayings(f, s).absent)
}
#: What no sentence should have: an article or a number that does not agree, a place not filled in.
WRONG = (
    r"  |\bno no\b|[{}]|\.\.|,,",
    r"\ba [aeio]\w+ |\ban [bcdfgjkpqtvwyz]\w+ ",
    r"\b(platelets|eosinophils|reticulocytes|ketones) (is|was|reads|comes)\b",
    r"There is (\w+ )?(pupils|glands|ankles|joints|muscles|stools)\b",
)


def _lists() -> Iterator[tuple[Sequence[str], int]]:
    """Every list of sentences, with how many of its end are kept for testing."""
    single = ("REPORT_VERBS", "URGENT", "NEGATIVE", "COURSE_CHANGES")
    held = {"REPORT_NEXT": 3, "EVERYDAY_NEXT": 3, "NOTE_NEXT": 3, "ASIDES": 5}
    for name, value in vars(wordings).items():
        if isinstance(value, tuple) and name not in single:
            yield value, held.get(name, wordings.HELD)
    yield from ((times, wordings.HELD) for times in wordings.TIMES.values())
    yield from ((way, 1) for way in zip(*wordings.COURSE_CHANGES, strict=True))


def test_no_sentence_of_one_split_is_met_in_another() -> None:
    said = {
        s: {text for options, held in _lists() for text in phrasing(options, s, held)}
        for s in SPLITS
    }
    assert not said["train"] & said["test"]
    assert not said["train"] & said["validation"]
    assert not said["validation"] & said["test"]


def test_no_noun_or_absent_phrase_of_one_split_is_met_in_another() -> None:
    said = {
        s: {p for f in FINDINGS for p in (*sayings(f, s).nouns, *sayings(f, s).absent)}
        for s in SPLITS
    }
    assert not said["train"] & said["test"]
    assert not said["train"] & said["validation"]
    assert not said["validation"] & said["test"]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(FINDINGS), st.sampled_from(REGISTERS))
def test_no_phrase_that_training_makes_is_one_of_another_split(seed, finding, register) -> None:
    rng = random.Random(seed)
    said = {noun(rng, finding, register, "train"), denial(rng, finding, register, "train")}
    said.add(verb(rng, finding, "train") or "")
    assert not said & HELD


def test_a_rewording_that_is_kept_for_testing_is_not_made(monkeypatch) -> None:
    monkeypatch.setattr(sayings_of, "REPLACED", 1.0)
    monkeypatch.setattr(sayings_of, "SYNONYMS", (("an ache", "a pain"), ("ache", "itch")))
    phrase = "an ache in the calf"
    monkeypatch.setattr(sayings_of, "_kept", lambda: frozenset({"a pain in the calf"}))
    made = {sayings_of._reworded(random.Random(seed), phrase) for seed in range(20)}
    assert made == {phrase, "an itch in the calf"}


def test_most_words_of_held_out_phrases_are_known_from_training() -> None:
    total, met = 0, 0
    for finding in BASE.findings.values():
        told = (*sayings(finding.id, "train").nouns, *finding.verbs)
        train = {word for phrase in told for word in words(phrase)}
        for phrase in sayings(finding.id, "test").nouns:
            total += len(words(phrase))
            met += len(words(phrase) & train)
    assert met / total > 0.5


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 2**32),
    st.sampled_from(FINDINGS),
    st.sampled_from(REGISTERS),
    st.sampled_from(SPLITS),
)
def test_a_denial_denies_once(seed, finding, register, split) -> None:
    told = denial(random.Random(seed), finding, register, split)
    assert not re.match(r"no (no|not|nothing|absent|missing|normal|hardly|the|a|an) ", told)


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("register", REGISTERS)
def test_cases_read_as_english(register, split) -> None:
    rng = random.Random(5)
    for _ in range(60):
        seed = rng.choice(list(BASE.diagnoses.values()))
        patient = draw_patient(rng, BASE, seed, MIXES["hard"])
        text = Teller(rng, BASE, patient, split, register).tell().text
        assert not [wrong for wrong in WRONG if re.search(wrong, text)], text
        assert text[0].isupper() or text[0].isdigit()


@pytest.mark.parametrize("split", SPLITS)
def test_small_children_do_not_speak_for_themselves_and_nobody_is_too_old_or_young(split) -> None:
    rng = random.Random(6)
    for years in (1, 2, 4, 16, 89):
        for _ in range(40):
            patient = Patient("female", years, (Sign("fever", True),), "chronic")
            text = Teller(rng, BASE, patient, split, rng.choice(REGISTERS)).tell().text
            if years < 5:
                assert not re.search(r"\b(I am a|I'm a|reports|tells us|complains|says)\b", text)
            if years < 3:
                assert not re.search(r"\byears?\b(?!-old)", text), text
            assert years in range(60, 71) or "retired" not in text
            assert years in range(20, 67) or "works as" not in text
            assert "ambulance" not in text and "emergency" not in text


@pytest.mark.parametrize("register", ["report", "everyday"])
def test_every_sentence_that_tells_findings_has_a_verb(register) -> None:
    verb = re.compile(
        r"\{are\}|\b(has|have|is|are|am|was|started|presents|comes|seeks|sees|reports|turns|asks"
        r"|tells|complains|look|reveals|shows|include|lists|noticed|mention)\b"
    )
    lists = (story.OPENINGS, story.NEXT, story.DENIALS)
    told = [sentence for options in lists for sentence in options[register]]
    without = [sentence for sentence in told if not verb.search(sentence)]
    assert without == (["Negative findings: {group}."] if register == "report" else [])


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("register", REGISTERS)
def test_a_case_opens_with_what_the_patient_feels_or_shows_where_there_is_any(
    register, split, monkeypatch
) -> None:
    opened: list[str] = []
    opening = Teller._opening

    def noted(teller: Teller, signs: Sequence[Sign]) -> str:
        opened.extend(sign.finding for sign in signs)
        return opening(teller, signs)

    monkeypatch.setattr(Teller, "_opening", noted)
    rng = random.Random(9)
    findings = ("family_history_of_same", "high_transaminases", "fever", "smoking", "vomiting")
    drawn = Patient("female", 50, tuple(Sign(finding, True) for finding in findings))
    for _ in range(20):
        patient = Teller(rng, BASE, drawn, split, register).tell().patient
        assert patient.key == drawn.key
    assert set(opened) == {"fever", "vomiting"}


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("register", REGISTERS)
def test_a_history_or_a_value_alone_has_an_opening_that_fits(register, split) -> None:
    rng = random.Random(10)
    for finding in ("family_history_of_same", "high_transaminases"):
        for years in (1, 16, 90):
            patient = Patient("male", years, (Sign(finding, True),), "chronic")
            for _ in range(20):
                text = Teller(rng, BASE, patient, split, register).tell().text
                assert not re.search(r"troubled by|admitted|PC:|emergency|bothers", text)


@pytest.mark.parametrize(("years", "who"), [(15, "girl"), (17, "girl"), (18, "woman")])
def test_nobody_under_eighteen_is_a_woman_or_a_man(years, who) -> None:
    patient = Patient("female", years, (Sign("fever", True),))
    text = Teller(random.Random(11), BASE, patient, "train", "report").tell().text
    assert f"{years}-year-old {who}" in text


def test_a_normal_test_is_not_denied_as_a_negative_finding() -> None:
    rng = random.Random(7)
    patient = Patient("male", 50, (Sign("fever", True), Sign("normal_ecg", False)))
    for _ in range(60):
        for split in SPLITS:
            text = Teller(rng, BASE, patient, split, rng.choice(REGISTERS)).tell().text
            assert not re.search(r"(Neg|-ve|egatives)[^.]*: an? abnormal", text)
            assert "negatives include a" not in text


def test_no_sentence_of_a_case_is_used_twice_while_there_are_others() -> None:
    rng = random.Random(8)
    signs = tuple(Sign(f, True) for f in ("fever", "vomiting", "headache", "fatigue"))
    for _ in range(40):
        teller = Teller(rng, BASE, Patient("male", 50, signs), "test", "report")
        teller.tell()
        assert len(teller.used) == len(set(teller.used)) or len(teller.used) > wordings.NEXT_HELD


@pytest.mark.parametrize(
    ("phrase", "many"),
    [
        ("swollen glands", True), ("no mouth ulcers", True), ("pus on the tonsils", False),
        ("a pair of eyes", False), ("kidneys smaller than normal", True), ("diabetes", False),
        ("trouble remembering recent events", False), ("an ache and sores", False),
        ("paraesthesiae", True), ("systolic difference between the arms", False),
    ],
)  # fmt: skip
def test_one_or_several(phrase: str, many: bool) -> None:
    assert several(phrase) == many


def test_articles_and_what_nobody_says_of_herself() -> None:
    assert [article(w) for w in ("oxygen saturation", "haemoglobin", "urine", "FEV1", "TSH")] == [
        "an", "a", "a", "an", "a"
    ]  # fmt: skip
    assert can_say("feels sick") and not can_say("complains of pain")
