"""Which known things a text names, whatever their wording: no embedding can tell "fever" from
"no fever" or from another finding, so this is what support rests on.

Words are compared without case, articles, plural and British or American spelling. A negation
before a name turns it into its opposite: "without fever" names "no fever".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

Words = tuple[str, ...]

NO = "no"
_NEGATIONS = {
    "no", "not", "without", "denies", "denied", "absent", "absence", "never", "nor", "neither",
    "lack", "lacks", "lacking", "free",
}  # fmt: skip
_ARTICLES = {"a", "an", "the", "of", "his", "her", "their", "its", "any"}
_SAME = {
    "elevated": "high", "raised": "high", "increased": "high", "decreased": "low",
    "reduced": "low", "lowered": "low",
}  # fmt: skip
#: What may stand beside a name without making it another.
_DEGREES = {
    "severe", "mild", "moderate", "marked", "significant", "slight", "new", "recent", "sudden",
    "gradual", "onset", "worsening", "progressive", "persistent", "intermittent", "left", "right",
    "bilateral", "day", "week", "month", "hour", "for", "since", "after", "very", "known",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:[.][0-9]+)?")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^a-z])|[\n;]+")

#: How many words a negation reaches over.
_REACH = 3


def words(text: str) -> Words:
    """A text's words as they are compared."""
    level = unicodedata.normalize("NFKC", text).casefold()
    return tuple(_root(word) for word in _WORD.findall(level) if word not in _ARTICLES)


def _root(word: str) -> str:
    if word in _NEGATIONS:
        return NO
    word = word.replace("ae", "e").replace("oe", "e")
    if word.endswith("our") and len(word) > 4:
        word = f"{word[:-3]}or"
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return _SAME.get(word, word)


def sentences(text: str) -> Iterator[str]:
    """The sentences and lines of a text that hold anything."""
    for part in _SENTENCE.split(text):
        if part.strip():
            yield part.strip()


def opposite(name: str) -> str:
    """The name of something's absence, or of the thing itself."""
    return name.removeprefix("no ") if name.startswith("no ") else f"no {name}"


class Names:
    """Known things by all their wordings; a thing's key is its usual name."""

    def __init__(self, known: Iterable[Sequence[str]]) -> None:
        self._keys: dict[Words, str] = {}
        every = list(known)
        for name in every:
            self._keys.setdefault(words(name[0]), name[0])
        for name in every:
            for wording in name:
                if read := words(wording):
                    self._keys.setdefault(read, name[0])
                    if not name[0].startswith("no "):
                        self._keys.setdefault((NO, *read), f"no {name[0]}")
        self._lengths: dict[str, list[int]] = {}
        for known_words in self._keys:
            lengths = self._lengths.setdefault(known_words[0], [])
            if len(known_words) not in lengths:
                lengths.append(len(known_words))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def find(self, read: Words) -> list[tuple[str, int, int]]:
        """What is named, in order: the key, and from which word to before which.

        Of two wordings that overlap the one that begins first counts, of these the longer.
        """
        found: list[tuple[str, int, int]] = []
        at = 0
        while at < len(read):
            length = next(
                (
                    n
                    for n in self._lengths.get(read[at], ())
                    if at + n <= len(read) and read[at : at + n] in self._keys
                ),
                0,
            )
            if length:
                key = self._keys[read[at : at + length]]
                found.append((opposite(key) if negated(read, at) else key, at, at + length))
            at += length or 1
        return found

    def key(self, name: str) -> str | None:
        """The key of what a short text names, with nothing beside but words of degree and time."""
        read = words(name)
        found = self.find(read)
        if len(found) != 1:
            return None
        key, start, end = found[0]
        beside = read[:start] + read[end:]
        return key if all(w in _DEGREES or w == NO or w.isdecimal() for w in beside) else None


def negated(read: Words, at: int, first: int = 0) -> bool:
    """Whether a negation before a place, not before `first`, reaches it."""
    before = read[max(first, at - _REACH) : at] if first < at else ()
    if "but" in before:
        before = before[len(before) - before[::-1].index("but") :]
    return NO in before


def literally(read: Words, wanted: Words) -> Iterator[int]:
    """Where words stand in a text as they are, next to each other and not negated."""
    for at in range(len(read) - len(wanted) + 1 if wanted else 0):
        if read[at : at + len(wanted)] == wanted and (wanted[0] == NO or not negated(read, at)):
            yield at
