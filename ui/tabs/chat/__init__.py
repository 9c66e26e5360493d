"""Chat: a question, the model thinking under a budget, its answer, and what that took."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from ui.services import Services
from ui.tabs.chat import past, turns
from ui.tabs.chat.controls import lay_out
from ui.tabs.chat.flow import Flow

STYLE = Path(__file__).with_name("style.css")


def build(services: Services, page: gr.Blocks) -> None:
    """Lay the tab out and connect it."""
    flow = Flow(services, lay_out(services))
    turns.connect(flow)
    past.connect(flow, page)
