"""The evidence of an answer as a turn keeps it, and as a page shows it: claims, then passages.

Claims and passages are kept as they are, and put into words where they are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reasoning.evidence import Checked, Hit, Passage, Relation, claims_of
from reasoning.problem import Problem
from ui import render
from ui.kept import Kept
from ui.language import phrase, say
from ui.language.lines import say_line

if TYPE_CHECKING:
    from reasoning.evidence import EvidenceStore

#: Passages that are quoted with one answer; a claim that only later ones bear out cites none.
MOST_QUOTED = 30

_WORDS = {
    Relation.FOR: phrase("{terms} speaks for {subjects}"),
    Relation.AGAINST: phrase("{terms} speaks against {subjects}"),
    Relation.RED_FLAG: phrase("{terms} is a red flag here"),
    Relation.TEST: phrase("{terms} is the next test"),
}


class KeptPassage(Kept):
    """A passage as it was when the answer was checked, whatever became of its document."""

    text: str
    title: str
    source: str = ""
    page: int | None = None
    own: bool = False


class KeptClaim(Kept):
    """A claim, and which passages bear it out, counted from 0; none: it is unsupported."""

    relation: Relation
    subjects: tuple[str, ...]
    terms: tuple[str, ...]
    text: str = ""
    cites: tuple[int, ...] = ()


class KeptEvidence(Kept):
    """What was found for an answer. `problem`: the line that says why nothing could be."""

    claims: tuple[KeptClaim, ...] = ()
    passages: tuple[KeptPassage, ...] = ()
    problem: str = ""


def find(evidence: EvidenceStore, owner: str, problem: Problem, text: str) -> KeptEvidence:
    """Check the claims of an answer; blocks.

    Raises:
        EvidenceError: the evidence cannot be used.
    """
    return keep(evidence.check(owner, claims_of(problem, text, evidence.vocabulary)))


def keep(checked: Sequence[Checked]) -> KeptEvidence:
    """Claims with their citations numbered, each passage once."""
    numbers: dict[str, int] = {}
    passages: list[KeptPassage] = []

    def number(passage: Passage) -> int | None:
        if passage.id not in numbers and len(passages) < MOST_QUOTED:
            numbers[passage.id] = len(passages)
            passages.append(
                KeptPassage(
                    text=passage.text,
                    title=passage.title,
                    source=passage.source,
                    page=passage.page,
                    own=passage.own,
                )
            )
        return numbers.get(passage.id)

    claims = []
    for one in checked:
        cited = [number(hit.passage) for hit in one.hits]
        claim = one.claim
        claims.append(
            KeptClaim(
                relation=claim.relation,
                subjects=claim.subjects,
                terms=claim.terms,
                text=claim.text,
                cites=tuple(n for n in cited if n is not None),
            )
        )
    return KeptEvidence(claims=tuple(claims), passages=tuple(passages))


def summary(kept: KeptEvidence) -> str:
    """How many claims are supported, in a few words."""
    supported = sum(bool(_cites(kept, claim)) for claim in kept.claims)
    return say(
        "{supported} of {count} claims supported", supported=supported, count=len(kept.claims)
    )


def markdown(kept: KeptEvidence) -> str:
    """Each claim with its citations or the word "unsupported", and the passages quoted below."""
    if kept.problem:
        return render.verbatim(say_line(kept.problem))
    lines = [f"{n}. {_claim(kept, claim)}" for n, claim in enumerate(kept.claims, 1)]
    parts = ["\n".join(lines)]
    if not all(_cites(kept, claim) for claim in kept.claims):
        parts.append(
            say(
                "Unsupported: no passage of the knowledge base or of your documents says so."
                " That alone does not make it wrong."
            )
        )
    parts += [_passage(number, passage) for number, passage in enumerate(kept.passages, 1)]
    return "\n\n".join(parts)


def _cites(kept: KeptEvidence, claim: KeptClaim) -> list[int]:
    """A record that was imported may cite what is not there."""
    return [cite for cite in claim.cites if 0 <= cite < len(kept.passages)]


def _claim(kept: KeptEvidence, claim: KeptClaim) -> str:
    if claim.text or claim.relation not in _WORDS:
        said = render.cell(claim.text)
    else:
        said = say(
            _WORDS[claim.relation],
            terms=render.cell(", ".join(claim.terms)),
            subjects=render.cell(", ".join(claim.subjects)),
        )
    cites = _cites(kept, claim)
    marks = " ".join(render.verbatim(f"[{cite + 1}]") for cite in cites)
    return f"{said} {marks}" if cites else f"{said}: **{say('unsupported')}**"


def _passage(number: int, passage: KeptPassage) -> str:
    head = f"{render.verbatim(f'[{number}]')} **{render.cell(passage.title)}**"
    quoted = "\n".join(f"> {render.verbatim(line)}  " for line in passage.text.splitlines())
    return f"{head} ({render.cell(whence(passage))})\n\n{quoted}"


def whence(passage: KeptPassage | Passage) -> str:
    """Where a passage comes from, and where a reader can check it."""
    if passage.own:
        parts = [say("your document")]
        if passage.page is not None:
            parts.append(say("page {page}", page=passage.page))
        return ", ".join(parts)
    if passage.source:
        return say("knowledge base; check in: {source}", source=passage.source)
    return say("knowledge base")


def hits_html(hits: Sequence[Hit]) -> str:
    """What a search found, as the page's own HTML."""
    items = "".join(
        f"<li><strong>{render.escape(hit.passage.title)}</strong>"
        f" ({render.escape(whence(hit.passage))};"
        f" {render.escape(say('similarity {cosine:.2f}', cosine=hit.similarity))})"
        f"<blockquote>{render.escape(hit.passage.text)}</blockquote></li>"
        for hit in hits
    )
    return f'<ol class="passages">{items}</ol>'
