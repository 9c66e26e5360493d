"""Asking, and what can be done with a turn: retry, edit, undo, versions, branch, rate."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

import gradio as gr

from reasoning.domains import question_text
from reasoning.errors import DeliberateError, ProblemError
from reasoning.strategies import EarlyStop
from store.turns import Turn
from ui import budgets, question
from ui.accounts import person_of
from ui.examples import known_answer
from ui.live import BUSY, Busy
from ui.replies import Asked, read_asked
from ui.tabs.chat.flow import Flow, Update
from ui.tabs.chat.view import View
from ui.transcript import as_typed

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
        asked, outputs = [*c.asking.inputs(), c.view], c.outputs()
        gr.on(
            [c.asking.question.submit, c.send.click],
            self.send, asked, outputs, trigger_mode="once", **_QUIET,
        )  # fmt: skip
        c.log.retry(self.retry, asked, outputs, trigger_mode="once", **_QUIET)
        c.log.edit(self.edit, asked, outputs, trigger_mode="once", **_QUIET)
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

    # A text box that nobody has touched sends None.
    async def send(
        self, typed: str | None, domain: str, options: str | None, step: float, auto: bool,
        samples: int, temperature: float, seed: float | None, minimum: float | None,
        stop_early: str, view: View, request: gr.Request,
    ) -> AsyncIterator[Update]:  # fmt: skip
        """Ask what was typed."""
        settings = (step, auto, samples, temperature, seed, minimum, stop_early)
        async for update in self._ask(view, request, typed, domain, options, settings):
            yield update

    async def retry(
        self, typed: str | None, domain: str, options: str | None, step: float, auto: bool,
        samples: int, temperature: float, seed: float | None, minimum: float | None,
        stop_early: str, view: View, request: gr.Request, data: gr.RetryData,
    ) -> AsyncIterator[Update]:  # fmt: skip
        """Ask a turn's question again with what is set now, beside the turn."""
        turn = await self._turn(view, request, data.index)
        before = read_asked(turn.asked) if turn else None
        if turn is None or before is None:
            return
        settings = (step, auto, samples, temperature, seed, minimum, stop_early)
        problem = before.stated()
        async for update in self._ask(
            view, request, question_text(problem), problem.domain, "", settings, beside=turn
        ):
            yield update

    async def edit(
        self, typed: str | None, domain: str, options: str | None, step: float, auto: bool,
        samples: int, temperature: float, seed: float | None, minimum: float | None,
        stop_early: str, view: View, request: gr.Request, data: gr.EditData,
    ) -> AsyncIterator[Update]:  # fmt: skip
        """Ask a changed question in a turn's place, beside the turn."""
        turn = await self._turn(view, request, data.index)
        before = read_asked(turn.asked) if turn else None
        if turn is None or before is None:
            return
        settings = (step, auto, samples, temperature, seed, minimum, stop_early)
        domain = before.stated().domain
        async for update in self._ask(
            view, request, as_typed(_text(data.value)), domain, "", settings, beside=turn
        ):
            yield update

    async def _ask(
        self,
        view: View,
        request: gr.Request,
        typed: str | None,
        domain: str,
        options: str | None,
        settings: tuple[float, bool, int, float, float | None, float | None, str],
        *,
        beside: Turn | None = None,
    ) -> AsyncIterator[Update]:
        c, person = self.controls, person_of(request)
        if view.conversation and self.answers.of(view.conversation):
            yield self.flow.refusal(c.errors.question, BUSY)
            return
        step, auto, samples, temperature, seed, minimum, stop_early = settings
        where = c.errors.options
        try:
            listed = question.read_options(options or "")
            where = c.errors.question
            problem = question.make_problem(
                typed or "", listed, domain, gold=known_answer(typed or "")
            )
            where = c.errors.budget
            asked = Asked(
                question=problem.question,
                problem=problem.to_record(),
                thinking=self.flow.services.steps[int(step)],
                auto=auto,
                samples=samples,
                temperature=temperature,
                seed=budgets.read_seed(seed),
                minimum=budgets.read_minimum(minimum),
                stop_early=EarlyStop(stop_early),
            )
            asking: AsyncGenerator[Update, None] = self.flow.ask(
                person, view, asked, problem.question, beside
            )
            async with aclosing(asking) as updates:
                cleared: Update = {} if beside else {c.asking.question: ""}
                async for update in updates:
                    yield update | cleared
                    cleared = {}
        except DeliberateError as error:
            if isinstance(error, (ProblemError, Busy)) and where is c.errors.budget:
                where = c.errors.question
            yield self.flow.refusal(where, str(error))

    async def stop(self, view: View, request: gr.Request) -> None:
        """Really stop; shows nothing, for its answer could overtake the stream's own last word."""
        person = person_of(request)
        found = await self.flow.find(person, view.conversation)
        if found is not None:
            self.answers.stop(found.id)

    async def undo(
        self, view: View, request: gr.Request, data: gr.UndoData
    ) -> AsyncIterator[Update]:
        """Take a turn and what follows back; its question is in the box again."""
        turn = await self._turn(view, request, data.index)
        if turn is None:
            return
        tip = (await self.flow.path(person_of(request), view))[-1]
        asked = read_asked(turn.asked)
        text = question_text(asked.stated()) if asked else ""
        async for update in self._move(view, request, turn.parent, undone=tip.id):
            yield {**update, self.controls.asking.question: text}

    async def bring_back(self, view: View, request: gr.Request) -> AsyncIterator[Update]:
        """Undo the undo."""
        if view.undone:
            back = view.undone.pop()
            async for update in self._move(view, request, back):
                yield {**update, self.controls.asking.question: ""}

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
            return
        versions = await to_thread(self.conversations.siblings, turns[-1].id, person.id)
        at = next(n for n, turn in enumerate(versions) if turn.id == turns[-1].id)
        if 0 <= at + by < len(versions):
            leaf = await to_thread(self.conversations.leaf, versions[at + by].id, person.id)
            async for update in self._move(view, request, leaf.id):
                yield update

    async def _move(
        self, view: View, request: gr.Request, tip: str | None, *, undone: str | None = None
    ) -> AsyncIterator[Update]:
        """Move the tip of the open conversation, and show it."""
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
            yield update

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
