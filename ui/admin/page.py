"""The administrator's page: its shell and tabs, and how it is mounted.

The guard keeps everybody else from /admin; Gradio asks `_administrator` once more, and so does
every handler, since Gradio would run one for whoever can name it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse

from store import Person
from ui.accounts import LARGEST_FILE, head
from ui.admin import benchmarks, health, models, people, stored
from ui.blocks import Blocks
from ui.language import phrase, say, static
from ui.language.page import IN_LANGUAGE
from ui.services import Services
from ui.theme import CSS_PATH, theme

PATH = "/admin"
TITLE = phrase("Deliberate: administration")
STYLE = Path(__file__).with_name("style.css")


def build(services: Services) -> Any:
    """The whole page, a `gr.Blocks` (which is untyped)."""
    with Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        gr.HTML(static.of(_head), elem_id="page-head")
        head.build(page)
        with gr.Tabs(elem_id="page-tabs", overflow_behavior="wrap"):
            with gr.Tab(static("Health"), id="health", elem_id="health-tab"):
                health.build(page, services)
            with gr.Tab(static("Models"), id="models", elem_id="models-tab"):
                models.build(page, services)
            with gr.Tab(static("People"), id="people", elem_id="people-tab"):
                people.build(page, services)
            with gr.Tab(static("Benchmarks"), id="benchmarks", elem_id="benchmarks-tab"):
                benchmarks.build(page, services)
            with gr.Tab(static("Stored"), id="stored", elem_id="stored-tab"):
                stored.build(page, services.store)
    page.queue(api_open=False)
    return page


def _head() -> str:
    return (
        f'<div class="brand"><h1>{say(TITLE)}</h1><a href="/">{say("Back to the page")}</a></div>'
    )


def mount(app: FastAPI, services: Services) -> FastAPI:
    """The page at /admin of an app whose "/" is not mounted yet, and that is behind a `Guard`."""

    # Without this, "/admin" would go to whatever is mounted at "/".
    @app.get(PATH, include_in_schema=False)
    def with_slash() -> RedirectResponse:
        return RedirectResponse(f"{PATH}/", 307)

    gr.mount_gradio_app(
        app,
        build(services),
        path=PATH,
        auth_dependency=_administrator,
        theme=theme(),
        css_paths=[CSS_PATH, STYLE],
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        max_file_size=LARGEST_FILE,
        i18n=static,
        app_kwargs={
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
            "middleware": [IN_LANGUAGE],
        },
    )
    return app


def _administrator(request: Request) -> str | None:
    person = getattr(request.state, "person", None)
    return person.name if isinstance(person, Person) and person.role == "admin" else None
