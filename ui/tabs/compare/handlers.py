"""What the tab's buttons do: run, stop, open, share, delete."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import gradio as gr

from reasoning.errors import DeliberateError, StoreError
from ui import render
from ui.accounts import person_of
from ui.tabs.compare.controls import View
from ui.tabs.compare.flow import NOT_THERE, Flow, link
from ui.tabs.compare.live import AlreadyRunning
from ui.tabs.compare.panels import Update
from ui.tabs.compare.settings import read_asked, read_problem

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
#: The comparison in the page's address; a link to one opens this tab.
_ON_LOAD = """() => {
    const id = new URLSearchParams(window.location.search).get('compare') || '';
    if (id) { document.querySelector('#compare-tab-button')?.click(); }
    return [id, null];
}"""
_ADDRESS = """(id) => {
    const address = new URL(window.location);
    if (id) { address.searchParams.set('compare', id); }
    else { address.searchParams.delete('compare'); }
    window.history.replaceState(null, '', address);
}"""


def connect(flow: Flow, page: gr.Blocks) -> None:
    """Give the tab its handlers."""
    _Handlers(flow).connect(page)


class _Handlers:
    def __init__(self, flow: Flow) -> None:
        self.flow, self.controls, self.comparing = flow, flow.controls, flow.comparing

    def connect(self, page: gr.Blocks) -> None:
        c, k = self.controls, self.controls.keeping
        outputs = c.outputs()
        page.load(self.load, [c.here, c.view], outputs, js=_ON_LOAD, **_QUIET)
        c.here.change(None, [c.here], None, js=_ADDRESS, api_visibility="private")
        gr.on(
            [c.asking.question.submit, c.run.click],
            self.run, {*c.asking.inputs(), c.view}, outputs, trigger_mode="once", **_QUIET,
        )  # fmt: skip
        c.stop.click(self.stop_all, [c.view], None, queue=False, **_QUIET)
        for number, panel in enumerate(c.panels):
            panel.stop.click(self.stopper(number), [c.view], None, queue=False, **_QUIET)
        k.listed.input(self.select, [k.listed, c.view], outputs, **_QUIET)
        k.new.click(self.new, [c.view], outputs, **_QUIET)
        k.share.input(self.share, [k.share, c.view], [k.share, k.link, k.listed, k.error], **_QUIET)
        swap = [k.sure, k.delete]
        k.delete.click(lambda: (gr.update(visible=True), gr.update(visible=False)), None, swap,
                       queue=False, **_QUIET)  # fmt: skip
        k.keep.click(lambda: (gr.update(visible=False), gr.update(visible=True)), None, swap,
                     queue=False, **_QUIET)  # fmt: skip
        k.really.click(self.delete, [c.view], outputs, **_QUIET)

    async def load(
        self, wanted: str | None, view: View | None, request: gr.Request
    ) -> AsyncIterator[Update]:
        """A page that was opened or reloaded: what its address names, going on if it was.

        A browser tells of the opening after it lets one ask: what was asked is not wiped out, and
        what was refused stays said.
        """
        if view is not None and view.serial:
            # A stream that gives nothing would empty all that it could change.
            yield {self.controls.view: view}
            return
        errors = self.controls.errors()
        async for update in self.flow.open(person_of(request), view or View(), wanted or None):
            yield {place: new for place, new in update.items() if new or place not in errors}

    async def select(
        self, chosen: str | None, view: View, request: gr.Request
    ) -> AsyncIterator[Update]:
        """Open one from the list."""
        async for update in self.flow.open(person_of(request), view, chosen):
            yield update

    async def new(self, view: View, request: gr.Request) -> AsyncIterator[Update]:
        """Leave the open one, which goes on if it is running."""
        async for update in self.flow.open(person_of(request), view, None):
            yield {**update, self.controls.asking.question: ""}

    async def run(self, values: dict[Any, Any], request: gr.Request) -> AsyncIterator[Update]:
        """Ask what was typed in every column."""
        c, person, view = self.controls, person_of(request), values[self.controls.view]
        where = c.question_error
        try:
            problem = read_problem(c.asking, values)
            where = c.budget_error
            asked = read_asked(c.asking, values, problem, self.flow.services)
            comparison = asked.comparison(self.flow.services, person.id)
            going = await self.comparing.start(person.id, asked, comparison)
        except DeliberateError as error:
            where = c.question_error if isinstance(error, AlreadyRunning) else where
            yield self.flow.refusal(where, str(error))
            return
        updates = self.flow.open(person, view, going.id, restore=False)
        async with aclosing(updates):
            async for update in updates:
                yield update

    async def stop_all(self, view: View, request: gr.Request) -> None:
        """Really stop every column; the page that watches tells their ends."""
        self._stop(view, request, None)

    def stopper(self, number: int) -> Any:
        """The handler that really stops one column, and no other."""

        async def stop_one(view: View, request: gr.Request) -> None:
            self._stop(view, request, number)

        return stop_one

    def _stop(self, view: View, request: gr.Request, number: int | None) -> None:
        going = self.comparing.get(view.comparison or "", person_of(request).id)
        if going is not None:
            going.stop(number)

    async def share(self, wanted: bool, view: View, request: gr.Request) -> Update:
        """Let everybody with an account see the open one, or its owner alone again."""
        person, k = person_of(request), self.controls.keeping
        id = view.comparison or ""
        try:
            await to_thread(self.flow.kept.set_shared, id, person.id, wanted)
        except StoreError as error:
            return {k.share: gr.update(value=not wanted), k.error: render.error(str(error))}
        stored = await to_thread(self.flow.kept.get, id, person.id)
        return {
            k.share: gr.update(value=wanted),
            k.link: link(stored),
            k.error: "",
            **await self.flow.listing(person, view),
        }

    async def delete(self, view: View, request: gr.Request) -> AsyncIterator[Update]:
        """Delete the open one for good."""
        person = person_of(request)
        self._stop(view, request, None)
        try:
            await to_thread(self.flow.kept.delete, view.comparison or "", person.id)
        except StoreError as error:
            yield self.flow.refusal(
                self.controls.keeping.error, str(error) if view.comparison else NOT_THERE
            )
            return
        async for update in self.flow.open(person, view, None):
            yield update
