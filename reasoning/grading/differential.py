"""DDX, a ranked differential diagnosis: right when its first diagnosis is, compared by name.

Names only: two names of one disease ("heart attack", "myocardial infarction") are different here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from reasoning.grading import reply
from reasoning.grading.kind import Kind, register
from reasoning.grading.text import same_text
from reasoning.problem import AnswerType

_FIRST = re.compile(r"^[ \t*#]*1[.)][ \t*]*([^\n|(:*]{1,200})", re.M)


def _read(text: str, options: Mapping[str, str]) -> str | None:
    """The diagnosis ranked first; without a list, what the reply states to be its answer."""
    if first := _FIRST.search(reply.visible(text)):
        return first[1].strip(" \t.-–—") or None
    return reply.conclusion(text) or reply.last_line(text)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    return same_text(first, second)


register(AnswerType.DDX, Kind(_read, _same))
