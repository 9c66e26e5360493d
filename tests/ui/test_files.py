"""A conversation as a file: to read, and to import again; only its owner's."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from store import Person
from tests.ui.conftest import Built
from tests.ui.test_chat import chat
from ui import files


def client(built: Built, person: Person) -> TestClient:
    """A browser of that person, behind what the guard would have found out."""
    app = Starlette(routes=files.routes(built.store))

    async def signed_in(scope, receive, send) -> None:
        scope.setdefault("state", {})["person"] = person
        await app(scope, receive, send)

    return TestClient(signed_in)


async def test_a_conversation_is_read_as_markdown_with_its_thought_and_what_it_took(
    built: Built,
) -> None:
    await chat(built)
    reply = client(built, built.person).get(f"/conversations/{built.view.conversation}.md")
    assert reply.status_code == 200
    assert reply.headers["content-disposition"] == 'attachment; filename="Which.md"'
    for part in ("# Which?", "B) migraine", "joint pain counts", "17 tokens", "stand-in"):
        assert part in reply.text


async def test_the_json_can_be_imported_again(built: Built) -> None:
    await chat(built)
    reply = client(built, built.person).get(f"/conversations/{built.view.conversation}.json")
    made = built.store.conversations.from_json(built.person.id, json.loads(reply.text))
    assert len(built.store.conversations.path(made.id, built.person.id)) == 1


@pytest.mark.parametrize("ending", ["md", "json"])
async def test_another_persons_conversation_is_as_good_as_none(built: Built, ending: str) -> None:
    await chat(built)
    other = built.store.people.add("Bob", "correct horse", "user")
    theirs = client(built, other).get(f"/conversations/{built.view.conversation}.{ending}")
    none = client(built, other).get(f"/conversations/nothing.{ending}")
    assert (theirs.status_code, theirs.text) == (none.status_code, none.text) == (404, none.text)


@given(st.text(alphabet="`~ab\n"))
def test_a_thought_cannot_leave_its_fence(text: str) -> None:
    fence, *inside, last = files._fenced(text).split("\n")
    assert fence == last
    assert re.fullmatch(r"`{3,}", fence)
    assert fence not in "\n".join(inside)
