"""Marks in a thought: where in its text so many tokens of it end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from ui.render import escape

#: What a token's text has in place of a part of a character.
_PART = "\N{REPLACEMENT CHARACTER}"

#: A token's text may lack a space or two that the whole has before it.
_SPACES = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that stands after so many tokens."""

    tokens: int
    line: str


def marked(text: str, tokens: Sequence[Sequence[Any]], marks: Sequence[Mark]) -> str:
    """A thought as the page's own HTML, its marks in it; all escaped.

    `tokens` are as a trace has them: [id, text, log-probability]. Where a server told none, id -1
    stands for the whole text, and marks come after it, for nobody knows their places.
    """
    exact = not any(token[0] == -1 for token in tokens)
    places = offsets(text, [str(token[1]) for token in tokens], {m.tokens for m in marks})
    shown, done = [], 0
    for mark in sorted(marks, key=lambda mark: mark.tokens):
        place = max(done, places[mark.tokens]) if exact else len(text)
        shown.append(escape(text[done:place]))
        shown.append(f'<mark class="benchmark-mark">{escape(mark.line)}</mark>')
        done = place
    return "".join([*shown, escape(text[done:])])


def offsets(text: str, tokens: Sequence[str], counts: Collection[int]) -> dict[int, int]:
    """How many characters of the text so many tokens are; past the last token, all of them.

    A character may be of several tokens, whose texts are then no part of it, and some tokenizers
    leave out the space before a token that stands alone. So each token's text is looked for a
    little further on, and a place within a character is the place before it.
    """
    found = {0: 0}
    place, missed = 0, 0
    for number, token in enumerate(tokens, 1):
        core = token.strip(_PART)
        start = text.find(core, place, place + missed + _SPACES + len(core)) if core else -1
        if start >= 0:
            place, missed = start + len(core), 0
        else:
            missed += max(1, len(token))
        if number in counts:
            found[number] = place
    if tokens:
        found[len(tokens)] = len(text)
    return {count: found.get(count, len(text)) for count in counts}
