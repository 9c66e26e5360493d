"""What an answer claims, and which passages bear it out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning.evidence import Claim, Hit, Passage, Relation, claims_of
from reasoning.evidence.claims import _MARKS, MOST_CLAIMS, claiming_text
from reasoning.evidence.support import says, states
from reasoning.evidence.vocabulary import Vocabulary
from reasoning.problem import AnswerType, Problem
from tests.reasoning.evidence.tiny import BASE

VOCABULARY = Vocabulary(BASE)
CASE = Problem("A hot joint.", domain="medical", answer_type=AnswerType.DDX)
ANSWER = """\
Red flags: hot joint
1. gout (70%) | for: hot joint | against: fever
2. migraine (30%) | for: fever | against: none
Would change the ranking: flashing lights favours migraine
Next test: joint fluid for crystals"""


def supported(claim: Claim) -> bool:
    return bool(states(claim, [Hit(passage, 0.5) for passage in BASE], VOCABULARY))


def of_text(text: str, question: str = "?") -> list[Claim]:
    problem = Problem(question, domain="medical", answer_type=AnswerType.TEXT)
    return claims_of(problem, text, VOCABULARY)


def test_a_differential_claims_each_finding_each_flag_and_the_test() -> None:
    both = ("gout", "migraine")
    claims = claims_of(CASE, ANSWER, VOCABULARY)
    assert [(c.relation, c.subjects, c.terms) for c in claims] == [
        (Relation.RED_FLAG, both, ("hot joint",)),
        (Relation.FOR, ("gout",), ("hot joint",)),
        (Relation.AGAINST, ("gout",), ("fever",)),
        (Relation.FOR, ("migraine",), ("fever",)),
        (Relation.SAYS, ("migraine",), ("visual aura",)),
        (Relation.TEST, both, ("joint fluid for crystals",)),
    ]
    assert [supported(claim) for claim in claims] == [True, True, True, False, True, True]


@pytest.mark.parametrize(
    ("claim", "borne_out"),
    [
        (Claim(Relation.FOR, ("urate arthritis",), ("a joint that glows",)), True),
        (Claim(Relation.AGAINST, ("gout",), ("hot joint",)), False),
        (Claim(Relation.FOR, ("gout",), ("no hot joint",)), False),
        (Claim(Relation.FOR, ("migraine",), ("hot joint",)), False),
        (Claim(Relation.FOR, ("migraine",), ("without pyrexia",)), True),
        (Claim(Relation.FOR, ("migraine",), ("pyrexia",)), False),
        (Claim(Relation.TEST, ("migraine",), ("joint fluid for crystals",)), False),
        (Claim(Relation.FOR, ("lupus",), ("hot joint",)), False),
        (Claim(Relation.FOR, ("gout",), ("rash",)), False),
    ],
)
def test_the_shared_base_bears_out_what_its_structure_says_and_nothing_else(
    claim: Claim, borne_out: bool
) -> None:
    assert supported(claim) is borne_out


@pytest.mark.parametrize(
    ("text", "borne_out"),
    [
        ("Gout typically presents with a hot joint.", True),
        ("Gout is treated with colchicine.", True),
        ("Gout is treated with arsenic and colchicine.", False),
        ("Fever speaks against gout.", True),
        ("Fever is typical of gout.", False),
        ("A hot joint speaks against gout.", False),
        ("Migraine comes with a hot joint.", False),
        ("The moon is made of green cheese.", False),
    ],
)
def test_sentences_are_claims_and_every_word_that_says_something_counts(
    text: str, borne_out: bool
) -> None:
    (claim,) = of_text(text)
    assert supported(claim) is borne_out


def test_a_sentence_is_about_the_diagnosis_before_it_or_in_the_question() -> None:
    first, second = of_text("Gout has a hot joint. Fever makes it unlikely.")
    assert (second.relation, second.subjects) == (Relation.AGAINST, ("gout",))
    (claim,) = of_text("colchicine", "How is gout treated?")
    assert claim.subjects == ("gout",)
    assert supported(first) and supported(second) and supported(claim)
    (claim,) = of_text("fever", "What speaks against gout?")
    assert supported(claim)


def test_the_letter_of_a_choice_claims_nothing() -> None:
    choice = Problem(
        "Which?", domain="medical", answer_type=AnswerType.SC, options={"A": "gout", "B": "flu"}
    )
    assert claiming_text(choice, "A) gout") == ""
    assert claims_of(choice, "**B) flu**", VOCABULARY) == []
    (claim,) = claims_of(choice, "A) gout\nGout has a hot joint.", VOCABULARY)
    assert claim.text == "Gout has a hot joint."


def test_small_talk_claims_nothing_and_a_runaway_answer_is_cut() -> None:
    assert of_text("Sure! Gout. Yes, of course.") == []
    runaway = " ".join(f"Gout number {n} has a hot joint and {n}rash." for n in range(500))
    assert len(of_text(runaway)) == MOST_CLAIMS


@pytest.mark.timeout(10)
def test_an_answer_of_empty_lines_is_read_at_once() -> None:
    assert _MARKS.sub("", "\n" * 100_000 + "x")


def own(text: str) -> Passage:
    return Passage("1", text, title="notes.md", own=True)


@pytest.mark.parametrize(
    ("text", "borne_out"),
    [
        ("Urate arthritis\nOften there is a joint that glows.", True),
        ("Migraine\nOften there is a hot joint.", False),
        ("Gout is common. Migraine has a hot joint.", False),
        ("Gout never comes with a hot joint.", False),
        ("A hot joint makes gout unlikely.", False),
        ("A hot joint. Gout is common.", False),
        ("Gout is painful.", False),
    ],
)
def test_an_own_document_has_to_say_it_of_the_diagnosis_and_on_its_side(
    text: str, borne_out: bool
) -> None:
    claim = Claim(Relation.FOR, ("gout",), ("hot joint",))
    assert says(claim, own(text), VOCABULARY) is borne_out


def test_what_the_shared_base_does_not_know_counts_as_it_is_written() -> None:
    claim = Claim(Relation.FOR, ("Wilson disease",), ("copper rings",))
    assert says(claim, own("In Wilson disease there are copper rings."), VOCABULARY)
    assert not says(claim, own("In Wilson disease there are no copper rings."), VOCABULARY)
    assert not says(claim, own("There are copper rings."), VOCABULARY)


ADRENALINE = "First-line treatment of gout: intramuscular adrenaline at once"
NEVER = "In gout do not give intramuscular adrenaline."
CONTRA = "Intramuscular adrenaline in gout is contraindicated."


@pytest.mark.parametrize(
    ("claimed", "written", "borne_out"),
    [
        ("Give intramuscular adrenaline in gout.", ADRENALINE, True),
        ("Never give intramuscular adrenaline in gout.", ADRENALINE, False),
        ("In gout never in any case use intramuscular adrenaline.", ADRENALINE, False),
        ("Intramuscular adrenaline is contraindicated in gout.", ADRENALINE, False),
        ("Avoid intramuscular adrenaline in gout.", ADRENALINE, False),
        ("Do not give intramuscular adrenaline in gout.", NEVER, True),
        ("Give intramuscular adrenaline in gout.", NEVER, False),
        ("Give intramuscular adrenaline in gout.", CONTRA, False),
        ("Gout is treated with colchicine.", "Gout must never in any case be treated with"
         " colchicine.", False),
        ("Treat gout with colchicine 0.5 mg daily.", "In gout colchicine 0.5 mg daily.", True),
        ("Treat gout with colchicine 50 mg daily.", "In gout colchicine 0.5 mg daily.", False),
        ("Treat gout with colchicine 50 mg.", "In gout colchicine. Beer: 50 mg.", False),
        ("Gout is treated with colchicine and ice.", "Gout likes colchicine. Ice helps.", False),
        ("Gout is treated with colchicine and ice.", "Gout.\nColchicine and ice help.", True),
    ],
)  # fmt: skip
def test_a_sentence_is_borne_out_by_one_sentence_that_denies_as_much(
    claimed: str, written: str, borne_out: bool
) -> None:
    (claim,) = of_text(claimed)
    assert says(claim, own(written), VOCABULARY) is borne_out
    if written is ADRENALINE:
        shared = Passage(
            "x", written, "", relation=Relation.TREATMENT, subject=("gout",), names=(("x",),)
        )
        assert bool(states(claim, [Hit(shared, 0.5)], VOCABULARY)) is borne_out


def test_the_shared_base_bears_out_no_denial_of_what_it_names() -> None:
    for text in (
        "Gout should never in any case be treated with colchicine.",
        "Gout is treated with colchicine 50 mg daily.",
    ):
        (claim,) = of_text(text)
        assert claim.terms == ("colchicine",)
        assert not supported(claim)


@given(st.text(max_size=400))
def test_any_text_is_read_and_checked_without_a_fault(text: str) -> None:
    for claim in (*of_text(text, text), *claims_of(CASE, text, VOCABULARY)):
        supported(claim)
        says(claim, own(text), VOCABULARY)
        assert claim.query is not None
