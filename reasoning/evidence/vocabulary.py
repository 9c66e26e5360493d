"""What the shared knowledge base names, and whatever else a claim names, found in any text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from reasoning.evidence.passages import Passage
from reasoning.evidence.wording import NO, Names, Words, literally, negated, words

#: Words that carry no claim of their own, in the forms in which `words` gives them.
_GENERIC = frozenset(
    words(
        """about above according account acute after all also although always among and another
        answer appears are argues as associated at be because been best bring by can case cause
        caused causes change characteristic chronic classic classical classically clinical
        commonly common condition confirm confirmed confirms consider considered consistent could
        depend depends diagnosed diagnosis diagnoses differential do does done due during each
        early especially established evidence example examination excluded exclude expect expected
        fact favour favours features feature finding findings first first-line follow for found
        from frequent frequently further get give given gives has have having here high-risk how
        however i if important in include includes including indicate indicated indicates
        initial initially into investigation is it just know known leads likely line look made
        main mainly make makes management may mean means might more most mostly much must
        need needed needs next now occur occurs often on once one only or order other otherwise
        particularly patient patients picture point points possible present presentation presents
        probable probably rather recommended require required result right rule see seen seem
        seems should show shown shows sign signs since so some speak speaks start still strongly
        such suggest suggestive suggests support supports suspect suspected symptom symptoms
        take taken test tests than that the then therapy there therefore these they thing think
        this those though through to together too treat treated treatment typical typically
        under unlikely until up use used useful usually very warrant was way we weakly well
        were what when where which while who why will with within would yes you your against
        less rules out red flag flags danger dangerous"""
    )
) | {NO}

#: What says that something speaks against a diagnosis.
_AGAINST = tuple(
    words(cue)
    for cue in (
        "against", "unlikely", "less likely", "rules out", "rule out", "excludes", "exclude",
        "argues against", "atypical", "improbable", "goes against", "contraindicated",
        "contraindication", "avoid", "avoids", "avoided", "avoiding", "worsens", "worsened",
    )
)  # fmt: skip


class Vocabulary:
    """The names of the subjects, and of all that the shared passages name about them."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        every = list(passages)
        self.subjects = Names(dict.fromkeys(p.subject for p in every if p.subject))
        self.names = Names(dict.fromkeys(name for p in every for name in p.names))
        self._wordings: dict[str, set[Words]] = {}
        for passage in every:
            for group in (passage.subject, *passage.names):
                for wording in group:
                    self._wordings.setdefault(group[0], set()).add(words(wording))

    def subject(self, name: str) -> str:
        """The key of a diagnosis; a name that is not known is its own."""
        return self.subjects.key(name) or name

    def name(self, term: str) -> str:
        """The key of a finding, a test or a treatment; one that is not known is its own."""
        return self.names.key(term) or term

    def wordings(self, key: str) -> set[Words]:
        """Every way to write what has this key."""
        return self._wordings.get(key) or {words(key)}

    def subject_spans(self, read: Words) -> list[tuple[str, int, int]]:
        """Which diagnoses a text names, and where; "viral hepatitis markers" names none."""
        names = self.names.find(read)
        return [
            (key, start, end)
            for key, start, end in self.subjects.find(read)
            if not any(s <= start and end <= e and e - s > end - start for _, s, e in names)
        ]

    def subjects_in(self, read: Words, claimed: Iterable[str] = ()) -> set[str]:
        """The keys of all diagnoses that a text names, those of a claim among them."""
        found = {key for key, _, _ in self.subject_spans(read)}
        return found | {key for key in claimed if self.has(read, key, find=False)}

    def against(self, read: Words) -> bool:
        """Whether a sentence says that something speaks against what it names."""
        inside = {at for _, start, end in self.names.find(read) for at in range(start, end)}
        return any(
            read[at : at + len(cue)] == cue
            for cue in _AGAINST
            for at in range(len(read))
            if at not in inside
        )

    def has(self, read: Words, key: str, *, find: bool = True) -> bool:
        """Whether a text names what has this key, whatever its wording."""
        if find and any(key == found for found, _, _ in self.names.find(read)):
            return True
        return key not in self._wordings and any(literally(read, words(key)))

    def denies(self, read: Words, keys: Iterable[str] = ()) -> bool:
        """Whether a negation in a sentence belongs to none of the known things, nor to `keys`.

        What it denies cannot be told: it may be all that the sentence says.
        """
        spans = [(start, end) for _, start, end in self.names.find(read)]
        for key in keys:
            wanted = words(key)
            if key not in self._wordings:
                spans += [(at, at + len(wanted)) for at in literally(read, wanted)]
        inside = {at for start, end in spans for at in range(start, end)}
        return any(
            word == NO
            and at not in inside
            and not any(at < start and negated(read, start, at) for start, _ in spans)
            for at, word in enumerate(read)
        )


@cache
def is_generic(word: str) -> bool:
    """Whether a word says nothing by itself; numbers do not either (weights, shares, lists)."""
    return word in _GENERIC or word.replace(".", "").isdecimal()
