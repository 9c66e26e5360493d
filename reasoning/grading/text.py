"""TEXT, free text: the same but for case, spaces, punctuation and typography."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from reasoning.grading import reply
from reasoning.grading.kind import Kind, register
from reasoning.problem import AnswerType

_DRESSING = re.compile(r"\\(?:text|textbf|textit|textnormal|mathrm|mathbf|mbox|emph)(?![a-zA-Z])")
#: Kept: a sign before a number, a point within one, and what else changes what is meant.
_PUNCTUATION = re.compile(r"(?<!\w)-(?=\d)|(?<=\d)[.,](?=\d)|(\W|_)")
_MEANINGFUL = frozenset("+%<>=/°")
_GAP = re.compile(r"(?<=\d) +(?=\d)| +")


def key(text: str) -> str:
    """What is compared: letters and digits in one case, spaces only between numbers."""
    text = unicodedata.normalize("NFKC", _DRESSING.sub(" ", text)).replace("−", "-").casefold()
    text = _PUNCTUATION.sub(_space, text)
    found = _GAP.sub(lambda m: " " if _between_digits(m) else "", text.strip())
    return found or "".join(text.split())


def _space(match: re.Match[str]) -> str:
    character = match[1]
    return match[0] if character is None or character in _MEANINGFUL else " "


def _between_digits(match: re.Match[str]) -> bool:
    text = match.string
    return text[match.start() - 1].isdigit() and text[match.end() : match.end() + 1].isdigit()


def same_text(first: str, second: str) -> bool:
    """Whether two texts differ only in case, spaces, punctuation or typography."""
    if len(first) > reply.MAX_REPLY or len(second) > reply.MAX_REPLY:
        return first.strip() == second.strip()
    one, other = key(first), key(second)
    return one == other if one or other else first.strip() == second.strip()


def _read(text: str, options: Mapping[str, str]) -> str | None:
    """What the reply states to be its answer; else all of it, if it is one paragraph."""
    stated = reply.conclusion(text)
    if stated:
        return stated
    whole = reply.visible(text).strip()
    if "\n" not in whole:
        return whole or None
    return reply.last_line(whole)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    return same_text(first, second)


register(AnswerType.TEXT, Kind(_read, _same))
