"""Wordings of what is asked: enough of them, apart by split, and held-back ones within reach."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from data.generators import maths, olympiad
from data.generators.base import SPLITS, phrasing, spelled_out
from data.generators.maths.scenes import SCENES
from data.generators.medical import questions

#: Fewest wordings of a list, and fewest ways to say something in training.
WORDINGS, WAYS = 8, 30
#: How much of a held-back wording training has in the same list.
KNOWN = 0.6
#: Words in a row that it may not have there.
RUN = 10


def _lists() -> Iterator[tuple[str, Sequence[str]]]:
    """Every list that `phrasing` is given, by its name."""
    for package in (maths, olympiad):
        for module in pkgutil.iter_modules(package.__path__):
            held = importlib.import_module(f"{package.__name__}.{module.name}")
            for name, value in vars(held).items():
                if name.isupper() and _is_list(value):
                    yield f"{package.__name__.rpartition('.')[2]}.{module.name}.{name}", value
    for scene in SCENES:
        yield f"{scene.things[0]}.openings", scene.openings
        yield f"{scene.things[0]}.endings", scene.endings
        yield from ((f"{scene.things[0]}.{op}", told) for op, told in scene.changes.items())


def _is_list(value: object) -> bool:
    """Wordings are sentences, with a place for something that differs."""
    return (
        isinstance(value, tuple)
        and len(value) > 2
        and all(isinstance(x, str) for x in value)
        and any("{" in x for x in value)
    )


MATHS = {name: x for x, name in {x: name for name, x in _lists()}.items()}
#: EITHER is no list of its own, but a part of two.
MEDICAL = {n: x for n, x in vars(questions).items() if n.isupper() and n != "EITHER"}
LISTS = {**MATHS, **MEDICAL}


def _words(wording: str) -> set[str]:
    return set(re.findall(r"[a-z]{2,}", re.sub(r"\{\w*\}", " ", wording.lower())))


def _train(options: Sequence[str]) -> set[str]:
    return {word for wording in phrasing(options, "train") for word in _words(wording)}


@pytest.mark.parametrize("name", MATHS)
def test_training_has_many_ways_to_say_it(name) -> None:
    options = MATHS[name]
    assert len(set(options)) == len(options) >= WORDINGS
    assert len({way for x in phrasing(options, "train") for way in spelled_out(x)}) >= WAYS


@pytest.mark.parametrize("name", LISTS)
def test_no_way_to_say_it_is_in_two_splits(name) -> None:
    said = [{w for x in phrasing(LISTS[name], s) for w in spelled_out(x)} for s in SPLITS]
    assert not (said[0] & said[1] | said[0] & said[2] | said[1] & said[2])


@pytest.mark.parametrize("name", LISTS)
def test_a_held_back_wording_is_made_of_words_that_training_has(name) -> None:
    everywhere = Counter(word for options in LISTS.values() for word in _train(options))
    here = _train(LISTS[name])
    for split in ("validation", "test"):
        for wording in phrasing(LISTS[name], split):
            assert not [word for word in _words(wording) if not everywhere[word]]
            words = _words(wording)
            assert len(words & here) >= KNOWN * len(words), words - here


@pytest.mark.parametrize("name", LISTS)
def test_a_held_back_wording_is_no_copy_of_a_training_one(name) -> None:
    train = {
        run for x in phrasing(LISTS[name], "train") for way in spelled_out(x) for run in _runs(way)
    }
    for split in ("validation", "test"):
        for wording in phrasing(LISTS[name], split):
            for way in spelled_out(wording):
                assert not _runs(way) & train


def _runs(wording: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z]+", re.sub(r"\{\w*\}", " ", wording.lower()))
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def test_questions_of_numbers_ask_for_a_remainder_and_never_for_a_rest() -> None:
    told = [w for name, options in MATHS.items() if ".numbers" in name for w in options]
    assert any("remainder" in wording for wording in told)
    assert not [wording for wording in told if re.search(r"\brests?\b", wording)]


def test_where_a_kind_is_missing_nobody_asks_for_one_of_each() -> None:
    told = LISTS["maths.counting_wordings.TWO_MENUS"]
    assert not [w for w in told if re.search(r"\bof (one )?each (come|kind|from)|of one each", w)]
