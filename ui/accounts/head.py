"""The bar in a page's head that says who is signed in."""

from __future__ import annotations

import gradio as gr

from store import Person
from ui.accounts import words
from ui.accounts.asker import person_of
from ui.language import say
from ui.render import escape


def head_bar(person: Person) -> str:
    """The person's name, the way to their password and out; to /admin for administrators."""
    admin = ""
    if person.role == "admin":
        admin = f'<a href="/admin/">{escape(say(words.ADMINISTRATION))}</a>'
    return (
        f'<nav class="person-bar" aria-label="{escape(say(words.ACCOUNT))}">'
        f'<span class="person-name">{escape(person.name)}</span>{admin}'
        f'<a href="/password">{escape(say(words.CHANGE_PASSWORD))}</a>'
        f'<form method="post" action="/logout"><button type="submit">{escape(say(words.SIGN_OUT))}'
        "</button></form></nav>"
    )


def build(blocks: gr.Blocks) -> None:
    """Put the bar here, and fill it when somebody opens the page."""
    bar = gr.HTML(elem_id="page-person")

    def who(request: gr.Request) -> str:
        return head_bar(person_of(request))

    blocks.load(who, None, bar, queue=False, show_progress="hidden", api_visibility="private")
