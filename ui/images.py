"""Images that go with a question: told by their content, limited, and kept as data URLs."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reasoning.errors import ProblemError
from ui.language import say

if TYPE_CHECKING:
    from store import Person
    from ui.accounts import Uploads
    from ui.services import Services

#: Most images of one question, and most bytes of each.
MOST, MOST_BYTES = 2, 1_000_000

#: The address of an image of a question, by its turn's id and its place.
IMAGE = "/images/{turn}/{number}"

#: Longest beginning of a file's name in a message.
_NAME = 40


def kind_of(data: bytes) -> str | None:
    """What an image is, by its first bytes: "png", "jpeg", "gif" or "webp"; None for neither."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def read_images(paths: Sequence[str]) -> tuple[str, ...]:
    """Uploaded files as data URLs.

    Raises:
        ProblemError: there are too many, or one is too large, no image, or gone.
    """
    if len(paths) > MOST:
        raise ProblemError(
            say("{count} images are attached; allowed: at most {most}", count=len(paths), most=MOST)
        )
    return tuple(_data_url(Path(path)) for path in paths)


def _data_url(path: Path) -> str:
    name = path.name if len(path.name) <= _NAME else f"{path.name[:_NAME]}…"
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError:
        line = say("the file {name} is not there any more; attach it again", name=name)
        raise ProblemError(line) from None
    if size > MOST_BYTES:
        line = say(
            "the file {name} has {size:,} bytes; {allowed}",
            name=name,
            size=size,
            allowed=_allowed(),
        )
        raise ProblemError(line)
    kind = kind_of(data)
    if kind is None:
        line = say(
            "the file {name} is no image, by its content; {allowed}", name=name, allowed=_allowed()
        )
        raise ProblemError(line)
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def _allowed() -> str:
    return say("allowed: PNG, JPEG, WebP or GIF of at most {most:,} bytes", most=MOST_BYTES)


def decode(image: str) -> tuple[str, bytes] | None:
    """The media type and the bytes of a kept image; None where the text, imported perhaps, is none.

    The type is told by the content, whatever the text says.
    """
    head, _, body = image.partition(",")
    try:
        data = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return None
    kind = kind_of(data)
    if kind is None or head != f"data:image/{kind};base64" or len(data) > MOST_BYTES:
        return None
    return f"image/{kind}", data


def refuse_where_none_is_taken(images: Sequence[str], services: Services, model: str) -> None:
    """Nothing, if the model takes what is attached.

    Raises:
        ProblemError: it takes no images; the line names the models that do.
    """
    if not images or services.engine(model).capabilities.images:
        return
    able = [name for name, engine in services.engines.items() if engine.capabilities.images]
    way_out = say("remove them to ask")
    if able:
        way_out = say("remove them, or choose {models}", models=say(" or ").join(able))
    raise ProblemError(
        say("the model {model} takes no images; {way_out}", model=model, way_out=way_out)
    )


def put_back(images: Sequence[str], uploads: Uploads, person: Person) -> list[str]:
    """The paths of files with an earlier question's images, as if this person had attached them."""
    kept = [found for image in images if (found := decode(image)) is not None]
    return [
        uploads.write(data, f"image-{number}.{media.removeprefix('image/')}", person)
        for number, (media, data) in enumerate(kept, 1)
    ]
