"""What is taken as a document, and the one line that anything else gets."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from reasoning.errors import EvidenceError
from reasoning.evidence import documents
from reasoning.evidence import pdf as pdf_process
from reasoning.evidence.documents import MOST_BYTES, Part, read_parts
from tests.reasoning.evidence.tiny import pdf


def test_markdown_and_text_are_read() -> None:
    assert read_parts("a.MD", b"\xef\xbb\xbf# Gout\n\nA hot joint.") == [Part("Gout\nA hot joint.")]
    assert read_parts("b.txt", "Grüße, 世界".encode()) == [Part("Grüße, 世界")]


def test_a_pdf_is_read_page_by_page_whatever_its_name() -> None:
    assert read_parts("x.txt", pdf("Gout is hot.", "Fever is not.")) == [
        Part("Gout is hot.", 1),
        Part("Fever is not.", 2),
    ]


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("a.docx", b"PK", "the file a.docx is neither Markdown, text nor a PDF"),
        ("a.pdf", b"no pdf at all", "the file a.pdf is neither Markdown, text nor a PDF"),
        ("a.txt", b"", "the file a.txt has no text in it"),
        ("a.md", b" \n\n# \n", "the file a.md has no text in it"),
        ("a.txt", b"ab\0cd", "the file a.txt is no text, by its content"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\xff", "the file a.txt is no text in UTF-8"),
        ("a.txt", b"x" * (MOST_BYTES + 1), "the file a.txt has 10000001 bytes"),
        ("a.txt", b"ab cd.\n" * 200_000, "the file a.txt has more than 1000000 characters"),
        ("a.txt", b"ab cd.\n" * 140_000, "the file a.txt makes more than 1000 passages"),
        ("a.pdf", b"%PDF-1.7\nbroken", "the file a.pdf cannot be read as a PDF"),
        ("a.pdf", pdf("secret", password="x"), "the file a.pdf is locked by a password"),
        ("a.pdf", pdf(""), "the file a.pdf has no text in it; a scanned PDF"),
        ("n" * 300 + "\n.pdf", b"", "the file " + "n" * 79 + "… is neither"),
    ],
)  # fmt: skip
def test_anything_else_gets_one_line(name: str, data: bytes, line: str) -> None:
    with pytest.raises(EvidenceError) as refused:
        read_parts(name, data)
    assert str(refused.value).startswith(line)
    assert "\n" not in str(refused.value)


def test_a_pdf_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_PAGES", 1)
    with pytest.raises(EvidenceError, match="has 2 pages; allowed: at most 1"):
        read_parts("a.pdf", pdf("one", "two"))
    monkeypatch.setattr(documents, "MOST_PAGES", 2)
    monkeypatch.setattr(documents, "_MOST_CHARACTERS", 4)
    with pytest.raises(EvidenceError, match="more than 4 characters"):
        read_parts("a.pdf", pdf("one", "two"))


def stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a script read PDFs in Python's place."""
    program = folder / "python"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(program))


def test_the_process_that_reads_a_pdf_is_told_no_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DELIBERATE_OPENAI_API_KEY", "secret")
    script = """cat > /dev/null; echo '{"pages": ["'$DELIBERATE_OPENAI_API_KEY'"]}'"""
    stand_in(tmp_path, script, monkeypatch)
    assert pdf_process.read_pdf(b"x", 1, 1) == [""]


def test_the_process_that_reads_a_pdf_ends_with_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = tmp_path / "ready"
    stand_in(tmp_path, f"touch {ready}; exec sleep 600", monkeypatch)
    faults: list[str] = []

    def read() -> None:
        try:
            pdf_process.read_pdf(b"x", 1, 1)
        except pdf_process.PdfFault as fault:
            faults.append(fault.fault)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    while not ready.exists():
        assert reader.is_alive()
    pdf_process.end_all()
    reader.join(20)
    assert faults == [pdf_process.BROKEN]
