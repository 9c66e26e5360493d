"""MC, several options are right: exactly these letters, in any order: A, C.

What counts, in this order: a box or another stated answer; the lines that begin with a letter and
do not rule it out; the last line. An option that is named only to be ruled out does not count, and
lines on every option are an answer only where they say which are right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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

_RIGHT = re.compile(
    r"^\W*(?:correct|right|true)(?: (?:options?|ones|choices?|answers?|statements?))?"
    r"(?: are| is)?\s*[:：]",
    re.I,
)
_ACCEPTED = re.compile(
    r"[\W_]*(?:(?:is|it's)\s+)?(?:correct|right|true|yes)\b|\W*(?:正确|对)|\s*[✓√]", re.I
)
_REFUSED = re.compile(
    r"[\W_]*(?:no\s*(?:[^\w\s]|$)|(?:(?:is|it's)\s+)?(?:not|false|incorrect|wrong|untrue)\b"
    r"|错|不)|\s*[✗×]",
    re.I,
)
#: A letter and what is said of it, as often as it comes on a line: "(A) correct, (B) incorrect".
_VERDICT = re.compile(
    r"(?<![A-Za-z0-9])[(\[（]?(?P<letter>[A-Z])[)\]）]?\s{0,3}(?:[:：\-–—=.、]\s{0,3})?"
    r"(?:(?:option|choice|statement)\s)?(?:(?:is|was|项)\s{0,3}|是\s{0,3})?"
    r"(?:(?P<wrong>(?:not|in)\s?(?:correct|true|right)\b|(?:false|wrong|untrue|no)\b|不正确|不对|错|✗|×|✘)"
    r"|(?P<right>(?:correct|true|right|yes)\b|正确|对|✓|√|✔))"
    r"(?!\s{0,3}(?:[:：]|(?:options?|ones|choices?|answers?|statements?)\b))",
    re.I,
)
#: What says of letters more than that they are chosen.
_JUDGES = re.compile("[对错不非否✓✔√✗✘×]|正确")


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
    clauses = [clause for line in lines for clause in CLAUSE.split(line)]
    if reply.conclusion(visible) is None and (said := _said_of_each(lines, options)) is not None:
        return said
    stated = [c for c in clauses if STATES.search(c) or _RIGHT.match(c)]
    for clause in reversed(stated):
        if found := _letters(clause, options):
            return found
    if found := _headed(lines, options):
        return found
    return _letters(lines[-1], options) if lines and not _HEADED.match(lines[-1]) else frozenset()


def _said_of_each(lines: Sequence[str], options: Mapping[str, str]) -> frozenset[str] | None:
    """The letters called right where at least two options, some on one line, get a verdict each."""
    verdicts: dict[str, bool] = {}
    together = False
    for line in lines:
        found = [m for m in _VERDICT.finditer(line) if m["letter"] in options]
        together |= len(found) > 1
        verdicts.update({m["letter"]: bool(m["right"]) for m in found})
    if not together:
        return None
    return frozenset(letter for letter, right in verdicts.items() if right)


def _headed(lines: Sequence[str], options: Mapping[str, str]) -> frozenset[str]:
    """The letters that begin a line and are not refused there; empty when no line decides."""
    refused: set[str] = set()
    accepted: set[str] = set()
    unsaid: set[str] = set()
    for line in lines:
        match = _HEADED.match(line)
        if match is None or match["letter"] not in options:
            continue
        letter, verdict = match["letter"], line[match.end() :].strip()
        option = options[letter].strip()
        if option and verdict.lower().startswith(option.lower()):
            verdict = verdict[len(option) :]
        if _REFUSED.match(verdict):
            refused.add(letter)
        elif _ACCEPTED.match(verdict):
            accepted.add(letter)
        else:
            unsaid.add(letter)
    every = refused | accepted | unsaid == set(options)
    named = accepted if every and not refused else accepted | unsaid
    return frozenset(named - refused)


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
    if len(text) > 200 or _JUDGES.search(text):
        return frozenset()
    bare = _JOINTS.sub("", reply.folded(text))
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
