"""TF, true or false: the word that a reply settles on, "not true" being false.

The first such word counts, as reasons follow it: "True, since there is no counterexample". Before
it come only what opens with a reason ("Since the converse is false, ...") and questions; after a
sentence's "Therefore" the reasons are over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from reasoning.grading import reply
from reasoning.grading.kind import Kind, register
from reasoning.problem import AnswerType

_NO_VERDICT = r"(?!\s*(?:/|or\b)|\s+(?:answer|choice|option|response|triangle|angle)|[-\s]hand\b)"
_WORD = re.compile(
    r"(?P<not>\b(?:not|never|\w*n't|cannot)\s+(?:be\s+)?(?:\w+\s+)?|不|并非|没有|不是)?"
    rf"(?:(?P<true>\b(?:true|correct|right)\b{_NO_VERDICT}|正确|对|√|✓|真)"
    rf"|(?P<false>\b(?<!or )(?<!/)(?:false|incorrect|wrong|untrue)\b{_NO_VERDICT}|错误|错|×|✗|假))",
    re.I,
)
_FIRST = re.compile(
    r"(?:(?P<true>yes)|no)\b(?=\s*(?:[^\w\s]|$|(?:it|this|that|the|they|he|she|we)\b))", re.I
)
#: Begins where a sentence does: tried at every character it would take quadratic time.
_QUESTION = re.compile(r"(?:^|(?<=[.!?]))[^.!?]*\?(?=\s*\S)")
_REASON = re.compile(r"\b(?:because|since|as)\b[^,]*(?:,|$)|(?:因为|由于)[^,]*(?:,|$)", re.I)
_THEREFORE = re.compile(r"(?:^|[.!]\s+)(?:therefore|thus|hence|so)\b|因此|所以", re.I)
#: Before the word in its sentence: it is asked about, and not said.
_UNSAID = re.compile(
    r"\b(?:whether|neither|unclear|unsure|undecided|not sure|depends)\b|是否|不确定|无法", re.I
)
_SENTENCE = re.compile(r"[.!?。！？;；]")
_DRESSING = re.compile(r"\\(?:text|textbf|mathrm|mathbf|textrm|operatorname)(?![a-zA-Z])|[{}$*_`]")
_LETTER = {"t": "True", "f": "False", "是": "True", "否": "False"}


def read_truth(text: str) -> str | None:
    """ "True" or "False": what a reply states, else the first such word of its last line."""
    stated = reply.conclusion(text)
    for candidate in (stated, reply.last_line(text)):
        if candidate and (found := _truth(candidate)):
            return found
    return None


def _truth(text: str) -> str | None:
    bare = _DRESSING.sub("", reply.folded(text))
    bare = bare.replace("’", "'").strip(" .。!\\()[]")
    if bare.lower() in _LETTER:
        return _LETTER[bare.lower()]
    bare = _QUESTION.sub("", bare)
    for part in (_THEREFORE.split(bare)[-1], bare):
        claim = _REASON.sub(" ", part).strip(" ,")
        if first := _FIRST.match(claim):
            return "True" if first["true"] else "False"
        for found in _WORD.finditer(claim):
            if not _UNSAID.search(
                _SENTENCE.split(claim[max(found.start() - 200, 0) : found.start()])[-1]
            ):
                return "True" if bool(found["true"]) != bool(found["not"]) else "False"
    return None


def _read(text: str, options: Mapping[str, str]) -> str | None:
    return read_truth(text)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    one, other = read_truth(first), read_truth(second)
    return first.strip() == second.strip() if one is None or other is None else one == other


register(AnswerType.TF, Kind(_read, _same))
