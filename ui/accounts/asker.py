"""Who sends an event of a Gradio page.

    def handler(typed: str, request: gr.Request) -> ...:
        person = person_of(request)

Gradio passes `request` for a positional parameter with that type. It wraps the HTTP request by
which the event came in, and there the guard has put the person.
"""

from __future__ import annotations

import gradio as gr

from store import Person
from ui.accounts import words
from ui.accounts.uploads import Uploads
from ui.language import say


def person_of(request: gr.Request) -> Person:
    """The person who is signed in.

    Raises:
        gr.Error: the request came past no guard, so nobody is known. The page shows the line.
    """
    state = getattr(request.request, "state", None)
    person = getattr(state, "person", None)
    if not isinstance(person, Person):
        raise gr.Error(say(words.SIGN_IN_FIRST), print_exception=False)
    return person


def uploads_of(request: gr.Request) -> Uploads:
    """The files that people have uploaded. The request came through the gate."""
    assert request.request is not None
    uploads: Uploads = request.request.state.uploads
    return uploads


def require_admin(request: gr.Request) -> Person:
    """The administrator who asks.

    Raises:
        gr.Error: it is not one. The page shows the line.
    """
    person = person_of(request)
    if person.role != "admin":
        raise gr.Error(say(words.ADMIN_ONLY), print_exception=False)
    return person
