"""CODE, a program: no comparison tells whether it is right, its tests do (`reasoning.sandbox`).

What is read is the last fenced block of a reply; a reply that was cut off inside its last block
gives the last whole one, else what there is of it. Votes are counted over equal programs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from reasoning.grading.kind import Kind, register
from reasoning.problem import AnswerType

#: Longest program that is read, in characters, counted from the end of the reply.
MAX_PROGRAM = 100_000

_FENCE = re.compile(r"^[ \t]*(?P<marks>```+|~~~+)[^\n`]*$", re.M)


def read_program(text: str) -> str | None:
    """The program in a reply, ending in a line break; None where no block is fenced."""
    _, closed, after = text.rpartition("</think>")
    visible = (after if closed else text).partition("<think>")[0][-MAX_PROGRAM:]
    opened: re.Match[str] | None = None
    program: str | None = None
    for fence in _FENCE.finditer(visible):
        if opened is None:
            opened = fence
        elif fence[0].strip() == opened["marks"]:
            program = visible[opened.end() : fence.start()]
            opened = None
    if program is None and opened is not None:
        program = visible[opened.end() :]
    return f"{program.strip(chr(10)).rstrip()}\n" if program and program.strip() else None


def _read(text: str, options: Mapping[str, str]) -> str | None:
    return read_program(text)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    return first.strip() == second.strip()


register(AnswerType.CODE, Kind(_read, _same, compared=False))
