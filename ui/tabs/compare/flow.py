"""Which comparison a page shows: found for whoever asks, drawn, and streamed while it goes on."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import gradio as gr

from store import Person
from store.comparisons import Comparison as Stored
from ui import render
from ui.comparison import Comparison
from ui.language import phrase, say
from ui.language.lines import say_line
from ui.services import Services
from ui.stream import flush_seconds
from ui.tabs.compare import panels
from ui.tabs.compare.controls import NONE_YET, Controls, View
from ui.tabs.compare.kept import APP_ENDED, ELSEWHERE, Asked, read_body
from ui.tabs.compare.live import Comparing, Going
from ui.tabs.compare.panels import Update
from ui.tabs.compare.settings import fill_in

NOT_THERE = phrase("there is no such comparison, or it is not shared with you")
UNREADABLE = phrase("this comparison was kept in a form that this version cannot read")
RUNNING = phrase("running")
READ_ONLY = phrase("shared with you: you can look, and change nothing")

#: Characters of a question that stand for its comparison in the list.
TITLE = 70


@dataclass(frozen=True, slots=True)
class Found:
    """A comparison that somebody may see: going on here or elsewhere, or kept."""

    id: str
    mine: bool
    asked: Asked | None
    comparison: Comparison | None
    going: Going | None = None
    stored: Stored | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether another process runs it."""
        return self.stored is not None and self.stored.held


class Flow:
    """Shows comparisons on one tab's components."""

    def __init__(self, services: Services, controls: Controls, comparing: Comparing) -> None:
        self.services, self.controls, self.comparing = services, controls, comparing
        self.kept = services.store.comparisons

    async def find(self, person: Person, id: str | None) -> Found | None:
        """A comparison by its id; None if it is not theirs to see."""
        if not id:
            return None
        if (going := self.comparing.get(id, person.id)) is not None:
            return Found(id, True, going.asked, going.comparison, going)
        stored = await to_thread(self.kept.get, id, person.id)
        return _found(stored, person) if stored else None

    async def open(
        self, person: Person, view: View, id: str | None, *, restore: bool = True
    ) -> AsyncGenerator[Update, None]:
        """Show a comparison (None: a new one), and go on with it while it runs.

        `restore` puts its question and settings back where they are set.
        """
        serial = view.show(id)
        found = await self.find(person, id)
        if found is None:
            view.show(None)
            serial = view.serial
        refill = fill_in(self.controls, found.asked, self.services) if (
            restore and found and found.asked
        ) else {}  # fmt: skip
        yield await self.drawn(person, view, found) | refill | self._missing(id, found)
        if found is not None and found.going is not None:
            going_on = self._going_on(person, view, serial, found.going)
            async with aclosing(going_on) as updates:
                async for update in updates:
                    yield update

    def _missing(self, id: str | None, found: Found | None) -> Update:
        if not id or found is not None:
            return {}
        return {self.controls.status: render.status("error", say(NOT_THERE))}

    async def _going_on(
        self, person: Person, view: View, serial: int, going: Going
    ) -> AsyncGenerator[Update, None]:
        """What changes while the columns run, and all of it when they are over."""
        c, comparison = self.controls, going.comparison
        thoughts = sum(one.samples for one in comparison.settings)
        changes = going.watch(lambda: flush_seconds(thoughts, self.services.going_on))
        async with aclosing(changes) as news:
            async for changed in news:
                if view.serial != serial:
                    return  # the page shows something else by now
                if going.over:
                    break
                update = panels.progress(c, comparison)
                for number in changed:
                    update |= panels.one_column(c.panels[number], comparison, number)
                yield update
        if view.serial != serial:
            return
        if going.fault:
            found = Found(going.id, True, going.asked, comparison)
            view.show(None)
            note = {
                c.status: render.status(
                    "error", say("done, but not kept: {fault}", fault=say_line(going.fault))
                )
            }
            yield await self.drawn(person, view, found) | note
            return
        view.show(going.stored.id)
        yield await self.drawn(person, view, _found(going.stored, person))

    async def drawn(self, person: Person, view: View, found: Found | None) -> Update:
        """Everything that depends on which comparison is open and whether it is over."""
        c, k = self.controls, self.controls.keeping
        comparison = found.comparison if found else None
        running = found is not None and found.going is not None
        elsewhere = found is not None and found.elsewhere
        stored = found.stored if found and not elsewhere else None
        mine = stored is not None and found is not None and found.mine
        update: Update = {
            c.here: view.comparison or "",
            c.run: gr.update(visible=not running),
            c.stop: gr.update(visible=running),
            c.status: render.status("ready", say("ready")),
            **dict.fromkeys(c.errors(), ""),
            k.row: gr.update(visible=mine),
            k.share: gr.update(value=stored is not None and stored.shared),
            k.link: link(stored) if mine else "",
            k.export: exports(stored),
            k.delete: gr.update(visible=True),
            k.sure: gr.update(visible=False),
            **await self.listing(person, view),
            c.view: view,
        }
        if comparison is None:
            update |= panels.no_columns(c)
            if found is not None:
                update[c.status] = render.status("error", say(UNREADABLE))
            return update
        update |= panels.all_columns(c, comparison)
        if running:
            return update | panels.below(c, None) | panels.progress(c, comparison)
        if elsewhere:
            return update | panels.below(c, None) | panels.elsewhere(c)
        return update | panels.ended(
            c, comparison, note="" if found and found.mine else say(READ_ONLY)
        )

    async def listing(self, person: Person, view: View) -> Update:
        """The list of one's own, the newest first."""
        kept = await to_thread(self.kept.list, person.id)
        choices = [(title(one), one.id) for one in kept]
        chosen = view.comparison if view.comparison in {id for _, id in choices} else None
        info = "" if choices else say(NONE_YET)
        return {self.controls.keeping.listed: gr.update(choices=choices, value=chosen, info=info)}

    def refusal(self, where: gr.HTML, line: str) -> Update:
        """Nothing was done, and one line beside the thing that is wrong says why."""
        c = self.controls
        lines: dict[Any, Any] = {
            place: render.error(line if place is where else "") for place in c.errors()
        }
        return {c.status: render.status("error", say("not done")), **lines}


def _found(stored: Stored, person: Person) -> Found:
    body = read_body(stored.body)
    return Found(
        stored.id,
        stored.owner == person.id,
        body.asked if body else None,
        body.comparison(ELSEWHERE if stored.held else APP_ENDED) if body else None,
        stored=stored,
    )


def title(stored: Stored) -> str:
    """A comparison in its list: when, and its question."""
    when = say(RUNNING) if stored.held else stored.created[:16].replace("T", " ")
    shared = f" · {say('shared')}" if stored.shared else ""
    return f"{when}{shared} · {' '.join(stored.question.split())[:TITLE]}"


def link(stored: Stored | None) -> str:
    """The link of a shared one, to be copied."""
    if stored is None or not stored.shared:
        return ""
    address = f"/?compare={render.escape(stored.id)}"
    shown = say("Link: {link}", link=f'<a href="{address}">{address}</a>')
    return f'<div class="legend">{shown}</div>'


def exports(stored: Stored | None) -> str:
    """Links to the open comparison as files."""
    if stored is None:
        return ""
    path = f"/comparisons/{render.escape(stored.id)}"
    links = (
        f'<a href="{path}.{kind}" download>{words}</a>'
        for kind, words in (
            ("csv", say("Table as CSV")),
            ("json", say("All as JSON")),
            ("png", say("Plot as PNG")),
        )
    )
    return f"<p>{' · '.join(links)}</p>"
