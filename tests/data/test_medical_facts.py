"""Facts: what is answered is what the knowledge base says."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from data.clinical import load
from data.generators import GeneratorError, examples
from data.generators.base import SPLITS, Example, Split, phrasing, spelled_out
from data.generators.medical import facts, questions
from data.generators.medical.contrasts import contrasts_held
from data.generators.medical.phrasing import DENYING, _kept, clipped, sayings, words

BASE = load()
BY_NAME = {d.name: d for d in BASE.diagnoses.values()}
FINDING = {f.name: f.id for f in BASE.findings.values()}


def made(split: Split) -> list[Example]:
    return list(examples("facts", 250, 5, None, split))


def asked(wordings: tuple[str, ...]) -> list[tuple[dict[str, str], str]]:
    """The slots and answers of the questions that were put in one of these wordings."""
    hits = []
    for split in SPLITS:
        for wording in (way for each in phrasing(wordings, split) for way in spelled_out(each)):
            parts = re.split(r"\{(\w+)\}", wording)
            pattern = "".join(
                f"(?P<{p}>.+)" if at % 2 else re.escape(p) for at, p in enumerate(parts)
            )
            for example in made(split):
                if match := re.fullmatch(pattern, example.problem.question, re.I | re.S):
                    hits.append((match.groupdict(), example.problem.gold or ""))
    assert hits
    return hits


def named(slots: dict[str, str], key: str = "name") -> str:
    """A diagnosis as the base writes it: a question may begin with a capital letter."""
    return next(name for name in BY_NAME if name.casefold() == slots[key].casefold())


@pytest.mark.parametrize(
    ("wordings", "answer"),
    [
        (questions.TEST, lambda d: d.first_test.name),
        (questions.CONFIRM, lambda d: d.confirming_test.name),
        (questions.TREAT, lambda d: d.management),
    ],
)  # fmt: skip
def test_tests_and_treatments_are_those_of_the_base(wordings, answer) -> None:
    for slots, gold in asked(wordings):
        if any(slots["name"].casefold() == name.casefold() for name in BY_NAME):
            assert gold == answer(BY_NAME[named(slots)])


@pytest.mark.parametrize("split", SPLITS)
def test_look_alikes_are_those_of_the_base_and_outside_test_none_is_held(split: Split) -> None:
    rng = random.Random(2)
    left_out = set()
    for _ in range(600):
        if asked := facts._like(rng, BASE, split):
            one = BY_NAME[asked.slots["name"]]
            others = [BASE.diagnoses[o] for o in one.look_alikes]
            named = [d for d in others if split == "test" or not contrasts_held((one, d))]
            assert asked.answer == ", ".join(d.name for d in named)
            left_out.add(len(named) < len(others))
    assert left_out == ({False} if split == "test" else {False, True})


@pytest.mark.parametrize(("wordings", "sign"), [(questions.SUPPORT, 1), (questions.OPPOSE, -1)])
def test_what_speaks_for_or_against_has_the_class_of_the_base(wordings, sign) -> None:
    for slots, gold in asked(wordings):
        diagnosis = BY_NAME[named(slots)]
        for text in filter(None, gold.split(", ")):
            name, _, weight = text.rpartition(" ")
            there = not name.startswith("no ")
            assert diagnosis.says(FINDING[name.removeprefix("no ")], there) == int(weight)
            assert int(weight) * sign > 0


def test_a_held_pair_is_not_told_apart_in_any_split() -> None:
    for slots, gold in asked(questions.APART):
        one, other = BY_NAME[named(slots)], BY_NAME[named(slots, "other")]
        assert not contrasts_held((one, other))
        for text in gold.split(", "):
            finding, _, winner = text.partition(" for ")
            loser = other if winner == one.name else one
            weigh = FINDING[finding]
            assert BY_NAME[winner].says(weigh, True) > loser.says(weigh, True)


def _drawn(kind: Callable[..., facts.Fact | None], split: Split) -> list[facts.Fact]:
    rng = random.Random(3)
    return [fact for _ in range(300) if (fact := kind(rng, BASE, split))]


def test_each_candidate_is_weighed_in_the_order_asked_and_the_sum_is_right() -> None:
    for fact in _drawn(facts._weigh_each, "train"):
        lines = fact.answer.split("\n")
        starts = [re.match(r"(.+?) (-?\d+): ", line) for line in lines]
        assert [m[1] for m in starts if m] == fact.slots["names"].split(", ")
        assert not contrasts_held(BY_NAME[m[1]] for m in starts if m)
        for line, start in zip(lines, starts, strict=True):
            assert start
            total = int(start[2])
            pieces = line[start.end() :].split(", ")
            assert [re.sub(r" ([+-]\d = -?\d+|0)$", "", p) for p in pieces] == fact.slots[
                "signs"
            ].split(", ")
            for piece in pieces:
                if said := re.fullmatch(r"(no )?(.+) ([+-]\d) = (-?\d+)", piece):
                    weight = BY_NAME[start[1]].says(FINDING[said[2]], not said[1])
                    total += weight
                    assert (int(said[3]), int(said[4])) == (weight, total)


def test_a_graded_fact_has_one_line() -> None:
    assert not _drawn(facts._weigh_each, "validation") + _drawn(facts._weigh_each, "test")
    assert all("\n" not in example.answer for example in made("test"))


@pytest.mark.parametrize("split", SPLITS)
def test_the_choices_named_are_those_of_the_question(split: Split) -> None:
    for fact in _drawn(facts._choices, split):
        lines = [line.partition(") ")[2] for line in fact.slots["lines"].split("\n")]
        named = fact.answer.split(", ")
        assert sorted(named) == sorted(lines)
        assert split == "train" or named == lines


def test_the_best_three_totals_are_named_and_of_two_equal_ones_the_first() -> None:
    for fact in _drawn(facts._rank, "train"):
        told = fact.slots["totals"].split(", ")
        best = sorted(told, key=lambda text: -int(text.rpartition(" ")[2]))[:3]
        assert fact.answer == ", ".join(best)


def test_the_term_of_a_phrase_is_the_finding_that_has_it() -> None:
    for split in SPLITS:
        said = {
            phrase: finding.name
            for finding in BASE.findings.values()
            for phrase in (*sayings(finding.id, split).nouns, *sayings(finding.id, split).verbs)
        }
        for example in made(split):
            quoted = re.search(r"“(.+)”", example.problem.question)
            if quoted and quoted[1] in said:
                assert example.problem.gold == said[quoted[1]]


def test_facts_have_no_thoughts_and_nothing_beyond_hard() -> None:
    assert all(example.thoughts is None for example in made("test"))
    with pytest.raises(GeneratorError, match=r"^facts has no 'beyond' problems; tasks that have: "):
        next(examples("facts", 1, 0, "beyond"))


def test_a_clipped_phrase_has_fewer_words_of_the_same_and_is_never_one_kept_for_testing() -> None:
    rng, shorter = random.Random(2), 0
    for finding in BASE.findings:
        for phrase in sayings(finding, "train").nouns:
            said = clipped(rng, phrase)
            rest = iter(phrase.split())
            assert all(word in rest for word in said.split())
            assert said not in _kept()
            if words(phrase) & DENYING:
                assert said == phrase
            shorter += said != phrase
    assert shorter > 1000
