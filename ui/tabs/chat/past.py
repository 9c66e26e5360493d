"""Past conversations: open, search, rename, delete, import."""

from __future__ import annotations

import json
from asyncio import to_thread
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from reasoning.errors import DeliberateError, StoreError
from ui import render
from ui.accounts import person_of
from ui.language import phrase, say
from ui.tabs.chat.evidence import show_evidence_after
from ui.tabs.chat.flow import Flow, Update
from ui.tabs.chat.view import View

#: Most bytes of an imported file; the store has the limits of what is in it.
LARGEST_IMPORT = 5_000_000

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
#: The conversation that the page's address names.
_ON_LOAD = "() => [new URLSearchParams(window.location.search).get('c') || '', null]"
_ADDRESS = """(id) => {
    const address = new URL(window.location);
    if (id) { address.searchParams.set('c', id); } else { address.searchParams.delete('c'); }
    window.history.replaceState(null, '', address);
}"""


def connect(flow: Flow, page: gr.Blocks) -> None:
    """Give the list and what goes with it their handlers."""
    past, c, h = _Past(flow), flow.controls, flow.controls.history
    outputs = c.outputs()
    loaded = page.load(past.load, [c.here, c.view], outputs, js=_ON_LOAD, **_QUIET)
    c.here.change(None, [c.here], None, js=_ADDRESS, api_visibility="private")
    selected = h.listed.input(past.select, [h.listed, c.view], outputs, **_QUIET)
    show_evidence_after(flow, loaded, selected)
    h.new.click(past.new, [c.view], outputs, **_QUIET)
    # One after another, none left out: a list that was asked for earlier never comes later.
    in_turn: dict[str, Any] = {"trigger_mode": "multiple", "concurrency_id": "chat-list", **_QUIET}
    h.search.change(past.search, [h.search, c.view], [h.listed], **in_turn)
    gr.on(
        [h.rename.click, h.title.submit], past.rename,
        [h.title, h.search, c.view], [h.listed, c.errors.history, c.status], **in_turn,
    )  # fmt: skip
    h.delete.click(lambda: (gr.update(visible=True), gr.update(visible=False)), None,
                   [h.sure, h.delete], queue=False, **_QUIET)  # fmt: skip
    h.keep.click(lambda: (gr.update(visible=False), gr.update(visible=True)), None,
                 [h.sure, h.delete], queue=False, **_QUIET)  # fmt: skip
    h.really.click(past.delete, [c.view], outputs, **_QUIET)
    h.upload.upload(past.take_in, [h.upload, c.view], outputs, **_QUIET)


class _Past:
    def __init__(self, flow: Flow) -> None:
        self.flow, self.controls = flow, flow.controls
        self.conversations = flow.conversations

    async def load(
        self, wanted: str | None, view: View | None, request: gr.Request
    ) -> AsyncIterator[Update]:
        """A page that was opened or reloaded: what its address names, going on if it was.

        A browser tells of the opening after it lets one ask: what was asked is not wiped out, and
        what was refused stays said.
        """
        if view is not None and view.serial:
            # A stream that gives nothing would empty the conversation.
            yield {self.controls.view: view}
            return
        errors = self.controls.errors.all()
        async for update in self._open(view or View(), request, wanted or None):
            yield {place: new for place, new in update.items() if new or place not in errors}

    async def select(
        self, chosen: str | None, view: View, request: gr.Request
    ) -> AsyncIterator[Update]:
        """Open a conversation from the list."""
        async for update in self._open(view, request, chosen):
            yield update

    async def new(self, view: View, request: gr.Request) -> AsyncIterator[Update]:
        """Leave the open conversation, which goes on if it is being answered."""
        async for update in self.flow.open(person_of(request), view, None):
            yield {**update, self.controls.asking.question: ""}

    async def search(self, text: str | None, view: View, request: gr.Request) -> Update:
        """Conversations whose title or questions have these words."""
        return await self.flow.listing(person_of(request), view, (text or "").strip())

    async def rename(
        self, title: str | None, sought: str | None, view: View, request: gr.Request
    ) -> Update:
        """Give the open conversation another title; what is searched for stays so."""
        c, person = self.controls, person_of(request)
        if view.conversation is None:
            return {c.errors.history: render.error(phrase("open a conversation first"))}
        try:
            await to_thread(
                self.conversations.rename, view.conversation, person.id, (title or "").strip()
            )
        except DeliberateError as error:
            return {c.errors.history: render.error(str(error))}
        listed = await self.flow.listing(person, view, (sought or "").strip())
        return {c.errors.history: "", **listed}

    async def delete(self, view: View, request: gr.Request) -> AsyncIterator[Update]:
        """Delete the open conversation; an answer in progress is stopped."""
        person = person_of(request)
        found = await self.flow.find(person, view.conversation)
        if found is not None:
            self.flow.services.answers.stop(found.id)
            await to_thread(self.conversations.delete, found.id, person.id)
        async for update in self.flow.open(person, view, None):
            yield update

    async def take_in(
        self, data: bytes | None, view: View, request: gr.Request
    ) -> AsyncIterator[Update]:
        """Import a conversation that was exported as JSON, and open it."""
        person, where = person_of(request), self.controls.errors.history
        try:
            made = await to_thread(self.conversations.from_json, person.id, _record(data or b""))
        except StoreError as error:
            yield self.flow.refusal(where, str(error))
            return
        async for update in self._open(view, request, made.id):
            yield update

    async def _open(self, view: View, request: gr.Request, id: str | None) -> AsyncIterator[Update]:
        """Show a conversation, with the model that it was last asked of."""
        person, model = person_of(request), None
        async for update in self.flow.open(person, view, id):
            if model is None:
                model = await self.flow.last_asked_of(person, view)
                update |= model
            yield update


def _record(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST_IMPORT:
        raise StoreError(
            say(
                "the file has {count:,} bytes; allowed: a conversation of at most {most:,}",
                count=len(data),
                most=LARGEST_IMPORT,
            )
        )
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        line = say("the file is not JSON; choose one that “Export as JSON” made")
        raise StoreError(line) from None
    if not isinstance(record, dict):
        raise StoreError(say("the file is no conversation; choose one that “Export as JSON” made"))
    return record
