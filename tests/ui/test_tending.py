"""What goes on for somebody stops when they are disabled or removed, and is held meanwhile."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from store import Held, Store
from store.comparisons import Comparison
from tests.ui.comparing import tab_at
from tests.ui.conftest import Built
from tests.ui.test_chat import PAST, TURNS, all_of, arguments, chat
from tests.ui.test_compare import Gated
from ui.live import HOLD_SECONDS
from ui.tabs.chat.view import View
from ui.tabs.compare.controls import View as CompareView
from ui.tending import ROUND_SECONDS, one_round


@pytest.mark.parametrize("change", ["disabled", "removed"])
async def test_a_person_who_may_not_go_on_has_their_answer_stopped(
    built: Built, change: str
) -> None:
    built.store.people.add("Bob", "correct horse", "admin")  # an administrator stays
    built.engine.pause = asyncio.Event()
    running = built.updates("send", TURNS, *arguments(built))
    await anext(running)
    while not built.engine.open:
        await asyncio.sleep(0)
    await one_round(built.services)
    assert built.services.answers.count == 1  # nobody was disabled yet
    if change == "disabled":
        built.store.people.set_disabled(built.person.id, True)
    else:
        built.store.people.remove(built.person.id)
    await one_round(built.services)
    await built.services.close()
    assert built.engine.open == 0
    assert built.services.answers.count == 0
    assert [trace["end"] for trace in built.traces()] == ["cancelled"] * (change == "disabled")
    await running.aclose()


async def test_their_comparison_is_stopped_too(built: Built) -> None:
    bob = built.store.people.add("Bob", "correct horse", "user")
    built.engine.pause = asyncio.Event()
    handler = next(
        f for f in built.blocks.fns.values() if f.name == "run" and "compare" in f.fn.__module__
    )
    values = {block: getattr(block, "value", None) for block in handler.inputs}
    for block in values:
        if getattr(block, "elem_id", None) == "compare-question":
            values[block] = "Which?"
        elif not getattr(block, "elem_id", None):
            values[block] = CompareView()
    running = handler.fn(values, built.request(bob))
    await anext(running)
    while not built.engine.open:
        await asyncio.sleep(0)
    built.store.people.set_disabled(bob.id, True)
    await one_round(built.services)
    await built.services.close()
    assert built.engine.open == 0
    await running.aclose()


async def test_a_comparison_is_held_on_to_and_kept_while_it_runs_even_in_silence(
    tmp_path: Path,
) -> None:
    engine = Gated()
    tab, view = tab_at(tmp_path, engine), CompareView()
    page = tab.call("run", tab.values(view, method="independent"))
    await anext(page)
    while engine.waiting < 3:
        await asyncio.sleep(0)
    # As if its hold had run out since.
    (began,) = tab.store.comparisons.list(tab.ada.id)
    tab.store.comparisons.replace(began.id, tab.ada.id, began.body, hold=-1)
    assert [thoughts(one) for one in tab.store.comparisons.list(tab.ada.id)] == [0]
    assert [one.held for one in tab.store.comparisons.list(tab.ada.id)] == [False]
    await one_round(tab.services)
    assert [thoughts(one) for one in tab.store.comparisons.list(tab.ada.id)] == [3]
    assert [one.held for one in tab.store.comparisons.list(tab.ada.id)] == [True]
    engine.gate.set()
    async for _ in page:
        pass
    await one_round(tab.services)
    (over,) = tab.store.comparisons.list(tab.ada.id)
    assert (over.held, over.body["over"]) == (False, True)
    tab.store.close()


def thoughts(kept: Comparison) -> int:
    """In how many columns something was thought."""
    return sum(bool(column["thoughts"]) for column in kept.body["columns"])


async def test_a_conversation_is_held_against_another_process_until_its_answer_is_there(
    built: Built,
) -> None:
    assert ROUND_SECONDS * 3 < HOLD_SECONDS
    built.engine.pause = asyncio.Event()
    running = built.updates("send", TURNS, *arguments(built))
    await anext(running)
    here, owner = built.view.conversation or "", built.person.id
    await one_round(built.services)
    with Store(f"sqlite:///{built.store.name}") as elsewhere:
        with pytest.raises(Held, match="being answered elsewhere"):
            elsewhere.conversations.add_turn(here, owner, {"question": "And?"})
        built.engine.pause.set()
        async for _ in running:
            pass
        (first,) = elsewhere.conversations.path(here, owner)
        turn = elsewhere.conversations.add_turn(here, owner, first.asked, hold=60)
    (shown,) = await all_of(built, "load", PAST, here, View(), built.request())
    assert "being answered in another process" in shown["chat-log"][-1]["content"]
    (refused,) = await chat(built, "And a third?")
    assert "This conversation is being answered elsewhere" in refused["chat-question-error"]
    last = built.store.conversations.path(here, owner)[-1]
    assert last.id == turn.id
