"""Whether two harnesses read and grade the same answers alike, and if not, why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.perf.harnesses.answers import Read


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that ours and another harness read or grade differently, and the reason."""

    id: str
    ours: str
    theirs: str
    why: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Ours and another harness at one budget.

    Verdicts are counted as both right, both wrong, only ours right, only theirs right. `agreed` are
    the questions of which letter and verdict are the same. `answered` are those to which the other
    had an answer at all, and `agreed_answered` the agreed among them; `same_text` are those whose
    thought and answer are the same to the letter.
    """

    harness: str
    way: str
    budget: int
    questions: int
    answered: int
    agreed: int
    agreed_answered: int
    same_text: int
    both_right: int
    both_wrong: int
    only_ours: int
    only_theirs: int
    differences: tuple[Difference, ...]


def agreement(
    harness: str, way: str, budget: int, ours: Mapping[str, Read], theirs: Mapping[str, Read]
) -> Agreement:
    """Compare the same questions, each graded by both."""
    pairs = [(one, theirs[id]) for id, one in ours.items()]
    verdicts = [(one.right, other.right) for one, other in pairs]
    apart = [(one, other) for one, other in pairs if not _agree(one, other)]
    answered = [(one, other) for one, other in pairs if other.closed]
    return Agreement(
        harness=harness,
        way=way,
        budget=budget,
        questions=len(pairs),
        answered=len(answered),
        agreed=len(pairs) - len(apart),
        agreed_answered=sum(_agree(one, other) for one, other in answered),
        same_text=sum(_same_text(one, other) for one, other in pairs),
        both_right=verdicts.count((True, True)),
        both_wrong=verdicts.count((False, False)),
        only_ours=verdicts.count((True, False)),
        only_theirs=verdicts.count((False, True)),
        differences=tuple(
            Difference(one.id, said(one), said(other), why(one, other)) for one, other in apart
        ),
    )


def said(read: Read) -> str:
    """A verdict in words: "B, right"."""
    letter = read.letter or "no letter"
    end = f", {read.end}" if read.end not in ("", "answered", "cut") else ""
    return f"{letter}, {'right' if read.right else 'wrong'}{end}"


def why(ours: Read, theirs: Read) -> str:
    """The reason for a difference: the first of these that holds."""
    if not theirs.closed:
        return "its thought was cut by max_tokens, which no harness can close: there is no answer"
    thoughts = ours.thought.strip(), theirs.thought.strip()
    if ours.end == "cut" and thoughts[0] != thoughts[1] and thoughts[1].startswith(thoughts[0]):
        return "its thought went on past the budget, because nothing closed it there"
    if thoughts[0] != thoughts[1]:
        return f"other tokens were drawn: the thoughts {_part(ours.thought, theirs.thought)}"
    if ours.text.strip() != theirs.text.strip():
        return f"other tokens were drawn: the answers {_part(ours.text, theirs.text)}"
    if ours.letter != theirs.letter:
        return f"the same answer {_short(ours.text)} is read differently"
    return f"the same letter is graded differently in {_short(ours.text)}"


def _agree(ours: Read, theirs: Read) -> bool:
    return (ours.letter, ours.right) == (theirs.letter, theirs.right)


def _same_text(ours: Read, theirs: Read) -> bool:
    pairs = ((ours.thought, theirs.thought), (ours.text, theirs.text))
    return theirs.closed and all(a.strip() == b.strip() for a, b in pairs)


def _part(ours: str, theirs: str) -> str:
    """From where on two texts differ."""
    first, second = ours.strip(), theirs.strip()
    letters = enumerate(zip(first, second, strict=False))
    at = next((n for n, (a, b) in letters if a != b), min(len(first), len(second)))
    return f"part at character {at + 1} of {len(first)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 60 else f"{line[:59]}…")
