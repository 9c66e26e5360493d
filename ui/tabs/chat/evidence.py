"""Shows the evidence of the answers on the page once it is found, and holds nothing up for it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.accounts import person_of
from ui.tabs.chat.flow import Flow, Update
from ui.tabs.chat.view import View

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def show_evidence_after(flow: Flow, *events: Any) -> None:
    """After each of these events, wait for the checks of what is shown, and draw it anew.

    In two steps: while an event that may change the conversation waits, Gradio shows three dots
    below it, as for an answer that is to come.
    """
    if flow.services.evidence is None:
        return
    c = flow.controls

    async def wait_for_evidence(view: View, request: gr.Request) -> None:
        person_of(request)
        await flow.wait_for_evidence(view)

    async def show_evidence(view: View, request: gr.Request) -> Update:
        # Something has to be given: a stream that gives nothing at all would empty the log.
        return await flow.with_evidence(person_of(request), view) or {c.view: view}

    for event in events:
        waited = event.then(wait_for_evidence, [c.view], None, **_QUIET)
        waited.then(show_evidence, [c.view], [c.log, c.view], **_QUIET)
