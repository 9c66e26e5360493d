"""The structured answer to an open case: read when it is one, refused when it is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reasoning.domains.differential import FORM, MAX_DIAGNOSES, read_differential

ANSWER = """\
Red flags: hypotension; syncope
1. pulmonary embolism (60%) | for: leg swelling, pleuritic pain | against: fever
2. pneumonia (30%) | for: fever | against: none
Would change the ranking: a normal D-dimer makes embolism unlikely
Next test: CT pulmonary angiography"""


def test_every_part_is_read() -> None:
    found = read_differential(ANSWER)
    assert found is not None
    assert found.red_flags == ("hypotension", "syncope")
    first, second = found.diagnoses
    assert (first.name, first.share) == ("pulmonary embolism", 0.6)
    assert first.evidence_for == ("leg swelling", "pleuritic pain")
    assert first.evidence_against == ("fever",)
    assert second.evidence_against == ()
    assert found.would_change.startswith("a normal D-dimer")
    assert found.next_test == "CT pulmonary angiography"


def test_markdown_and_evidence_on_lines_of_its_own_are_read() -> None:
    found = read_differential(
        "## Red flags: none\n**1. Pulmonary embolism** – 60 %\n- For: leg swelling\n"
        "- Against: fever, cough\n2) Pneumonia\n**Next test:** D-dimer"
    )
    assert found is not None
    assert found.red_flags == ()
    assert found.diagnoses[0].name == "Pulmonary embolism"
    assert found.diagnoses[0].share == 0.6
    assert found.diagnoses[0].evidence_against == ("fever", "cough")
    assert found.diagnoses[1].share is None
    assert found.next_test == "D-dimer"


def test_prose_is_no_differential() -> None:
    assert read_differential("I think this is a pulmonary embolism.") is None
    assert read_differential("") is None


def test_the_form_that_is_asked_for_can_be_read() -> None:
    found = read_differential(FORM)
    assert found is not None
    assert len(found.diagnoses) == 2


def test_a_runaway_list_is_cut() -> None:
    found = read_differential("\n".join(f"{n % 99}. disease {n}" for n in range(10_000)))
    assert found is not None
    assert len(found.diagnoses) == MAX_DIAGNOSES


@given(st.text())
def test_any_text_is_read_without_a_fault(text: str) -> None:
    read_differential(text)


_NAME = st.text("abcdefghij klmn", min_size=1).map(str.strip).filter(bool)
_ITEMS = st.lists(_NAME.filter(lambda name: name != "none"), max_size=3)


@given(st.lists(st.tuples(_NAME, st.integers(0, 100), _ITEMS, _ITEMS), min_size=1, max_size=5))
def test_what_is_written_in_the_form_is_read_back(
    ranked: list[tuple[str, int, list[str], list[str]]],
) -> None:
    lines = [
        f"{n}. {name} ({share}%) | for: {', '.join(good) or 'none'} "
        f"| against: {', '.join(bad) or 'none'}"
        for n, (name, share, good, bad) in enumerate(ranked, start=1)
    ]
    found = read_differential("\n".join(lines))
    assert found is not None
    read = [(d.name, d.share, d.evidence_for, d.evidence_against) for d in found.diagnoses]
    assert read == [(name, share / 100, tuple(a), tuple(b)) for name, share, a, b in ranked]
