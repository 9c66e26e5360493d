"""The page: its shell of head, standing notice and tabs, and how it is mounted on the server."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

# Before gradio is imported: no analytics, no look at the hub, no window for a plot.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("MPLBACKEND", "agg")

import gradio as gr
import matplotlib.pyplot  # noqa: F401  (else gradio imports it at the first event, for a second)
from fastapi import FastAPI

from ui import render
from ui.accounts import LARGEST_FILE, head
from ui.blocks import Blocks
from ui.language import in_all, phrase, say, static
from ui.language.page import IN_LANGUAGE
from ui.models import about_all
from ui.services import Services
from ui.tabs import chat, compare, evidence
from ui.theme import CSS_PATH, theme

KEYBOARD = Path(__file__).with_name("keyboard.js")

#: Streams that one process may serve at once; more wait their turn.
MOST_STREAMS = 200

SUBTITLE = phrase("long-chain reasoning under a thinking budget")
MODEL, MODELS = phrase("model {names}"), phrase("models {names}")
NOTICE = phrase(
    "Not a medical device, and never to be used for care. Do not enter anything that identifies "
    "a patient."
)


def build(services: Services) -> Any:
    """The whole page, a `gr.Blocks` (which is untyped)."""
    with Blocks(title="Deliberate", analytics_enabled=False, fill_width=True) as page:
        gr.HTML(static.of(lambda: _head(services)), elem_id="page-head")
        head.build(page)
        with gr.Tabs(elem_id="page-tabs"):
            with gr.Tab(static("Chat"), id="chat", elem_id="chat-tab"):
                chat.build(services, page)
            with gr.Tab(static("Compare"), id="compare", elem_id="compare-tab"):
                compare.build(services)
            if services.evidence is not None:
                with gr.Tab(static("Evidence"), id="evidence", elem_id="evidence-tab") as tab:
                    evidence.build(services.evidence, services.checks, tab)
    page.max_threads = MOST_STREAMS
    page.queue(default_concurrency_limit=None, api_open=False)
    return page


def _head(services: Services) -> str:
    names = render.escape(", ".join(services.engines))
    models = say(MODEL if len(services.engines) == 1 else MODELS, names=names)
    return (
        '<div class="brand"><h1>Deliberate</h1>'
        f'<span class="sub">{say(SUBTITLE)} · {models}</span></div>'
        f'<div class="notice" role="note" id="page-notice">{say(NOTICE)}'
        f" {about_all(services)}</div>"
    )


def _keyboard() -> str:
    """The script, with the words that it gives to what has none."""
    words = in_all(
        lambda: {
            "thought": say("Thought of column {number}"),
            "answer": say("Answer of column {number}"),
        }
    )
    script = KEYBOARD.read_text("utf-8").replace("WORDS", json.dumps(words, ensure_ascii=False))
    return f"<script>{script}</script>"


def mount(app: FastAPI, services: Services) -> FastAPI:
    """The page at "/" of an app whose other routes are there already."""
    gr.mount_gradio_app(
        app,
        build(services),
        path="/",
        theme=theme(),
        css_paths=[CSS_PATH, chat.STYLE, evidence.STYLE],
        head=_keyboard(),
        i18n=static,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        max_file_size=LARGEST_FILE,
        app_kwargs={
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
            "middleware": [IN_LANGUAGE],
        },
    )
    return app
