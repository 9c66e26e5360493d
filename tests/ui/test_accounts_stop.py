"""What somebody has going on is stopped, and nobody else's, when they are shut out."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import anyio

from store import Person
from tests.ui.accounts import PASSWORD, asked_by
from tests.ui.comparing import tab_at
from tests.ui.conftest import Built
from tests.ui.test_chat import TURNS, arguments
from ui import admin
from ui.tabs.chat.view import View
from ui.tabs.compare.controls import View as CompareView


async def ask(built: Built, person: Person) -> Any:
    """The page of an answer that has begun."""
    request = built.request(person)
    page = built.updates("send", TURNS, *arguments(built, view=View(), request=request))
    await anext(page)
    return page


async def end_of(page: Any) -> str:
    *_, last = [update async for update in page]
    return str(last["chat-status"])


async def test_a_persons_answers_end_and_are_kept_and_others_go_on(built: Built) -> None:
    built.engine.pause = asyncio.Event()
    eve = built.store.people.add("Eve", PASSWORD, "user")
    hers, also, others = [await ask(built, person) for person in (eve, eve, built.person)]
    while built.engine.open < 3:
        await asyncio.sleep(0)
    await asyncio.wait_for(built.services.stop_owner(eve.id), 30)
    assert built.services.answers.count == built.engine.open == 1
    assert [trace["end"] for trace in built.traces()] == ["cancelled"] * 2
    assert "stopped by you" in await end_of(hers)
    assert "stopped by you" in await end_of(also)
    built.engine.pause.set()
    assert "stopped" not in await end_of(others)


async def test_a_persons_comparison_ends_and_is_kept_and_others_go_on(tmp_path: Path) -> None:
    tab = tab_at(tmp_path)
    tab.engine.pause = asyncio.Event()
    pages = []
    for person in (tab.ada, tab.eve):
        values = tab.values(CompareView(), method="independent")
        pages.append(tab.call("run", values, person=person))
        await anext(pages[-1])
    while tab.engine.open < 6:
        await asyncio.sleep(0)
    await asyncio.wait_for(tab.services.stop_owner(tab.eve.id), 30)
    assert tab.services.comparing.count == 1
    assert tab.engine.open == 3
    assert len(tab.store.comparisons.list(tab.eve.id)) == 1
    tab.engine.pause.set()
    for page in pages:
        *_, last = [update async for update in page]
        assert ("stopped by you" in last["status-2"]) is (page is pages[1])
    tab.store.close()


async def test_removing_somebody_stops_them_first_and_leaves_nothing_of_theirs(
    built: Built,
) -> None:
    built.engine.pause = asyncio.Event()
    eve = built.store.people.add("Eve", PASSWORD, "user")
    page = await ask(built, eve)
    handlers = {f.name: f.fn for f in admin.build(built.services).fns.values()}
    # Beside the loop, as Gradio runs it.
    await anyio.to_thread.run_sync(handlers["remove"], eve.id, asked_by(built.person))
    assert built.store.people.all() == [built.person]
    assert built.services.answers.count == built.engine.open == 0
    assert built.traces() == []
    await page.aclose()
