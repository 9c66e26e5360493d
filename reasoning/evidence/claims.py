"""What a medical answer claims, piece by piece, so that each piece can be borne out or not.

A differential claims that each finding speaks for or against its diagnosis, which findings are
red flags, what would change the ranking, and which test comes next. Free text claims what its
sentences say. The letter of a choice alone claims nothing that a passage could bear out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from reasoning.domains.differential import MAX_CHARS, Differential, read_differential
from reasoning.evidence.passages import Relation
from reasoning.evidence.vocabulary import Vocabulary, is_generic
from reasoning.evidence.wording import Words, sentences, words
from reasoning.problem import AnswerType, Problem

#: More than any honest answer; the rest of a runaway one is not checked.
MOST_CLAIMS = 60
_LONGEST_SENTENCE = 400
#: A sentence about nothing known is a claim from so many words on that say something.
_FEWEST_WORDS = 3

_CHOICE = re.compile(r"^\W*[A-Z]\s*[).:]")
_MARKS = re.compile(r"\*\*|__|`|^[ \t]*(#+|[-*•]|\d{1,2}[.)])\s+", re.MULTILINE)

_QUERY = {
    Relation.FOR: "{terms} speaks for {subjects}",
    Relation.AGAINST: "{terms} speaks against {subjects}",
    Relation.RED_FLAG: "{terms} is a red flag of {subjects}",
    Relation.TEST: "{terms} is the test for {subjects}",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """That all `terms` stand in this relation to one of the `subjects`.

    `text` is the sentence of a claim that was read out of free text.
    """

    relation: Relation
    subjects: tuple[str, ...]
    terms: tuple[str, ...]
    text: str = ""

    @property
    def query(self) -> str:
        """The claim as the sentence that passages are compared with."""
        form = _QUERY.get(self.relation)
        if self.text or form is None:
            return self.text
        return form.format(terms=", ".join(self.terms), subjects=", ".join(self.subjects))


def claims_of(problem: Problem, text: str, vocabulary: Vocabulary) -> list[Claim]:
    """The claims of an answer to a medical problem, in the order in which it makes them."""
    text = claiming_text(problem, text)
    if problem.answer_type is AnswerType.DDX:
        read = read_differential(text)
        found = _of_differential(read, vocabulary) if read else _of_text(text, vocabulary)
    else:
        found = _of_text(text, vocabulary, problem.question)
    return list(islice(dict.fromkeys(found), MOST_CLAIMS))


def claiming_text(problem: Problem, text: str) -> str:
    """What of an answer may make claims: nothing where it is no more than a chosen option."""
    text = text[:MAX_CHARS].strip()
    if problem.answer_type is not AnswerType.SC:
        return text
    return "\n".join(line for line in text.splitlines() if not _CHOICE.match(line)).strip()


def _of_differential(read: Differential, vocabulary: Vocabulary) -> Iterator[Claim]:
    every = tuple(one.name for one in read.diagnoses)
    for flag in read.red_flags:
        yield Claim(Relation.RED_FLAG, every, (flag,))
    for one in read.diagnoses:
        for finding in one.evidence_for:
            yield Claim(Relation.FOR, (one.name,), (finding,))
        for finding in one.evidence_against:
            yield Claim(Relation.AGAINST, (one.name,), (finding,))
    yield from _of_text(read.would_change, vocabulary)
    if read.next_test:
        yield Claim(Relation.TEST, every, (read.next_test,))


def _of_text(text: str, vocabulary: Vocabulary, question: str = "") -> Iterator[Claim]:
    """Sentences; one that names no diagnosis is about that of the sentence, or question, before."""
    asked = words(question)
    about = tuple(_known(vocabulary.subject_spans(asked)))
    about = about if len(about) == 1 else ()
    asks_against = bool(about) and vocabulary.against(asked)
    for sentence in sentences(_MARKS.sub("", text)):
        read = words(sentence[:_LONGEST_SENTENCE])
        subjects = vocabulary.subject_spans(read)
        named = tuple(_known(subjects))
        terms = tuple(
            dict.fromkeys(
                key
                for key, start, end in vocabulary.names.find(read)
                if not any(s <= start and end <= e for _, s, e in subjects)
            )
        )
        if len(named) > 1 and not terms:
            named, terms = named[:1], named[1:]
        if named:
            about, asks_against = named, False
        says_something = [word for word in read if not is_generic(word)]
        if not terms and (len(says_something) < _FEWEST_WORDS or _only(read, subjects)):
            continue
        against = asks_against or vocabulary.against(read)
        relation = Relation.AGAINST if against else Relation.SAYS
        yield Claim(relation, about, terms, sentence[:_LONGEST_SENTENCE])


def _known(found: list[tuple[str, int, int]]) -> dict[str, None]:
    return dict.fromkeys(key for key, _, _ in found if not key.startswith("no "))


def _only(read: Words, subjects: list[tuple[str, int, int]]) -> bool:
    """Whether a sentence says no more than the names of diagnoses."""
    inside = {at for _, start, end in subjects for at in range(start, end)}
    return all(at in inside or is_generic(word) for at, word in enumerate(read))
