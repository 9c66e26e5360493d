"""Stored: how much is kept, and where."""

from __future__ import annotations

import gradio as gr

from reasoning.errors import StoreError
from store import Store
from ui.accounts import require_admin
from ui.language import phrase, say, static
from ui.render import error, html_table, status

NOTHING = phrase("No run is stored yet; ask something in Chat, and it is kept here.")


def build(page: gr.Blocks, store: Store) -> None:
    """One table, read anew when the page is opened and when asked for."""
    table = gr.HTML(elem_id="stored-table")
    with gr.Row(elem_classes="admin-acts"):
        refresh = gr.Button(static("Refresh"), elem_id="stored-refresh")

    def show_stored(request: gr.Request) -> str:
        require_admin(request)
        try:
            newest = store.recent(1)
            rows = [(say("Size"), size(store.size_bytes())), (say("Where"), store.name)]
        except StoreError as problem:
            return error(str(problem))
        if newest:
            rows.append((say("Newest run"), f"{newest[0].created[:16].replace('T', ' ')} UTC"))
        shown = html_table((say("What"), say("Value")), rows, say("What is stored"))
        return shown if newest else status("ready", say(NOTHING)) + shown

    gr.on(
        [page.load, refresh.click], show_stored, None, table,
        queue=False, show_progress="hidden", api_visibility="private",
    )  # fmt: skip


def size(count: float) -> str:
    """Bytes as people read them: "1.5 MB" (thousands, not 1,024s)."""
    units = ["bytes", "kB", "MB", "GB", "TB"]
    while count >= 1000 and len(units) > 1:
        count, units = count / 1000, units[1:]
    if units[0] == "bytes":
        return say("{count:.0f} bytes", count=count)
    return f"{count:.1f} {units[0]}"
