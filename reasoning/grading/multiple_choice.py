"""MC, several options are right: exactly these letters, in any order: A, C.

What counts, in this order: a box or another stated answer; the lines that begin with a letter;
the last line. An option that is named only to be ruled out does not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise

from reasoning.grading import reply
from reasoning.grading.choice import (
    ANY,
    CLAUSE,
    MAX_ANSWER,
    STATES,
    letters_named,
    option_texts,
    unmarked,
)
from reasoning.grading.kind import Kind, register
from reasoning.problem import AnswerType

_JOINTS = re.compile(
    r"\b(?:and|or|options?|answers?)\b|\\(?:text|mathrm|quad)|[^A-Za-z]|和|与|及", re.I
)
_HEADED = re.compile(r"^\W{0,4}[(\[]?(?P<letter>[A-Z])(?:[)\]:：、．]|\.(?=\s))")


def read_letters(text: str, options: Mapping[str, str]) -> frozenset[str]:
    """The letters of the options that a reply settles on; empty when it settles on none."""
    options = options or ANY
    visible = reply.visible(text)
    boxes = reply.last_boxes(visible)
    if boxes:
        return _letters(", ".join(boxes), options)
    field = reply.last_field(visible)
    if field is not None:
        return _letters(field, options)
    if found := _only_letters(visible, options):
        return found
    lines = unmarked(visible, options).splitlines()
    headed = [match["letter"] for line in lines if (match := _HEADED.match(line.strip()))]
    stated = [c for c in CLAUSE.split("\n".join(lines)) if STATES.search(c)]
    for clause in reversed(stated):
        if found := _letters(clause, options):
            return found
    if headed and set(headed) < set(options):
        return frozenset(headed)
    return _letters(lines[-1], options) if lines else frozenset()


def _letters(text: str, options: Mapping[str, str]) -> frozenset[str]:
    """The letters in a short text: letters alone, or options named and not ruled out."""
    if found := _only_letters(text, options):
        return found
    plain = unmarked(text, options)
    texts = option_texts(options)
    named = set().union(*(letters_named(c, options, texts) for c in CLAUSE.split(plain)))
    return frozenset(named) if named <= set(options) else frozenset()


def _only_letters(text: str, options: Mapping[str, str]) -> frozenset[str]:
    """ "A, C", "AC", "(A) and (C)"."""
    if len(text) > 200:
        return frozenset()
    bare = _JOINTS.sub("", unicodedata.normalize("NFKC", text))
    letters = frozenset(bare.upper())
    together = len(bare) > 1 and any(a + b in text for a, b in pairwise(bare))
    if not letters or not letters <= set(options) or len(bare) != len(letters):
        return frozenset()
    return frozenset() if together and not bare.isupper() else letters


def _read(text: str, options: Mapping[str, str]) -> str | None:
    return ", ".join(sorted(read_letters(text, options))) or None


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    if first.strip() == second.strip():
        return True
    if len(first) > MAX_ANSWER or len(second) > MAX_ANSWER:
        return False
    one, other = read_letters(first, options), read_letters(second, options)
    return bool(one) and one == other


register(AnswerType.MC, Kind(_read, _same))
