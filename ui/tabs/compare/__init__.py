"""Compare: one question in several columns side by side, and what more thinking bought."""

from __future__ import annotations

import gradio as gr
from gradio.context import Context

from ui.services import Services
from ui.tabs.compare import handlers
from ui.tabs.compare.controls import lay_out
from ui.tabs.compare.files import compare_routes
from ui.tabs.compare.flow import Flow
from ui.tabs.compare.live import Comparing

__all__ = ["Comparing", "build", "compare_routes"]


def build(services: Services) -> None:
    """Lay the tab out and connect it, inside the page."""
    page = Context.root_block
    assert isinstance(page, gr.Blocks), "a tab is built inside its page"
    handlers.connect(Flow(services, lay_out(services), services.comparing), page)
