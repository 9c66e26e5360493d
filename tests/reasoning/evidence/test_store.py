"""The evidence store: whose documents are whose, and that nothing half-written stays."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.clinical.passages import passages
from reasoning.errors import EvidenceError
from reasoning.evidence import Claim, EvidenceStore, Relation, store
from tests.conftest import ROOT
from tests.reasoning.evidence.tiny import ADA, BASE, EVE, Tiny, tiny_store

RASH = b"# Gout\n\nGout speaks for a rash."
CLAIM = Claim(Relation.FOR, ("gout",), ("rash",))


@pytest.fixture
def evidence(tmp_path: Path) -> Iterator[EvidenceStore]:
    evidence = tiny_store(tmp_path)
    yield evidence
    evidence.close()


def titles(evidence: EvidenceStore, owner: str, claim: Claim = CLAIM) -> list[str]:
    (checked,) = evidence.check(owner, [claim])
    return [hit.passage.title for hit in checked.hits]


def test_a_claim_cites_the_shared_base_and_ones_own_documents(evidence: EvidenceStore) -> None:
    assert titles(evidence, ADA) == []
    document = evidence.add(ADA, "notes.md", RASH)
    assert titles(evidence, ADA) == ["notes.md"]
    hot = Claim(Relation.FOR, ("gout",), ("hot joint",))
    assert titles(evidence, ADA, hot) == ["gout: for"]
    evidence.remove(ADA, document.id)
    assert titles(evidence, ADA) == []
    assert evidence.check(ADA, []) == []


def test_documents_are_their_owners_alone(evidence: EvidenceStore) -> None:
    document = evidence.add(ADA, "notes.md", RASH)
    assert evidence.documents(EVE) == []
    assert titles(evidence, EVE) == []
    assert all(not hit.passage.own for hit in evidence.search(EVE, "gout rash"))
    assert evidence.search(ADA, "gout speaks for a rash")[0].passage.title == "notes.md"
    with pytest.raises(EvidenceError, match="no such document"):
        evidence.remove(EVE, document.id)
    evidence.add(EVE, "hers.md", RASH)
    with pytest.raises(EvidenceError, match="no such document"):
        evidence.remove(EVE, document.id)
    assert evidence.documents(ADA) == [document]


def test_what_is_removed_is_not_in_the_file_any_more(
    evidence: EvidenceStore, tmp_path: Path
) -> None:
    file = tmp_path / "evidence" / "chroma.sqlite3"
    many = b"\n\n".join(b"Word XYZZY%d. " % n + b"filler " * 100 for n in range(20))
    evidence.add(EVE, "hers.md", many + b"\n\nhers")
    document = evidence.add(ADA, "notes.md", many)
    assert b"XYZZY1" in file.read_bytes()
    evidence.remove(ADA, document.id)
    evidence.forget(EVE)
    assert b"XYZZY" not in file.read_bytes()
    evidence.add(ADA, "notes.md", many)
    assert evidence.search(ADA, "filler filler")[0].passage.own


def test_the_same_content_twice_and_too_many_are_refused(
    evidence: EvidenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence.add(ADA, "notes.md", RASH)
    with pytest.raises(EvidenceError, match=r"the file again\.md is among your documents already"):
        evidence.add(ADA, "again.md", RASH)
    monkeypatch.setattr(store, "MOST_DOCUMENTS", 1)
    with pytest.raises(EvidenceError, match="you have 1 documents; allowed: at most 1"):
        evidence.add(ADA, "more.md", b"Something else.")


def test_a_document_whose_embedding_fails_leaves_nothing(tmp_path: Path) -> None:
    embedding = Tiny()
    evidence = tiny_store(tmp_path, embedding=embedding)

    def fail() -> None:
        raise RuntimeError("out of memory")

    embedding.failing = fail
    with pytest.raises(EvidenceError, match="out of memory"):
        evidence.add(ADA, "notes.md", RASH)
    assert evidence.documents(ADA) == []
    embedding.failing = lambda: None
    evidence.add(ADA, "notes.md", RASH)
    evidence.close()


def test_everything_is_there_after_a_new_start_and_nothing_is_embedded_twice(
    tmp_path: Path,
) -> None:
    first = tiny_store(tmp_path)
    document = first.add(ADA, "notes.md", RASH)
    assert titles(first, ADA) == ["notes.md"]
    first.close()
    embedding = Tiny()
    second = tiny_store(tmp_path, embedding=embedding)
    assert second.documents(ADA) == [document]
    assert titles(second, ADA) == ["notes.md"]
    assert embedding.embedded == 1  # the claim
    second.close()


def test_filling_the_shared_base_goes_on_and_a_changed_one_replaces_it(tmp_path: Path) -> None:
    embedding = Tiny()
    evidence = tiny_store(tmp_path, embedding=embedding)
    evidence.search(ADA, "gout")
    assert embedding.embedded == len(BASE) + 1
    evidence.close()
    changed = tiny_store(tmp_path, BASE[:3])
    assert len(changed.search(ADA, "gout", most=100)) == 3
    assert sum(name.startswith("shared-") for name in changed._chroma.collections()) == 1
    changed.close()


def test_who_is_gone_is_forgotten(evidence: EvidenceStore) -> None:
    evidence.keep_only([])  # opens nothing
    for owner in (ADA, EVE):
        evidence.add(owner, "notes.md", RASH)
    evidence.keep_only([EVE])
    assert (evidence.documents(ADA), len(evidence.documents(EVE))) == ([], 1)
    evidence.forget(EVE)
    evidence.forget(EVE)
    assert evidence.documents(EVE) == []


def test_a_long_upload_holds_up_nobody_else(tmp_path: Path) -> None:
    embedding = Tiny()
    evidence = tiny_store(tmp_path, embedding=embedding)
    other = evidence.add(EVE, "hers.md", RASH)
    evidence.search(EVE, "gout")
    embeds, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        if threading.current_thread() is adding:
            embeds.set()
            assert go_on.wait(20)

    adding = threading.Thread(target=evidence.add, args=(ADA, "notes.md", RASH))
    embedding.failing = wait
    adding.start()
    assert embeds.wait(20)
    done = threading.Event()

    def others() -> None:
        evidence.search(EVE, "gout")
        evidence.remove(EVE, other.id)
        done.set()

    threading.Thread(target=others, daemon=True).start()
    held_up = not done.wait(10)
    go_on.set()
    adding.join(20)
    assert not held_up
    assert len(evidence.documents(ADA)) == 1
    evidence.close()


def test_nothing_is_taken_in_for_who_was_forgotten_meanwhile(tmp_path: Path) -> None:
    embedding = Tiny()
    evidence = tiny_store(tmp_path, embedding=embedding)
    embedding.failing = lambda: evidence.forget(ADA)
    with pytest.raises(EvidenceError, match="this account was removed"):
        evidence.add(ADA, "notes.md", RASH)
    assert evidence.documents(ADA) == []
    evidence.close()


def test_what_was_removed_is_wiped_later_if_the_file_is_busy(
    evidence: EvidenceStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise sqlite3.OperationalError("database is locked")

    document = evidence.add(ADA, "notes.md", b"Word XYZZY. " * 300)
    with monkeypatch.context() as patch:
        patch.setattr(evidence._chroma, "wipe", busy)
        evidence.remove(ADA, document.id)
        evidence.rest(0)
    assert evidence.documents(ADA) == []
    file = tmp_path / "evidence" / "chroma.sqlite3"
    assert b"XYZZY" in file.read_bytes()
    evidence.rest(0)
    assert b"XYZZY" not in file.read_bytes()


def test_a_folder_is_one_process_at_a_time(tmp_path: Path) -> None:
    first = tiny_store(tmp_path)
    first.search(ADA, "gout")
    with pytest.raises(EvidenceError, match="in use by another process"):
        tiny_store(tmp_path).search(ADA, "gout")
    first.close()
    with pytest.raises(EvidenceError, match="the app is ending"):
        first.search(ADA, "gout")


def test_a_damaged_folder_is_told_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(b"this is no database at all" * 100)
    evidence = tiny_store(tmp_path)
    with pytest.raises(EvidenceError, match="cannot be used") as told:
        evidence.documents(ADA)
    assert "\n" not in str(told.value)
    evidence.close()


def test_only_who_needs_them_pays_for_the_heavy_imports() -> None:
    code = (
        "import sys, app; heavy = {'chromadb', 'sentence_transformers', 'torch', 'pypdf'};"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr


def test_the_real_embedding_finds_what_means_the_same(tmp_path: Path) -> None:
    base = [passage for passage in passages() if passage.subject[0] in ("gout", "migraine")]
    evidence = EvidenceStore(tmp_path / "evidence", lambda: base)
    evidence.add(ADA, "notes.md", b"# Gout\n\nA big toe that woke him at night after beer.")
    found = evidence.search(ADA, "alcohol and a painful foot", most=3)
    assert found[0].passage.title == "notes.md"
    evidence.rest(0.0)  # the process ends, and is started again
    assert evidence.search(ADA, "throbbing headache")[0].passage.subject[:1] == ("migraine",)
    evidence.close()
