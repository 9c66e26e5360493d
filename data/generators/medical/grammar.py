"""What the sentences of a case agree in: one or several, "a" or "an", a capital letter."""

from __future__ import annotations

import re

_BEHIND = re.compile(
    r" \w+ing\b|\b(?:of|in|on|at|to|for|from|with|without|by|after|before|behind|between|under|over"
    r"|near|than|that|which|who|when|while|since|as|like|around|across|along|up|down|below|above"
    r"|into|among)\b"
)
_SINGULAR = re.compile(r"(?:ss|us|is|itis|diabetes|herpes|ascites|gas|lens|news|series|migrans)$")
_VOWEL = re.compile(
    r"^(?:[aeioAEIO]|u(?!ni|se|ri|re)|8|11\D|18\D|FEV|LDH|MCV|NSAID|S[AT]|X|F[A-Z])"
)

_OF_OTHERS = (
    "complains", "describes", "looks", "reports", "showed", "shows", "sounds", "talks", "tested",
    "tests", "was", "winces", "cries",
)  # fmt: skip


def several(phrase: str) -> bool:
    """Whether a noun phrase, or the first of a list of them, is in the plural."""
    first = re.split(r", | and | as well as ", phrase)[0]
    if first.startswith(("a ", "an ", "one ", "this ", "A ", "An ")):
        return False
    words = _BEHIND.split(first.removeprefix("no "), maxsplit=1)[0].split()
    if not words:
        return False
    # "kidneys smaller than normal" and "meals left half eaten" have their noun in front.
    return any(w.endswith(("s", "iae")) and not _SINGULAR.search(w) for w in (words[0], words[-1]))


def can_say(verb: str) -> bool:
    """Whether a patient could say this of herself: nobody says that she complains."""
    return not verb.startswith(_OF_OTHERS)


def article(word: str) -> str:
    """ "a" or "an", by how the word that follows begins."""
    return "an" if _VOWEL.match(word) else "a"


def upper(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


def with_articles(text: str) -> str:
    """ "A 8-year-old" and "a 18-year-old" read aloud begin with a vowel."""
    return re.sub(r"\b([aA]) (?=(?:8\d?|11|18)-year)", r"\1n ", text)
