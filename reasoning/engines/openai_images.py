"""Whether a model sees images: two pictures of one colour each, told apart.

That a server takes a message with an image says little: some leave it out without a word. A model
that names both colours has seen them; one that guesses gives both pictures the same name.
"""

from __future__ import annotations

import base64
import io
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from reasoning.engines.base import Sampling, TextChunk
from reasoning.errors import EngineError
from reasoning.problem import Message

QUESTION = "Which colour fills this picture? Answer with one word: red, green or blue."
COLOURS = {"red": (230, 0, 0), "blue": (0, 0, 230)}
#: Room for a model that must think first.
MOST_TOKENS = 512
#: Pixels a side; some models refuse pictures below 28.
SIDE = 64

Chat = Callable[[Sequence[Message], Sampling], AsyncGenerator[TextChunk, None]]


async def sees_images(chat: Chat) -> bool:
    """Ask about each picture; a refusal, a broken stream and a wrong colour all mean no."""
    for colour in COLOURS:
        asked = Message("user", QUESTION, (picture(COLOURS[colour]),))
        said = ""
        try:
            async with aclosing(chat([asked], Sampling(MOST_TOKENS))) as pieces:
                async for piece in pieces:
                    said += piece.content
        except EngineError:
            return False
        if [name for name in (*COLOURS, "green") if name in said.lower()] != [colour]:
            return False
    return True


def picture(colour: tuple[int, int, int]) -> str:
    """A PNG of one colour (red, green, blue; 0 to 255) as a data URL."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), colour).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
