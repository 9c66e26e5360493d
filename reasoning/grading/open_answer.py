"""OT, an open answer: no comparison tells whether it is right, a judge does (`reasoning.judging`).

What is read is the whole reply without its thought, since a judge looks at all of it. Votes are
counted over equal texts, as for free text.
"""

from __future__ import annotations

from collections.abc import Mapping

from reasoning.grading import reply
from reasoning.grading.kind import Kind, register
from reasoning.grading.text import same_text
from reasoning.problem import AnswerType


def _read(text: str, options: Mapping[str, str]) -> str | None:
    return reply.visible(text).strip() or None


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    return same_text(first, second)


register(AnswerType.OT, Kind(_read, _same, compared=False))
