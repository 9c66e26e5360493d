"""Vectors that ship: they are of every passage, and nothing is embedded that is among them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from data.clinical.passages import VECTORS, passages
from reasoning.evidence import EvidenceStore
from reasoning.evidence.embedding import Embedder
from reasoning.evidence.made import digest, read_made, write_made
from tests.reasoning.evidence.tiny import ADA, BASE, Tiny


def test_every_passage_of_the_base_has_its_vector() -> None:
    made = read_made(VECTORS)
    assert not [p.id for p in passages() if digest(p.text) not in made], (
        "the knowledge base has changed: run `python -m data vectors`"
    )


def test_they_are_what_the_embedding_gives() -> None:
    made, embedder = read_made(VECTORS), Embedder()
    texts = [p.text for p in passages()[::200]]
    again = embedder.embed(texts)
    embedder.close()
    for text, vector in zip(texts, again, strict=True):
        assert made[digest(text)] @ vector > 0.9999


def test_what_is_there_is_not_embedded_and_the_rest_is(tmp_path: Path) -> None:
    tiny = Tiny()
    there = BASE[:-1]
    file = tmp_path / "vectors.safetensors"
    write_made(file, [p.text for p in there], Tiny()([p.text for p in there]))
    store = EvidenceStore(tmp_path / "evidence", lambda: BASE, lambda: tiny, file)
    found = store.search(ADA, there[0].text, most=1)
    store.close()
    assert found[0].passage.id == there[0].id
    assert tiny.embedded == 2  # the last passage, and the question


def test_a_vector_reads_back_as_a_unit_vector(tmp_path: Path) -> None:
    file = tmp_path / "vectors.safetensors"
    write_made(file, ["one"], [np.array([3, 4], np.float32)])
    assert np.allclose(read_made(file)[digest("one")], [0.6, 0.8])
    assert read_made(tmp_path / "none") == {}
