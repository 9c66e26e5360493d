"""A document's text in passages: whole paragraphs where they fit, under the heading they stand
below. A passage is no longer than what the embedding reads (256 tokens)."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Characters of a passage without its heading; about 200 tokens of English.
LONGEST = 800
_HEADING = re.compile(r"^#{1,6}\s+(\S.*)$")
_LONGEST_HEADING = 120


def split(text: str) -> Iterator[str]:
    """The passages in order."""
    heading, held = "", ""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        for paragraph in _paragraphs(block):
            if title := _HEADING.match(paragraph):
                yield from _whole(heading, held)
                heading, held = title[1].rstrip("# ")[:_LONGEST_HEADING], ""
                continue
            for piece in _pieces(paragraph):
                if held and len(held) + len(piece) + 1 > LONGEST:
                    yield from _whole(heading, held)
                    held = ""
                held = f"{held}\n{piece}" if held else piece
    yield from _whole(heading, held)


def _paragraphs(block: str) -> Iterator[str]:
    """A block without blank lines: its headings, and what stands between them on one line each.

    Items of a list stay on lines of their own.
    """
    lines: list[list[str]] = []
    for line in block.splitlines():
        line = " ".join(line.split())
        if _HEADING.match(line):
            yield from map(" ".join, lines)
            lines = []
            yield line
        elif line and lines and not re.match(r"([-*+•|]|\d+[.)])\s", line):
            lines[-1].append(line)
        elif line:
            lines.append([line])
    yield from map(" ".join, lines)


def _pieces(paragraph: str) -> Iterator[str]:
    """A paragraph, cut between sentences, else between words, else anywhere, where too long."""
    start, end = 0, len(paragraph)
    while end - start > LONGEST:
        head = paragraph[start : start + LONGEST]
        cut = max(head.rfind(mark) + 1 for mark in (". ", "! ", "? ", "。"))
        cut = cut if cut > LONGEST // 4 else head.rfind(" ")
        cut = cut if cut > 0 else LONGEST
        yield head[:cut].strip()
        start += cut
        while start < end and paragraph[start].isspace():
            start += 1
    if start < end:
        yield paragraph[start:]


def _whole(heading: str, held: str) -> Iterator[str]:
    if held.strip():
        yield f"{heading}\n{held}" if heading else held
