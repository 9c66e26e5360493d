"""A file that a person sends, as the text of its passages; told by its content, and limited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from reasoning.errors import EvidenceError
from reasoning.evidence import pdf
from reasoning.evidence.splitting import split

#: Most of one document: bytes, pages, passages; and most documents of one person.
MOST_BYTES = 10_000_000
MOST_PAGES = 300
MOST_PASSAGES = 1_000
MOST_DOCUMENTS = 50

_MOST_CHARACTERS = 1_000_000
_NAME = 80
_TEXT_ENDINGS = (".md", ".markdown", ".txt", ".text")
#: Control characters that text may hold: tab, line feed, carriage return, form feed.
_ALLOWED_CONTROLS = "\t\n\r\f"


@dataclass(frozen=True, slots=True)
class Part:
    """A passage's text, and its page where the file has pages."""

    text: str
    page: int | None = None


def short_name(name: str) -> str:
    """A file's name on one line, not too long."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    shown = shown.encode(errors="replace").decode()
    return (shown if len(shown) <= _NAME else f"{shown[: _NAME - 1]}…") or "?"


def refuse_large(name: str, size: int) -> None:
    """Refuse a file of so many bytes by its size alone, if it is too large.

    Raises:
        EvidenceError: one line.
    """
    if size > MOST_BYTES:
        raise EvidenceError(
            f"the file {short_name(name)} has {size} bytes; allowed: at most {MOST_BYTES}; split it"
        )


def read_parts(name: str, data: bytes) -> list[Part]:
    """The passages of a Markdown, text or PDF file.

    Raises:
        EvidenceError: one line: it is none of these, too large, encrypted, broken, or empty.
    """
    shown = short_name(name)
    refuse_large(name, len(data))
    every: Iterator[Part]
    if data.startswith(b"%PDF-"):
        every = (
            Part(text, number)
            for number, page in enumerate(_pdf_pages(shown, data), 1)
            for text in split(page)
        )
    elif name.lower().endswith(_TEXT_ENDINGS):
        every = (Part(text) for text in split(_text(shown, data)))
    else:
        raise EvidenceError(
            f"the file {shown} is neither Markdown, text nor a PDF; allowed: .md, .txt and .pdf"
        )
    parts = list(islice(every, MOST_PASSAGES + 1))
    if not any(c.isalnum() for part in parts for c in part.text):
        raise EvidenceError(
            f"the file {shown} has no text in it; "
            "a scanned PDF has to go through text recognition first"
        )
    if len(parts) > MOST_PASSAGES:
        raise EvidenceError(f"the file {shown} makes more than {MOST_PASSAGES} passages; split it")
    return parts


def _text(shown: str, data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EvidenceError(
            f"the file {shown} is no text in UTF-8; save it as UTF-8 text"
        ) from None
    if any(c < " " and c not in _ALLOWED_CONTROLS for c in text):
        raise EvidenceError(
            f"the file {shown} is no text, by its content; allowed: .md, .txt and .pdf"
        )
    if len(text) > _MOST_CHARACTERS:
        raise EvidenceError(_too_long(shown))
    return text


def _too_long(shown: str) -> str:
    return f"the file {shown} has more than {_MOST_CHARACTERS} characters of text; split it"


def _pdf_pages(shown: str, data: bytes) -> list[str]:
    try:
        return pdf.read_pdf(data, MOST_PAGES, _MOST_CHARACTERS)
    except pdf.PdfFault as found:
        fault, count = found.fault, found.count
    if fault == pdf.ENCRYPTED:
        raise EvidenceError(f"the file {shown} is locked by a password; save it without one")
    if fault == pdf.PAGES:
        raise EvidenceError(
            f"the file {shown} has {count} pages; allowed: at most {MOST_PAGES}; split it"
        )
    if fault == pdf.CHARACTERS:
        raise EvidenceError(_too_long(shown))
    raise EvidenceError(
        f"the file {shown} cannot be read as a PDF; it may be damaged: save it anew"
    )
