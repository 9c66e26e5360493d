"""A knowledge base of two diagnoses, an embedding of a few lines, and PDFs made by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from chromadb import Documents, EmbeddingFunction, Embeddings

from reasoning.evidence import EvidenceStore, Passage, Relation
from reasoning.evidence.wording import words

ADA, EVE = "a" * 32, "e" * 32

GOUT, MIGRAINE = ("gout", "urate arthritis"), ("migraine",)
HOT, FEVER, NO_FEVER = ("hot joint", "a joint that glows"), ("fever", "pyrexia"), ("no fever",)
AURA = ("visual aura", "flashing lights")


def passage(relation: Relation, subject: tuple[str, ...], *names: tuple[str, ...]) -> Passage:
    listed = ", ".join(name[0] for name in names)
    return Passage(
        id=f"{subject[0]}-{relation}",
        text=f"{relation} {subject[0]}: {listed}.",
        title=f"{subject[0]}: {relation}",
        source="A textbook, chapter 1",
        relation=relation,
        subject=subject,
        names=names,
    )


BASE = (
    passage(Relation.FOR, GOUT, HOT, ("chronic course",)),
    passage(Relation.AGAINST, GOUT, FEVER),
    passage(Relation.RED_FLAG, GOUT, HOT),
    passage(Relation.TEST, GOUT, ("joint fluid for crystals",)),
    passage(Relation.TREATMENT, GOUT, ("colchicine",)),
    passage(Relation.FOR, MIGRAINE, AURA, NO_FEVER),
    passage(Relation.TEST, MIGRAINE, ("clinical assessment",)),
)


class Tiny(EmbeddingFunction[Documents]):
    """A vector a text: how often each of its words comes, by the words' hashes."""

    def __init__(self) -> None:
        self.embedded = 0
        self.failing: Callable[[], None] = lambda: None

    def __call__(self, input: Documents) -> Embeddings:
        self.failing()
        self.embedded += len(input)
        return [self._vector(text) for text in input]

    @staticmethod
    def _vector(text: str) -> Any:
        vector = np.full(64, 0.01, np.float32)
        for word in words(text):
            vector[hashlib.md5(word.encode()).digest()[0] % 64] += 1
        return vector / np.linalg.norm(vector)

    @staticmethod
    def name() -> str:
        return "tiny"

    def get_config(self) -> dict[str, Any]:
        return {}

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> Tiny:
        return Tiny()

    def rest(self, seconds: float) -> None: ...

    def close(self) -> None: ...


def tiny_store(
    folder: Path, base: Sequence[Passage] = BASE, embedding: Tiny | None = None
) -> EvidenceStore:
    return EvidenceStore(folder / "evidence", lambda: base, lambda: embedding or Tiny())


def pdf(*pages: str, password: str | None = None) -> bytes:
    """A PDF with a line of text a page."""
    from io import BytesIO

    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(300, 300)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 10 200 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
