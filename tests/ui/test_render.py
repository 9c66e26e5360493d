import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning import AnswerType, Problem
from reasoning.events import Vote
from ui import render

CASE = Problem("What could this be?", domain="medical", answer_type=AnswerType.DDX)
DIFFERENTIAL = """\
Red flags: hypotension; syncope
1. pulmonary embolism (60%) | for: leg swelling, pleuritic pain | against: fever
2. pneumonia (30%) | for: fever | against: none
Would change the ranking: purulent sputum favours pneumonia
Next test: CT angiography"""


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"), max_size=200))
def test_verbatim_text_reads_back_as_it_was_and_means_nothing(text: str) -> None:
    shown = render.verbatim(text)
    assert html.unescape(shown).replace("\xa0", " ") == text.replace("\xa0", " ")
    assert not re.search(r"[<>*_`\[\]|$\\]|^ |^\d+\.", shown, re.MULTILINE)


@given(st.text(max_size=60), st.text(max_size=60))
def test_verbatim_text_grows_at_its_end_only(begin: str, more: str) -> None:
    if not begin.endswith((" ", "\n")):  # an indent is known once its line goes on
        assert render.verbatim(begin + more).startswith(render.verbatim(begin))


@given(st.text(max_size=200))
def test_an_answer_brings_no_tag_and_no_image(text: str) -> None:
    shown = render.markdown(text)
    assert "<" not in shown
    assert "![" not in shown


@pytest.mark.parametrize("problem", [CASE, Problem("x"), Problem("x", domain="maths")])
def test_hostile_answers_are_harmless_in_every_domain(problem: Problem) -> None:
    hostile = "1. <img src=x onerror=alert(1)> (50%) | for: ![a](http://evil/x.png)\n<script>"
    for over in (False, True):
        shown = render.answer(problem, hostile, over=over)
        assert "<" not in shown
        assert "![" not in shown


def test_a_differential_has_its_red_flags_before_its_ranking() -> None:
    shown = html.unescape(render.answer(CASE, DIFFERENTIAL, over=True))
    assert shown.index("Red flags:** hypotension; syncope") < shown.index("| 1 | **pulmonary")
    assert "| 2 | pneumonia | 30% | fever | none |" in shown
    assert shown.index("Would change the ranking") < shown.index("Next test:** CT angiography")


def test_a_narrow_differential_is_a_list_with_its_evidence_below() -> None:
    shown = html.unescape(render.answer(CASE, DIFFERENTIAL, over=True, ranking=render.ranking_list))
    assert "1. **pulmonary embolism** 60%\n    - for: leg swelling, pleuritic pain" in shown
    assert "|" not in shown


def test_an_open_case_that_is_not_in_form_is_shown_as_written_and_marked() -> None:
    shown = render.answer(CASE, "It is gout.", over=True)
    assert render.NOT_IN_FORM in shown
    assert "It is gout&#46;" in shown
    assert render.NOT_IN_FORM not in render.answer(CASE, "It is", over=False)


def test_votes_name_the_option_behind_a_letter() -> None:
    problem = Problem("x", options={"A": "gout", "B": "a|b"}, answer_type=AnswerType.SC)
    counted = [Vote("B", 3, 0.75, None), Vote("A", 1, 0.25, None)]
    lines = render.votes(problem, counted, outstanding=4).splitlines()
    assert html.unescape(lines[2]) == "| B) a|b | 3 | 75% |"
    assert lines[2].count("|") == 4
    assert lines[-1] == "4 still to come"


def test_a_table_of_the_page_escapes_its_cells() -> None:
    shown = render.html_table(["a"], [["<b>&"]], 'the "caption"')
    assert "<td>&lt;b&gt;&amp;</td>" in shown
    assert 'aria-label="the &quot;caption&quot;"' in shown


def test_an_error_is_one_escaped_line_or_nothing() -> None:
    assert render.error("") == ""
    assert "Seed &lt;x&gt;" in render.error("seed <x>")
