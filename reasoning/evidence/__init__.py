"""What bears out what an answer claims: passages that can be cited, and a store to find them in.

    store = EvidenceStore(folder, passages)
    store.add(owner, "notes.md", data)
    checked = store.check(owner, claims_of(problem, answer, store.vocabulary))

Evidence is found after an answer, as a step of its own: no run waits for it, and no model sees it.
"""

from reasoning.evidence.claims import Claim, claims_of
from reasoning.evidence.passages import Document, Hit, Passage, Relation
from reasoning.evidence.store import EvidenceStore
from reasoning.evidence.support import Checked

__all__ = [
    "Checked",
    "Claim",
    "Document",
    "EvidenceStore",
    "Hit",
    "Passage",
    "Relation",
    "claims_of",
]
