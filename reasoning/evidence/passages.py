"""What evidence consists of: passages, the documents they come from, what a search finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """What a passage, or a claim, says of a name and its subject."""

    FOR = "for"  # the finding speaks for the diagnosis
    AGAINST = "against"
    RED_FLAG = "red flag"
    TEST = "test"
    TREATMENT = "treatment"
    LOOK_ALIKE = "look-alike"
    SAYS = "says"  # free text: any of them but AGAINST


@dataclass(frozen=True, slots=True)
class Passage:
    """A short text that can be cited, with where it comes from.

    `source` says where a reader can check it; `page` is counted from 1, in files that have pages.
    Passages of the shared knowledge base have a structure besides, against which claims are
    checked: the names of the `subject`, and all that it names there (`names`, each with its other
    wordings), the usual name first. A name that begins with "no " is that of something missing.
    """

    id: str
    text: str
    title: str
    source: str = ""
    page: int | None = None
    own: bool = False
    relation: Relation | None = None
    subject: tuple[str, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A person's own document. `added` is ISO 8601 in UTC."""

    id: str
    name: str
    passages: int
    added: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found; `similarity` is the cosine of the embeddings, -1 to 1."""

    passage: Passage
    similarity: float
