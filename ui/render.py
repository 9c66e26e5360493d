"""Model text made safe to show, and answers laid out for reading.

Model text is never passed on as raw HTML, and never fetches anything: tags are shown as the
characters they are, and image links become plain links.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence

from reasoning.domains.differential import Diagnosis, Differential, read_differential
from reasoning.events import Vote
from reasoning.problem import AnswerType, Problem
from ui.language import phrase, say
from ui.language.lines import say_line

#: Shown with an open case's answer that has no ranked diagnosis in it.
NOT_IN_FORM = phrase(
    "*Not in the expected form (no ranked diagnoses could be read); shown as written.*"
)

#: Where LaTeX begins and ends, as Gradio takes it; by itself it knows only "$$".
LATEX: list[dict[str, str | bool]] = [
    {"left": "$$", "right": "$$", "display": True},
    {"left": "$", "right": "$", "display": False},
    {"left": "\\(", "right": "\\)", "display": False},
    {"left": "\\[", "right": "\\]", "display": True},
]

_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+\-.!|~<>&$:=^\"'/@]")
_INDENT = re.compile(r"^ +", re.MULTILINE)


def verbatim(text: str) -> str:
    """Markdown that shows exactly this text: every character that could mean something is an
    entity. The result for a longer text begins with the result for a shorter one."""
    safe = _MARKDOWN.sub(lambda found: f"&#{ord(found[0])};", text)
    return _INDENT.sub(lambda found: "&nbsp;" * len(found[0]), safe)


def markdown(text: str) -> str:
    """Markdown and LaTeX of a model's answer, without HTML and without images.

    An angle bracket in code is shown as an entity: ugly at worst, where a clever exception for
    code would have to read Markdown exactly as the browser does to be safe.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("![", "&#33;[")


def cell(text: str) -> str:
    """One line for a Markdown table."""
    return verbatim(" ".join(text.split()))


def escape(text: object) -> str:
    """Text inside the page's own HTML."""
    return html.escape(str(text), quote=True)


def percent(share: float) -> str:
    """0 to 1 as whole per cent."""
    return f"{100 * share:.0f}%"


Ranking = Callable[[Sequence[Diagnosis]], list[str]]
"""How the ranked diagnoses of a differential are laid out, as lines of Markdown."""


def ranking_table(ranked: Sequence[Diagnosis]) -> list[str]:
    """A table, where there is room for one."""
    rows = (
        (
            str(rank),
            f"**{cell(one.name)}**" if rank == 1 else cell(one.name),
            "" if one.share is None else percent(one.share),
            cell(", ".join(one.evidence_for)) or say("none"),
            cell(", ".join(one.evidence_against)) or say("none"),
        )
        for rank, one in enumerate(ranked, 1)
    )
    head = ("", say("Diagnosis"), say("Share@@of a diagnosis"), say("For"), say("Against"))
    return _table(head, rows)


def ranking_list(ranked: Sequence[Diagnosis]) -> list[str]:
    """A list, for a narrow column."""
    lines = []
    for rank, one in enumerate(ranked, 1):
        share = "" if one.share is None else f" {percent(one.share)}"
        lines.append(f"{rank}. **{cell(one.name)}**{share}")
        evidence_for = cell(", ".join(one.evidence_for)) or say("none")
        evidence_against = cell(", ".join(one.evidence_against)) or say("none")
        lines.append("    - " + say("for: {evidence}", evidence=evidence_for))
        lines.append("    - " + say("against: {evidence}", evidence=evidence_against))
    return lines


def answer(problem: Problem, text: str, *, over: bool, ranking: Ranking = ranking_table) -> str:
    """An answer as Markdown; an open case's in its structure once it is all there (`over`)."""
    if problem.answer_type is AnswerType.DDX:
        read = read_differential(text) if over else None
        if read is not None:
            return differential(read, ranking)
        # The form is lines, which Markdown would join or number anew.
        shown = verbatim(text)
        return f"{say(NOT_IN_FORM)}\n\n{shown}" if over and text.strip() else shown
    return markdown(text)


def differential(read: Differential, ranking: Ranking = ranking_table) -> str:
    """A differential as Markdown: red flags first, the ranking, what would change it, next test."""
    flags = "; ".join(verbatim(flag) for flag in read.red_flags) or say("none named")
    parts = [say("**Red flags:** {flags}", flags=flags), "\n".join(ranking(read.diagnoses))]
    if read.would_change:
        parts.append(say("**Would change the ranking:** {what}", what=verbatim(read.would_change)))
    if read.next_test:
        parts.append(say("**Next test:** {test}", test=verbatim(read.next_test)))
    return "\n\n".join(parts)


def votes(problem: Problem, counted: Sequence[Vote], outstanding: int = 0) -> str:
    """The votes as a Markdown table, leader first."""
    lines = _table(
        (say("Answer"), say("Votes"), say("Share@@of the votes")),
        ((cell(in_full(problem, v.answer)), str(v.count), percent(v.share)) for v in counted),
    )
    if outstanding:
        lines += ["", say("{count} still to come", count=outstanding)]
    return "\n".join(lines)


def in_full(problem: Problem, read: str | None) -> str:
    """A read answer with the option it stands for: "C" becomes "C) pneumonia"."""
    if read is None:
        return say("none")
    option = problem.options.get(read)
    return f"{read}) {option}" if option else read


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        "| " + " | ".join(head) + " |",
        "|" + " --- |" * len(head),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]


def html_table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str) -> str:
    """A table as the page's own HTML; every cell is escaped."""
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows
    )
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def status(state: str, text: str) -> str:
    """A status line; `state` (ready, working, done, error) is for styling and for tests."""
    return f'<div class="status" role="status" data-state="{escape(state)}">{escape(text)}</div>'


def error(line: str) -> str:
    """One clear line beside the thing that is wrong; nothing for an empty line."""
    if not line:
        return ""
    line = say_line(line)
    return f'<div class="error-line" role="alert">{escape(line[:1].upper() + line[1:])}</div>'
