"""Whether a passage bears a claim out. Nearness of the embeddings alone never does.

The shared knowledge base has a structure: a passage supports a claim if it is about the claim's
diagnosis, of the claim's kind, and names its finding. A person's own document is only text: there
one sentence has to name all that the claim names, about the claim's diagnosis and on the claim's
side, and the passage be near it in meaning as well. How often that is right is measured by
`python -m benchmarks.evidence`.

The other words of a sentence that is a claim must all stand in one sentence of the passage, each
negated or not as in the claim; its numbers too. A negation of which nobody can tell what it denies
must be in both or in neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reasoning.evidence.claims import Claim
from reasoning.evidence.passages import Hit, Passage, Relation
from reasoning.evidence.vocabulary import Vocabulary, is_generic
from reasoning.evidence.wording import NO, Words, negated, sentences, words

#: Words, each with whether it is negated.
_Told = set[tuple[str, bool]]
_DENIED = (NO, True)

#: Cosine from which on a passage of a person's own document is near enough to a claim: chosen by
#: `benchmarks/evidence` on one half of the diagnoses, tried on the other.
SIMILAR = 0.4

#: What kinds of shared passages bear out a claim of each kind.
_FITTING: dict[Relation, tuple[Relation, ...]] = {
    Relation.FOR: (Relation.FOR,),
    Relation.AGAINST: (Relation.AGAINST,),
    Relation.RED_FLAG: (Relation.RED_FLAG,),
    Relation.TEST: (Relation.TEST,),
    Relation.SAYS: tuple(one for one in Relation if one not in (Relation.AGAINST, Relation.SAYS)),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim and the passages that bear it out, the best first; none: it is unsupported."""

    claim: Claim
    hits: tuple[Hit, ...]


def subjects_of(claim: Claim, vocabulary: Vocabulary) -> list[str]:
    """The usual names of the claim's diagnoses, as far as the shared base has them."""
    keys = (vocabulary.subjects.key(name) for name in claim.subjects)
    return list(dict.fromkeys(key for key in keys if key))


def states(claim: Claim, hits: Sequence[Hit], vocabulary: Vocabulary) -> list[Hit]:
    """Those of the shared passages that bear a claim out by their structure.

    `hits` are passages about the claim's diagnoses. One diagnosis must bear out all of it.
    """
    wanted = {vocabulary.name(term) for term in claim.terms}
    for subject in subjects_of(claim, vocabulary):
        fitting = [
            hit
            for hit in hits
            if hit.passage.subject[0] == subject
            and hit.passage.relation in _FITTING[claim.relation]
        ]
        named = {hit.passage.id: {name[0] for name in hit.passage.names} for hit in fitting}
        if wanted:
            fitting = [hit for hit in fitting if wanted & named[hit.passage.id]]
        there = set().union(*(named[hit.passage.id] for hit in fitting)) if fitting else set()
        if wanted <= there:
            if not claim.text:
                return fitting
            rest = _rest(claim, vocabulary)
            if not rest and wanted:
                return fitting
            bearing = [
                hit
                for hit in fitting
                if any(
                    _bears(words(sentence), wanted, rest, vocabulary)
                    for sentence in sentences(hit.passage.text)
                )
            ]
            if bearing:
                return bearing
    return []


def says(claim: Claim, passage: Passage, vocabulary: Vocabulary) -> bool:
    """Whether a sentence of a passage names all that a claim names, on the claim's side.

    A sentence that names no diagnosis is about those named last.
    """
    subjects = {vocabulary.subject(name) for name in claim.subjects}
    wanted = {vocabulary.name(term) for term in claim.terms}
    rest = _rest(claim, vocabulary) if claim.text else set()
    against = claim.relation is Relation.AGAINST
    about: set[str] = vocabulary.subjects_in(words(passage.title), subjects)
    if not wanted and not claim.text:
        return False
    for sentence in sentences(passage.text):
        read = words(sentence)
        about = vocabulary.subjects_in(read, subjects) or about
        if (subjects and not subjects & about) or against is not vocabulary.against(read):
            continue
        if _bears(read, wanted, rest, vocabulary):
            return True
    return False


def _bears(read: Words, wanted: set[str], rest: _Told, vocabulary: Vocabulary) -> bool:
    """Whether one sentence holds all of a claim, and denies as much."""
    if not all(_names(read, key, vocabulary) for key in wanted):
        return False
    told = _told(read, wanted, vocabulary)
    return rest <= told and (_DENIED in told) is (_DENIED in rest)


def _names(read: Words, key: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.has(read, key) or key in vocabulary.subjects_in(read)


def _told(read: Words, keys: Iterable[str], vocabulary: Vocabulary) -> _Told:
    """The words of a sentence; a negation counts as one where it denies nothing known."""
    told = {(word, negated(read, at)) for at, word in enumerate(read) if word != NO}
    return told | {_DENIED} if vocabulary.denies(read, keys) else told


def _rest(claim: Claim, vocabulary: Vocabulary) -> _Told:
    """The words of a sentence that say more than the known things that it names."""
    read = words(claim.text)
    known = [*vocabulary.subjects.find(read), *vocabulary.names.find(read)]
    inside = {at for _, start, end in known for at in range(start, end)}
    rest = {
        (word, negated(read, at))
        for at, word in enumerate(read)
        # A number alone says nothing; beside other words it is a dose, a limit or an age.
        if at not in inside and not (is_generic(word) and word.isalpha())
    }
    return rest | {_DENIED} if vocabulary.denies(read, claim.terms) else rest
