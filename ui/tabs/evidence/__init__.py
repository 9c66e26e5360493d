"""Evidence: a person's own documents, and what they and the knowledge base say of something."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from reasoning.errors import EvidenceError
from reasoning.evidence import EvidenceStore
from reasoning.evidence.documents import (
    MOST_BYTES,
    MOST_DOCUMENTS,
    MOST_PAGES,
    refuse_large,
    short_name,
)
from ui import render
from ui.accounts import person_of, uploads_of
from ui.checks import Checks
from ui.evidence import hits_html
from ui.language import phrase, say, static

STYLE = Path(__file__).with_name("style.css")

#: Characters of a search that are looked at.
LONGEST_SEARCH = 500
#: Files that are taken at one go.
MOST_FILES = 10

ABOUT = phrase(
    "What a medical answer in the chat claims is checked against the clinical knowledge base and"
    " your own documents, and cites them. Only you see your documents, and no model is told them."
    " Allowed: Markdown, text and PDF of at most {bytes:,} bytes and {pages} pages, {documents}"
    " documents in all."
)

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

#: What the events of one handler change: components and their new values.
Update = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class _Controls:
    upload: gr.UploadButton
    status: gr.HTML
    errors: gr.HTML
    listed: gr.Radio
    remove: gr.Button
    search: gr.Textbox
    found: gr.HTML

    def outputs(self) -> list[Any]:
        return [self.status, self.errors, self.listed, self.remove]


def build(evidence: EvidenceStore, checks: Checks, tab: gr.Tab) -> None:
    """Lay the tab out and connect it."""
    c, shelf = _lay_out(), _Shelf(evidence, checks)
    shelf.controls = c
    outputs = c.outputs()
    tab.select(shelf.show, [c.listed], outputs, **_QUIET)
    c.upload.upload(shelf.add, [c.upload], [*outputs, c.upload], **_QUIET)
    c.listed.input(shelf.choose, [c.listed], [c.remove], queue=False, **_QUIET)
    c.remove.click(shelf.remove, [c.listed], outputs, **_QUIET)
    c.search.submit(shelf.search, [c.search], [c.found], **_QUIET)


def _lay_out() -> _Controls:
    gr.HTML(static.of(_about), elem_classes="legend")
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=300):
            # Told apart by content, so any file may be picked.
            upload = gr.UploadButton(
                str(static("Add documents (Markdown, text, PDF)")), file_count="multiple",
                type="filepath", elem_id="evidence-add",
            )  # fmt: skip
            status = gr.HTML(
                static.of(lambda: render.status("ready", say("ready"))), elem_id="evidence-status"
            )
            errors = gr.HTML(elem_id="evidence-error", elem_classes="error-place")
            listed = gr.Radio([], label=static("Your documents"), elem_id="evidence-list")
            remove = gr.Button(
                static("Remove the chosen document"), size="sm", elem_id="evidence-remove",
                interactive=False,
            )  # fmt: skip
        with gr.Column(scale=3, min_width=300):
            search = gr.Textbox(
                label=static("Look for passages"), elem_id="evidence-search", max_lines=1,
                info=static("By meaning, in the knowledge base and your documents; Enter looks"),
                max_length=LONGEST_SEARCH,
            )  # fmt: skip
            found = gr.HTML(elem_id="evidence-found", elem_classes="when-filled")
    return _Controls(upload, status, errors, listed, remove, search, found)


def _about() -> str:
    said = say(ABOUT, bytes=MOST_BYTES, pages=MOST_PAGES, documents=MOST_DOCUMENTS)
    return f"<p>{render.escape(said)}</p>"


class _Shelf:
    """The handlers. Whose documents they touch is told by the request alone."""

    controls: _Controls

    def __init__(self, evidence: EvidenceStore, checks: Checks) -> None:
        self._evidence, self._slowly = evidence, checks.slowly

    async def show(self, chosen: str | None, request: gr.Request) -> Update:
        """The list, when the tab is opened; what is chosen already stays so."""
        c = self.controls
        try:
            return {
                c.status: render.status("ready", say("ready")),
                **await self._listing(request, chosen),
            }
        except EvidenceError as error:
            return {c.errors: render.error(str(error))}

    async def add(
        self, files: list[str] | str | None, request: gr.Request
    ) -> AsyncIterator[Update]:
        """Take files in, one after the other; each that is refused gets a line of its own."""
        c, person, uploads = self.controls, person_of(request), uploads_of(request)
        paths = [files] if isinstance(files, str) else list(files or ())
        added, refused = 0, []
        if len(paths) > MOST_FILES:
            refused.append(say("only the first {most} files were taken at one go", most=MOST_FILES))
        for number, path in enumerate(paths[:MOST_FILES], 1):
            name = short_name(Path(path).name)
            reading = say(
                "reading {name} ({number} of {count})",
                name=name,
                number=number,
                count=min(len(paths), MOST_FILES),
            )
            yield {c.status: render.status("working", reading)}
            try:
                await self._slowly(self._add, person.id, path)
                added += 1
            except EvidenceError as error:
                refused.append(str(error))
        uploads.forget(paths, person)
        try:
            listing = await self._listing(request)
        except EvidenceError as error:
            listing = {}
            refused.append(str(error))
        line = say("{count} document added" if added == 1 else "{count} documents added",
                   count=added)  # fmt: skip
        yield {
            **listing,
            c.status: render.status("done" if added else "error", line),
            c.errors: "".join(render.error(line) for line in refused),
            c.upload: None,
        }

    def _add(self, owner: str, path: str) -> None:
        self._evidence.add(owner, Path(path).name, _read(path))

    def choose(self, chosen: str | None) -> Update:
        """A document that is chosen can be removed."""
        return {self.controls.remove: gr.update(interactive=bool(chosen))}

    async def remove(self, chosen: str | None, request: gr.Request) -> Update:
        """Remove one document; it stays on the person's own machine."""
        c = self.controls
        if not chosen:
            return {c.remove: gr.update(interactive=False)}
        try:
            await self._slowly(self._evidence.remove, person_of(request).id, chosen)
            listing = await self._listing(request, chosen)
        except EvidenceError as error:
            return {c.errors: render.error(str(error))}
        return {**listing, c.errors: "", c.status: render.status("done", say("removed"))}

    async def search(self, text: str | None, request: gr.Request) -> Update:
        """Passages nearest in meaning."""
        c, wanted = self.controls, (text or "").strip()[:LONGEST_SEARCH]
        if not wanted:
            return {c.found: ""}
        try:
            hits = await self._slowly(self._evidence.search, person_of(request).id, wanted)
        except EvidenceError as error:
            return {c.found: render.error(str(error))}
        return {c.found: hits_html(hits)}

    async def _listing(self, request: gr.Request, chosen: str | None = None) -> Update:
        """The documents; the choice is taken back only where what was chosen is gone."""
        c = self.controls
        mine = await to_thread(self._evidence.documents, person_of(request).id)
        choices = [
            (say("{name} ({count} passages)", name=one.name, count=one.passages), one.id)
            for one in mine
        ]
        listed: dict[str, Any] = {"choices": choices, "info": "" if mine else say("None yet")}
        if not chosen or any(one.id == chosen for one in mine):
            # Another may have been chosen since this was asked for: the choice is left alone.
            return {c.listed: gr.update(**listed)}
        return {
            c.listed: gr.update(**listed, value=None),
            c.remove: gr.update(interactive=False),
        }


def _read(path: str) -> bytes:
    try:
        refuse_large(Path(path).name, Path(path).stat().st_size)
        return Path(path).read_bytes()
    except OSError:
        name = short_name(Path(path).name)
        raise EvidenceError(
            say("the file {name} is not there any more; attach it again", name=name)
        ) from None
