"""The pictures of a question, as data URLs; told by their content, and limited."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Most bytes of one picture.
MOST_BYTES = 20_000_000
_KINDS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
}
ALLOWED = "a PNG, JPEG, GIF or WebP: a path beside the file, a data URL, or an address"


@dataclass(frozen=True, slots=True)
class Images:
    """Pictures as data URLs, in order; `absent` names those that are not here.

    All or none: a question that says "figure 2" is not asked with figure 2 in the place of 1.
    """

    urls: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def as_data_url(content: bytes) -> str | None:
    """A picture as a data URL; None when it is none, or too large."""
    if len(content) > MOST_BYTES:
        return None
    kind = next((name for start, name in _KINDS.items() if content.startswith(start)), None)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = "webp"
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}" if kind else None


def is_remote(value: object) -> bool:
    """Whether this is a web address."""
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def picture(value: Any, folder: Path | None) -> str | None:
    """The data URL of a picture in a column: a data URL, a path in `folder`, or bytes.

    None when there is no such picture; a path that leads out of the folder is none.
    """
    match value:
        case {"bytes": bytes(content)}:
            return as_data_url(content)
        case {"path": str(path)}:
            return picture(path, folder)
        case bytes(content):
            return as_data_url(content)
        case str(text) if text.startswith("data:"):
            return _checked(text)
        case str(text) if folder is not None and text and not is_remote(text):
            return _from_file(text, folder)
    return None


def _checked(url: str) -> str | None:
    head, _, body = url.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        return None
    try:
        return as_data_url(base64.b64decode(body, validate=True))
    except (binascii.Error, ValueError):
        return None


def _from_file(name: str, folder: Path) -> str | None:
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or path.stat().st_size > MOST_BYTES:
            return None
        return as_data_url(path.read_bytes())
    except (OSError, ValueError):
        return None


def named(value: Any) -> str:
    """What a picture that is not here is called in a message."""
    if isinstance(value, Mapping):
        value = value.get("path") or "a picture"
    text = value if isinstance(value, str) else "a picture"
    return text if len(text) <= 200 and text.isprintable() else "a picture"
