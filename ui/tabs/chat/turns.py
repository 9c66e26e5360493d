"""Asking, and what can be done with a turn: retry, edit, undo, versions, branch, rate."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import gradio as gr

from reasoning.domains import question_text
from reasoning.errors import DeliberateError, ProblemError
from store import Held
from store.turns import Turn
from ui.accounts import person_of, uploads_of
from ui.images import put_back
from ui.live import BUSY, Busy
from ui.replies import read_asked
from ui.services import NotOffered
from ui.tabs.chat import settings
from ui.tabs.chat.evidence import show_evidence_after
from ui.tabs.chat.flow import Flow, Update
from ui.tabs.chat.settings import Question, Values
from ui.tabs.chat.view import View
from ui.transcript import as_typed

#: What is in the box of the question: its text alone, or with the paths of what is attached.
Box = str | dict[str, Any]

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def connect(flow: Flow) -> None:
    """Give the buttons and the conversation's own icons their handlers."""
    _Turns(flow).connect()


class _Turns:
    def __init__(self, flow: Flow) -> None:
        self.flow, self.controls = flow, flow.controls
        self.conversations, self.answers = flow.conversations, flow.services.answers

    def connect(self) -> None:
        c = self.controls
        asked, outputs = {*c.asking.inputs(), c.view}, c.outputs()
        sent = gr.on(
            [c.asking.question.submit, c.send.click],
            self.send, asked, outputs, trigger_mode="once", **_QUIET,
        )  # fmt: skip
        retried = c.log.retry(self.retry, asked, outputs, trigger_mode="once", **_QUIET)
        edited = c.log.edit(self.edit, asked, outputs, trigger_mode="once", **_QUIET)
        show_evidence_after(self.flow, sent, retried, edited)
        c.log.undo(self.undo, [c.view], outputs, **_QUIET)
        c.log.like(self.like, [c.view], [c.comment_row, c.comment], **_QUIET)
        c.stop.click(self.stop, [c.view], None, queue=False, **_QUIET)
        c.earlier.click(self.earlier, [c.view], outputs, **_QUIET)
        c.later.click(self.later, [c.view], outputs, **_QUIET)
        c.bring_back.click(self.bring_back, [c.view], outputs, **_QUIET)
        c.branch.click(self.branch, [c.view], outputs, **_QUIET)
        c.save_comment.click(
            self.save_comment, [c.comment, c.view], [c.comment_row, c.status], **_QUIET
        )

    async def send(self, values: Values, request: gr.Request) -> AsyncIterator[Update]:
        """Ask what was typed."""
        typed = settings.typed(self.controls.asking, values)
        async for update in self._ask(values, request, typed):
            yield update

    async def retry(
        self, values: Values, request: gr.Request, data: gr.RetryData
    ) -> AsyncIterator[Update]:
        """Ask a turn's question again with what is set now, beside the turn."""
        turn = await self._turn(values[self.controls.view], request, data.index)
        before = read_asked(turn.asked) if turn else None
        if turn is None or before is None:
            yield {self.controls.view: values[self.controls.view]}
            return
        again = settings.asked_before(before.stated())
        async for update in self._ask(values, request, again, beside=turn):
            yield update

    async def edit(
        self, values: Values, request: gr.Request, data: gr.EditData
    ) -> AsyncIterator[Update]:
        """Ask a changed question in a turn's place, beside the turn."""
        turn = await self._turn(values[self.controls.view], request, data.index)
        before = read_asked(turn.asked) if turn else None
        if turn is None or before is None:
            yield {self.controls.view: values[self.controls.view]}
            return
        changed = replace(settings.asked_before(before.stated()), text=as_typed(_text(data.value)))
        async for update in self._ask(values, request, changed, beside=turn):
            yield update

    async def _ask(
        self,
        values: Values,
        request: gr.Request,
        question: Question,
        *,
        beside: Turn | None = None,
    ) -> AsyncIterator[Update]:
        """Ask with what is set; where it is refused, what was typed and attached stays."""
        c, view, person = self.controls, values[self.controls.view], person_of(request)
        if view.conversation and self.answers.of(view.conversation):
            yield self.flow.refusal(c.errors.question, BUSY)
            return
        where = c.errors.options
        try:
            listed = question.listed()
            where = c.errors.question
            problem = question.problem(listed)
            where = c.errors.budget
            asked = settings.read_asked(c.asking, values, problem, self.flow.services)
            asking: AsyncGenerator[Update, None] = self.flow.ask(
                person, view, asked, problem.question, beside
            )
            async with aclosing(asking) as updates:
                cleared: Update = {} if beside else {c.asking.question: ""}
                async for update in updates:
                    if cleared:
                        uploads_of(request).forget(question.files, person)
                    yield update | cleared
                    cleared = {}
        except DeliberateError as error:
            yield self.flow.refusal(self._place(error, where), str(error))

    def _place(self, error: DeliberateError, where: gr.HTML) -> gr.HTML:
        """Beside what an error is about, where the step at which it came does not tell."""
        errors = self.controls.errors
        if isinstance(error, NotOffered):
            return errors.model
        about_question = isinstance(error, (ProblemError, Busy, Held))
        return errors.question if about_question and where is errors.budget else where

    async def stop(self, view: View, request: gr.Request) -> None:
        """Really stop; shows nothing, for its answer could overtake the stream's own last word."""
        person = person_of(request)
        found = await self.flow.find(person, view.conversation)
        if found is not None:
            self.answers.stop(found.id)

    async def undo(
        self, view: View, request: gr.Request, data: gr.UndoData
    ) -> AsyncIterator[Update]:
        """Take a turn and what follows back; its question is in the box again, as it was sent."""
        turn = await self._turn(view, request, data.index)
        if turn is None:
            yield {self.controls.view: view}
            return
        tip = (await self.flow.path(person_of(request), view))[-1]
        asked = read_asked(turn.asked)
        box: Box = {"text": "", "files": []}
        if asked is not None:
            problem, uploads = asked.stated(), uploads_of(request)
            files = put_back(problem.images, uploads, person_of(request))
            box = {"text": question_text(problem), "files": files}
        async for update in self._move(view, request, turn.parent, box, undone=tip.id):
            yield update

    async def bring_back(self, view: View, request: gr.Request) -> AsyncIterator[Update]:
        """Undo the undo."""
        if not view.undone:
            yield {self.controls.view: view}
        else:
            back = view.undone.pop()
            async for update in self._move(view, request, back, ""):
                yield update

    async def earlier(self, view: View, request: gr.Request) -> AsyncIterator[Update]:
        """Show the version of the last turn that was asked before this one."""
        async for update in self._beside(view, request, -1):
            yield update

    async def later(self, view: View, request: gr.Request) -> AsyncIterator[Update]:
        """Show the version that was asked after this one."""
        async for update in self._beside(view, request, 1):
            yield update

    async def branch(self, view: View, request: gr.Request) -> AsyncIterator[Update]:
        """Go on in a copy, and leave this conversation as it is."""
        person = person_of(request)
        turns = await self.flow.path(person, view)
        if turns and view.conversation:
            made = await to_thread(
                self.conversations.branch, view.conversation, person.id, turns[-1].id
            )
            async for update in self.flow.open(person, view, made.id):
                yield update
        else:
            yield {self.controls.view: view}

    async def like(self, view: View, request: gr.Request, data: gr.LikeData) -> Update:
        """Keep the thumb, and offer a comment."""
        c, turn = self.controls, await self._turn(view, request, data.index)
        if turn is None:
            return {c.comment_row: gr.update(visible=False)}
        liked = data.liked if isinstance(data.liked, bool) else None
        await to_thread(
            self.conversations.rate, turn.id, person_of(request).id, liked, turn.comment
        )
        view.rated = turn.id
        return {c.comment_row: gr.update(visible=liked is not None), c.comment: turn.comment}

    async def save_comment(self, comment: str | None, view: View, request: gr.Request) -> Update:
        """Keep the words that go with the thumb."""
        c, person = self.controls, person_of(request)
        turns = await self.flow.path(person, view)
        turn = next((turn for turn in turns if turn.id == view.rated), None)
        if turn is not None:
            await to_thread(
                self.conversations.rate, turn.id, person.id, turn.liked, (comment or "")[:2000]
            )
        return {c.comment_row: gr.update(visible=False)}

    async def _beside(self, view: View, request: gr.Request, by: int) -> AsyncIterator[Update]:
        person = person_of(request)
        turns = await self.flow.path(person, view)
        if not turns:
            yield {self.controls.view: view}
            return
        versions = await to_thread(self.conversations.siblings, turns[-1].id, person.id)
        at = next(n for n, turn in enumerate(versions) if turn.id == turns[-1].id)
        if 0 <= at + by < len(versions):
            leaf = await to_thread(self.conversations.leaf, versions[at + by].id, person.id)
            async for update in self._move(view, request, leaf.id):
                yield update
        else:
            yield {self.controls.view: view}

    async def _move(
        self,
        view: View,
        request: gr.Request,
        tip: str | None,
        box: Box | None = None,
        *,
        undone: str | None = None,
    ) -> AsyncIterator[Update]:
        """Move the tip of the open conversation, and show it; `box` is what is in the box then."""
        person, c = person_of(request), self.controls
        if view.conversation is None:
            return
        if self.answers.of(view.conversation):
            yield self.flow.refusal(c.errors.question, BUSY)
            return
        await to_thread(self.conversations.set_tip, view.conversation, person.id, tip)
        if undone:
            view.undone.append(undone)
        async for update in self.flow.open(person, view, view.conversation):
            yield update if box is None else {**update, c.asking.question: box}

    async def _turn(self, view: View, request: gr.Request, index: Any) -> Turn | None:
        """The turn of a message of the page, if it is still there."""
        at = index[0] if isinstance(index, (tuple, list)) else index
        if not isinstance(at, int) or not 0 <= at < len(view.owners):
            return None
        wanted = view.owners[at]
        turns = await self.flow.path(person_of(request), view)
        return next((turn for turn in turns if turn.id == wanted), None)


def _text(value: Any) -> str:
    """The text of an edited message, however Gradio wraps it."""
    if isinstance(value, list):
        return "\n".join(_text(part) for part in value)
    if isinstance(value, dict):
        return _text(value.get("text", value.get("content", "")))
    return str(value)
