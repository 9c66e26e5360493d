"""Reading an answer that is told by its form, as an interval, a tuple or a matrix is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reasoning.errors import GradingError
from reasoning.grading import reply


def read_stated(text: str, read: Callable[[str], object]) -> str | None:
    """The first of what a reply states, its last formula and its last line that `read` accepts.

    What is stated and is beyond `read` is still the answer: it equals the same text.
    """
    boxes = reply.last_boxes(reply.visible(text))
    if boxes:
        return ", ".join(boxes).strip(", ") or None
    stated, line = reply.conclusion(text), reply.last_line(text)
    for candidate in _candidates(stated, text, line):
        if accepts(read, candidate):
            return candidate
    return stated or (line if line and "$" in line else None)


def _candidates(stated: str | None, text: str, line: str | None) -> Iterator[str]:
    for candidate in (
        stated, reply.last_formula(stated or ""), reply.last_formula(line or ""), line,
        reply.last_formula(text),
    ):  # fmt: skip
        if candidate:
            yield candidate


def accepts(read: Callable[[str], object], text: str) -> bool:
    """Whether a text can be read so."""
    try:
        read(text)
    except GradingError:
        return False
    return True
