"""Conversations as files: `/conversations/{id}.md` to read, `.json` to import again."""

from __future__ import annotations

import json
import re
from asyncio import to_thread
from collections.abc import Iterator, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reasoning.domains import question_text
from reasoning.errors import StoreError
from store import Conversation, Person, Store, Turn
from ui import evidence, words
from ui.images import IMAGE, decode
from ui.language import phrase, say
from ui.language.lines import say_line
from ui.replies import read_asked, read_reply

#: Whatever the bytes hold, no browser takes them for a page.
_IMAGE_HEADERS = {
    "Cache-Control": "private, max-age=3600",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
NOT_FOUND = phrase("there is no such conversation, or it is not yours")


def routes(store: Store) -> list[BaseRoute]:
    """To be put before the page's own routes, behind the guard that knows who asks."""

    async def as_json(request: Request) -> Response:
        found, person = await _found(store, request)
        if found is None:
            return JSONResponse({"error": say(NOT_FOUND)}, 404)
        record = await to_thread(store.conversations.to_json, found.id, person.id)
        return _file(found, json.dumps(record, ensure_ascii=False), "json", "application/json")

    async def as_markdown(request: Request) -> Response:
        found, person = await _found(store, request)
        if found is None:
            return JSONResponse({"error": say(NOT_FOUND)}, 404)
        turns = await to_thread(store.conversations.path, found.id, person.id)
        return _file(found, markdown(found, turns), "md", "text/markdown")

    async def image(request: Request) -> Response:
        person: Person = request.state.person
        try:
            turns = await to_thread(
                store.conversations.siblings, request.path_params["turn"], person.id
            )
        except StoreError:
            return JSONResponse({"error": say(NOT_FOUND)}, 404)
        turn = next(turn for turn in turns if turn.id == request.path_params["turn"])
        asked, number = read_asked(turn.asked), request.path_params["number"]
        found = asked.stated().images[number : number + 1] if asked else ()
        if not found or (shown := decode(found[0])) is None:
            return JSONResponse({"error": say(NOT_FOUND)}, 404)
        return Response(shown[1], media_type=shown[0], headers=_IMAGE_HEADERS)

    return [
        Route(IMAGE.format(turn="{turn}", number="{number:int}"), image, methods=["GET"]),
        Route("/conversations/{id}.json", as_json, methods=["GET"]),
        Route("/conversations/{id}.md", as_markdown, methods=["GET"]),
    ]


async def _found(store: Store, request: Request) -> tuple[Conversation | None, Person]:
    person: Person = request.state.person
    found = await to_thread(store.conversations.get, request.path_params["id"], person.id)
    return found, person


def _file(conversation: Conversation, body: str, ending: str, kind: str) -> Response:
    title = re.sub(r"[^A-Za-z0-9]+", "-", conversation.title).strip("-")[:40]
    name = f"{title or 'conversation'}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=kind, headers=headers)


def markdown(conversation: Conversation, turns: Sequence[Turn]) -> str:
    """A conversation to read: questions, thoughts as written, answers, and what they took."""
    parts = [f"# {conversation.title}"]
    for number, turn in enumerate(turns, 1):
        parts += _turn(number, turn)
    return "\n\n".join(parts) + "\n"


def _turn(number: int, turn: Turn) -> Iterator[str]:
    asked, reply = read_asked(turn.asked), read_reply(turn.reply)
    yield "## " + say("Question {number}", number=number)
    yield question_text(asked.stated()) if asked else say("(kept in a form that cannot be read)")
    if images := len(asked.stated().images) if asked else 0:
        yield f"*{words.attached(images)}*"
    for thought in reply.thoughts:
        if thought.text:
            which = say("Thought")
            if len(reply.thoughts) > 1:
                which = say("Thought of sample {number}", number=thought.sample + 1)
            yield f"### {which} ({words.count(thought.tokens)})"
            yield _fenced(thought.text)
    result = reply.result
    yield "### " + say("Answer")
    if result is None:
        yield say_line(reply.problem) or say("none")
        return
    yield result.text or say("none")
    model = f"{reply.started.model} {reply.started.revision}" if reply.started else ""
    took = words.cost(result, len(result.samples))
    yield f"*{words.ending(result)} · {took}{' · ' if model else ''}{model}*"
    if reply.evidence is not None:
        yield "### " + say("Evidence")
        yield evidence.markdown(reply.evidence)


def _fenced(text: str) -> str:
    """The text as it is, in a fence that is longer than any in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
