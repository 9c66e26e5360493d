"""The page's words in the language of whoever asks: English, or Simplified Chinese.

The English text is the key, in the code where it is used. Another language is one JSON file beside
this one: the `tag` that HTML has for it, the `prefix` of the browsers' tags that get it, and its
`texts`, the core's `lines`, and the words of `gradio`. What it lacks is said in English.

    say("{count:,} tokens", count=n)     now, in the language of the request that is answered
    static("Thinking budget")            a component's text, put into words by each browser
    NOTICE = phrase("Not a ...")         a constant that is said elsewhere

What is kept is never said: it stays data, or English, and is put into words when it is shown. The
core's lines, which come with their values in them, are said by `ui.language.lines`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar

import gradio as gr
from gradio.i18n import I18nData

ENGLISH = "en"
FOLDER = Path(__file__).parent

#: What follows this in an English text tells equal texts apart, and is not shown.
MEANT = "@@"

#: The other languages' files.
CATALOGUES = [json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))]
_TEXTS: dict[str, dict[str, str]] = {ENGLISH: {}} | {c["tag"]: c["texts"] for c in CATALOGUES}
_PREFIXES: dict[str, str] = {ENGLISH: ENGLISH} | {c["prefix"]: c["tag"] for c in CATALOGUES}
#: The languages, by their tags.
TAGS = tuple(_TEXTS)

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)

T = TypeVar("T")


def phrase(text: str) -> str:
    """A text that is said elsewhere; marks it as one that every language should have."""
    return text


def say(text: str, **values: object) -> str:
    """A text in the language that is spoken, its {placeholders} filled in.

    Any other text, a line of the core perhaps, comes back as it is.
    """
    said = _TEXTS[_spoken.get()].get(text) or text.partition(MEANT)[0]
    return said.format(**values) if values else said


def spoken() -> str:
    """The tag of the language that is spoken."""
    return _spoken.get()


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Speak a language of `TAGS` in this task, and in the threads and tasks that it starts."""
    before = _spoken.set(tag)
    try:
        yield
    finally:
        _spoken.reset(before)


def in_all(make: Callable[[], T]) -> dict[str, T]:
    """What `make` gives in every language, by tag."""
    made = {}
    for tag in TAGS:
        with speaking(tag):
            made[tag] = make()
    return made


def preferred(accept_language: str | None) -> str:
    """The tag that fits an Accept-Language header best; English where it names none of ours."""
    weighed = []
    for place, part in enumerate((accept_language or "").split(",")):
        tag, _, weight = part.strip().lower().partition(";")
        weighed.append((-_weight(weight), place, tag.strip()))
    for negated, _, tag in sorted(weighed):
        ours = _PREFIXES.get(tag.partition("-")[0])
        if ours is not None and negated < 0:
            return ours
    return ENGLISH


def _weight(parameter: str) -> float:
    """The q of "q=0.8"; 1 without one, 0 for what is none."""
    try:
        return float(parameter.strip().removeprefix("q=")) if parameter.strip() else 1.0
    except ValueError:
        return 0.0


class _Static(gr.I18n):
    """Texts of components as Gradio takes them: a mark, and for each browser what it stands for."""

    def __init__(self) -> None:
        super().__init__(**{tag: {} for tag in TAGS})

    def __call__(self, key: str, **values: object) -> I18nData:
        return self.of(lambda: say(key, **values))

    def of(self, make: Callable[[], str]) -> I18nData:
        """A text that is put together by `make`. It must hold no brace: Gradio would cut it."""
        made = in_all(make)
        for tag, text in made.items():
            if self.translations[tag].get(made[ENGLISH], text) != text:
                raise ValueError(f"{made[ENGLISH]!r} has two meanings in {tag}; use {MEANT!r}")
            self.translations[tag][made[ENGLISH]] = text
        return super().__call__(made[ENGLISH])


#: Given to Gradio with each page. Two texts that are equal in English must be in all languages.
static = _Static()
