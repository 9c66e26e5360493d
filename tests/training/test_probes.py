"""The probes for what is outside the model's world hold nothing of it, and their control does."""

from __future__ import annotations

import random
import re
from functools import cache

import pytest

from data.clinical import load
from training.measure.bench import problems_of
from training.probes import (
    FRAMES,
    MEDICAL,
    OTHER,
    UNKNOWN_FINDINGS,
    with_known_finding,
    with_unknown_finding,
)


def test_an_unknown_finding_is_told_before_the_question_is_asked() -> None:
    for seed, problem in enumerate(problems_of("vignettes", "easy", 20, "scope")):
        changed = with_unknown_finding(problem, random.Random(seed))
        asked = problem.question.rsplit(". ", 1)[1]
        assert changed.question.endswith(f". {asked}")
        assert len(changed.question) > len(problem.question)
        assert changed.options == problem.options


@cache
def _phrases() -> dict[str, str]:
    """What the base calls its findings and diagnoses, by the words alone."""
    base = load()
    named = [(f.name, *f.phrases) for f in base.findings.values()]
    named += [(d.name, *d.also) for d in base.diagnoses.values()]
    return {_words(text): text for names in named for text in names}


def _words(text: str) -> str:
    return " ".join(["", *re.findall(r"\w+", text.casefold()), ""])


@pytest.mark.parametrize("probe", UNKNOWN_FINDINGS + MEDICAL + OTHER)
def test_a_probe_has_in_it_nothing_that_the_base_has_a_name_for(probe) -> None:
    assert [text for words, text in _phrases().items() if words in _words(probe)] == []


@pytest.mark.parametrize("probe", UNKNOWN_FINDINGS)
def test_no_phrase_of_the_base_tells_an_unknown_finding(probe) -> None:
    core = _words(re.sub("^(a|an|the) ", "", probe))
    assert [text for words, text in _phrases().items() if core in words] == []


def test_the_control_tells_a_known_finding_in_the_same_sentence() -> None:
    named = {text for f in load().findings.values() for text in f.phrases}
    for seed, problem in enumerate(problems_of("cases", "easy", 20, "scope")):
        known, unknown = (
            put(problem, random.Random(seed)).question.rpartition(". ")[0].rpartition(". ")[2]
            for put in (with_known_finding, with_unknown_finding)
        )
        assert (" also " in known) == (" also " in unknown)
        assert any(known.endswith(text) for text in named)
        assert not any(unknown.endswith(text) for text in named)


def test_the_sentence_of_a_probe_fits_man_and_woman() -> None:
    assert not re.search(r"\b(she|he|her|his|woman|man)\b", " ".join(FRAMES), re.I)


def test_each_half_of_the_probes_is_large_enough_to_tell_a_rate() -> None:
    for probes in (MEDICAL, OTHER):
        assert len(set(probes)) == len(probes) >= 40
