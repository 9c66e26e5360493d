"""The chat's handlers: asking, what can be done with a turn, and past conversations."""

from __future__ import annotations

import asyncio
import json
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from tests.ui.conftest import Built
from ui.tabs.chat.view import View

QUESTION = "Which?\nA) gout\nB) migraine"
TURNS, PAST = "chat.turns", "chat.past"


def arguments(
    built: Built, typed: str | None = QUESTION, *, request: Any = None, **changes: Any
) -> list[Any]:
    """What a handler that asks gets: the value of every control, and who asks."""
    set_to = {
        "question": None if typed is None else {"text": typed, "files": []},
        "domain": "medical",
        "options": None,  # as an untouched box sends it
        "model": "stand-in",
        "budget": len(built.services.steps()) - 1,
        "auto": False,
        "samples": 1,
        "temperature": 0.0,
        "seed": 0,
        "minimum": 0,
        "stop-early": "never",
    } | {name.replace("_", "-"): value for name, value in changes.items() if name != "view"}
    send = next(f for f in built.blocks.fns.values() if f.name == "send")
    values = {
        block: set_to.pop(block.elem_id.removeprefix("chat-")) if block.elem_id else None
        for block in send.inputs
    }
    assert not set_to, "no such control"
    values[next(block for block in values if not block.elem_id)] = changes.get("view", built.view)
    return [values, request or built.request()]


async def all_of(built: Built, name: str, tab: str, *args: Any) -> list[dict[str, Any]]:
    return [update async for update in built.updates(name, tab, *args)]


async def chat(built: Built, typed: str | None = QUESTION, **changes: Any) -> list[dict[str, Any]]:
    return await all_of(built, "send", TURNS, *arguments(built, typed, **changes))


async def do(built: Built, name: str, tab: str = TURNS, **data: Any) -> list[dict[str, Any]]:
    """A handler that takes the view, the request and perhaps what was clicked."""
    more = [SimpleNamespace(**data)] if data else []
    return await all_of(built, name, tab, built.view, built.request(), *more)


def texts(update: dict[str, Any], role: str) -> list[str]:
    return [m["content"] for m in update["chat-log"] if m["role"] == role and "metadata" not in m]


async def test_a_turn_clears_the_question_and_ends_done(built: Built) -> None:
    first, *_, last = await chat(built)
    assert first["chat-question"] == ""
    assert first["chat-stop"]["visible"] is True
    assert 'data-state="done"' in last["chat-status"]
    assert texts(last, "assistant")[0].startswith("B) migraine")
    assert last["chat-send"]["visible"] is True
    (trace,) = built.traces()
    assert trace["owner"] == built.person.id


async def test_the_next_turn_is_told_the_earlier_ones_without_their_thoughts(built: Built) -> None:
    await chat(built)
    *_, last = await chat(built, "And in a child?")
    told = [m["content"] for m in built.traces()[-1]["messages"] if m["role"] != "system"]
    assert told == ["Which?\n\nA) gout\nB) migraine", "B) migraine", "And in a child?"]
    assert len(texts(last, "user")) == 2


async def test_a_wrong_input_is_said_beside_itself_and_nothing_runs(built: Built) -> None:
    places = ("chat-question-error", "chat-options-error", "chat-budget-error")
    for changes, place, line in (
        ({"typed": None}, places[0], "Write a question first"),
        ({"options": "one"}, places[1], "1 option(s) given"),
        ({"samples": 4}, places[2], "temperature 0"),
        ({"seed": None}, places[2], "The seed must be a whole number"),
        ({"minimum": 9, "budget": 0}, places[2], "above the thinking budget"),
        ({"minimum": 0.5}, places[2], "must be a whole number"),
        ({"typed": "x" * 5000}, places[2], "shorten the question"),
    ):
        (update,) = await chat(built, **changes)
        assert line in update[place]
        assert [update[other] for other in places if other != place] == ["", ""]
        assert 'data-state="error"' in update["chat-status"]
    assert not built.engine.requests
    assert built.store.conversations.list(built.person.id) == []


async def test_what_is_refused_before_the_page_has_opened_stays_said(built: Built) -> None:
    """The browser lets one ask before it tells of the opening."""
    (opened,) = await all_of(built, "load", PAST, None, built.view, built.request())
    assert not [place for place in opened if place.endswith("-error")]
    await chat(built, None)
    *_, moved = await do(built, "new", PAST)
    assert moved["chat-question-error"] == ""


async def test_an_answer_goes_on_when_its_page_is_gone_and_the_next_page_shows_it(
    built: Built,
) -> None:
    built.engine.pause = asyncio.Event()
    running = built.updates("send", TURNS, *arguments(built))
    await anext(running)
    await running.aclose()  # the page was closed
    here = built.view.conversation
    again = View()
    coming_back = built.updates("load", PAST, here, again, built.request())
    first = await anext(coming_back)
    assert first["chat-stop"]["visible"] is True
    built.engine.pause.set()
    *_, last = [update async for update in coming_back]
    assert texts(last, "assistant")[0].startswith("B) migraine")
    (turn,) = built.store.conversations.path(here or "", built.person.id)
    assert turn.reply is not None
    assert turn.trace_id == built.traces()[0]["id"]


async def test_a_question_asked_while_the_page_still_opens_stays_on_it(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing, reached, go_on = built.store.conversations.list, threading.Event(), threading.Event()

    def slow(*args: Any) -> Any:
        if not reached.is_set():
            reached.set()
            assert go_on.wait(20)
        return listing(*args)

    monkeypatch.setattr(built.store.conversations, "list", slow)
    opening = asyncio.create_task(all_of(built, "load", PAST, None, built.view, built.request()))
    try:
        assert await asyncio.to_thread(reached.wait, 20)
        *_, last = await chat(built)
    finally:
        go_on.set()
    assert 'data-state="done"' in last["chat-status"]
    changed = {place for update in await opening for place in update}
    assert changed <= {"state", "chat-model"}, "it would wipe the answer off the page"
    assert changed, "a stream that gives nothing makes Gradio empty all that it could change"


@pytest.mark.parametrize("moment", ["it is being kept", "it is shown"])
async def test_a_page_that_opens_after_its_first_question_leaves_it_there(
    built: Built, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    create, reached, go_on = built.store.conversations.create, threading.Event(), threading.Event()

    def slow(*args: Any) -> Any:
        reached.set()
        assert go_on.wait(20)
        return create(*args)

    built.engine.pause = asyncio.Event()
    if moment == "it is being kept":
        monkeypatch.setattr(built.store.conversations, "create", slow)
    asking = asyncio.create_task(chat(built))
    try:
        if moment == "it is being kept":
            assert await asyncio.to_thread(reached.wait, 20)
        else:
            while not built.view.owners:
                await asyncio.sleep(0)
        opened = await all_of(built, "load", PAST, None, built.view, built.request())
    finally:
        go_on.set()
        built.engine.pause.set()
    *_, last = await asking
    (only,) = opened  # a stream that gives nothing would empty all that it could change
    assert set(only) == {"state"}
    assert 'data-state="done"' in last["chat-status"]
    assert built.view.conversation is not None


async def test_stop_ends_the_answer_and_keeps_what_came(built: Built) -> None:
    built.engine.pause = asyncio.Event()
    running = built.updates("send", TURNS, *arguments(built))
    await anext(running)
    (update,) = await chat(built)
    assert "still thinking" in update["chat-question-error"]
    await built.handler("stop", TURNS)(built.view, built.request())
    *_, last = [update async for update in running]
    assert "stopped by you" in last["chat-status"]
    assert built.traces()[0]["end"] == "cancelled"


async def test_another_conversation_on_the_page_is_not_overwritten(built: Built) -> None:
    built.engine.pause = asyncio.Event()
    running = built.updates("send", TURNS, *arguments(built))
    await anext(running)
    (empty,) = await do(built, "new", PAST)
    assert empty["chat-log"] == []
    built.engine.pause.set()
    assert [update async for update in running] == []


async def test_retry_keeps_both_versions_and_one_can_go_between_them(built: Built) -> None:
    await chat(built)
    *_, last = await all_of(
        built, "retry", TURNS, *arguments(built, "ignored", budget=0), SimpleNamespace(index=0)
    )
    assert texts(last, "assistant")[0].startswith("A) gout")  # it had no thinking budget
    assert last["chat-earlier"]["visible"] is True
    assert last["chat-later"]["visible"] is False
    (before,) = await do(built, "earlier")
    assert texts(before, "assistant")[0].startswith("B) migraine")
    (after,) = await do(built, "later")
    assert after["chat-log"] == last["chat-log"]


async def test_edit_asks_the_changed_question_in_its_place(built: Built) -> None:
    await chat(built)
    edited = SimpleNamespace(index=0, value="Which now?\nA) gout\nB) migraine")
    *_, last = await all_of(built, "edit", TURNS, *arguments(built, ""), edited)
    assert len(texts(last, "user")) == 1
    assert "now" in texts(last, "user")[0]
    assert len(built.traces()[-1]["messages"]) == len(built.traces()[0]["messages"])


async def test_a_refused_edit_leaves_the_conversation_as_it_was(built: Built) -> None:
    *_, before = await chat(built)
    edited = SimpleNamespace(index=0, value="x" * 5000)
    (update,) = await all_of(built, "edit", TURNS, *arguments(built, ""), edited)
    assert "shorten the question" in update["chat-budget-error"]
    (again,) = await all_of(built, "load", PAST, built.view.conversation, View(), built.request())
    assert again["chat-log"] == before["chat-log"]


async def test_undo_that_is_refused_leaves_the_box_as_it_is(built: Built) -> None:
    built.engine.pause = asyncio.Event()
    running = built.updates("send", TURNS, *arguments(built))
    await anext(running)
    (refused,) = await do(built, "undo", index=0)
    assert "chat-question" not in refused
    assert refused["chat-question-error"]
    built.engine.pause.set()
    async for _ in running:
        pass


async def test_undo_takes_a_turn_back_and_bring_back_undoes_that(built: Built) -> None:
    await chat(built)
    *_, whole = await chat(built, "And in a child?")
    (undone,) = await do(built, "undo", index=len(whole["chat-log"]) - 1)
    assert undone["chat-question"] == {"text": "And in a child?", "files": []}
    assert len(texts(undone, "user")) == 1
    assert undone["chat-bring-back"]["visible"] is True
    (back,) = await do(built, "bring_back")
    assert back["chat-log"] == whole["chat-log"]


async def test_a_branch_is_a_conversation_of_its_own(built: Built) -> None:
    await chat(built)
    first = built.view.conversation
    await do(built, "branch")
    assert built.view.conversation != first
    await chat(built, "And in a child?")
    assert len(built.store.conversations.path(first or "", built.person.id)) == 1


async def test_a_thumb_and_its_comment_are_kept(built: Built) -> None:
    *_, last = await chat(built)
    shown = await built.handler("like", TURNS)(
        built.view, built.request(), SimpleNamespace(index=len(last["chat-log"]) - 1, liked=False)
    )
    assert any(getattr(c, "elem_id", "") == "chat-comment-row" for c in shown)
    await built.handler("save_comment", TURNS)("Too sure.", built.view, built.request())
    (turn,) = built.store.conversations.path(built.view.conversation or "", built.person.id)
    assert (turn.liked, turn.comment) == (False, "Too sure.")


async def test_past_conversations_are_found_renamed_and_deleted(built: Built) -> None:
    await chat(built)
    await do(built, "new", PAST)
    await chat(built, "And a headache?\nA) gout\nB) migraine")
    search = built.handler("search", PAST)
    found = next(iter((await search("headache", built.view, built.request())).values()))
    assert [title for title, _ in found["choices"]] == ["And a headache?"]
    none = next(iter((await search("zebra", built.view, built.request())).values()))
    assert (none["choices"], none["info"]) == ([], "Nothing found")
    await built.handler("rename", PAST)("  Heads  ", "", built.view, built.request())
    titles = [c.title for c in built.store.conversations.list(built.person.id)]
    assert titles[0] == "Heads"
    (gone,) = await do(built, "delete", PAST)
    assert gone["chat-log"] == []
    assert [c.title for c in built.store.conversations.list(built.person.id)] == ["Which?"]


async def test_an_exported_conversation_comes_back_as_it_was(built: Built) -> None:
    *_, last = await chat(built)
    here = built.view.conversation or ""
    record = built.store.conversations.to_json(here, built.person.id)
    data = json.dumps(record).encode()
    (update,) = await all_of(built, "take_in", PAST, data, built.view, built.request())
    assert update["chat-log"] == last["chat-log"]
    assert built.view.conversation != here


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"{", "is not JSON"), (b"[]", "no conversation"), (b"x" * 5_000_001, "bytes; allowed")],
)
async def test_a_file_that_is_no_conversation_is_refused_in_one_line(
    built: Built, data: bytes, line: str
) -> None:
    (update,) = await all_of(built, "take_in", PAST, data, built.view, built.request())
    assert line in update["chat-history-error"]


async def test_an_import_with_strange_turns_is_shown_as_unreadable(built: Built) -> None:
    await chat(built)
    record = built.store.conversations.to_json(built.view.conversation or "", built.person.id)
    record["turns"][0]["asked"]["problem"] = {"question": ""}
    record["turns"][0]["reply"] = {"result": "<script>"}
    data = json.dumps(record).encode()
    (update,) = await all_of(built, "take_in", PAST, data, built.view, built.request())
    assert "cannot read" in update["chat-log"][0]["content"]


async def test_nobody_reaches_another_persons_conversation(built: Built) -> None:
    await chat(built)
    here = built.view.conversation
    other = built.store.people.add("Bob", "correct horse", "user")
    theirs = built.request(other)
    (update,) = await all_of(built, "load", PAST, here, View(), theirs)
    assert (update["chat-log"], update["chat-here"]) == ([], "")
    foreign = View(conversation=here, owners=list(built.view.owners))
    with pytest.raises(Exception, match="conversation"):
        await all_of(built, "branch", TURNS, foreign, theirs)
    await all_of(built, "delete", PAST, View(conversation=here), theirs)
    assert len(built.store.conversations.list(built.person.id)) == 1


async def test_auto_stops_by_itself_below_its_limit(built: Built) -> None:
    *_, last = await chat(built, auto=True)
    assert built.traces()[0]["strategy"] == "adaptive"
    assert 'data-state="done"' in last["chat-status"]


async def test_of_two_pages_that_ask_at_the_same_moment_one_is_told_to_wait(built: Built) -> None:
    await chat(built)
    here = built.view.conversation
    pages = [View(conversation=here), View(conversation=here)]
    updates = await asyncio.gather(*(chat(built, "And then?", view=page) for page in pages))
    told = [
        len(seen) == 1 and "still thinking" in seen[0]["chat-question-error"] for seen in updates
    ]
    assert sorted(told) == [False, True]
    assert len(built.store.conversations.path(here or "", built.person.id)) == 2


async def test_a_full_context_says_so_and_what_to_do_before_anything_is_spent(
    built: Built,
) -> None:
    long = "Which? " + "x" * 600
    await chat(built, long)
    before = len(built.engine.requests)
    here, owner = built.view.conversation or "", built.person.id
    (update,) = await chat(built, long)
    line = update["chat-budget-error"]
    assert "The context is full: this conversation with the question takes 12" in line
    assert "stand-in holds 1024 in all" in line
    assert "start a new conversation" in line
    (update,) = await chat(built, "And?", budget=built.services.steps().index(512))
    line = update["chat-budget-error"]
    assert "a thinking budget of 512 tokens does not fit" in line.lower()
    assert "beside this conversation and its answer; allowed: 0 to" in line
    assert "or start a new conversation" in line
    assert len(built.engine.requests) == before
    assert len(built.store.conversations.path(here, owner)) == 1
    # What the lines say to do works.
    *_, last = await chat(built, "And?", budget=0)
    assert len(texts(last, "assistant")) == 2
    built.view.show(None)
    *_, last = await chat(built, long)
    assert len(texts(last, "assistant")) == 1
