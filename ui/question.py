"""From what a person typed to a `Problem`: options are recognised in the question, or listed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from reasoning.errors import ProblemError
from reasoning.problem import Problem, default_answer_type
from ui.language import say

#: More than any case report; a longer paste is more likely a mistake (characters).
LONGEST_QUESTION = 20_000

_OPTION = re.compile(r"^\s*[(\[]?([A-Z])[)\].:]\s+(\S.*?)\s*$")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def split_options(text: str) -> tuple[str, dict[str, str]]:
    """A pasted question as its text and its options, lettered A, B, C, ... on lines of their own.

    The last such block of two or more lines counts; blank lines may stand between them. Without
    one the text comes back as it is, with no options.
    """
    lines = text.strip().split("\n")
    best: tuple[int, int, dict[str, str]] | None = None
    start = 0
    while start < len(lines):
        end, options = _block(lines, start)
        if len(options) >= 2:
            best = (start, end, options)
        start = max(end, start + 1)
    if best is None:
        return text.strip(), {}
    begin, after, options = best
    rest = "\n".join(lines[:begin]).rstrip(), "\n".join(lines[after:]).strip()
    return "\n\n".join(part for part in rest if part), options


def _block(lines: list[str], start: int) -> tuple[int, dict[str, str]]:
    options: dict[str, str] = {}
    after = start
    for at in range(start, len(lines)):
        if not lines[at].strip() and options:
            continue
        found = _OPTION.match(lines[at])
        if found is None or found[1] != _LETTERS[len(options) : len(options) + 1]:
            break
        options[found[1]] = found[2]
        after = at + 1
    return after, options


def read_options(text: str) -> dict[str, str]:
    """The options box: one option a line, lettered "A) ..." or not lettered at all.

    Raises:
        ProblemError: only one line, letters out of order, or more than 26 lines.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return {}
    if not 2 <= len(lines) <= len(_LETTERS):
        raise ProblemError(
            say(
                "{count} option(s) given; a choice has 2 to {most}",
                count=len(lines),
                most=len(_LETTERS),
            )
        )
    found = [_OPTION.match(line) for line in lines]
    if not any(found):
        return dict(zip(_LETTERS, lines, strict=False))
    options: dict[str, str] = {}
    for letter, match, line in zip(_LETTERS, found, lines, strict=False):
        if match is None or match[1] != letter:
            raise ProblemError(
                say(
                    "option {line!r} should begin with {letter!r} and a bracket",
                    line=line[:30],
                    letter=letter,
                )
            )
        options[letter] = match[2]
    return options


def make_problem(
    question: str,
    listed: Mapping[str, str],
    domain: str,
    *,
    gold: str | None = None,
    images: tuple[str, ...] = (),
) -> Problem:
    """The problem to reason about; options listed apart win over options found in the question.

    Raises:
        ProblemError: nothing was asked, too much was pasted, or the known answer does not fit.
    """
    if not question.strip():
        raise ProblemError(say("write a question first"))
    if len(question) > LONGEST_QUESTION:
        raise ProblemError(
            say(
                "the question has {count:,} characters; at most {most:,}",
                count=len(question),
                most=LONGEST_QUESTION,
            )
        )
    text, found = (question.strip(), dict(listed)) if listed else split_options(question)
    if not text:
        raise ProblemError(say("only options were given; write the question above them"))
    known = gold.strip() if gold and gold.strip() else None
    if known is not None and found:
        known = known.upper().rstrip(").:")
        if known not in found:
            raise ProblemError(
                say(
                    "the right answer {known!r} is none of {options}",
                    known=known,
                    options=", ".join(found),
                )
            )
    return Problem(
        question=text,
        domain=domain,
        options=found,
        answer_type=default_answer_type(domain, found),
        gold=known,
        images=images,
    )
