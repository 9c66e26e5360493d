"""TF, true or false: the word that a reply settles on, "not true" being false."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from reasoning.grading import reply
from reasoning.grading.kind import Kind, register
from reasoning.problem import AnswerType

_WORD = re.compile(
    r"(?P<not>\b(?:not|never|isn't|n't)\s+(?:\w+\s+)?|不|并非|没有|不是)?"
    r"(?:(?P<true>\b(?:true|yes|correct|right)\b|正确|对|√|✓|真)"
    r"|(?P<false>\b(?:false|no|incorrect|wrong|untrue)\b|错误|错|×|✗|假))",
    re.I,
)
_DRESSING = re.compile(r"\\(?:text|textbf|mathrm|mathbf|textrm|operatorname)(?![a-zA-Z])|[{}$*_`]")
_LETTER = {"t": "True", "f": "False", "是": "True", "否": "False"}


def read_truth(text: str) -> str | None:
    """ "True" or "False": what a reply states, else the last such word of its last line."""
    stated = reply.conclusion(text)
    for candidate in (stated, reply.last_line(text)):
        if candidate and (found := _truth(candidate)):
            return found
    return None


def _truth(text: str) -> str | None:
    bare = _DRESSING.sub("", unicodedata.normalize("NFKC", text[: reply.MAX_REPLY])).strip(
        " .。!\\()[]"
    )
    if bare.lower() in _LETTER:
        return _LETTER[bare.lower()]
    found = None
    for found in _WORD.finditer(bare):  # noqa: B007  (the last one is wanted)
        pass
    if found is None:
        return None
    return "True" if bool(found["true"]) != bool(found["not"]) else "False"


def _read(text: str, options: Mapping[str, str]) -> str | None:
    return read_truth(text)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    one, other = read_truth(first), read_truth(second)
    return first.strip() == second.strip() if one is None or other is None else one == other


register(AnswerType.TF, Kind(_read, _same))
