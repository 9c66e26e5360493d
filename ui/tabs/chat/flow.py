"""What a page shows: drawn anew when that changes, streamed while a turn is answered."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from typing import Any

import gradio as gr

from store import Person
from store.conversations import Conversation
from store.turns import Turn
from ui import render, words
from ui.language import phrase, say
from ui.live import HOLD_SECONDS, Live
from ui.replies import APP_ENDED, ELSEWHERE, Asked, read_asked, read_reply, told
from ui.services import NotOffered, Services
from ui.stream import flush_seconds
from ui.tabs.chat.controls import Controls
from ui.tabs.chat.view import Shown, View, path_messages, turn_messages

#: What the events of one handler change: components and their new values.
Update = dict[Any, Any]

#: Characters of a question that become its conversation's title.
TITLE = 60


class Flow:
    """Shows conversations on one tab's components."""

    def __init__(self, services: Services, controls: Controls) -> None:
        self.services, self.controls = services, controls
        self.conversations = services.store.conversations

    async def open(
        self, person: Person, view: View, conversation: str | None
    ) -> AsyncGenerator[Update, None]:
        """Show a conversation (None: a new one), and go on with it while it is answered."""
        serial = view.show(conversation)
        found = await self.find(person, conversation)
        if found is None:
            view.show(None)
            serial = view.serial
        # Looked up before the turns are read: an answer that ends in between is then still shown.
        live = self.services.answers.of(found.id) if found else None
        checked = tuple(self.services.checks.turns)  # and so is evidence
        turns = await self.path(person, view)
        drawn = await self._drawn(person, view, found, turns, checked, live)
        if view.serial != serial:
            # Who opens the page may ask before it is drawn; a stream that gives nothing would
            # empty the conversation.
            yield {self.controls.view: view}
            return
        yield drawn
        if live is not None:
            async with aclosing(self._going_on(person, view, serial, turns, live)) as updates:
                async for update in updates:
                    yield update

    async def ask(
        self,
        person: Person,
        view: View,
        asked: Asked,
        title: str,
        beside: Turn | None = None,
    ) -> AsyncGenerator[Update, None]:
        """Ask at the tip of the open conversation, which is made if there is none.

        `beside`: ask in the place of this turn, which stays as another version.

        Raises:
            DeliberateError: nothing was asked; one line says why.
        """
        if not view.serial:
            view.show(view.conversation)  # from now on the page shows something
        if view.conversation is not None:
            with self.services.answers.claim(view.conversation):
                await self._begin(person, view, asked, beside)
        else:
            name = " ".join(title.split())
            name = name if len(name) <= TITLE else f"{name[: TITLE - 1]}…"
            await self._begin(person, view, asked, None, new=name)
        async with aclosing(self.open(person, view, view.conversation)) as updates:
            async for update in updates:
                yield update

    async def _begin(
        self,
        person: Person,
        view: View,
        asked: Asked,
        beside: Turn | None,
        *,
        new: str | None = None,
    ) -> None:
        """Add the turn, and let its run begin; nothing is changed if the run is impossible."""
        turns = await self.path(person, view)
        if beside is not None:
            turns = turns[: next((n for n, t in enumerate(turns) if t.id == beside.id), None)]
        history = tuple(
            message
            for turn in turns
            if (before := read_asked(turn.asked)) is not None
            for message in told(before, read_reply(turn.reply))
        )
        run = asked.run(self.services, person.id, history)
        if view.conversation is None:
            made = await to_thread(self.conversations.create, person.id, new or "")
            view.conversation = made.id
        turn = await to_thread(
            self.conversations.add_turn,
            view.conversation,
            person.id,
            asked.model_dump(mode="json"),
            beside=beside.id if beside else None,
            hold=HOLD_SECONDS,
        )
        view.undone.clear()
        self.services.answers.start(person.id, turn, asked, run)

    async def path(self, person: Person, view: View) -> list[Turn]:
        """The turns of the open conversation, root first."""
        if view.conversation is None:
            return []
        return await to_thread(self.conversations.path, view.conversation, person.id)

    async def last_asked_of(self, person: Person, view: View) -> Update:
        """The choice of the model that the open conversation was last asked of."""
        c, turns = self.controls, await self.path(person, view)
        asked = read_asked(turns[-1].asked) if turns else None
        if asked is None:
            return {}
        try:
            self.services.engine(asked.model)
        except NotOffered as error:
            return {c.errors.model: render.error(str(error))}
        return {c.asking.model: asked.model or self.services.default}

    async def listing(self, person: Person, view: View, search: str = "") -> Update:
        """The list of past conversations."""
        found = await to_thread(self.conversations.list, person.id, search)
        info = "" if found else say("Nothing found" if search else "None yet: ask something")
        chosen = view.conversation if any(c.id == view.conversation for c in found) else None
        choices = [(c.title, c.id) for c in found]
        return {self.controls.history.listed: gr.update(choices=choices, value=chosen, info=info)}

    async def wait_for_evidence(self, view: View) -> None:
        """Until nothing that is shown as being looked for is."""
        await self.services.checks.ended(list(view.looking))

    async def with_evidence(self, person: Person, view: View) -> Update | None:
        """The open conversation with what was found since it was drawn, if anything was."""
        serial = view.serial
        if not view.looking:
            return None
        checked = tuple(self.services.checks.turns)
        turns = await self.path(person, view)
        live = self.services.answers.of(view.conversation) if view.conversation else None
        if view.serial != serial or live is not None:
            return None  # whoever shows that answer draws all of it
        shown = path_messages(turns, checked=checked)
        view.owners, view.looking = list(shown.owners), list(shown.looking)
        return {self.controls.log: list(shown.messages), self.controls.view: view}

    def refusal(self, where: gr.HTML, line: str) -> Update:
        """Nothing was done, and one line beside the thing that is wrong says why."""
        c = self.controls
        lines = {place: render.error(line if place is where else "") for place in c.errors.all()}
        return {c.status: render.status("error", say("not done")), **lines}

    async def find(self, person: Person, conversation: str | None) -> Conversation | None:
        """A conversation of theirs; None for none, or somebody else's."""
        if conversation is None:
            return None
        return await to_thread(self.conversations.get, conversation, person.id)

    async def _going_on(
        self, person: Person, view: View, serial: int, turns: list[Turn], live: Live
    ) -> AsyncGenerator[Update, None]:
        """What changes while an answer comes, and all of it when it is over."""
        c = self.controls
        before = path_messages(turns[:-1])
        changes = live.news(lambda: flush_seconds(live.asked.samples, self.services.going_on))
        async with aclosing(changes) as news:
            async for _ in news:
                if view.serial != serial:
                    return  # the page shows something else by now
                if live.over:
                    break
                shown = before + turn_messages(turns[-1], len(turns) - 1, live)
                line = words.progress(live.column, live.asked.thinking, live.seconds)
                state = "working" if live.column.phase != "done" else "done"
                yield {c.log: list(shown.messages), c.status: render.status(state, line)}
        if view.serial != serial:
            return
        found = await self.find(person, view.conversation)
        checked = tuple(self.services.checks.turns)
        turns = await self.path(person, view)
        drawn = await self._drawn(person, view, found, turns, checked, None, live)
        if view.serial == serial:
            yield drawn

    async def _drawn(
        self,
        person: Person,
        view: View,
        found: Conversation | None,
        turns: list[Turn],
        checked: Collection[str],
        live: Live | None,
        ended: Live | None = None,
    ) -> Update:
        """Everything that depends on which conversation is open and where its tip is."""
        c, h = self.controls, self.controls.history
        held = found is not None and found.held
        missing = ELSEWHERE if held else APP_ENDED
        shown = path_messages(turns, live or ended, missing, checked)
        view.owners, view.looking = list(shown.owners), list(shown.looking)
        versions = (
            await to_thread(self.conversations.siblings, turns[-1].id, person.id) if turns else []
        )
        at = next((n for n, turn in enumerate(versions) if turn.id == turns[-1].id), 0)
        idle = live is None
        return {
            c.here: view.conversation or "",
            c.log: list(shown.messages),
            c.status: _status(shown, turns, live, ended),
            c.send: gr.update(visible=idle),
            c.stop: gr.update(visible=not idle),
            c.earlier: gr.update(visible=idle and at > 0),
            c.later: gr.update(visible=idle and at + 1 < len(versions)),
            c.bring_back: gr.update(visible=idle and bool(view.undone)),
            c.branch: gr.update(visible=idle and bool(turns)),
            c.comment_row: gr.update(visible=False),
            **dict.fromkeys(c.errors.all(), ""),
            h.title: gr.update(value=found.title if found else "", interactive=found is not None),
            h.rename: gr.update(interactive=found is not None),
            h.delete: gr.update(visible=True, interactive=found is not None),
            h.sure: gr.update(visible=False),
            h.export: _export(found),
            **await self.listing(person, view),
            c.view: view,
        }


def _status(shown: Shown, turns: list[Turn], live: Live | None, ended: Live | None) -> str:
    if live is not None:
        return render.status("working", say("starting"))
    if ended is not None:
        line = words.progress(ended.column, ended.asked.thinking, ended.seconds)
        return render.status("done", line)
    count = ""
    if turns:
        text = phrase("{count} turn") if len(turns) == 1 else phrase("{count} turns")
        count = f" · {say(text, count=len(turns))}"
    return render.status("ready", f"{say('ready')}{count}")


def _export(found: Conversation | None) -> str:
    """Links to the open conversation as files."""
    if found is None:
        return ""
    name = render.escape(found.id)
    return (
        f'<a href="/conversations/{name}.md" download>{say("Export as Markdown")}</a> · '
        f'<a href="/conversations/{name}.json" download>{say("as JSON")}</a>'
    )
