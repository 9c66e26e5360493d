"""Tells a Gradio page its language before Gradio looks at the browser's, and says Gradio's words.

The server has chosen from Accept-Language; without this, Gradio would choose by itself, and knows
of Chinese no more than "zh-CN" and "zh-TW" to the letter. What it has in English alone, some of its
buttons' names and its notices, is under `gradio` in a language's file.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.language import CATALOGUES, say, spoken

_TAG = 'lang="en"'
_HEAD = "<head>"
#: The title of the window, among what Gradio knows of the page.
_TITLE = re.compile(r'(?<="title":")[^"\\]*')

#: By language, a script that puts Gradio's own words into it.
_SCRIPT = Path(__file__).with_name("gradio.js").read_text("utf-8")
_SCRIPTS = {
    one["tag"]: _SCRIPT.replace("WORDS", json.dumps(one["gradio"], ensure_ascii=False))
    for one in CATALOGUES
}


class _InLanguage:
    """Stands in front of a Gradio app, behind what compresses; changes its HTML pages alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and put the language into a page on its way back."""
        if scope["type"] != "http" or not scope["path"].endswith("/"):
            await self._app(scope, receive, send)
            return
        began: Message | None = None

        async def send_told(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start" and _is_page(message):
                began = message  # until its length is known
                return
            if began is not None and message["type"] == "http.response.body":
                # A template is sent in one piece.
                message = {**message, "body": told(message.get("body", b""))}
                headers = MutableHeaders(scope=began)
                if scope["method"] != "HEAD":
                    headers["content-length"] = str(len(message["body"]))
                headers.add_vary_header("Accept-Language")
                started, began = began, None
                await send(started)
            await send(message)

        await self._app(scope, receive, send_told)


def _is_page(message: Message) -> bool:
    return MutableHeaders(scope=message).get("content-type", "").startswith("text/html")


def told(html: bytes) -> bytes:
    """A page that says its language, and lets Gradio's own choice come out the same."""
    tag = spoken()
    choice = f"Object.defineProperty(navigator, 'language', {{value: {json.dumps(tag)}}});"
    page = html.decode().replace(_TAG, f'lang="{tag}"', 1)
    page = _TITLE.sub(lambda title: say(title[0]), page, count=1)
    scripts = f"<script>{choice}</script>"
    if tag in _SCRIPTS:
        scripts += f"<script>{_SCRIPTS[tag]}</script>"
    return page.replace(_HEAD, _HEAD + scripts, 1).encode()


#: For `app_kwargs` of `gr.mount_gradio_app`.
IN_LANGUAGE = Middleware(_InLanguage)
