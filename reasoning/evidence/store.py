"""The evidence store: passages of the shared knowledge base and of people's own documents.

The shared base is one collection; each person's documents are a collection of their own, which
nobody else's question ever touches. Nothing is opened, imported or embedded before it is needed;
every method blocks, so call it off the loop.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from reasoning.errors import EvidenceError
from reasoning.evidence.chroma import Chroma, Embedding, minilm
from reasoning.evidence.claims import Claim
from reasoning.evidence.documents import MOST_DOCUMENTS, read_parts, short_name
from reasoning.evidence.made import Vector, digest, read_made
from reasoning.evidence.passages import Document, Hit, Passage
from reasoning.evidence.pdf import end_all
from reasoning.evidence.support import SIMILAR, Checked, says, states, subjects_of
from reasoning.evidence.vocabulary import Vocabulary

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection as ChromaCollection

_log = logging.getLogger(__name__)

_SHARED, _PERSON = "shared-", "person-"
#: Passages that are embedded and kept at a time while the shared base is read in.
_BATCH = 64
#: Passages of a person's own that are looked at for one claim, and citations of one.
_LOOKED_AT, _CITED = 8, 3


class EvidenceStore:
    """`folder` holds the database; `shared` gives the knowledge base, when it is first needed.

    `made` is a file of vectors that were made beforehand; what it does not hold is embedded.

    An owner is a person's id. What is somebody else's does not exist for them.

    Raises:
        EvidenceError: from every method, one line.
    """

    def __init__(
        self,
        folder: Path,
        shared: Callable[[], Sequence[Passage]],
        embedding: Callable[[], Embedding] = minilm,
        made: Path | None = None,
    ) -> None:
        self._shared = shared
        self._made = made
        self._chroma = Chroma(folder, embedding)
        self._adding = threading.Lock()
        self._filling = threading.Lock()
        self._base: ChromaCollection | None = None
        self._forgotten: set[str] = set()
        self._unwiped = False

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """The shared passages by id."""
        return {passage.id: passage for passage in self._shared()}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the shared passages name."""
        return Vocabulary(self.passages.values())

    def add(self, owner: str, name: str, data: bytes) -> Document:
        """Take a file in as a document of this person's: all of it, or nothing."""
        parts = read_parts(name, data)
        texts = [part.text for part in parts]
        print_ = hashlib.sha256(data).hexdigest()
        with self._chroma.errors():
            self._may_add(owner, name, print_)
            # Takes the longest, so nobody else's files and removals wait for it.
            vectors = self._chroma.embed(texts)
            with self._adding:
                self._may_add(owner, name, print_)
                document = Document(
                    uuid4().hex, short_name(name), len(parts), datetime.now(UTC).isoformat()
                )
                about: dict[str, str | int] = {
                    "document": document.id, "name": document.name, "added": document.added,
                    "print": print_, "passages": len(parts),
                }  # fmt: skip
                self._chroma.collection(_PERSON + owner).add(
                    ids=[f"{document.id}-{number}" for number in range(len(parts))],
                    documents=texts,
                    embeddings=vectors,
                    metadatas=[
                        about | {"number": number, "page": part.page or 0}
                        for number, part in enumerate(parts)
                    ],
                )
        return document

    def _may_add(self, owner: str, name: str, print_: str) -> None:
        if owner in self._forgotten:
            raise EvidenceError("this account was removed; sign in with another one")
        held = self.documents(owner)
        if len(held) >= MOST_DOCUMENTS:
            raise EvidenceError(
                f"you have {len(held)} documents; allowed: at most {MOST_DOCUMENTS};"
                " remove one first"
            )
        mine = self._chroma.find(_PERSON + owner)
        if mine and mine.get(where={"print": print_}, limit=1, include=[])["ids"]:
            raise EvidenceError(f"the file {short_name(name)} is among your documents already")

    def documents(self, owner: str) -> list[Document]:
        """A person's own, the newest first."""
        with self._chroma.errors():
            mine = self._chroma.find(_PERSON + owner)
            firsts = (
                mine.get(where={"number": 0}, include=["metadatas"])["metadatas"] if mine else None
            )
        found = [
            Document(
                str(about["document"]),
                str(about["name"]),
                int(about["passages"]),  # type: ignore[arg-type]
                str(about["added"]),
            )
            for about in firsts or ()
        ]
        return sorted(found, key=lambda one: one.added, reverse=True)

    def remove(self, owner: str, document: str) -> None:
        """Remove one of a person's documents, with every passage of it."""
        with self._adding, self._chroma.errors():
            mine = self._chroma.find(_PERSON + owner)
            where: dict[str, Any] = {"document": document}
            if mine is None or not mine.get(where=where, limit=1, include=[])["ids"]:
                raise EvidenceError("there is no such document; it may have been removed already")
            mine.delete(where=where)
            self._wipe()

    def forget(self, owner: str) -> None:
        """Remove all that a person has here; from now on nothing of theirs is taken in."""
        with self._adding, self._chroma.errors():
            self._forgotten.add(owner)
            if self._chroma.find(_PERSON + owner) is not None:
                self._chroma.delete(_PERSON + owner)
                self._wipe()

    def keep_only(self, owners: Collection[str]) -> None:
        """Forget everybody who is none of these; nothing is opened if nobody has anything."""
        with self._adding, self._chroma.errors():
            keep = {_PERSON + owner for owner in owners}
            names = [name for name in self._chroma.collections() if name.startswith(_PERSON)]
            if gone := [name for name in names if name not in keep]:
                for name in gone:
                    self._chroma.delete(name)
                self._wipe()

    def _wipe(self) -> None:
        """Wipe what was removed; a database that is busy is tried again when the app rests."""
        try:
            self._chroma.wipe()
            self._unwiped = False
        except sqlite3.OperationalError as error:
            self._unwiped = True
            _log.warning("what was removed will be wiped from the file later (%s)", error)

    def search(self, owner: str, text: str, most: int = 8) -> list[Hit]:
        """The passages nearest in meaning, of the shared base and of this person's documents."""
        with self._chroma.errors():
            (vector,) = self._chroma.embed([text])
            found = self._hits(self._whole_base(), vector, most)
            if mine := self._chroma.find(_PERSON + owner):
                found += self._hits(mine, vector, most)
        return sorted(found, key=lambda hit: -hit.similarity)[:most]

    def check(self, owner: str, claims: Sequence[Claim]) -> list[Checked]:
        """Each claim with the passages that bear it out; none where it is unsupported."""
        if not claims:
            return []
        with self._chroma.errors():
            base, mine = self._whole_base(), self._chroma.find(_PERSON + owner)
            vectors = self._chroma.embed([claim.query for claim in claims])
            return [
                Checked(claim, tuple(self._support(claim, vector, base, mine)[:_CITED]))
                for claim, vector in zip(claims, vectors, strict=True)
            ]

    def _support(
        self, claim: Claim, vector: Any, base: ChromaCollection, mine: ChromaCollection | None
    ) -> list[Hit]:
        found: list[Hit] = []
        if subjects := subjects_of(claim, self.vocabulary):
            where = {"subject": {"$in": subjects}}
            about = self._hits(base, vector, 8 * len(subjects), where)
            found = states(claim, about, self.vocabulary)
        if mine is not None:
            near = self._hits(mine, vector, _LOOKED_AT)
            found += [
                hit
                for hit in near
                if hit.similarity >= SIMILAR and says(claim, hit.passage, self.vocabulary)
            ]
        return found

    def _hits(
        self, collection: ChromaCollection, vector: Any, most: int, where: Any = None
    ) -> list[Hit]:
        """The nearest first; Chroma's distance is one less the cosine."""
        got = collection.query(
            query_embeddings=[vector],
            n_results=most,
            where=where,
            include=["documents", "metadatas", "distances"],
        )
        texts, abouts, distances = got["documents"], got["metadatas"], got["distances"]
        assert texts is not None and abouts is not None and distances is not None
        return [
            Hit(self.passages.get(id) or _own(id, text, about), 1 - distance)
            for id, text, about, distance in zip(
                got["ids"][0], texts[0], abouts[0], distances[0], strict=True
            )
        ]

    def rest(self, seconds: float) -> None:
        """Free the embedding model's memory if nobody has asked for so long; wipe what is left."""
        self._chroma.rest(seconds)
        if self._unwiped:
            with self._adding:
                self._wipe()

    def close(self) -> None:
        """End what is going on, and let the folder go."""
        end_all()
        self._chroma.close()

    def _whole_base(self) -> ChromaCollection:
        """The shared base's collection, filled; one that a change has made old goes.

        Its name tells its content, and filling goes on where it was broken off.
        """
        filled = self._base
        if filled is not None:
            return filled
        with self._filling:
            if self._base is not None:
                return self._base
            every = list(self.passages.values())
            content = "\0".join(f"{p.id}\0{p.text}\0{p.subject[:1]}" for p in every)
            name = _SHARED + hashlib.sha256(content.encode()).hexdigest()[:16]
            base = self._chroma.collection(name)
            there = set(base.get(include=[])["ids"])
            # Texts of about one length are embedded together: the model pads the shorter ones.
            missing = sorted((p for p in every if p.id not in there), key=lambda one: len(one.text))
            made = read_made(self._made) if self._made and missing else {}
            for at in range(0, len(missing), _BATCH):
                some = missing[at : at + _BATCH]
                texts = [passage.text for passage in some]
                vectors = self._vectors(texts, made)
                with self._adding:
                    base.add(
                        ids=[passage.id for passage in some],
                        documents=texts,
                        embeddings=vectors,
                        metadatas=[{"subject": p.subject[0] if p.subject else ""} for p in some],
                    )
            with self._adding:
                for other in self._chroma.collections():
                    if other.startswith(_SHARED) and other != name:
                        self._chroma.delete(other)
            self._base = base
            return base

    def _vectors(self, texts: list[str], made: Mapping[bytes, Vector]) -> list[Any]:
        found = {text: made[key] for text in texts if (key := digest(text)) in made}
        others = [text for text in texts if text not in found]
        if others:
            found |= zip(others, self._chroma.embed(others), strict=True)
        return [found[text] for text in texts]


def _own(id: str, text: str, about: Any) -> Passage:
    page = int(about["page"]) or None
    return Passage(id, text, title=str(about["name"]), page=page, own=True)
