"""The structured answer to an open case: red flags, a ranked differential, the next test.

The form is plain lines, so that a person can read it while it streams and any model can write it.
Reading is forgiving about Markdown and spacing, and strict about the rest: an answer without a
ranked diagnosis is no differential, and is shown as the text it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FORM = """\
Red flags: flag; flag (or none)
1. diagnosis (60%) | for: finding, finding | against: finding (or none)
2. diagnosis (30%) | for: … | against: …
Would change the ranking: what, and in which direction
Next test: the most useful next test"""

#: Longer than any honest differential; the rest of a runaway answer is not read.
MAX_CHARS = 20_000
MAX_DIAGNOSES = 20


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line of the differential. `share` is the model's own weight, 0 to 1, if it gave one."""

    name: str
    share: float | None
    evidence_for: tuple[str, ...]
    evidence_against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differential:
    """What an open case's answer says, most likely diagnosis first."""

    red_flags: tuple[str, ...]
    diagnoses: tuple[Diagnosis, ...]
    would_change: str
    next_test: str


_MARKS = re.compile(r"\*\*|__|^#+\s*|^[-*•]\s+")
_RANKED = re.compile(r"^(\d{1,2})[.)]\s*(?P<rest>\S.*)$")
_SHARE = re.compile(r"\(?\s*(?:about |~|≈)?(\d{1,3}(?:\.\d{1,2})?)\s*%\s*\)?")
_PART = re.compile(r"^(?P<key>for|against|evidence for|evidence against)\s*:\s*(?P<text>.*)$", re.I)
_FIELD = re.compile(
    r"^(?P<key>red flags?|would change(?: the ranking)?|what would change(?: the ranking)?"
    r"|next test|most useful next test)\s*:\s*(?P<text>.*)$",
    re.I,
)


def _items(text: str, separators: str) -> tuple[str, ...]:
    parts = (part.strip(" .") for part in re.split(separators, text))
    return tuple(p for p in parts if p and p.lower() not in {"none", "none known", "-", "n/a"})


def _diagnosis(text: str) -> Diagnosis | None:
    head, *parts = (part.strip() for part in text.split("|"))
    share_found = _SHARE.search(head)
    share = float(share_found.group(1)) / 100 if share_found else None
    name = _SHARE.sub("", head).strip(" :-–—.")
    if not name or (share is not None and share > 1):
        return None
    found: dict[str, tuple[str, ...]] = {}
    for part in parts:
        if match := _PART.match(part):
            found[match["key"].lower().removeprefix("evidence ")] = _items(match["text"], "[,;]")
    return Diagnosis(name, share, found.get("for", ()), found.get("against", ()))


def read_differential(text: str) -> Differential | None:
    """The differential in an answer text; None when no ranked diagnosis can be read."""
    flags: tuple[str, ...] = ()
    ranked: list[str] = []
    fields = {"change": "", "test": ""}
    for raw in text[:MAX_CHARS].splitlines():
        line = _MARKS.sub("", raw.strip()).strip()
        if match := _FIELD.match(line):
            key = match["key"].lower()
            if key.startswith("red"):
                flags = _items(match["text"], ";|,")
            else:
                fields["change" if "change" in key else "test"] = match["text"].strip()
        elif (match := _RANKED.match(line)) and len(ranked) < MAX_DIAGNOSES:
            ranked.append(match["rest"])
        elif ranked and _PART.match(line):
            ranked[-1] += f" | {line}"
    diagnoses = tuple(d for d in map(_diagnosis, ranked) if d)
    if not diagnoses:
        return None
    return Differential(flags, diagnoses, fields["change"], fields["test"])
