"""A run as chat messages: its thoughts in collapsible blocks, its answer, its votes, its end."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from reasoning.domains import question_text
from reasoning.events import Ending, Result, Rung
from reasoning.problem import Problem
from ui import evidence as evidence_of
from ui import render, words
from ui.evidence import KeptEvidence
from ui.images import IMAGE
from ui.language import in_all, phrase, say
from ui.language.lines import say_line
from ui.stream import Column, SampleView

ATTACHED = phrase("Attached image")
_IN_ANY_LANGUAGE = "|".join(map(re.escape, in_all(lambda: say(ATTACHED)).values()))
_IMAGE = re.compile(
    rf"\n\n!\[(?:{_IN_ANY_LANGUAGE}) \d+\]"
    rf"\({IMAGE.format(turn='[0-9a-f]+', number='[0-9]+')}\)"
)

#: A message as Gradio's Chatbot takes it.
ChatMessage = dict[str, Any]


def question(problem: Problem, images: Sequence[str] = ()) -> ChatMessage:
    """What was asked, options one a line, then the images at these addresses of the page's own.

    `as_typed` gives the text back from an edited message.
    """
    shown = [f"![{say(ATTACHED)} {number}]({image})" for number, image in enumerate(images, 1)]
    text = render.markdown(question_text(problem))
    return {"role": "user", "content": "\n\n".join([text, *shown])}


def as_typed(content: str) -> str:
    """What a person sees and edits of a user's message, as the text that it stands for.

    An image that they typed is no image, since `render.markdown` takes its sign apart.
    """
    return html.unescape(_IMAGE.sub("", content))


def reply(
    problem: Problem, column: Column, rung: Rung, *, turn: int, now: float
) -> list[ChatMessage]:
    """A run as it stands `now` seconds after its start. `turn` keeps the ids of blocks apart."""
    several = column.started is not None and column.started.samples > 1
    thoughts = _samples(column, rung, turn, now) if several else _thought(column, rung, now)
    body = _body(problem, column)
    return thoughts + ([{"role": "assistant", "content": body}] if body else [])


def evidence(kept: KeptEvidence | None) -> list[ChatMessage]:
    """What bears an answer out, in a closed block below it; nothing where nothing was checked."""
    if kept is None:
        return []
    block = {"title": say("Evidence"), "status": "done"}
    if not kept.problem:
        block["log"] = evidence_of.summary(kept)
    content = evidence_of.markdown(kept)
    return [{"role": "assistant", "content": content, "metadata": block}]


def looking_for_evidence() -> ChatMessage:
    """In its place until it is found."""
    return {
        "role": "assistant",
        "content": say("The claims of this answer are being checked."),
        "metadata": {"title": say("Looking for evidence"), "status": "done"},
    }


def _thought(column: Column, rung: Rung, now: float) -> list[ChatMessage]:
    view = column.samples.get(0)
    if view is None or not view.thinking_tokens:
        return []
    block = _block(say("Thought"), view, rung, now)
    if view.closed is None and column.phase != "done":
        block["metadata"] |= {"title": say("Thinking@@now"), "status": "pending"}
    return [block]


def _block(title: str, view: SampleView, rung: Rung, now: float) -> ChatMessage:
    """A closed block. The counters are its log: a title is drawn anew whenever it changes, and
    would slip away from under the pointer."""
    return {
        "role": "assistant",
        "content": render.verbatim(view.thought),
        "metadata": {
            "title": title,
            "log": words.thought_counters(view, rung, now),
            "status": "done",
        },
    }


def _samples(column: Column, rung: Rung, turn: int, now: float) -> list[ChatMessage]:
    """One open block with a closed one for each sample in it: sixteen at once cannot be read."""
    views = sorted(column.samples.items())
    total = sum(view.thinking_tokens for _, view in views)
    if not total:
        return []
    group, over = f"turn-{turn}", column.phase == "done"
    blocks: list[ChatMessage] = [
        {
            "role": "assistant",
            "content": say("Open a sample to read its thought."),
            "metadata": {
                "title": say("Thought") if over else say("Thinking@@now"),
                "log": say(
                    "{samples} samples · {tokens} in all",
                    samples=len(views),
                    tokens=words.count(total),
                ),
                "id": group,
                "status": "done" if over else "pending",
            },
        }
    ]
    for number, view in views:
        block = _block(say("Sample {number}", number=number + 1), view, rung, now)
        block["metadata"] |= {"id": f"{group}-sample-{number}", "parent_id": group}
        blocks.append(block)
    return blocks


def _body(problem: Problem, column: Column) -> str:
    result = column.result
    if result is not None:
        return _ended(problem, result, column)
    if column.problem:
        return f"*{render.verbatim(say_line(column.problem))}*"
    if column.votes:
        return render.votes(problem, column.votes, column.outstanding)
    view = column.samples.get(0)
    return render.answer(problem, view.answer, over=False) if view else ""


def _ended(problem: Problem, result: Result, column: Column) -> str:
    parts: list[str] = []
    if result.end is Ending.REFUSED:
        parts.append(f"**{render.verbatim(_sentence(words.ending(result)))}**")
        if result.text:
            parts.append(say("What it wrote all the same, not to be relied on:"))
    if result.text:
        complete = result.end not in (Ending.CANCELLED, Ending.FAILED)
        parts.append(render.answer(problem, result.text, over=complete))
    if len(result.samples) > 1 and result.votes:
        parts.append(render.votes(problem, result.votes))
    if sure := words.confidence(result):
        parts.append(say("{sentence}.", sentence=sure))
    if known := words.verdict(result):
        parts.append(say("Against the known answer: **{verdict}**.", verdict=known))
    ended = say(
        "{ended}. {took}",
        ended=_sentence(words.ending(result)),
        took=_sentence(words.cost(result, len(result.samples))),
    )
    if column.started is not None:
        ended += f" · {column.started.model}"
    parts.append(f"*{render.verbatim(ended)}*")
    return "\n\n".join(parts)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
