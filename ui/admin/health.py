"""Health: how long it has run, what it runs, and what it is doing now."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import gradio as gr

from ui.accounts import require_admin
from ui.language import say, static
from ui.render import html_table
from ui.services import Services

_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


def build(page: gr.Blocks, services: Services) -> None:
    """One table, read anew when the page is opened and when asked for."""
    began = time.monotonic()
    table = gr.HTML(elem_id="health-table")
    with gr.Row(elem_classes="admin-acts"):
        refresh = gr.Button(static("Refresh"), elem_id="health-refresh")

    def show_health(request: gr.Request) -> str:
        require_admin(request)
        rows = (
            (say("Version"), version()),
            (say("Running for"), duration(time.monotonic() - began)),
            *(
                (
                    say("Model"),
                    say("{model}, revision {revision}", model=name, revision=engine.model.revision)
                    + f" ({engine.name})",
                )
                for name, engine in services.engines.items()
            ),
            (say("Answers going on now"), str(services.answers.count + services.comparing.count)),
        )
        return html_table((say("What"), say("Value")), rows, say("Health"))

    gr.on(
        [page.load, refresh.click], show_health, None, table,
        queue=False, show_progress="hidden", api_visibility="private",
    )  # fmt: skip


def version() -> str:
    """The project's version."""
    return str(tomllib.loads(_PROJECT.read_text("utf-8"))["project"]["version"])


def duration(seconds: float) -> str:
    """Whole minutes with hours and days: "2 d 3 h 4 min"."""
    minutes = int(seconds // 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = [
        say("{count} d", count=days) if days else "",
        say("{count} h", count=hours) if minutes >= 60 else "",
    ]
    return " ".join([*filter(None, parts), say("{count} min", count=minutes % 60)])
